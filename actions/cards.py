"""How items, money, days and orders look in a message."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from shop.types import Card, Item, Order

_SYMBOLS = {"EUR": "€", "USD": "$", "GBP": "£", "CNY": "¥", "JPY": "¥"}
_MONTHS = "January February March April May June July August September October November December".split()
_DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
_DAYS_ZH = "一二三四五六日"


def money(amount: Decimal | None, currency: str) -> str:
    """ "€19.90", "¥200", "19.90 CHF"; an unknown price is an empty text."""
    if amount is None:
        return ""
    number = f"{amount:,.0f}" if amount == amount.to_integral_value() else f"{amount:,.2f}"
    symbol = _SYMBOLS.get(currency.upper())
    return f"{symbol}{number}" if symbol else f"{number} {currency.upper()}"


def day(moment: datetime | date, language: str) -> str:
    """ "Tuesday 3 March", "3月3日（周二）"."""
    if language == "zh":
        return f"{moment.month}月{moment.day}日（周{_DAYS_ZH[moment.weekday()]}）"
    return f"{_DAYS[moment.weekday()]} {moment.day} {_MONTHS[moment.month - 1]}"


def card(item: Item, *, reasons: Iterable[str] = (), text: str = "") -> Card:
    return Card(
        item_id=item.id,
        title=item.title,
        price=item.price,
        currency=item.currency,
        image=item.image,
        url=item.url,
        text=text or item.brand or "",
        reasons=tuple(reasons),
        in_stock=item.in_stock,
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
