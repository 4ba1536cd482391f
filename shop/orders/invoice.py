"""An order's invoice as a PDF, made with reportlab."""

from __future__ import annotations

import base64
import io
from decimal import Decimal
from functools import lru_cache

from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from shop.settings import ShopSettings
from shop.types import Order

_LEFT, _RIGHT, _TOP, _LINE = 56.7, A4[0] - 56.7, A4[1] - 71.0, 17.0  # points
_LATIN, _HAN = "Vera", "STSong-Light"  # both come with reportlab


def invoice(order: Order, shop: ShopSettings) -> bytes:
    """The PDF: whose, to whom, each line with its price, discount, shipping and total."""
    _fonts()
    out = io.BytesIO()
    page = Canvas(out, pagesize=A4, invariant=True)
    page.setTitle(f"{shop.name}: invoice {order.number}")
    place: float = _TOP
    place = _text(page, place, shop.name, size=16)
    place = _text(page, place - _LINE, f"Invoice for order {order.number}", size=12)
    place = _text(page, place, f"{(order.shipped_at or order.placed_at):%Y-%m-%d}")
    address = order.address
    for line in (address.name, address.street, f"{address.postcode} {address.city}", address.country):
        place = _text(page, place, line)
    place -= _LINE
    for item in order.lines:
        options = ", ".join(item.options.values())
        title = f"{item.quantity} × {item.title}" + (f" ({options})" if options else "")
        place = _row(page, place, title[:90], item.unit_price * item.quantity, order.currency)
        if place < 85:
            page.showPage()
            place = _TOP
    goods = sum((item.unit_price * item.quantity for item in order.lines), Decimal(0))
    discount = goods + order.shipping - order.total
    place -= _LINE / 2
    if discount > 0:
        place = _row(page, place, "Discount", -discount, order.currency)
    place = _row(page, place, "Shipping", order.shipping, order.currency)
    place = _row(page, place, "Total, VAT included", order.total, order.currency)
    _text(page, place - _LINE, f"{shop.name} · {shop.support_email}")
    page.save()
    return out.getvalue()


def as_file(order: Order, shop: ShopSettings) -> dict[str, str]:
    """The invoice as a message carries a file: its name, type and content (base64)."""
    content = base64.b64encode(invoice(order, shop)).decode("ascii")
    return {"name": f"invoice-{order.number}.pdf", "type": "application/pdf", "content": content}


def _row(page: Canvas, place: float, title: str, amount: Decimal, currency: str) -> float:
    page.setFont(_LATIN, 10)
    page.drawRightString(_RIGHT, place, f"{amount:,.2f} {currency}")
    return _text(page, place, title)


def _text(page: Canvas, place: float, text: str, *, size: int = 10) -> float:
    """Draw a line; returns the place of the next."""
    page.setFont(_LATIN if all(ord(char) < 0x2E80 for char in text) else _HAN, size)
    page.drawString(_LEFT, place, text)
    return place - _LINE


@lru_cache(maxsize=1)
def _fonts() -> None:
    pdfmetrics.registerFont(TTFont(_LATIN, "Vera.ttf"))
    pdfmetrics.registerFont(UnicodeCIDFont(_HAN))
