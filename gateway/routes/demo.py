"""What a real shop does itself, played for the demo shop: signing in and checking out."""

from __future__ import annotations

import asyncio
import secrets
from datetime import timedelta

import jwt
from fastapi import APIRouter

from gateway.identity import ALGORITHM
from gateway.routes.deps import ERRORS, Address, CurrentShopper, Wired
from gateway.schema import DemoShopper, DemoShoppers, Ordered
from gateway.wiring import Services
from shop.errors import BadInput, NotFound
from shop.orders import StoreOrders
from shop.origin import Origin, demo_subjects, origin
from shop.types import Address as PostalAddress
from shop.types import Event, Order, OrderLine, OrderStatus, now

router = APIRouter(prefix="/api/demo", tags=["demo"])
SHOPPERS = 12  # whom the storefront offers
HOME = PostalAddress(
    name="Demo Shopper", street="Harbour Street 1", postcode="20457", city="Hamburg", country="Germany"
)


@router.get("", response_model=DemoShoppers, responses=ERRORS)
async def shoppers(wired: Wired, address: Address) -> DemoShoppers:
    """The demo's own customers, each with the token that a real shop's server would make. 404 in a real shop."""
    await _demo_only(wired)
    await wired.limits.take("sessions", address, wired.settings.gateway.sessions_per_minute)
    own = await asyncio.to_thread(demo_subjects, wired.store)
    found = await asyncio.to_thread(wired.shoppers.subjects, own, SHOPPERS)
    expires = now() + timedelta(hours=1)
    return DemoShoppers(
        shoppers=[
            DemoShopper(
                sub=shopper.id,
                name=shopper.name or shopper.id,
                user_token=jwt.encode(
                    {"sub": shopper.id, "email": shopper.email, "exp": expires}, wired.settings.secrets.shop, ALGORITHM
                ),
            )
            for shopper in found
        ]
    )


@router.post("/checkout", status_code=201, response_model=Ordered, responses=ERRORS)
async def checkout(wired: Wired, shopper: CurrentShopper) -> Ordered:
    """Turn the cart into a paid order of the demo shop."""
    await _demo_only(wired)
    await wired.limits.take("messages", shopper.shopper_id, wired.settings.gateway.messages_per_minute)
    return Ordered(order=await asyncio.to_thread(_checkout, wired, shopper.shopper_id))


async def _demo_only(wired: Services) -> None:
    wanted = wired.settings.shop.demo and wired.settings.secrets.shop
    if not wanted or await asyncio.to_thread(origin, wired.store) is not Origin.DEMO:
        raise NotFound("this is not the demo shop")


def _checkout(wired: Services, shopper_id: str) -> str:
    if not isinstance(wired.orders, StoreOrders):
        raise NotFound("orders are kept by another system")
    total = wired.carts.total(wired.carts.get(shopper_id))
    if not total.lines:
        raise BadInput("the cart is empty", field="cart")
    who = wired.shoppers.details(shopper_id)
    moment = now()
    number = f"AF-9{secrets.randbelow(100_000):05d}"
    order = Order(
        number=number,
        shopper_id=shopper_id,
        email=who.email or f"guest-{number.lower()}@shop.example",
        status=OrderStatus.PAID,
        lines=tuple(
            OrderLine(
                item_id=line.line.item_id,
                title=line.title,
                quantity=line.line.quantity,
                unit_price=line.unit_price,
                options=line.line.options,
            )
            for line in total.lines
        ),
        address=who.address or HOME,
        total=total.total,
        shipping=total.shipping,
        currency=total.currency,
        placed_at=moment,
        expected_at=moment + timedelta(days=4),
    )
    wired.orders.put([order])
    wired.profiles.record(
        shopper_id,
        [
            Event(
                type="purchase",
                item_id=line.line.item_id,
                value=float(line.line.quantity),
                ts=moment,
                basket=number,
            )
            for line in total.lines
        ],
    )
    wired.carts.clear(shopper_id)
    return number
