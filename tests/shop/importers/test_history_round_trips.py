"""FAQ, orders and events written in each of their formats come back whole."""

from __future__ import annotations

import csv
import html
import io
import json
import string
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shop.importers import Report
from shop.importers.faq import read_faq
from shop.importers.history import read_events, read_orders
from shop.loader import HistoryEvent
from shop.types import Address, FaqEntry, Order, OrderLine, OrderStatus

QUICK = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
WORDS = st.lists(
    st.text(string.ascii_letters + "äéß", min_size=1, max_size=9), min_size=1, max_size=6
).map(" ".join)  # fmt: skip
ENTRIES = st.lists(
    st.builds(
        FaqEntry,
        id=st.just(""),
        question=WORDS.map(lambda text: text + "?"),
        answer=WORDS.map(lambda text: text + " & more, 5 < 6."),
        topic=st.none(),
        paraphrases=st.lists(WORDS, max_size=2, unique_by=str.casefold).map(tuple),
    ),
    min_size=1,
    max_size=4,
    unique_by=lambda entry: entry.question,
)


def _table(header: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([header, *rows])
    return out.getvalue()


def _record(entry: FaqEntry) -> dict[str, object]:
    return {"question": entry.question, "answer": entry.answer, "paraphrases": list(entry.paraphrases)}


FAQS: dict[str, tuple[Callable[[Sequence[FaqEntry]], str], bool]] = {  # with whether paraphrases can be told
    "csv": (
        lambda faq: _table(
            ["question", "answer", "paraphrases"], [[e.question, e.answer, "|".join(e.paraphrases)] for e in faq]
        ),
        True,
    ),
    "json": (lambda faq: json.dumps([_record(e) for e in faq]), True),
    "jsonl": (lambda faq: "".join(json.dumps(_record(e)) + "\n" for e in faq), True),
    "markdown": (lambda faq: "".join(f"## {e.question}\n\n{e.answer}\n\n" for e in faq), False),
    "html": (
        lambda faq: "".join(f"<h2>{html.escape(e.question)}</h2><p>{html.escape(e.answer)}</p>" for e in faq),
        False,
    ),
}


@pytest.mark.parametrize("name", FAQS)
@QUICK
@given(faq=ENTRIES)
def test_no_entry_is_lost(name: str, faq: list[FaqEntry], tmp_path: Path) -> None:
    write, paraphrased = FAQS[name]
    path = tmp_path / "faq"
    path.write_text(write(faq), encoding="utf-8")
    read = read_faq(path, Report(strict=True))
    assert [(entry.question, entry.answer) for entry in read] == [(entry.question, entry.answer) for entry in faq]
    if paraphrased:
        assert [entry.paraphrases for entry in read] == [entry.paraphrases for entry in faq]


TIMES = st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1)).map(lambda time: time.replace(tzinfo=UTC))
PRICES = st.decimals("0.01", "9999.99", places=2)


@st.composite
def orders(draw: st.DrawFn) -> list[Order]:
    made = []
    for number in range(draw(st.integers(1, 3))):
        lines = tuple(
            OrderLine(
                item_id=f"item{place}",
                title=draw(WORDS),
                quantity=draw(st.integers(1, 9)),
                unit_price=draw(PRICES),
                returned=draw(st.integers(0, 1)),
            )
            for place in range(draw(st.integers(1, 3)))
        )
        shipping = draw(PRICES)
        made.append(
            Order(
                number=f"AF-{number}",
                shopper_id=draw(st.none() | st.just("ada")),
                email="ada@shop.example",
                status=draw(st.sampled_from(OrderStatus)),
                lines=lines,
                address=Address(name=draw(WORDS), street="1 Way", postcode="0123", city=draw(WORDS), country="DE"),
                total=shipping + sum((line.unit_price * line.quantity for line in lines), Decimal(0)),
                shipping=shipping,
                currency=draw(st.sampled_from(["EUR", "USD"])),
                placed_at=draw(TIMES),
                shipped_at=draw(st.none() | TIMES),
                carrier=draw(st.none() | st.just("DHL")),
            )
        )
    return made


def _orders_csv(made: Sequence[Order]) -> str:
    top = [
        "number",
        "shopper_id",
        "email",
        "status",
        "total",
        "shipping",
        "currency",
        "placed_at",
        "shipped_at",
        "carrier",
    ]
    address = ["name", "street", "postcode", "city", "country"]
    line = ["item_id", "title", "quantity", "unit_price", "returned"]
    rows = [
        [
            *("" if getattr(order, name) is None else str(getattr(order, name)) for name in top),
            *(getattr(order.address, name) for name in address),
            *(getattr(one, name) for name in line),
        ]
        for order in made
        for one in order.lines
    ]
    return _table([*top, *address, *line], rows)


@pytest.mark.parametrize(
    "write", [_orders_csv, lambda made: "".join(order.model_dump_json() + "\n" for order in made)], ids=["csv", "jsonl"]
)
@QUICK
@given(made=orders())
def test_no_order_is_changed(write: Callable[[Sequence[Order]], str], made: list[Order], tmp_path: Path) -> None:
    path = tmp_path / "orders"
    path.write_text(write(made), encoding="utf-8")
    assert list(read_orders(path, Report(strict=True))) == made


EVENTS = st.lists(
    st.one_of(
        st.builds(
            HistoryEvent, shopper_id=WORDS, type=st.sampled_from(["view", "cart", "dismiss"]), item_id=WORDS, ts=TIMES
        ),
        st.builds(HistoryEvent, shopper_id=WORDS, type=st.just("search"), query=WORDS, ts=TIMES),
        st.builds(
            HistoryEvent,
            shopper_id=WORDS,
            type=st.just("rating"),
            item_id=WORDS,
            value=st.sampled_from([1.0, 4.5]),
            ts=TIMES,
        ),
    ),
    min_size=1,
    max_size=5,
)


def _events_csv(made: Sequence[HistoryEvent]) -> str:
    names = ["shopper_id", "type", "item_id", "query", "value", "ts"]
    rows = [["" if (value := getattr(event, name)) is None else str(value) for name in names] for event in made]
    return _table(names, rows)


@pytest.mark.parametrize(
    "write", [_events_csv, lambda made: "".join(event.model_dump_json() + "\n" for event in made)], ids=["csv", "jsonl"]
)
@QUICK
@given(made=EVENTS)
def test_no_event_is_changed(
    write: Callable[[Sequence[HistoryEvent]], str], made: list[HistoryEvent], tmp_path: Path
) -> None:
    path = tmp_path / "events"
    path.write_text(write(made), encoding="utf-8")
    assert list(read_events(path, Report(strict=True))) == made
