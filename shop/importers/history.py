"""Orders, customers and shoppers' events from tables and JSON: in our own columns, or those of a platform's export."""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterator
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError

from shop.errors import BadInput, BadRow
from shop.importers import clean, order_columns
from shop.importers.base import Importer, Progress, Report
from shop.importers.draft import Draft, blank, cell
from shop.importers.grouping import Cells, Groups, Row
from shop.importers.headings import folded
from shop.importers.json_records import records
from shop.importers.source import Source
from shop.importers.states import moment
from shop.loader import HistoryEvent
from shop.shoppers import Shopper
from shop.types import Address, Order, OrderStatus

M = TypeVar("M")
_ORDER = ("shopper_id", "email", "currency", "carrier", "tracking")
_TIMES = ("placed_at", "shipped_at", "delivered_at", "expected_at")
_ADDRESS = ("name", "street", "postcode", "city", "country")
_NEEDED = ("number", "email", "unit_price", "placed_at")


class _Rows(Importer):
    """Tables of other things than items, read with the same care for numbers and encodings."""

    name = "rows"

    def drafts(self, source: Source, report: Report) -> Iterator[Draft]:
        return iter(())


def read_orders(
    path: Path, report: Report, *, encoding: str | None = None, progress: Progress | None = None
) -> Iterator[Order]:
    """Orders, one a JSON object, or of a table with one row an order line.

    Our own columns: number, email, status, item_id, title, quantity, unit_price, placed_at; and if known
    shopper_id, shipping, total, currency, shipped_at, delivered_at, expected_at, carrier, tracking, returned,
    name, street, postcode, city, country. The exports of the platforms are known by theirs. What belongs to the
    whole order may stand in its first row only. A bad line refuses its whole order.
    """
    report.format = "orders"
    with Source(path, encoding, progress, report) as source:
        if not source.is_sheet and _is_json(source):
            yield from _models(source, report, _any_order)
            return
        with Groups() as groups:
            for line, row in _order_rows(source, report):
                groups.add(row["number"].strip(), line, row)
            for rows in groups.read():
                try:
                    order = _order(rows, report)
                except BadRow as bad:
                    report.refuse(bad)
                    continue
                report.items += 1
                yield order


def _order_rows(source: Source, report: Report) -> Iterator[Row]:
    """Rows under our own columns; those without an order's number are refused."""
    found = order_columns.columns(source.head())
    missing = [name for name in _NEEDED if name not in found]
    if not {"status", "financial", "fulfilment"} & found.keys():
        missing.append("status")
    if not {"item_id", "title"} & found.keys():
        missing.append("item_id")
    if "unit_price" in missing and "line_total" in found:
        missing.remove("unit_price")
    if missing:
        raise BadInput(f"{source.path.name}: the columns {', '.join(missing)} are missing", field=missing[0])
    reader = _Rows()
    for line, cells in reader.table(source, report):
        report.rows += 1
        row = Cells(
            {name: next((cells[c] for c in listed if cells.get(c, "").strip()), "") for name, listed in found.items()},
            set(),
        )
        if not row["number"].strip():
            report.refuse(BadRow(line=line, field="number", value="", expected="a value"))
            continue
        yield line, row
    reader._unread(report)


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

    report.format = "events"
    with Source(path, encoding, progress, report) as source:
        if not source.is_sheet and _is_json(source):
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
        yield line, Cells(row, set())


def _order(rows: list[Row], report: Report) -> Order:
    line = rows[0][0]
    whole = {name: value for _, row in reversed(rows) for name, value in row.items() if not blank(value)}
    status = order_columns.status(whole)
    if status is None:
        expected = f"one of {', '.join(one.value for one in OrderStatus)}"
        raise BadRow(line=line, field="status", value=whole.get("status", ""), expected=expected)
    for name in ("email", "placed_at"):
        if name not in whole:
            raise BadRow(line=line, field=name, value="", expected="a value")
    lines = [_line(number, row, report) for number, row in rows if row.get("item_id") or row.get("title")]
    if not lines:
        raise BadRow(line=line, field="item_id", value="", expected="a value")
    shipping = cell(line, "shipping", whole.get("shipping") or "0", clean.money)[0]
    total: Decimal | None = None if "total" not in whole else cell(line, "total", whole["total"], clean.money)[0]
    if total is None:
        total = shipping + sum((one["unit_price"] * one["quantity"] for one in lines), Decimal(0))
    values = {name: whole[name].strip() for name in _ORDER if name in whole}
    codes = [one.pop("currency") for one in lines]
    if "currency" not in values and codes[0]:
        values["currency"] = codes[0]
    times = {name: cell(line, name, whole[name], _time) for name in _TIMES if name in whole}
    address = {name: clean.line(whole.get(name, "")) for name in _ADDRESS}
    address["postcode"] = re.sub(r"^'(?=\d)", "", address["postcode"])  # as spreadsheets keep digits
    if not address["name"]:
        address["name"] = " ".join(clean.line(whole.get(part, "")) for part in ("first_name", "last_name")).strip()
    return _validated(
        line,
        {
            **{"shopper_id": None, **values},
            **times,
            "number": whole["number"].strip(),
            "status": status,
            "lines": lines,
            "address": address,
            "shipping": shipping,
            "total": total,
        },
        Order.model_validate,
    )


