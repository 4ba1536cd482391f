"""A small shop with everything real but the model service, which is not there: the store, retrieval, the actions."""

from __future__ import annotations

import json
import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from actions.server import Executor, executor
from actions.wiring import House, build
from bot.components.patterns import find
from retrieval.text import words
from shop.carts import Carts, Coupon
from shop.catalogue import Catalogue
from shop.faqs import Faqs
from shop.orders import StoreOrders, rules_of
from shop.settings import ChromaSettings, ModelsSettings, Settings
from shop.shoppers import Shoppers
from shop.store import Store
from shop.types import Address, FaqEntry, Item, Order, OrderLine, OrderStatus, Variant, now

HOME = Address(name="Mira Holt", street="Lindenweg 4", postcode="80331", city="München", country="Germany")


def item(number: int, title: str, category: str, price: str, **more: Any) -> Item:
    fields = {"stock": 12, "rating": 4.2, "rating_count": 20, "brand": "Norra", "categories": (category,)} | more
    return Item(id=f"i{number}", title=title, category=category, price=Decimal(price), **fields)


def shoe(number: int, title: str, price: str, colour: str, sizes: dict[str, int], **more: Any) -> Item:
    variants = tuple(
        Variant(sku=f"i{number}-{size}", options={"size": size, "colour": colour}, stock=stock)
        for size, stock in sizes.items()
    )
    return item(
        number, title, "Hiking boots", price,
        colours=(colour,), sizes=tuple(sizes), variants=variants, stock=sum(sizes.values()), uses=("hiking",), **more,
    )  # fmt: skip


ITEMS = [
    shoe(1, "Ridge Trail Boot", "89", "Brown", {"41": 3, "42": 5, "43": 0}, materials=("Leather",), weight_g=900),
    shoe(2, "Fjord Light Boot", "65", "Blue", {"41": 2, "42": 1}, materials=("Nylon",), rating=4.6, weight_g=640),
    shoe(3, "Summit Winter Boot", "129", "Black", {"42": 0, "43": 0}, materials=("Leather",)),
    item(4, "Harbour Rain Jacket", "Jackets", "79", colours=("Blue",), materials=("Nylon",), uses=("rain",),
         attributes={"waterproof": "yes"}),
    item(5, "Meadow Wool Jacket", "Jackets", "110", colours=("Green",), materials=("Wool",), brand="Alder"),
    item(6, "City Wind Jacket", "Jackets", "49", colours=("Blue", "Grey"), materials=("Cotton",), brand="Alder",
         description="A light jacket for windy days. Folds into its own pocket."),
    item(7, "Ember Camp Mug", "Mugs", "12", colours=("Red",), materials=("Steel",)),
    item(8, "Dawn Camp Mug", "Mugs", "15", colours=("Blue",), materials=("Steel",)),
    item(9, "Moss Day Pack", "Backpacks", "55", colours=("Green",), materials=("Nylon",), uses=("hiking",)),
    item(10, "Slate Day Pack", "Backpacks", "75", colours=("Grey",), materials=("Nylon",), uses=("hiking",), stock=0),
]  # fmt: skip

FAQ = [
    FaqEntry(id="f1", question="How long do I have to return something?", answer="30 days from delivery."),
    FaqEntry(id="f2", question="Which payment methods do you accept?", answer="We accept cards, PayPal and invoice."),
    FaqEntry(id="f3", question="How do I wash a wool jacket?", answer="By hand, in cold water, and dry it flat."),
]


def order(number: str, status: OrderStatus, lines: list[tuple[str, int]], shopper: str | None, **more: Any) -> Order:
    by_id = {one.id: one for one in ITEMS}
    placed = now() - timedelta(days=8)
    rows = tuple(
        OrderLine(item_id=key, title=by_id[key].title, quantity=count, unit_price=by_id[key].price or Decimal(0),
                  options={"size": "42", "colour": by_id[key].colours[0]} if by_id[key].variants else {})
        for key, count in lines
    )  # fmt: skip
    fields: dict[str, Any] = {
        "email": "mira@example.org",
        "total": sum((row.unit_price * row.quantity for row in rows), Decimal(0)),
        "placed_at": placed,
    }
    if status is OrderStatus.DELIVERED:
        fields["delivered_at"] = now() - timedelta(days=3)
    if status is OrderStatus.SHIPPED:
        fields |= {"shipped_at": now() - timedelta(days=1), "expected_at": now() + timedelta(days=2),
                   "carrier": "Parcel Fox", "tracking": "PF123"}  # fmt: skip
    return Order(number=number, shopper_id=shopper, status=status, lines=rows, address=HOME, **(fields | more))


@pytest.fixture(scope="session")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shop's database as it is before every test."""
    words("你好")  # loads the Chinese dictionary, as the server does when it starts
    path = tmp_path_factory.mktemp("shop") / "shop.db"
    store = Store(f"sqlite:///{path}")
    store.migrate()
    catalogue, settings = Catalogue(store), Settings()
    mira = Shoppers(store).known("mira", "mira@example.org")
    catalogue.upsert(ITEMS)
    Faqs(store).upsert(FAQ)
    recent = {"placed_at": now() - timedelta(days=1)}
    StoreOrders(store, rules_of(settings.orders)).put(
        [
            order("10001", OrderStatus.DELIVERED, [("i1", 1), ("i7", 2)], mira),
            order("10002", OrderStatus.PAID, [("i4", 1)], mira, **recent),
            order("10003", OrderStatus.SHIPPED, [("i5", 1)], mira, placed_at=now() - timedelta(days=2)),
            order("20001", OrderStatus.DELIVERED, [("i2", 1)], None, email="someone@example.org"),
            order("20002", OrderStatus.DELIVERED, [("i5", 3)], None, email="rich@example.org"),
        ]
    )
    Carts(store, catalogue, settings).put_coupons([Coupon(code="SAVE10", percent=Decimal(10), min_total=Decimal(50))])
    store.close()
    return path


