"""What shoppers do on the shop's pages."""

from __future__ import annotations

import asyncio
import secrets
from typing import Annotated

from fastapi import APIRouter, Header

from gateway.routes.deps import ERRORS, MaybeShopper, Wired
from gateway.schema import EventEntry, EventsAccepted, EventsRequest
from gateway.wiring import Services
from shop.errors import BadInput, Forbidden, Unauthorized
from shop.profiles import check_event
from shop.types import Event, now

router = APIRouter(tags=["events"])


@router.post("/api/events", status_code=202, response_model=EventsAccepted, responses=ERRORS)
async def record(
    body: EventsRequest,
    wired: Wired,
    shopper: MaybeShopper,
    x_shop_key: Annotated[str | None, Header(description="the shop's server key")] = None,
) -> EventsAccepted:
    """Take a batch whole, or refuse it whole with the name of the bad entry.

    Purchases need the shop's server key. With the key the shop's server may name the customer in ``user``.
    A shopper who has not consented to tracking has the events counted for this visit only.
    """
    from_shop = _is_shop(wired, x_shop_key)
    shopper_id = await _whose(wired, body, shopper.shopper_id if shopper else None, from_shop)
    await wired.limits.take("events", shopper_id, wired.settings.gateway.events_per_minute)
    events = [_event(entry) for entry in body.events]
    for place, event in enumerate(events):
        if event.type == "purchase" and not from_shop:
            raise Forbidden(
                f"events.{place}.type: a purchase counts only with the shop's server key (X-Shop-Key)",
                field=f"events.{place}.type",
            )
    consented = await asyncio.to_thread(wired.shoppers.consented, shopper_id)
    if from_shop or consented:
        await asyncio.to_thread(wired.profiles.record, shopper_id, events)
        return EventsAccepted(accepted=len(events), kept="profile")
    assert shopper is not None
    wired.visits.add(shopper.conversation.id, await asyncio.to_thread(_check, wired, events))
    return EventsAccepted(accepted=len(events), kept="session")


def _is_shop(wired: Services, key: str | None) -> bool:
    if key is None:
        return False
    expected = wired.settings.secrets.server_key
    if not expected or not secrets.compare_digest(key.encode(), expected.encode()):
        raise Unauthorized("X-Shop-Key: is not the shop's server key", field="X-Shop-Key")
    return True


async def _whose(wired: Services, body: EventsRequest, shopper_id: str | None, from_shop: bool) -> str:
    if body.user is not None:
        if not from_shop:
            raise Forbidden("user: only the shop's server (X-Shop-Key) may name a customer", field="user")
        return await asyncio.to_thread(wired.shoppers.known, body.user)
    if shopper_id is None:
        raise Unauthorized("a session token is needed, or X-Shop-Key with 'user'")
    return shopper_id


def _event(entry: EventEntry) -> Event:
    return Event.model_validate({**entry.model_dump(), "ts": entry.ts or now()})


def _check(wired: Services, events: list[Event]) -> list[Event]:
    moment = now()
    checked = [check_event(event, place, moment) for place, event in enumerate(events)]
    there = wired.catalogue.get_many([event.item_id for event in checked if event.item_id is not None])
    for place, event in enumerate(checked):
        if event.item_id is not None and event.item_id not in there:
            field = f"events.{place}.item_id"
            raise BadInput(f"{field}: there is no item {event.item_id!r}", field=field)
    return checked
