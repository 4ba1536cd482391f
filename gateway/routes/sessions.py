"""Who are you: a token for this browser."""

from __future__ import annotations

import asyncio

from fastapi import APIRouter

from gateway.identity import ShopUser
from gateway.routes.deps import ERRORS, Address, MaybeShopper, Wired
from gateway.schema import SessionRequest, SessionResponse, ShopperView, ShopView
from gateway.wiring import Services
from shop.types import Conversation

router = APIRouter(tags=["sessions"])


@router.post("/api/sessions", status_code=201, response_model=SessionResponse, responses=ERRORS)
async def open_session(
    wired: Wired, address: Address, current: MaybeShopper, body: SessionRequest | None = None
) -> SessionResponse:
    """Give a browser its token.

    With the shop's ``user_token`` the shopper is known; an anonymous session sent along as Bearer is linked to
    that customer, conversation and events included. Without it the Bearer's session is renewed, or a new
    anonymous shopper begins.
    """
    await wired.limits.take("sessions", address, wired.settings.gateway.sessions_per_minute)
    body = body or SessionRequest()
    user = wired.tokens.user(body.user_token) if body.user_token is not None else None
    conversation = await asyncio.to_thread(
        _conversation, wired, current.conversation if current else None, user, body.language
    )
    shopper_id = conversation.shopper_id
    known, email, consent = await asyncio.to_thread(_shopper, wired, shopper_id)
    token, session = wired.tokens.issue(shopper_id, conversation.id, known=known)
    return SessionResponse(
        token=token,
        conversation_id=conversation.id,
        expires_at=session.expires_at,
        shopper=ShopperView(known=known, email=email),
        consent=consent,
        shop=ShopView(name=wired.settings.shop.name, currency=wired.settings.shop.currency),
    )


def _conversation(wired: Services, current: Conversation | None, user: ShopUser | None, language: str) -> Conversation:
    if user is None:
        return current or wired.conversations.open(wired.shoppers.anonymous(), language=language)
    known = wired.shoppers.known(user.subject, user.email)
    if current is None:
        return wired.conversations.open(known, language=language)
    if current.shopper_id == known:
        return current
    if wired.shoppers.subject(current.shopper_id) is None:
        wired.shoppers.link(current.shopper_id, user.subject)
        return wired.conversations.get(current.id)
    return wired.conversations.open(known, language=language)  # another customer at the same browser


def _shopper(wired: Services, shopper_id: str) -> tuple[bool, str | None, bool | None]:
    shoppers = wired.shoppers
    return shoppers.subject(shopper_id) is not None, shoppers.email(shopper_id), shoppers.consented(shopper_id)
