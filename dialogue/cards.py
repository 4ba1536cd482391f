"""How items, money, days and orders look in a message."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from babel.dates import format_date
from babel.numbers import format_currency, get_currency_name

from shop.types import Card, Item, Order


def money(amount: Decimal | None, currency: str, language: str) -> str:
    """ "€19.90", "19,90 €"; whole amounts without decimals; an unknown price is an empty text."""
    if amount is None:
        return ""
    whole = amount == amount.to_integral_value()
    locale = language.replace("-", "_")
    pattern = _pattern(locale, whole)
    return format_currency(amount, currency.upper(), format=pattern, locale=locale, currency_digits=False)


def currency_name(currency: str, language: str) -> str:
    """ "euros", "欧元"."""
    return get_currency_name(currency.upper(), count=2, locale=language.replace("-", "_"))


def _pattern(locale: str, whole: bool) -> str:
    decimals = "" if whole else ".00"
    if locale.startswith(("de", "es", "fr")):
        return f"#,##0{decimals}\u00a0¤"
    return f"¤#,##0{decimals}"


def day(moment: datetime | date, language: str) -> str:
    """ "Tuesday 3 March", in the shopper's language."""
    locale = language.replace("-", "_")
    return format_date(moment, _DAYS.get(locale[:2], "EEEE d MMMM"), locale=locale)


_DAYS = {"zh": "M月d日（EEE）", "ja": "M月d日（EEE）", "de": "EEEE, d. MMMM", "es": "EEEE, d 'de' MMMM"}


def card(item: Item, *, reasons: Iterable[str] = (), text: str = "") -> Card:
    return Card(
        item_id=item.id,
        title=item.title,
        price=item.price,
        list_price=item.list_price,
        currency=item.currency,
        image=item.image,
        url=item.url,
        text=text or item.brand or "",
        reasons=tuple(reasons),
        in_stock=item.in_stock,
        rating=item.rating,
        rating_count=item.rating_count,
    )


def order_data(order: Order) -> dict[str, Any]:
    """An order as the widget draws it; no address and no e-mail, which the shopper did not ask to see."""
    return {
        "number": order.number,
        "status": order.status.value,
        "total": str(order.total),
        "currency": order.currency,
        "placed_at": order.placed_at.isoformat(),
        "expected_at": order.expected_at.isoformat() if order.expected_at else None,
        "carrier": order.carrier,
        "tracking": order.tracking,
        "lines": [
            {
                "item_id": line.item_id,
                "title": line.title,
                "quantity": line.quantity,
                "returned": line.returned,
            }
            for line in order.lines
        ],
    }


def short(title: str, length: int = 28) -> str:
    """A title that fits on a button."""
    if len(title) <= length:
        return title
    return title[: length - 1].rsplit(" ", 1)[0].rstrip(" ,-–") + "…"
