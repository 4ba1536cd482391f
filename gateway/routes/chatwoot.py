"""What happens at Chatwoot comes in here."""

from __future__ import annotations

import asyncio
import secrets
from typing import Annotated, Any

import structlog
from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict

from gateway.routes.deps import ERRORS, Wired
from gateway.text import clean
from gateway.wiring import Services
from shop.errors import BadInput, Conflict, NotFound, Unauthorized
from shop.types import Conversation, Owner

log = structlog.get_logger()
router = APIRouter(tags=["desks"])
LIMIT = 10_000  # characters of an agent's message


class Hook(BaseModel):
    """A webhook of Chatwoot's: of its many fields those that we use."""

    model_config = ConfigDict(extra="ignore")

    event: str
    id: int | str | None = None
    content: str | None = None
    message_type: str | int | None = None
    private: bool = False
    is_private: bool = False  # of a typing sign
    attachments: list[dict[str, Any]] | None = None
    status: str | None = None
    sender: dict[str, Any] | None = None
    conversation: dict[str, Any] | None = None
    user: dict[str, Any] | None = None

    @property
    def number(self) -> str | None:
        """Chatwoot's number of the conversation."""
        found = (self.conversation or {}).get("id") if self.conversation else self.id
        return None if found is None else str(found)

    @property
    def words(self) -> str:
        """What was written, and where the files that came with it stand."""
        files = [str(one["data_url"]) for one in self.attachments or [] if one.get("data_url")]
        return "\n".join([self.content or "", *files]).strip()

    @property
    def agent(self) -> str:
        who = self.sender or self.user or ((self.conversation or {}).get("meta") or {}).get("assignee") or {}
        return str(who.get("available_name") or who.get("name") or "Support")


@router.post("/api/desks/chatwoot", status_code=204, responses=ERRORS)
async def hook(body: Hook, wired: Wired, token: Annotated[str, Query(max_length=200)] = "") -> None:
    """Set as the webhook (or the agent bot's URL) in Chatwoot, with ``?token=`` of ``desk.webhook_token``."""
    expected = wired.settings.desk.webhook_token
    if not expected or not secrets.compare_digest(token.encode(), expected.encode()):
        raise Unauthorized("token: is not the desk's", field="token")
    conversation_id = await asyncio.to_thread(wired.book.by_external, body.number or "")
    if conversation_id is None:
        return  # a conversation that did not come from us
    try:
        conversation = await asyncio.to_thread(wired.conversations.get, conversation_id)
        await _take(wired, conversation, body)
    except (Conflict, NotFound) as error:  # it moved on meanwhile: a repeat would change nothing
        log.warning("hook came too late", desk="chatwoot", hook=body.event, why=error.message)


async def _take(wired: Services, conversation: Conversation, hook: Hook) -> None:
    match hook.event:
        case "message_created":
            if not hook.private and hook.message_type in ("outgoing", 1) and _is_a_person(hook):
                await _message(wired, conversation, hook)
        case "conversation_status_changed" | "conversation_resolved" | "conversation_opened":
            await _status(wired, conversation, hook)
        case "conversation_typing_on" | "conversation_typing_off":
            if conversation.owner is Owner.AGENT and not hook.is_private:
                await wired.desk.agent_typing(conversation.id, hook.event.endswith("on"))


async def _message(wired: Services, conversation: Conversation, hook: Hook) -> None:
    """An agent's words. The first make them the owner; a hook that comes twice is said once."""
    try:
        text = clean(hook.words, limit=LIMIT, field="content")
    except BadInput as error:
        log.warning("hook without words", desk="chatwoot", why=error.message)
        return
    if conversation.owner is Owner.CLOSED:
        conversation = await wired.desk.reopen(conversation)
    if conversation.owner is not Owner.AGENT:
        conversation = await wired.desk.join(conversation.id, f"chatwoot:{hook.agent}", hook.agent)
    await wired.desk.speak(conversation, hook.agent, text, client_id=f"chatwoot:{hook.id}")


async def _status(wired: Services, conversation: Conversation, hook: Hook) -> None:
    status = hook.status or (hook.conversation or {}).get("status")
    if status == "resolved" and conversation.owner is not Owner.CLOSED:
        await wired.desk.end(conversation, f"chatwoot:{hook.agent}", "resolved")
    elif status == "pending" and conversation.owner in (Owner.AGENT, Owner.WAITING):
        await wired.desk.release(conversation, f"chatwoot:{hook.agent}")
    elif status == "open" and conversation.owner is Owner.BOT:
        await wired.desk.request(conversation, why="opened at the desk")


def _is_a_person(hook: Hook) -> bool:
    """Not a bot, and not what we sent ourselves with the agent bot's token."""
    return bool((hook.sender or {}).get("type", "user") == "user")