def _line(number: int, row: Cells, report: Report) -> dict[str, Any]:
    """A line of an order; without a SKU it is told by its title."""
    quantity = cell(number, "quantity", row.get("quantity") or "1", clean.whole)
    if not blank(row.get("unit_price")):
        price, code = cell(number, "unit_price", row["unit_price"], clean.money)
    elif not blank(row.get("line_total")) and quantity:
        price, code = cell(number, "line_total", row["line_total"], clean.money)
        price = (price / quantity).quantize(Decimal("0.01"))
    else:
        raise BadRow(line=number, field="unit_price", value="", expected="an amount of money, like 19.99")
    title = clean.line(row.get("title") or row.get("item_id"))
    if blank(row.get("item_id")):
        report.guess("an order's line without a SKU is known by its title only", line=number, example=title)
    return {
        "item_id": clean.line(row.get("item_id")) or title,
        "title": title,
        "quantity": quantity,
        "unit_price": price,
        "returned": cell(number, "returned", row.get("returned") or "0", clean.whole),
        "currency": code,
    }


def _any_order(value: Any) -> Order:
    """Our own order, or one of a platform's API: its lines within, its address an object."""
    if not isinstance(value, dict) or "line_items" not in value:
        return Order.model_validate(value)
    place = (
        value.get("shipping_address")
        or value.get("shipping")
        or value.get("billing_address")
        or value.get("billing")
        or {}
    )
    billing = value.get("billing") if isinstance(value.get("billing"), dict) else {}
    said = {
        "status": str(value.get("status") or ""),
        "financial": str(value.get("financial_status") or ""),
        "fulfilment": str(value.get("fulfillment_status") or ("unfulfilled" if "financial_status" in value else "")),
        "cancelled_at": str(value.get("cancelled_at") or ""),
    }
    lines = [
        {
            "item_id": str(one.get("sku") or one.get("product_id") or one.get("title") or one.get("name")),
            "title": clean.line(one.get("title") or one.get("name")),
            "quantity": one.get("quantity", 1),
            "unit_price": str(one.get("price") if one.get("price") is not None else one.get("unit_price")),
        }
        for one in value["line_items"]
        if isinstance(one, dict)
    ]
    whole = " ".join(str(place.get(part) or "") for part in ("first_name", "last_name")).strip()
    shipping = sum(
        (Decimal(str(one.get("price") or one.get("total") or 0)) for one in value.get("shipping_lines") or []),
        Decimal(0),
    )
    return Order.model_validate(
        {
            "number": str(value.get("name") or value.get("number") or value.get("order_number") or value.get("id")),
            "shopper_id": None,
            "email": value.get("email") or billing.get("email"),  # type: ignore[union-attr]
            "status": order_columns.status(said) or said["status"],
            "lines": lines,
            "address": {
                "name": place.get("name") or whole,
                "street": " ".join(
                    filter(
                        None,
                        (
                            place.get("address1") or place.get("address_1"),
                            place.get("address2") or place.get("address_2"),
                        ),
                    )
                ),
                "postcode": str(place.get("zip") or place.get("postcode") or place.get("postal_code") or ""),
                "city": str(place.get("city") or ""),
                "country": str(place.get("country_code") or place.get("country") or ""),
            },
            "shipping": shipping,
            "total": str(value.get("total_price") or value.get("total") or "0"),
            "currency": str(value.get("currency") or "EUR").upper(),
            "placed_at": _time(
                str(value.get("created_at") or value.get("date_created_gmt") or value.get("date_created") or "")
            ),
        }
    )


_CUSTOMER = {
    "id": ("customer id", "id", "user id", "customer number", "kundennummer"),
    "email": ("email", "e mail", "customer email", "billing email"),
    "name": ("name", "full name", "customer name"),
    "first": ("first name", "firstname", "billing first name", "vorname", "prénom"),
    "last": ("last name", "lastname", "billing last name", "nachname", "nom"),
    "street": ("default address address1", "address1", "address 1", "street", "billing address 1", "billing street"),
    "postcode": ("default address zip", "zip", "postcode", "billing postcode", "postal code"),
    "city": ("default address city", "city", "billing city"),
    "country": ("default address country code", "country code", "country", "billing country", "country id"),
}


def read_customers(
    path: Path, report: Report, *, encoding: str | None = None, progress: Progress | None = None
) -> Iterator[Shopper]:
    """Customers of a platform's export: an id (else the e-mail), e-mail, name and default address; no more is kept."""
    report.format = "customers"
    with Source(path, encoding, progress, report) as source:
        reader = _Rows()
        found = {folded(name): name for name in source.head()}
        columns = {field: [found[name] for name in names if name in found] for field, names in _CUSTOMER.items()}
        if not columns["email"]:
            raise BadInput(f"{source.path.name}: the columns email are missing", field="email")
        for line, cells in reader.table(source, report):
            report.rows += 1
            row = {
                name: next((clean.line(cells[c]) for c in listed if cells.get(c, "").strip()), "")
                for name, listed in columns.items()
            }
            if "@" not in row["email"]:
                report.refuse(BadRow(line=line, field="email", value=row["email"], expected="an e-mail address"))
                continue
            name = row["name"] or f"{row['first']} {row['last']}".strip()
            address = {part: row[part].lstrip("'") for part in ("street", "postcode", "city", "country")}
            report.items += 1
            yield Shopper(
                id=(row["id"].lstrip("'") or row["email"].casefold())[:80],
                name=name or None,
                email=row["email"],
                address=Address(name=name, **address) if address["street"] and address["city"] else None,
            )
        reader._unread(report)


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
        try:
            return moment(value)
        except ValueError:
            raise ValueError("a time like 2026-03-01T12:00:00Z") from None
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found
