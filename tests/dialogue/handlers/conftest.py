"""Handlers on a part of the demo shop: the real store, index and rules; the model service is not there."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from dialogue.budget import Budget
from dialogue.commands import Base, Reference
from dialogue.handlers import (
    adding,
    asking,
    browsing,
    bundles,
    cart,
    comparing,
    details,
    finding,
    near,
    paying,
    recommending,
    safety,
    tastes,
)
from dialogue.reading import Context, Utterance
from dialogue.reply import Reply
from dialogue.services import Services, build
from dialogue.turn import Turn
from shop.carts import Carts, Coupon
from shop.catalogue import Catalogue
from shop.dialogue import State
from shop.faqs import Faqs
from shop.settings import ChromaSettings, ModelsSettings, Settings
from shop.store import Store
from shop.types import Cart, Conversation, FaqEntry, Item

DEMO = Path(__file__).parents[3] / "data/demo"
KINDS = frozenset(
    "Gloves|Headlamps|Hiking boots|Coffee beans|Energy bars|Board games|Suitcases|Headphones|Sleeping bags|Rain jackets"
    "|Backpacks|Tents|Portable speakers|Duffel bags|Trail meals|Mugs".split("|")
)
HANDLERS: dict[str, Any] = {
    "search": finding.search,
    "page": browsing.page,
    "start_over": browsing.start_over,
    "select": details.select,
    "browse": browsing.browse,
    "notify": details.notify,
    "ask_item": asking.ask_item,
    "compare": comparing.compare,
    "similar": near.similar,
    "complements": near.complements,
    "recommend": recommending.recommend,
    "why": recommending.why,
    "taste": tastes.taste,
    "bundle": bundles.bundle,
    "add_to_cart": adding.add_to_cart,
    "change_cart": cart.change_cart,
    "view_cart": cart.view_cart,
    "empty_cart": cart.empty_cart,
    "undo_cart": cart.undo_cart,
    "apply_coupon": paying.apply_coupon,
    "ask_coupon": paying.ask_coupon,
    "checkout": paying.checkout,
    "emergency": safety.emergency,
    "danger": safety.danger,
}


def rows(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (DEMO / name).read_text(encoding="utf-8").splitlines()]


@pytest.fixture(scope="session")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shop's database as it is before every test."""
    path = tmp_path_factory.mktemp("shop") / "shop.db"
    store = Store(f"sqlite:///{path}")
    store.migrate()
    catalogue = Catalogue(store)
    items = [row for row in rows("catalogue.jsonl") if row["category"] in KINDS]
    catalogue.upsert(
        Item.model_validate({key: value for key, value in row.items() if value is not None}) for row in items
    )
    faq = [FaqEntry.model_validate(row) for row in rows("faq.jsonl") if row.get("language", "en") == "en"]
    Faqs(store).upsert(faq)
    coupons = json.loads((DEMO / "coupons.json").read_text(encoding="utf-8"))
    Carts(store, catalogue, Settings()).put_coupons(Coupon.model_validate(row) for row in coupons)
    store.close()
    return path


@pytest.fixture(scope="session")
def services(opened: Path) -> Services:
    """One for all tests: each has a shopper of its own, and nothing else changes."""
    nobody = ModelsSettings(port=9, timeout=0.5)
    made = build(Settings(state=opened.parent, models=nobody, chroma=ChromaSettings(port=9)))
    asyncio.run(made.retrieval.start())
    return made


@dataclass
class Said:
    """One turn's reply and the state after it."""

    reply: Reply
    state: State
    services: Services

    @property
    def text(self) -> str:
        return self.reply.text

    @property
    def items(self) -> list[Item]:
        return self.services.index.items(card.item_id for card in self.reply.cards)

    @property
    def taps(self) -> list[str]:
        return [tap.title for tap in self.reply.taps]


class Talk:
    """One conversation, spoken to in commands."""

    def __init__(self, services: Services, conversation: Conversation) -> None:
        self.services = services
        self.conversation = conversation
        self.state = State()

    async def do(self, *commands: Base, text: str = "") -> Said:
        turn = Turn(
            services=self.services,
            budget=Budget(20),
            conversation=self.conversation,
            utterance=Utterance(text or commands[0].words),
            context=self._context(),
            state=self.state,
        )
        turn.update(offer=None, question=None)
        reply = Reply()
        for command in commands:
            said = await HANDLERS[command.type](turn, command)  # type: ignore[attr-defined]
            reply = said if reply.empty else reply + said
        self.state = State.model_validate_json(turn.state.model_dump_json())  # as it is kept
        return Said(reply, self.state, self.services)

    def cart(self) -> Cart:
        return self.services.carts.get(self.conversation.shopper_id)

    def lines(self) -> list[tuple[str, int, dict[str, str]]]:
        """(title, quantity, options) of the cart."""
        known = {line.item_id: self.services.index.item(line.item_id) for line in self.cart().lines}
        return [
            (item.title, line.quantity, line.options) for line in self.cart().lines if (item := known[line.item_id])
        ]

    def item(self, words: str) -> Item:
        """The one item whose title holds the words."""
        return next(item for item in self.services.retrieval.mirror.items() if words in item.title)

    def ref(self, *words: str, how: str = "title") -> Reference:
        return Reference(ids=tuple(self.item(one).id for one in words), how=how)  # type: ignore[arg-type]

    def _context(self) -> Context:
        index = self.services.index
        lines = [(line, item) for line in self.cart().lines if (item := index.item(line.item_id)) is not None]
        return Context(state=self.state, shown=tuple(index.items(self.state.shown)), cart=tuple(lines))


@pytest.fixture
def talk(services: Services) -> Talk:
    shopper = services.shoppers.anonymous()
    return Talk(services, services.conversations.open(shopper))


def price(item: Item) -> Decimal:
    assert item.price is not None
    return item.price
