"""What a shopper wrote is searched for byte by byte, in every file of the installation, after it was erased."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx
import jwt
import pytest

from run.opened import free_ports
from shop.agents import Agents
from shop.conversations import Conversations
from shop.dialogue import State
from shop.orders import StoreOrders, rules_of
from shop.outbox import Outbox
from shop.settings import OrdersSettings
from shop.store import Store
from shop.types import Address, CaseKind, Order, OrderLine, OrderStatus, now
from tests.gateway.conftest import ITEMS, SEAL, SHOP_SECRET
from tests.gateway.console import PASSWORD
from tests.gateway.rasa_server import RasaServer
from tests.gateway.test_restart import start
from worker.jobs.outbox import SendLetters
from worker.mail import Files

MARK = "quokka-7741-zanzibar"
EMAIL = "ann.quokka@x.example"
OTHERS = 60
SAID = "numbat-5512"  # in a message alone, which nobody tells Rasa here


class Gateway:
    """A browser at the real gateway."""

    def __init__(self, url: str) -> None:
        self.client = httpx.Client(base_url=url, timeout=60, trust_env=False)
        self.session: dict[str, Any] = {}

    def sign_in(self, subject: str | None = None, email: str | None = None) -> Gateway:
        body = {}
        if subject:
            claims = {"sub": subject, "email": email, "exp": now() + timedelta(hours=1)}
            body = {"user_token": jwt.encode(claims, SHOP_SECRET, "HS256")}
        self.session = self.ask("POST", "/api/sessions", json=body).json()
        return self

    def ask(self, method: str, path: str, **options: Any) -> httpx.Response:
        headers = {"Authorization": f"Bearer {self.session['token']}"} if self.session else {}
        response = self.client.request(method, path, headers=headers, **options)
        assert response.is_success, response.text
        return response

    @property
    def conversation(self) -> str:
        return str(self.session["conversation_id"])


@pytest.fixture
def home(tmp_path: Path, rasa_server: RasaServer) -> Iterator[tuple[Path, str, Store]]:
    rasa_server.reset()
    port, metrics = free_ports(2)
    store = Store(f"sqlite:///{tmp_path / 'shop.db'}", seal=SEAL)
    store.migrate()
    (tmp_path / "logs").mkdir()
    with (tmp_path / "logs" / "house.log").open("wb") as log:
        env = {
            "SHOPKEEPER_SECRETS__SHOP": SHOP_SECRET,
            "SHOPKEEPER_SECRETS__SEAL": SEAL,
            "SHOPKEEPER_GATEWAY__SIGN_INS_PER_MINUTE": "1000",
            "SHOPKEEPER_RASA__TIMEOUT": "3",
        }
        process = start(tmp_path, port, metrics, log.fileno(), **env)
        yield tmp_path, f"http://127.0.0.1:{port}", store
        process.kill()
        process.wait()
    store.close()


def found(folder: Path, *marks: str) -> dict[str, str]:
    """Files that hold one of the marks, anywhere."""
    return {
        str(path.relative_to(folder)): mark
        for path in sorted(folder.rglob("*"))
        if path.is_file()
        for mark in marks
        if mark.encode() in path.read_bytes()
    }


def test_no_byte_of_what_a_shopper_wrote_is_left(home: tuple[Path, str, Store]) -> None:
    folder, url, store = home
    ann = Gateway(url).sign_in("ann", EMAIL)
    others = [Gateway(url).sign_in() for _ in range(OTHERS)]
    tracker = _tracker(folder)
    conversations = Conversations(store)
    from shop.catalogue import Catalogue

    Catalogue(store).upsert(ITEMS)
    for number, other in enumerate(others):  # between theirs, so that pages are split under hers
        ann.ask(
            "POST", "/api/messages?wait=1", json={"text": f"I am {MARK} number {number}, and {'x' * (number * 23)}"}
        )
        other.ask("POST", "/api/messages", json={"text": f"another {number} {'y' * (number * 31)}"})
        for one in (ann, other):
            state = State(topic=f"{MARK if one is ann else 'z'} " * (number + 1))
            conversations.save_state(one.conversation, state)
            _hear(tracker, one.conversation, f"{MARK if one is ann else 'z'} " * (number % 17 + 1))
    conversations.quick_reply(ann.conversation, f"Yes {MARK}", "affirm", {"what": MARK})
    ann.ask("PUT", "/api/me/consent", json={"tracking": True})
    ann.ask("POST", "/api/events", json={"events": [{"type": "search", "query": MARK}]})
    ann.ask("POST", "/api/ratings", json={"rating": 2, "comment": MARK})
    _order(store)
    _filed(store, url, ann)
    asyncio.run(_letters(store, folder, conversations.get(ann.conversation).shopper_id))
    ann.ask("POST", "/api/messages?wait=1", json={"text": f"it is {SAID}, paid with 4242 4242 4242 4242"})
    sealed = {name for name in found(folder, SAID, EMAIL, "4242 4242") if not name.startswith("outbox/")}
    assert sealed == set(), "words, names and addresses are sealed, and a card is not kept at all"
    assert SAID in ann.ask("GET", "/api/messages").text
    before = found(folder, MARK, EMAIL)
    assert {"shop.db", "tracker.db", "review/nlu.yml"} <= {name.removesuffix("-wal") for name in before}
    assert sum(name.startswith("outbox/") for name in before) == 2
    whose = conversations.get(ann.conversation).shopper_id
    report = ann.ask("DELETE", "/api/me").json()
    assert report["erased"]["letter_files"] == 2 and report["erased"]["examples"] == 1
    left = found(folder, MARK)
    assert left == {}
    with store.reading() as session:
        from shop.tables import KeyRow, OrderRow

        assert session.get(OrderRow, "A1001").email == EMAIL  # type: ignore[union-attr]
        assert not session.query(KeyRow).filter(KeyRow.shopper_id == whose).count(), "the key is gone too"
    assert set(found(folder, EMAIL)) <= {"shop.db"}, "the order alone, which the law keeps"
    for other in others[:3]:
        assert len(other.ask("GET", "/api/messages").json()["messages"]) == 2, "nobody else has lost anything"
    tracker.close()


def test_what_the_bot_notes_too_late_is_erased_too(home: tuple[Path, str, Store], rasa_server: RasaServer) -> None:
    """A turn that the gateway gave up on ends after the erasure, and Rasa writes it down."""
    from tests.gateway.test_messages import wait_until

    folder, url, _ = home
    ann = Gateway(url).sign_in()
    tracker = _tracker(folder)
    ann.ask("DELETE", "/api/me")
    _hear(tracker, ann.conversation, MARK)
    assert found(folder, MARK)
    wait_until(lambda: not found(folder, MARK), 25)
    tracker.close()


def _tracker(folder: Path) -> sqlite3.Connection:
    """As Rasa has it: a connection of its own, which overwrites nothing that it deletes."""
    connection = sqlite3.connect(folder / "tracker.db", isolation_level=None)
    connection.execute("PRAGMA secure_delete=OFF")
    connection.execute(
        "CREATE TABLE IF NOT EXISTS events (id INTEGER PRIMARY KEY, sender_id VARCHAR(255), type_name VARCHAR(255),"
        " timestamp FLOAT, intent_name VARCHAR(255), action_name VARCHAR(255), data TEXT)"
    )
    connection.execute("CREATE INDEX IF NOT EXISTS by_sender ON events (sender_id)")
    return connection


def _hear(tracker: sqlite3.Connection, conversation_id: str, text: str) -> None:
    values = (conversation_id, now().timestamp(), json.dumps({"event": "user", "text": text}))
    tracker.execute("INSERT INTO events (sender_id, type_name, timestamp, data) VALUES (?, 'user', ?, ?)", values)


def _order(store: Store) -> None:
    orders = StoreOrders(store, rules_of(OrdersSettings()))
    order = Order(
        number="A1001",
        shopper_id="ann",
        email=EMAIL,
        status=OrderStatus.DELIVERED,
        lines=(OrderLine(item_id="cup/3", title="Tin Cup", unit_price=Decimal("7.5")),),
        address=Address(name="Ann", street="1 Lane", postcode="1", city="X", country="DE"),
        total=Decimal("7.5"),
        placed_at=now(),
        delivered_at=now(),
    )
    with store.reading() as session:
        from sqlalchemy import select

        from shop.tables import ShopperRow

        ann = session.scalar(select(ShopperRow.id).where(ShopperRow.subject == "ann"))
    orders.put([order.model_copy(update={"shopper_id": ann})])
    orders.open_case(CaseKind.DAMAGED, "A1001", key="k", detail=f"broken, says {MARK}")


def _filed(store: Store, url: str, ann: Gateway) -> None:
    """An admin files one of her messages as an example for the bot."""
    Agents(store).add("boss@desk.example", "Boss", PASSWORD, "admin")
    console = httpx.Client(base_url=url, timeout=30, trust_env=False)
    body = {"email": "boss@desk.example", "password": PASSWORD}
    csrf = console.post("/api/agent/login", json=body).json()["csrf"]
    message = ann.ask("GET", "/api/messages").json()["messages"][0]
    path = f"/api/admin/review/{message['id']}"
    response = console.post(path, json={"intent": "greet"}, headers={"X-CSRF-Token": csrf})
    assert response.is_success, response.text


async def _letters(store: Store, folder: Path, shopper_id: str) -> None:
    outbox = Outbox(store)
    outbox.put("answer", EMAIL, {"subject": MARK, "text": f"Dear {MARK}"}, "k1", shopper_id=shopper_id)
    outbox.put("notice", EMAIL, {"subject": "by address alone", "text": MARK}, "k2")
    assert (await SendLetters(outbox, Files(folder / "outbox"), "shop@shop.example")())["sent"] == 2
