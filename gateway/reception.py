"""What a shopper hears who waits for a person: the place in the queue, or that nobody is there and what then."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping

from gateway.deskline import DeskLine
from gateway.mailbox import Mailbox
from gateway.texts import duration, weekday
from gateway.texts import text as say
from shop.agents import Agents
from shop.conversations import Conversations
from shop.desk import DeskBook
from shop.hours import Hours
from shop.outbox import Outbox
from shop.shoppers import Shoppers
from shop.types import Conversation, Message, now

EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")


class Reception:
    def __init__(
        self,
        conversations: Conversations,
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
        self._conversations = conversations
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
            return await self.nobody(conversation, extra)
        view = await self._line.waiting_view(conversation.id)
        if (view.position or 1) == 1:
            return await self.tell(conversation, "waiting_first", extra)
        wait = duration(view.wait_seconds or 0, conversation.language)
        return await self.tell(conversation, "waiting", extra, position=view.position, wait=wait)

    async def heard(self, conversation: Conversation, text: str) -> list[Message]:
        """While nobody is there: an e-mail address among what a waiting shopper says is kept for the answer, and said
        to be. Who has not been told yet that nobody is there hears it now. The bot answers everything else."""
        if await self.staffed():
            return []
        found = EMAIL.search(text)
        if found is None or await self._address(conversation):
            before = now()
            told = await self.nobody(conversation)
            return [told] if told.created_at >= before else []
        email = found.group().rstrip(".").lower()
        await asyncio.to_thread(lambda: self._book.note_facts(conversation.id, email=email))
        return [await self.tell(conversation, "case_taken", {}, email=email)]

    async def nobody(self, conversation: Conversation, extra: Mapping[str, object] | None = None) -> Message:
        """That nobody is there, with the question for an e-mail address where none is known; once a wait."""
        email = await self._address(conversation)
        changes = await asyncio.to_thread(self._conversations.owner_history, conversation.id)
        once = changes[-1].at.isoformat() if changes else ""
        if email:
            await asyncio.to_thread(lambda: self._book.note_facts(conversation.id, email=email))
            return await self.tell(conversation, "case_taken", extra or {}, once=f"{once} {email}", email=email)
        when, hours, language = "", await self.hours(), conversation.language
        opening = None if hours.is_open(now()) else hours.next_opening(now())
        if opening is not None:
            when = say("opening", language, when=weekday(opening, language))
        asking = {**(extra or {}), "ask_email": True}
        return await self.tell(conversation, "out_of_hours", asking, once=once, opening=when)

    async def mail(self, conversation: Conversation, message: Message, agent: str) -> None:
        """An agent's answer goes out by e-mail too where the shopper has left."""
        if self._mailbox.is_there(conversation.id):
            return
        email = await self._address(conversation)
        if not email:
            return
        language = conversation.language
        end = say("letter_end", language, url=self._shop_url)
        payload = {
            "subject": say("letter_subject", language, shop=self._shop_name),
            "text": f"{message.text}\n\n{agent}, {self._shop_name}\n\n{end}\n",
        }
        key, shopper_id = f"answer:{message.id}", conversation.shopper_id
        await asyncio.to_thread(lambda: self._outbox.put("answer", email, payload, key, shopper_id=shopper_id))

    async def tell(
        self, conversation: Conversation, event: str, extra: Mapping[str, object], /, once: str = "", **values: object
    ) -> Message:
        """A line of the house's own; ``data.event`` names it. What was said ``once`` is not said again."""
        text = say(event, conversation.language, **values)
        client_id = f"{event} {once}" if once else None
        message, _ = await self._mailbox.post(
            conversation.id, "system", text, client_id=client_id, data={**extra, "event": event}
        )
        return message

    async def _address(self, conversation: Conversation) -> str | None:
        facts = await asyncio.to_thread(self._book.facts, conversation.id)
        email: str | None = facts["email"]
        return email or await asyncio.to_thread(self._shoppers.email, conversation.shopper_id)
