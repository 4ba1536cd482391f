"""Chatwoot as the desk: an inbox of its API channel, its Application API outwards, its webhooks inwards.

Each of our conversations is one of Chatwoot's. While the bot has it, it is *pending* there; a handoff makes it
*open* and brings what was said since as a private note; *resolved* closes it here, *pending* gives it back to the bot,
*open* while the bot has it calls for a person.
"""

from __future__ import annotations

import asyncio
from typing import Any

import httpx
import structlog

from gateway.uploads import Uploads
from shop.conversations import Conversations
from shop.desk import DeskBook
from shop.errors import NotFound, Unavailable
from shop.settings import DeskSettings
from shop.shoppers import Shoppers
from shop.types import Conversation, Message, Owner

log = structlog.get_logger()
TIMEOUT = 10.0
TRANSCRIPT = 60  # messages in the note, the newest
STATUS = {Owner.BOT: "pending", Owner.WAITING: "open", Owner.AGENT: "open", Owner.CLOSED: "resolved"}


class Chatwoot:
    """:class:`gateway.desks.base.OtherDesk`. ``DeskBook`` keeps Chatwoot's number and how far we have forwarded."""

    def __init__(
        self,
        settings: DeskSettings,
        conversations: Conversations,
        shoppers: Shoppers,
        book: DeskBook,
        uploads: Uploads,
    ) -> None:
        self._inbox = settings.inbox
        self._conversations = conversations
        self._shoppers = shoppers
        self._book = book
        self._uploads = uploads
        self._http = httpx.AsyncClient(
            base_url=f"{str(settings.url).rstrip('/')}/api/v1/accounts/{settings.account}/",
            headers={"api_access_token": settings.token},
            timeout=TIMEOUT,
            trust_env=False,
        )

    async def open(self, conversation: Conversation, why: str) -> None:
        try:
            number = await self._number(conversation)
            await self._note(conversation, number)
            attributes = {
                "shopkeeper_conversation": conversation.id,
                "handoff_reason": why[:200],
                "language": conversation.language,
            }
            await self._post(f"conversations/{number}/custom_attributes", {"custom_attributes": attributes})
            await self._status(number, Owner.WAITING)
        except Unavailable as error:
            log.warning("the other desk does not know yet", desk="chatwoot", why=error.message)

    async def forward(self, conversation: Conversation) -> None:
        try:
            number = await self._number(conversation)
            for message in await self._unsent(conversation.id):
                if message.author == "shopper":
                    await self._say(number, message)
                await self._sent(conversation.id, message)
        except Unavailable as error:
            log.warning("not forwarded yet", desk="chatwoot", why=error.message)

    async def changed(self, conversation: Conversation) -> None:
        facts = await asyncio.to_thread(self._book.facts, conversation.id)
        if facts["external_id"] is None:
            return
        try:
            await self._status(facts["external_id"], conversation.owner)
        except Unavailable as error:
            log.warning("status not passed on", desk="chatwoot", why=error.message)

    async def close(self) -> None:
        await self._http.aclose()

    # ── inside ───────────────────────────────────────────────────────────────

    async def _number(self, conversation: Conversation) -> str:
        """Chatwoot's number of the conversation, made there on first use."""
        facts = await asyncio.to_thread(self._book.facts, conversation.id)
        if facts["external_id"] is not None:
            return str(facts["external_id"])
        contact = await self._contact(conversation)
        made = await self._post(
            "conversations",
            {"inbox_id": self._inbox, "contact_id": contact, "source_id": conversation.id, "status": "pending"},
        )
        number = str(made["id"])
        await asyncio.to_thread(lambda: self._book.note_facts(conversation.id, external_id=number))
        return number

    async def _contact(self, conversation: Conversation) -> int:
        who = await asyncio.to_thread(self._shoppers.details, conversation.shopper_id)
        found = await self._send("GET", "contacts/search", params={"q": conversation.shopper_id})
        for contact in found.get("payload") or []:
            if contact.get("identifier") == conversation.shopper_id:
                return int(contact["id"])
        body = {
            "inbox_id": self._inbox,
            "identifier": conversation.shopper_id,
            "name": who.name or "Shopper",
            **({"email": who.email} if who.email else {}),
        }
        return int((await self._post("contacts", body))["payload"]["contact"]["id"])

    async def _note(self, conversation: Conversation, number: str) -> None:
        """What was said since they last read along, for the agents alone."""
        history = (await self._unsent(conversation.id))[-TRANSCRIPT:]
        if not history:
            return
        text = "\n".join(f"{message.author}: {message.text}" for message in history if message.text)
        note = {"content": text, "message_type": "outgoing", "private": True}
        await self._post(f"conversations/{number}/messages", note)
        await self._sent(conversation.id, history[-1])

    async def _say(self, number: str, message: Message) -> None:
        """The shopper's words; a picture goes along as a file."""
        fields = {"content": message.text, "message_type": "incoming", "echo_id": message.id}
        picture = message.data.get("attachment")
        if picture is None:
            await self._post(f"conversations/{number}/messages", fields)
            return
        path = self._uploads.path(message.conversation_id, picture["id"])
        file = (path.name, await asyncio.to_thread(path.read_bytes), picture["type"])
        await self._send("POST", f"conversations/{number}/messages", data=fields, files={"attachments[]": file})

    async def _unsent(self, conversation_id: str) -> list[Message]:
        after = (await asyncio.to_thread(self._book.facts, conversation_id))["read_id"]
        try:
            return await asyncio.to_thread(self._conversations.history, conversation_id, after, 500)
        except NotFound:
            return await asyncio.to_thread(self._conversations.history, conversation_id, None, 500)

    async def _sent(self, conversation_id: str, message: Message) -> None:
        await asyncio.to_thread(lambda: self._book.note_facts(conversation_id, read_id=message.id))

    async def _status(self, number: str, owner: Owner) -> None:
        await self._post(f"conversations/{number}/toggle_status", {"status": STATUS[owner]})

    async def _post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        return await self._send("POST", path, json=body)

    async def _send(self, method: str, path: str, **options: Any) -> dict[str, Any]:
        try:
            response = await self._http.request(method, path, **options)
            response.raise_for_status()
            answer = response.json()
        except (httpx.HTTPError, ValueError) as error:
            raise Unavailable("chatwoot", f"{method} {path}: {error}") from error
        return answer if isinstance(answer, dict) else {}
