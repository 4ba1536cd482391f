"""What an agent does with a conversation."""

from __future__ import annotations

import asyncio

from fastapi import APIRouter, Request, UploadFile

from gateway.routes.agent.conversations import line
from gateway.routes.agent.deps import CurrentAgent
from gateway.routes.agent.recorded import Recorded
from gateway.routes.agent.recorded import note as noted
from gateway.routes.agent.schema import (
    TEXT,
    Answer,
    Answered,
    Back,
    Close,
    Line,
    NoteText,
    Read,
    Transfer,
    Typing,
)
from gateway.routes.deps import ERRORS, Wired
from gateway.schema import UploadView, message_view
from gateway.stream import watch
from gateway.text import clean
from gateway.uploads import LIMIT
from gateway.wiring import Services
from shop.desk import Note
from shop.errors import BadInput
from shop.types import Card, Item

router = APIRouter(prefix="/api/agent/conversations/{conversation_id}", tags=["agents"], route_class=Recorded)


@router.post("/claim", response_model=Line, responses=ERRORS)
async def claim(conversation_id: str, wired: Wired, agent: CurrentAgent) -> Line:
    """Take it. Of two who try, one gets 409 with the name of the other."""
    await wired.desk.claim(conversation_id, agent)
    return await _line(wired, conversation_id)


@router.post("/messages", status_code=201, response_model=Answered, responses=ERRORS)
async def answer(conversation_id: str, body: Answer, wired: Wired, agent: CurrentAgent) -> Answered:
    """Say something, with a product card if ``item_id`` is given, with a picture if ``attachment`` is."""
    card = None
    if body.item_id is not None:
        card = card_of(await asyncio.to_thread(wired.catalogue.get, body.item_id))
    picture = await wired.uploads.find(conversation_id, body.attachment) if body.attachment else None
    if not body.text and card is None and picture is None:
        raise BadInput("text: missing, expected some text, an item_id or an attachment", field="text")
    text = clean(body.text, limit=TEXT) if body.text else ""
    message = await wired.desk.answer(
        conversation_id, agent, text, card=card, client_id=body.client_id, picture=picture
    )
    return Answered(message=message_view(message))


@router.post("/uploads", status_code=201, response_model=UploadView, responses=ERRORS)
async def upload(conversation_id: str, wired: Wired, agent: CurrentAgent, file: UploadFile) -> UploadView:
    """Keep a picture for a message of the agent who has the conversation."""
    await wired.desk.own(conversation_id, agent)
    return UploadView.model_validate(await wired.uploads.save(conversation_id, await file.read(LIMIT + 1)))


@router.post("/notes", status_code=201, response_model=Note, responses=ERRORS)
async def note(conversation_id: str, body: NoteText, wired: Wired, agent: CurrentAgent) -> Note:
    """For colleagues; the shopper never sees it."""
    text = clean(body.text, limit=TEXT)
    await asyncio.to_thread(wired.conversations.get, conversation_id)
    made = await asyncio.to_thread(wired.book.add_note, conversation_id, agent.id, text)
    frame = {"type": "note", "conversation_id": conversation_id, "note": made.model_dump(mode="json")}
    await wired.hub.publish(watch(conversation_id), frame)
    return made


@router.post("/transfer", response_model=Line, responses=ERRORS)
async def transfer(conversation_id: str, body: Transfer, wired: Wired, agent: CurrentAgent, request: Request) -> Line:
    noted(request, to=body.agent_id)
    text = clean(body.note, limit=TEXT, field="note") if body.note else None
    await wired.desk.transfer(conversation_id, agent, body.agent_id, text)
    return await _line(wired, conversation_id)


@router.post("/back", response_model=Line, responses=ERRORS)
async def back(conversation_id: str, wired: Wired, agent: CurrentAgent, body: Back | None = None) -> Line:
    """Back to the bot, which then knows what was said."""
    if body is not None and body.note:
        text = clean(body.note, limit=TEXT, field="note")
        await wired.desk.own(conversation_id, agent)
        await asyncio.to_thread(wired.book.add_note, conversation_id, agent.id, text)
    await wired.desk.back(conversation_id, agent)
    return await _line(wired, conversation_id)


@router.post("/close", response_model=Line, responses=ERRORS)
async def close(conversation_id: str, body: Close, wired: Wired, agent: CurrentAgent, request: Request) -> Line:
    noted(request, category=body.category)
    await wired.desk.close(conversation_id, agent, clean(body.category, limit=80, field="category"))
    return await _line(wired, conversation_id)


@router.post("/typing", status_code=204, responses=ERRORS)
async def typing(conversation_id: str, body: Typing, wired: Wired, agent: CurrentAgent) -> None:
    await wired.desk.own(conversation_id, agent)
    await wired.desk.agent_typing(conversation_id, body.on)


@router.post("/read", status_code=204, responses=ERRORS)
async def read(conversation_id: str, body: Read, wired: Wired, agent: CurrentAgent) -> None:
    """What I have seen: it no longer counts as unread."""
    message = await asyncio.to_thread(wired.conversations.message, body.message_id)
    if message.conversation_id != conversation_id:
        raise BadInput("message_id: belongs to another conversation", field="message_id")
    await asyncio.to_thread(lambda: wired.book.note_facts(conversation_id, read_id=message.id))
    await wired.desk.announce(conversation_id)


async def _line(wired: Services, conversation_id: str) -> Line:
    return line(await asyncio.to_thread(wired.queue.summary, conversation_id))


def card_of(item: Item) -> Card:
    return Card(
        item_id=item.id,
        title=item.title,
        price=item.price,
        list_price=item.list_price,
        currency=item.currency,
        image=item.image,
        url=item.url,
        in_stock=item.in_stock,
        rating=item.rating,
        rating_count=item.rating_count,
    )
