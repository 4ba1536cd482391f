"""The shopper's cart."""

from __future__ import annotations

import asyncio

from fastapi import APIRouter

from gateway.routes.deps import ERRORS, CurrentShopper, Wired
from gateway.schema import CartLineView, CartRequest, CartView
from gateway.wiring import Services
from shop.types import Cart

router = APIRouter(prefix="/api/cart", tags=["cart"])


@router.get("", response_model=CartView, responses=ERRORS)
async def look(wired: Wired, shopper: CurrentShopper) -> CartView:
    """Lines and total at today's prices."""
    cart = await asyncio.to_thread(wired.carts.get, shopper.shopper_id)
    return await asyncio.to_thread(_view, wired, cart)


@router.post("", response_model=CartView, responses=ERRORS)
async def add(body: CartRequest, wired: Wired, shopper: CurrentShopper) -> CartView:
    """Put an item in; more of the same makes its line larger. What is not in stock is refused."""
    cart = await asyncio.to_thread(wired.carts.add, shopper.shopper_id, body.item_id, body.quantity, body.options)
    return await asyncio.to_thread(_view, wired, cart)


@router.put("", response_model=CartView, responses=ERRORS)
async def change(body: CartRequest, wired: Wired, shopper: CurrentShopper) -> CartView:
    """Set a line's quantity; zero takes it out."""
    options = body.options or None
    cart = await asyncio.to_thread(wired.carts.set_quantity, shopper.shopper_id, body.item_id, body.quantity, options)
    return await asyncio.to_thread(_view, wired, cart)


@router.delete("/{item_id:path}", response_model=CartView, responses=ERRORS)
async def remove(item_id: str, wired: Wired, shopper: CurrentShopper) -> CartView:
    cart = await asyncio.to_thread(wired.carts.remove, shopper.shopper_id, item_id)
    return await asyncio.to_thread(_view, wired, cart)


def _view(wired: Services, cart: Cart) -> CartView:
    total = wired.carts.total(cart)
    items = wired.catalogue.get_many({line.line.item_id for line in total.lines})
    return CartView(
        lines=[
            CartLineView(
                item_id=line.line.item_id,
                title=line.title,
                quantity=line.line.quantity,
                options=line.line.options,
                unit_price=line.unit_price,
                price=line.price,
                image=items[line.line.item_id].image if line.line.item_id in items else None,
            )
            for line in total.lines
        ],
        coupon=cart.coupon,
        discount=total.discount,
        shipping=total.shipping,
        total=total.total,
        currency=total.currency,
        notes=list(total.notes),
        checkout_url=wired.carts.checkout_url(cart),
    )