@pytest.fixture
def settings(tmp_path: Path, opened: Path) -> Settings:
    shutil.copy(opened, tmp_path / "shop.db")
    return Settings(
        state=tmp_path,
        models=ModelsSettings(port=9, timeout=0.5),  # nobody listens there
        chroma=ChromaSettings(port=9),
    )


@pytest.fixture
async def house(settings: Settings) -> AsyncIterator[House]:
    made = build(settings)
    await made.retrieval.start()
    yield made


@pytest.fixture
def mira(house: House) -> str:
    """A shopper the shop knows."""
    return house.shoppers.known("mira")


@dataclass
class Said:
    """What came back: the messages as Rasa's REST channel would give them, and the slots."""

    responses: list[dict[str, Any]]
    events: list[dict[str, Any]]

    @property
    def text(self) -> str:
        return "\n".join(response.get("text") or "" for response in self.responses).strip()

    @property
    def custom(self) -> dict[str, Any]:
        merged: dict[str, Any] = {}
        for response in self.responses:
            merged |= response.get("custom") or {}
        return merged

    @property
    def titles(self) -> list[str]:
        return [card["title"] for card in self.custom.get("cards", [])]

    @property
    def taps(self) -> list[str]:
        return [quick["title"] for quick in self.custom.get("quick_replies", [])]

    @property
    def followups(self) -> list[str]:
        return [event["name"] for event in self.events if event["event"] == "followup"]


@dataclass
class Talk:
    """One conversation, spoken to action by action in the JSON that Rasa 3.6 sends; forms loop as Rasa loops them."""

    executor: Executor
    conversation_id: str
    slots: dict[str, Any] = field(default_factory=dict)
    loop: str | None = None
    language: str | None = None
    streaming: bool = False
    events: list[dict[str, Any]] = field(default_factory=list)  # since the shopper's last message

    async def act(self, action: str, text: str = "", intent: str = "", **entities: Any) -> Said:
        typed = {"typed": entities.pop("typed")} if "typed" in entities else {}
        found = {one.entity: one.value for one in find(text)}  # the bot's own extractors
        message = {
            "text": text,
            **typed,
            "intent": {"name": intent, "confidence": 0.95},
            "entities": [{"entity": name, "value": value} for name, value in (found | entities).items()],
            "metadata": {"request_id": "r1", "streaming": self.streaming},
        }
        call = {
            "next_action": action,
            "sender_id": self.conversation_id,
            "version": "3.6.21",
            "tracker": {
                "sender_id": self.conversation_id,
                "slots": {**self.slots},
                "latest_message": message,
                "events": [{"event": "user", **message}, *self.events],
                "paused": False,
                "active_loop": {"name": self.loop} if self.loop else {},
                "latest_action_name": "action_listen",
            },
        }
        # through JSON, as on the wire
        result = await self.executor.run(json.loads(json.dumps(call)))
        assert result is not None
        for event in result.events:
            if event["event"] == "slot":
                self.slots[event["name"]] = event["value"]
            if event["event"] == "active_loop":
                self.loop = event["name"]
        return Said(result.responses, result.events)

    async def form(self, form: str, finish: str, text: str = "", intent: str = "", **entities: Any) -> Said:
        """One turn of a form: validate, then ask for the next slot or finish. Nothing said means: rejected."""
        if self.loop != form:  # Rasa notes the loop before it validates, and leaves the requested slot as it was
            self.events, self.loop = [{"event": "active_loop", "name": form}], form
        try:
            return await self._loop_turn(form, finish, text, intent, **entities)
        finally:
            self.events = []

    async def _loop_turn(self, form: str, finish: str, text: str, intent: str, **entities: Any) -> Said:
        said = await self.act(f"validate_{form}", text, intent, **entities)
        if not any(event["event"] == "slot" for event in said.events):
            return said
        self.loop = form
        wanted = self.slots.get("requested_slot")
        if wanted is None:
            done = await self.act(finish, text, intent, **entities)
            self.loop = None
            return Said(said.responses + done.responses, said.events + done.events)
        names = set(self.executor.actions)
        ask = f"action_ask_{form}_{wanted}" if f"action_ask_{form}_{wanted}" in names else f"action_ask_{wanted}"
        asked = await self.act(ask, text, intent, **entities)
        return Said(said.responses + asked.responses, said.events + asked.events)


@pytest.fixture
def talk(house: House, mira: str) -> Talk:
    """A conversation of Mira's, who is signed in."""
    return Talk(executor(house), house.conversations.open(mira).id)


@pytest.fixture
def stranger(house: House) -> Talk:
    """A conversation of someone unknown."""
    return Talk(executor(house), house.conversations.open(house.shoppers.anonymous()).id)
