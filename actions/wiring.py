"""What the actions stand on, built once a process: by the server, or at the first call under plain `rasa_sdk`."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import structlog

from actions.wording import Wording
from models.service.client import ModelClient
from shop.carts import Carts
from shop.catalogue import Catalogue
from shop.conversations import Conversations
from shop.desk import DeskBook
from shop.faqs import Faqs
from shop.orders import LookUps, Orders, Rules, build_orders, rules_of
from shop.profiles import Profiles
from shop.restock import Restock
from shop.settings import Settings, load_settings
from shop.shoppers import Shoppers
from shop.shown import ShownPicks
from shop.store import Store
from shop.visits import Visits

if TYPE_CHECKING:
    from retrieval.wiring import Retrieval
    from words.writer import Writer

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class House:
    """The rooms below, as the actions use them. ``writer`` may be missing: details are then composed from facts."""

    settings: Settings
    wording: Wording
    catalogue: Catalogue
    faqs: Faqs
    profiles: Profiles
    orders: Orders
    lookups: LookUps
    rules: Rules
    carts: Carts
    conversations: Conversations
    shoppers: Shoppers
    shown: ShownPicks
    visits: Visits
    restock: Restock
    book: DeskBook
    models: ModelClient
    retrieval: Retrieval
    writer: Writer | None = None


def build(settings: Settings) -> House:
    """Everything real, from the settings. Opens no connection by itself; the first call does."""
    from retrieval.wiring import build as build_retrieval
    from words.peers import most_wanted
    from words.wiring import build as build_writer

    store = Store(settings.store_url, echo=settings.store.echo)
    models = ModelClient(settings)
    catalogue, orders = Catalogue(store), build_orders(settings, store)
    return House(
        settings=settings,
        wording=Wording(),
        catalogue=catalogue,
        faqs=Faqs(store),
        profiles=Profiles(store),
        orders=orders,
        lookups=LookUps(store, orders, settings),
        rules=rules_of(settings.orders),
        carts=Carts(store, catalogue, settings),
        conversations=Conversations(store),
        shoppers=Shoppers(store),
        shown=ShownPicks(store),
        visits=Visits(),
        restock=Restock(store),
        book=DeskBook(store),
        models=models,
        retrieval=build_retrieval(settings, store, models),
        writer=build_writer(settings, models, most_wanted(catalogue)),
    )


@lru_cache(maxsize=1)
def shared() -> House:
    """The process's own house: for `rasa run actions`, which makes actions without arguments."""
    return build(load_settings())
