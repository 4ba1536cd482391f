"""What the dialogue stands on, built once a process."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from dialogue.labels import LabelBook, label_book
from dialogue.wording import Wording
from models.service.client import ModelClient
from retrieval.catalogue_index import CatalogueIndex
from shop.carts import Carts
from shop.catalogue import Catalogue
from shop.conversations import Conversations
from shop.desk import DeskBook
from shop.faqs import Faqs
from shop.orders import LookUps, Orders, Rules, build_orders
from shop.orders.codes import Codes
from shop.outbox import Outbox
from shop.policy import Policy, load_policy
from shop.profiles import Profiles
from shop.restock import Restock
from shop.settings import Settings
from shop.shoppers import Shoppers
from shop.shown import ShownPicks
from shop.store import Store
from shop.visits import Visits

if TYPE_CHECKING:
    from retrieval.wiring import Retrieval
    from words.writer import Writer


@dataclass(frozen=True)
class Services:
    """The rooms below, as the dialogue uses them. ``writer`` may be missing: details are then composed from facts."""

    settings: Settings
    wording: Wording
    catalogue: Catalogue
    faqs: Faqs
    profiles: Profiles
    orders: Orders
    lookups: LookUps
    codes: Codes
    outbox: Outbox
    rules: Rules
    policy: Policy
    carts: Carts
    conversations: Conversations
    shoppers: Shoppers
    shown: ShownPicks
    visits: Visits
    restock: Restock
    book: DeskBook
    models: ModelClient
    index: CatalogueIndex
    retrieval: Retrieval
    writer: Writer | None = None
    labels: LabelBook = field(default_factory=LabelBook)


def build(settings: Settings) -> Services:
    """Everything real, from the settings. Opens no connection by itself; the first call does."""
    from retrieval.wiring import build as build_retrieval
    from words.peers import most_wanted
    from words.wiring import build as build_writer

    store = Store.of(settings)
    policy = load_policy(settings.orders.policy)
    models = ModelClient(settings)
    catalogue = Catalogue(store)
    retrieval = build_retrieval(settings, store, models)
    orders = build_orders(settings, store)
    return Services(
        settings=settings,
        wording=Wording(),
        catalogue=catalogue,
        faqs=Faqs(store),
        profiles=Profiles(store),
        orders=orders,
        lookups=LookUps(store, orders, settings),
        codes=Codes(store, settings),
        outbox=Outbox(store),
        rules=Rules(policy),
        policy=policy,
        carts=Carts(store, catalogue, settings),
        conversations=Conversations(store),
        shoppers=Shoppers(store),
        shown=ShownPicks(store),
        visits=Visits(),
        restock=Restock(store),
        book=DeskBook(store),
        models=models,
        index=retrieval.catalogue_index,
        retrieval=retrieval,
        writer=build_writer(settings, models, most_wanted(catalogue)),
        labels=label_book(settings),
    )
