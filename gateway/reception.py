"""What a shopper hears who waits for a person: the place in the queue, or that nobody is there and what then."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping

from gateway.deskline import DeskLine
from gateway.hours import Hours
from gateway.mailbox import Mailbox
from gateway.texts import duration
from gateway.texts import text as say
from shop.agents import Agents
from shop.desk import DeskBook
from shop.outbox import Outbox
from shop.shoppers import Shoppers
from shop.types import Conversation, Message, now

EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")


class Reception:
    def __init__(
        self,
        shoppers: Shoppers,
        agents: Agents,
        book: DeskBook,
        outbox: Outbox,
        mailbox: Mailbox,
        line: DeskLine,
        *,
        shop_name: str,
        shop_url: str,
    ) -> None:
        self._shoppers = shoppers
        self._agents = agents
        self._book = book
        self._outbox = outbox
        self._mailbox = mailbox
        self._line = line
        self._shop_name = shop_name
        self._shop_url = shop_url
        self.elsewhere = False  # people answer at another desk, whose presence we do not see

    async def hours(self) -> Hours:
        stored = await asyncio.to_thread(self._book.setting, "hours")
        return Hours.model_validate(stored or {})

    async def staffed(self) -> bool:
        """Whether someone can answer now: within the hours, and an agent is there."""
        if not (await self.hours()).is_open(now()):
            return False
        return self.elsewhere or bool(await asyncio.to_thread(self._agents.online))

    async def welcome(self, conversation: Conversation, extra: Mapping[str, object]) -> Message:
        """Place and expected wait; or that nobody is there, with the question for an e-mail address."""
        if not await self.staffed():
            return await self._nobody(conversation, extra)
        view = await self._line.waiting_view(conversation.id)
        if (view.position or 1) == 1:
            return await self.tell(conversation, "waiting_first", extra)
        wait = duration(view.wait_seconds or 0, conversation.language)
        return await self.tell(conversation, "waiting", extra, position=view.position, wait=wait)

    async def note_address(self, conversation: Conversation, text: str) -> None:
        """An e-mail address among what a waiting shopper says, while nobody is there, is kept for the answer."""
        found = EMAIL.search(text)
        if found is None or await self._address(conversation) or await self.staffed():
            return
        email = found.group().rstrip(".").lower()
        await asyncio.to_thread(lambda: self._book.note_facts(conversation.id, email=email))
        await self.tell(conversation, "case_taken", {}, email=email)

    async def mail(self, conversation: Conversation, message: Message, agent: str) -> None:
        """An agent's answer goes out by e-mail too where the shopper has left."""
        if self._mailbox.is_there(conversation.id):
            return
        email = await self._address(conversation)
        if not email:
            return
        payload = {
            "subject": f"{self._shop_name}: an answer to your question",
            "text": f"{message.text}\n\n{agent}, {self._shop_name}\n\nThe whole conversation: {self._shop_url}\n",
        }
        key, shopper_id = f"answer:{message.id}", conversation.shopper_id
        await asyncio.to_thread(lambda: self._outbox.put("answer", email, payload, key, shopper_id=shopper_id))

    async def tell(
        self, conversation: Conversation, event: str, extra: Mapping[str, object], /, **values: object
    ) -> Message:
        """A line of the house's own in the conversation; ``data.event`` names it."""
        text = say(event, conversation.language, **values)
        message, _ = await self._mailbox.post(conversation.id, "system", text, data={**extra, "event": event})
        return message

    async def _nobody(self, conversation: Conversation, extra: Mapping[str, object]) -> Message:
        email = await self._address(conversation)
        if email:
            await asyncio.to_thread(lambda: self._book.note_facts(conversation.id, email=email))
            return await self.tell(conversation, "case_taken", extra, email=email)
        when, hours, language = "", await self.hours(), conversation.language
        opening = None if hours.is_open(now()) else hours.next_opening(now())
        if opening is not None:
            shown = f"{opening:%m-%d %H:%M}" if language.startswith("zh") else f"{opening:%A at %H:%M}"
            when = say("opening", language, when=shown)
        return await self.tell(conversation, "out_of_hours", {**extra, "ask_email": True}, opening=when)

    async def _address(self, conversation: Conversation) -> str | None:
        facts = await asyncio.to_thread(self._book.facts, conversation.id)
        email: str | None = facts["email"]
        return email or await asyncio.to_thread(self._shoppers.email, conversation.shopper_id)
