"""Orders and shoppers' events from CSV and JSONL (or a JSON array)."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError

from shop.errors import BadInput, BadRow
from shop.importers import clean
from shop.importers.base import Progress, Report
from shop.importers.draft import blank, cell
from shop.importers.grouping import Groups, Row
from shop.importers.json_records import records
from shop.importers.source import Source
from shop.loader import HistoryEvent
from shop.types import Order

M = TypeVar("M")
_ORDER = ("shopper_id", "email", "status", "currency", "carrier", "tracking")
_TIMES = ("placed_at", "shipped_at", "delivered_at", "expected_at")
_ADDRESS = ("name", "street", "postcode", "city", "country")
_REQUIRED = ("number", "email", "status", "item_id", "unit_price", "placed_at")


def read_orders(
    path: Path, report: Report, *, encoding: str | None = None, progress: Progress | None = None
) -> Iterator[Order]:
    """Orders, one a JSON object, or of a CSV with one row an order line.

    The CSV's columns: number, email, status, item_id, title, quantity, unit_price, placed_at; and if known
    shopper_id, shipping, total, currency, shipped_at, delivered_at, expected_at, carrier, tracking, returned,
    name, street, postcode, city, country. A bad line refuses its whole order.
    """
    with Source(path, encoding, progress) as source:
        if _is_json(source):
            yield from _models(source, report, Order.model_validate)
            return
        with Groups() as groups:
            for line, row in _table(source, report, _REQUIRED):
                groups.add(row["number"].strip(), line, row)
            for rows in groups.read():
                try:
                    order = _order(rows)
                except BadRow as bad:
                    report.refuse(bad)
                    continue
                report.items += 1
                yield order


def read_events(
    path: Path,
    report: Report,
    *,
    items: Container[str] | None = None,
    encoding: str | None = None,
    progress: Progress | None = None,
) -> Iterator[HistoryEvent]:
    """Events; fields or columns: shopper_id, type, item_id, query, value, ts. Only of ``items``, if given."""

    def validate(value: Any) -> HistoryEvent:
        return HistoryEvent.model_validate(value, context={"items": items})

    with Source(path, encoding, progress) as source:
        if _is_json(source):
            yield from _models(source, report, validate)
            return
        for line, row in _table(source, report, ("shopper_id", "type")):
            kept = {name: value.strip() for name, value in row.items() if value.strip()}
            try:
                event = _validated(line, kept, validate)
            except BadRow as bad:
                report.refuse(bad)
                continue
            report.items += 1
            yield event


def _is_json(source: Source) -> bool:
    start = source.sample().lstrip()[:1]
    if not start:
        raise BadInput(f"{source.path.name} is empty", field="file")
    return start in ("[", "{")


def _models(source: Source, report: Report, validate: Callable[[Any], M]) -> Iterator[M]:
    for line, value in records(source, report.refuse):
        report.rows += 1
        try:
            model = _validated(line, value, validate)
        except BadRow as bad:
            report.refuse(bad)
            continue
        report.items += 1
        yield model


def _table(source: Source, report: Report, required: tuple[str, ...]) -> Iterator[Row]:
    checked = False
    for line, row in source.table(report.refuse):
        row = {name.casefold().replace(" ", "_"): value for name, value in row.items()}
        if not checked:
            missing = [name for name in required if name not in row]
            if missing:
                raise BadInput(f"{source.path.name}: the columns {', '.join(missing)} are missing", field=missing[0])
            checked = True
        report.rows += 1
        empty = [name for name in required if not row[name].strip()]
        if empty:
            report.refuse(BadRow(line=line, field=empty[0], value="", expected="a value"))
            continue
        yield line, row


def _order(rows: list[Row]) -> Order:
    line, first = rows[0]
    lines = [
        {
            "item_id": row["item_id"].strip(),
            "title": clean.line(row.get("title") or row["item_id"]),
            "quantity": cell(number, "quantity", row.get("quantity") or "1", clean.whole),
            "unit_price": cell(number, "unit_price", row["unit_price"], clean.money)[0],
            "returned": cell(number, "returned", row.get("returned") or "0", clean.whole),
        }
        for number, row in rows
    ]
    shipping = cell(line, "shipping", first.get("shipping") or "0", clean.money)[0]
    total: Decimal | None = None if blank(first.get("total")) else cell(line, "total", first["total"], clean.money)[0]
    if total is None:
        total = shipping + sum((one["unit_price"] * one["quantity"] for one in lines), Decimal(0))  # type: ignore[operator]
    values = {name: first[name].strip() for name in _ORDER if not blank(first.get(name))}
    times = {name: cell(line, name, first[name], _time) for name in _TIMES if not blank(first.get(name))}
    return _validated(
        line,
        {
            **{"shopper_id": None, **values},
            **times,
            "number": first["number"].strip(),
            "lines": lines,
            "address": {name: clean.line(first.get(name, "")) for name in _ADDRESS},
            "shipping": shipping,
            "total": total,
        },
        Order.model_validate,
    )


def _validated(line: int, value: Any, validate: Callable[[Any], M]) -> M:
    try:
        return validate(value)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "row"
        raise BadRow(line=line, field=where, value=first["input"], expected=first["msg"]) from None


def _time(value: str) -> datetime:
    try:
        found = datetime.fromisoformat(value.strip())
    except ValueError:
        raise ValueError("a time like 2026-03-01T12:00:00Z") from None
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found
