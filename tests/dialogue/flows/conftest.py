"""Order processes on the demo shop's orders: the real store, rules, policy and index, without the model service."""

from __future__ import annotations

import json
import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from dialogue.budget import Budget
from dialogue.commands import Base, Unknown
from dialogue.flows.engine import FlowEngine
from dialogue.policy import accepted
from dialogue.reading import Context, Utterance
from dialogue.reply import Reply
from dialogue.services import Services, build
from dialogue.turn import Turn
from shop.catalogue import Catalogue
from shop.dialogue import State
from shop.faqs import Faqs
from shop.orders import StoreOrders, rules_of
from shop.settings import ChromaSettings, ModelsSettings, Settings
from shop.shoppers import Shopper, Shoppers
from shop.store import Store
from shop.types import Case, Conversation, FaqEntry, Item, Order, Owner, now

DEMO = Path(__file__).parents[3] / "data/demo"
KNOWN = frozenset(  # orders whose items the tests' catalogue holds
    f"AF-{number}"
    for number in (
        "102477 102626 105275 105806 106018 106377 106401 107702 107829 107830 107891 107931 108350 108356 108375 "
        "108407 108500 108518 108573 108594 108725 108758 108764 108800 108954 108955 108979 108983"
    ).split()
)
TIMES = ("placed_at", "shipped_at", "delivered_at", "expected_at")


def rows(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (DEMO / name).read_text(encoding="utf-8").splitlines()]


def orders_now() -> list[Order]:
    """The demo's orders, as long ago as they were on the day of its files."""
    reference = datetime.fromisoformat(json.loads((DEMO / "meta.json").read_text())["reference_date"])
    passed = timedelta(days=(now() - reference).days)
    moved = []
    for row in rows("orders.jsonl"):
        order = Order.model_validate(row)
        times = {name: value + passed for name in TIMES if (value := getattr(order, name)) is not None}
        moved.append(order.model_copy(update=times))
    return moved


@pytest.fixture(scope="session")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shop's database as it is before every test."""
    path = tmp_path_factory.mktemp("desk") / "shop.db"
    store = Store(f"sqlite:///{path}")
    store.migrate()
    orders = orders_now()
    recent = {line.item_id for order in orders if order.number in KNOWN for line in order.lines}
    items = (row for row in rows("catalogue.jsonl") if row["id"] in recent)
    Catalogue(store).upsert(
        Item.model_validate({key: value for key, value in row.items() if value is not None}) for row in items
    )
    Faqs(store).upsert(FaqEntry.model_validate(row) for row in rows("faq.jsonl") if row.get("language", "en") == "en")
    Shoppers(store).put(Shopper.model_validate(row) for row in rows("shoppers.jsonl"))
    StoreOrders(store, rules_of(Settings().orders)).put(orders)
    store.close()
    return path


@pytest.fixture
async def services(tmp_path: Path, opened: Path) -> AsyncIterator[Services]:
    shutil.copy(opened, tmp_path / "shop.db")
    nobody = {"models": ModelsSettings(port=9, timeout=0.5), "chroma": ChromaSettings(port=9)}
    made = build(Settings(state=tmp_path, **nobody))  # type: ignore[arg-type]
    await made.retrieval.start()
    yield made


@dataclass
class Said:
    """One turn's reply and the state after it."""

    reply: Reply
    state: State

    @property
    def text(self) -> str:
        return self.reply.text

    @property
    def taps(self) -> list[str]:
        return [tap.title for tap in self.reply.taps]


@dataclass
class Talk:
    """One conversation, spoken to in commands; words without commands arrive as unread ones."""

    services: Services
    engine: FlowEngine
    conversation: Conversation
    signed_in: bool = False
    state: State = field(default_factory=State)
    handlers: dict[str, Any] = field(default_factory=dict)

    def turn(self, text: str, commands: int = 1) -> Turn:
        known = self.services.orders.for_shopper(self.conversation.shopper_id) if self.signed_in else []
        orders = [*known, *(self.services.orders.get(number) for number in self.state.proven)]
        return Turn(
            services=self.services,
            budget=Budget(20),
            conversation=self.services.conversations.get(self.conversation.id),
            utterance=Utterance(text),
            context=Context(state=self.state, orders=tuple(orders), signed_in=self.signed_in, flows=self.engine.names),
            state=self.state,
            streaming=True,
            commands=max(1, commands),
        )

    async def say(self, text: str, *commands: Base) -> Said:
        turn = self.turn(text, len(commands))
        turn.update(offer=None, question=None)
        reply, spoke = Reply(), False
        for command in commands or (Unknown(words=text),):
            if command.type == "affirm" and self.state.flow is None and self.state.offer is not None:  # type: ignore[attr-defined]
                command = accepted(self.state.offer) or command
            if self.engine.takes(turn, command):
                said, spoke = await self.engine.handle(turn, command), True
            elif command.type in self.handlers:  # type: ignore[attr-defined]
                said = await self.handlers[command.type](turn, command)  # type: ignore[attr-defined]
            else:
                said = Reply("(something else)")
            reply = said if reply.empty else reply + said
        if turn.state.flow is not None and not spoke and turn.state.flow == self.state.flow:
            reply = reply + await self.engine.resume(turn)
        self.state = State.model_validate_json(turn.state.model_dump_json())  # as it is kept
        return Said(reply, self.state)

    async def tap(self, title: str, said: Said) -> Said:
        tap = next(tap for tap in said.reply.taps if title in tap.title)
        return await self.say("", tap.command)

    def order(self, number: str) -> Order:
        return self.services.orders.get(number)

    def orders(self) -> list[Order]:
        return self.services.orders.for_shopper(self.conversation.shopper_id)

    def cases(self, number: str) -> list[Case]:
        return self.services.orders.cases(number)

    @property
    def owner(self) -> Owner:
        return self.services.conversations.get(self.conversation.id).owner


@pytest.fixture
def engine(services: Services) -> FlowEngine:
    return FlowEngine(services)


@pytest.fixture
def talk(services: Services, engine: FlowEngine) -> Any:
    """``talk()`` is nobody's conversation, ``talk("shopper-0003")`` one of a shopper who is signed in."""

    def begin(shopper: str | None = None) -> Talk:
        shopper_id = shopper or services.shoppers.anonymous()
        return Talk(services, engine, services.conversations.open(shopper_id), signed_in=shopper is not None)

    return begin
