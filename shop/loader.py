"""Fill a store with the demo shop, or with someone's own catalogue from any file we can import."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, Field, TypeAdapter, ValidationError, ValidationInfo, model_validator
from sqlalchemy import delete, select

from shop.carts import Carts, Coupon
from shop.catalogue import Catalogue
from shop.erasure import erase
from shop.errors import BadInput, BadRow, NotFound, OwnCatalogue
from shop.faqs import Faqs
from shop.importers import Options, Report
from shop.importers.run import import_catalogue
from shop.item_rows import prepare
from shop.logging import logger
from shop.orders import StoreOrders, rules_of
from shop.origin import Origin, note_origin, origin
from shop.profiles import Profiles, check_event
from shop.settings import Settings
from shop.shoppers import Shopper, Shoppers
from shop.sql import insert_new, last_number
from shop.store import Store
from shop.tables import CounterRow, ItemRow, PopularityRow
from shop.types import Event, FaqEntry, Frozen, Item, Order, now

DAYS = "demo_days"  # the counter that holds how far the demo's dates were moved
DEMO = Path(__file__).resolve().parent.parent / "data" / "demo"
Progress = Callable[[str, float], None]  # (what, share done in [0, 1])
M = TypeVar("M", bound=BaseModel)


class HistoryEvent(Event):
    """A line of ``events.jsonl``: an event and whose it is."""

    shopper_id: str = Field(min_length=1, max_length=80)

    @model_validator(mode="after")
    def _sane(self, info: ValidationInfo) -> HistoryEvent:
        """What :meth:`Profiles.record` would refuse; a context of ``items`` holds the ids that exist."""
        try:
            check_event(self, 0, now())
        except BadInput as error:
            raise ValueError(error.message.partition(": ")[2]) from error
        items = (info.context or {}).get("items")
        if self.item_id is not None and items is not None and self.item_id not in items:
            raise ValueError(f"there is no item {self.item_id!r}")
        return self


class Loaded(Frozen):
    """How many of each are in the store now."""

    items: int = 0
    faqs: int = 0
    orders: int = 0
    shoppers: int = 0
    events: int = 0


def load_demo(
    settings: Settings, store: Store, folder: Path = DEMO, progress: Progress | None = None, *, over: bool = False
) -> Loaded:
    """The demo shop's catalogue, FAQ, shoppers, orders, events and coupons. Doing it again changes nothing.

    The files' dates move with the calendar: what happened before their ``reference_date`` happened as long
    before the day of the first loading.

    Raises :class:`OwnCatalogue` where the store holds someone's own catalogue, unless it may go ``over`` that.
    """
    tell = progress or (lambda what, share: None)
    if not (folder / "catalogue.jsonl").is_file():
        raise NotFound(f"{folder / 'catalogue.jsonl'} is missing: python data/demo/make.py makes the demo shop")
    catalogue = Catalogue(store)
    items = list(_lines(folder / "catalogue.jsonl", Item))
    if not over and _is_own(store, catalogue, items):
        raise OwnCatalogue(
            f"the store holds an own catalogue of {catalogue.count()} items, which the demo may not replace"
        )
    days = _days_passed(store, folder / "meta.json")
    tell("catalogue", 0.0)
    customers = list(_lines(folder / "shoppers.jsonl", Shopper))
    with store.session() as session:
        note_origin(session, Origin.DEMO, [customer.id for customer in customers])
    catalogue.put(map(prepare, items), replace=True, own=False)
    tell("FAQ", 0.2)
    faqs = Faqs(store).replace(_lines(folder / "faq.jsonl", FaqEntry))
    tell("shoppers", 0.25)
    shoppers = Shoppers(store).put(customers)
    tell("orders", 0.3)
    ordered = (_moved(order, days) for order in _lines(folder / "orders.jsonl", Order))
    orders = _new_orders(StoreOrders(store, rules_of(settings.orders)), ordered)
    tell("events", 0.35)
    events = load_events(
        store,
        (_moved(event, days) for event in _lines(folder / "events.jsonl", HistoryEvent)),
        lambda what, share: tell(what, 0.35 + 0.65 * share),
    )
    coupons = TypeAdapter(list[Coupon]).validate_json(_text(folder / "coupons.json") or "[]")
    Carts(store, catalogue, settings).put_coupons(_moved(coupon, days) for coupon in coupons)
    tell("demo shop", 1.0)
    return Loaded(items=catalogue.count(), faqs=faqs, orders=orders, shoppers=shoppers, events=events)


def load_shop(
    settings: Settings, store: Store, path: Path, progress: Progress | None = None, *, demo: Path = DEMO
) -> Loaded:
    """Someone's own catalogue, from any file we can import, as the whole shop; the demo's things go.

    A mapping file may stand beside it: ``products.mapping.toml`` for ``products.json``. Raises
    :class:`BadInput` for a file that cannot be imported; then nothing has changed.
    """
    tell = progress or (lambda what, share: None)
    beside = path.with_name(f"{path.stem}.mapping.toml")
    options = Options(currency=settings.shop.currency, mapping=beside if beside.is_file() else None)
    report, catalogue = Report(), Catalogue(store)
    import_catalogue(
        catalogue, path, report, options=options, replace=True, progress=lambda share: tell("catalogue", 0.9 * share)
    )
    for row in report.refused:
        logger(__name__).warning("import.row_refused", file=path.name, error=row.message)
    for finding in report.of("asked", "guessed", "lost"):
        logger(__name__).warning(f"import.{finding.kind}", file=path.name, what=str(finding))
    unload_demo(settings, store, demo)
    tell(path.name, 1.0)
    return Loaded(items=catalogue.count(), faqs=len(Faqs(store).all()))


def _is_own(store: Store, catalogue: Catalogue, demo: Iterable[Item]) -> bool:
    """Whether someone put a catalogue in; of a store from before that was noted, most of the items tell."""
    noted = origin(store)
    if noted is not Origin.UNKNOWN:
        return noted is Origin.OWN
    known = {item.id for item in demo}
    there = catalogue.ids()
    return 2 * sum(item_id in known for item_id in there) < len(there)


def unload_demo(settings: Settings, store: Store, folder: Path = DEMO) -> None:
    """Take the demo's FAQ, orders, shoppers and their events out, so that someone's own shop never shows them."""
    Faqs(store).delete(entry.id for entry in _lines(folder / "faq.jsonl", FaqEntry))
    orders = StoreOrders(store, rules_of(settings.orders))
    orders.delete(order.number for order in _lines(folder / "orders.jsonl", Order))
    named = {shopper.id for shopper in _lines(folder / "shoppers.jsonl", Shopper)}
    named |= {event.shopper_id for event in _lines(folder / "events.jsonl", HistoryEvent)}
    for shopper_id in Shoppers(store).existing(sorted(named)):
        erase(store, shopper_id)
    with store.session() as session:
        session.execute(delete(CounterRow).where(CounterRow.name == DAYS))
        gone = select(ItemRow.id).where(ItemRow.deleted)
        session.execute(delete(PopularityRow).where(PopularityRow.item_id.in_(gone)))


def load_events(store: Store, events: Iterable[HistoryEvent], progress: Progress | None = None) -> int:
    """Record histories, all or none, of shoppers never seen as of anonymous ones; returns how many were new."""
    by_shopper: defaultdict[str, list[Event]] = defaultdict(list)
    for line in events:
        by_shopper[line.shopper_id].append(Event.model_validate(line.model_dump(exclude={"shopper_id"})))
    Shoppers(store).ensure(by_shopper)

    def told() -> Iterator[tuple[str, list[Event]]]:
        for place, history in enumerate(by_shopper.items(), start=1):
            yield history
            if progress is not None:
                progress("events", place / len(by_shopper))

    return Profiles(store).record_all(told())


def _days_passed(store: Store, meta: Path) -> int:
    """Whole days from the files' reference date to the first loading, kept so that a second one moves nothing."""
    text = _text(meta)
    if not text:
        return 0
    passed = now() - datetime.fromisoformat(json.loads(text)["reference_date"])
    with store.session() as session:
        insert_new(session, CounterRow, [{"name": DAYS, "value": passed.days}], keys=["name"])
        return last_number(session, DAYS)


def _moved(model: M, days: int) -> M:
    """The same with every time in it ``days`` later."""
    times = {name: value for name, value in model if isinstance(value, datetime)}
    return model.model_copy(update={name: value + timedelta(days=days) for name, value in times.items()})


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.is_file() else ""


def _new_orders(orders: StoreOrders, read: Iterable[Order]) -> int:
    """Put in the orders that are not there yet: those that are may have moved on since."""
    there = set(orders.numbers())
    wanted = list(read)
    orders.put(order for order in wanted if order.number not in there)
    return len(wanted)


def _lines(path: Path, model: type[M]) -> Iterator[M]:
    """One model a line; a file that is not there has no lines."""
    if not path.is_file():
        return
    with path.open(encoding="utf-8") as file:
        for number, line in enumerate(file, start=1):
            if line.strip():
                try:
                    yield model.model_validate_json(line)
                except ValidationError as error:
                    first = error.errors()[0]
                    field = ".".join(str(part) for part in first["loc"]) or "line"
                    raise BadRow(
                        line=number, field=f"{path.name}: {field}", value=first["input"], expected=first["msg"]
                    ) from error
