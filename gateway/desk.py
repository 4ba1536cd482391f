"""From bot to person and back: every change of owner passes here, and everyone concerned hears of it."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping
from typing import Protocol

import structlog

from gateway.botmemory import BotMemory
from gateway.deskline import DeskLine
from gateway.hours import Hours
from gateway.mailbox import Mailbox
from gateway.metrics import Metrics
from gateway.schema import AgentName, OwnerView
from gateway.texts import duration
from gateway.texts import text as say
from shop.agents import Agent, Agents
from shop.conversations import Conversations
from shop.desk import DeskBook
from shop.errors import Conflict, Forbidden, NotFound
from shop.outbox import Outbox
from shop.shoppers import Shoppers
from shop.types import Card, Conversation, Message, Owner, now
from shop.waiting import Queue

log = structlog.get_logger()
EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")


class OtherDesk(Protocol):
    """A desk beside ours, behind the same handoff: see :mod:`gateway.desks.base`."""

    async def opened(self, conversation: Conversation, why: str) -> None: ...

    async def said(self, conversation: Conversation, message: Message) -> None: ...

    async def changed(self, conversation: Conversation) -> None: ...


class Desk:
    def __init__(
        self,
        conversations: Conversations,
        shoppers: Shoppers,
        agents: Agents,
        queue: Queue,
        book: DeskBook,
        outbox: Outbox,
        mailbox: Mailbox,
        line: DeskLine,
        memory: BotMemory,
        metrics: Metrics,
        *,
        shop_name: str,
        shop_url: str,
        other: OtherDesk | None = None,
    ) -> None:
        self._conversations = conversations
        self._shoppers = shoppers
        self._agents = agents
        self._queue = queue
        self._book = book
        self._outbox = outbox
        self._mailbox = mailbox
        self._line = line
        self._memory = memory
        self._metrics = metrics
        self._shop_name = shop_name
        self._shop_url = shop_url
        self.other = other

    # ── what the shopper is told ─────────────────────────────────────────────

    async def view(self, conversation: Conversation) -> OwnerView:
        """Who answers now; place and expected wait of one who waits, the name of the agent who joined."""
        if conversation.owner is Owner.AGENT and conversation.agent_id:
            return OwnerView(owner=Owner.AGENT, agent=AgentName(name=await self._name(conversation.agent_id)))
        if conversation.owner is Owner.WAITING:
            return await self._line.waiting_view(conversation.id)
        return OwnerView(owner=conversation.owner)

    async def hours(self) -> Hours:
        stored = await asyncio.to_thread(self._book.setting, "hours")
        return Hours.model_validate(stored or {})

    async def staffed(self) -> bool:
        """Whether someone can answer now: within the hours, and an agent is there (or another desk is)."""
        if not (await self.hours()).is_open(now()):
            return False
        return self.other is not None or bool(await asyncio.to_thread(self._agents.online))

    # ── the shopper's side ───────────────────────────────────────────────────

    async def request(
        self,
        conversation: Conversation,
        *,
        why: str,
        reply_to: str | None = None,
        email: str | None = None,
        question: str | None = None,
    ) -> list[Message]:
        """The shopper gets into the queue; asked again while waiting, an e-mail address is added."""
        if conversation.owner is Owner.AGENT:
            return []
        fresh = conversation.owner is not Owner.WAITING
        if fresh:
            conversation = await self._set(conversation, Owner.WAITING, who="shopper", why=why)
        if question:
            await self._mailbox.post(conversation.id, "shopper", question)
        if email:
            await asyncio.to_thread(self._book.note_facts, conversation.id, email=email)
        if not fresh and not email:
            return []
        return await self._welcome(conversation, reply_to, why)

    async def arrived(self, conversation: Conversation) -> list[Message]:
        """An action has put the conversation into the queue: the shopper hears what happens next."""
        why = await asyncio.to_thread(self._why, conversation.id)
        return await self._welcome(conversation, None, why)

    async def said(self, conversation: Conversation, message: Message) -> None:
        """The shopper said something that a person has to read; an address among it is kept for the answer."""
        found = EMAIL.search(message.text)
        facts = await asyncio.to_thread(self._book.facts, conversation.id)
        if found and not facts["email"] and not await self.staffed():
            email = found.group().rstrip(".").lower()
            await asyncio.to_thread(self._book.note_facts, conversation.id, email=email)
            await self._system(conversation, "case_taken", email=email)
        await self._line.announce(conversation.id)
        if self.other is not None:
            await self.other.said(conversation, message)

    async def reopen(self, conversation: Conversation) -> Conversation:
        """A shopper writes into a closed conversation: it starts again with the bot, its failures forgotten."""
        conversation = await self._set(conversation, Owner.BOT, who="shopper", why="reopened")
        await self._memory.forget(conversation.id)
        await self._tell_owner(conversation)
        return conversation

    async def choose_bot(self, conversation: Conversation) -> Conversation:
        """The shopper would rather talk with the bot."""
        if conversation.owner is Owner.BOT:
            return conversation
        return await self._to_bot(conversation, who="shopper", why="the shopper chose the assistant")

    async def rate(self, conversation: Conversation, rating: int, comment: str) -> None:
        await asyncio.to_thread(self._book.rate, conversation.id, rating, comment)
        await self._system(conversation, "thanks_rating")
        await self._line.announce(conversation.id)

    async def shopper_typing(self, conversation_id: str, on: bool) -> None:
        await self._mailbox.shopper_typing(conversation_id, on)

    # ── the agent's side ─────────────────────────────────────────────────────

    async def claim(self, conversation_id: str, agent: Agent) -> Conversation:
        """The agent takes it; of two who try, one gets :class:`Conflict`. A bot's conversation may be taken too."""
        before = await asyncio.to_thread(self._conversations.get, conversation_id)
        if before.owner is Owner.AGENT and before.agent_id == agent.id:
            return before
        conversation = await asyncio.to_thread(
            self._conversations.set_owner,
            conversation_id,
            Owner.AGENT,
            who=agent.id,
            why="claimed" if before.owner is Owner.WAITING else "taken over",
            expect=(Owner.WAITING, Owner.BOT),
            agent_id=agent.id,
        )
        if before.owner is Owner.BOT:
            self._metrics.handoffs.labels("taken").inc()
        await self._system(conversation, "joined", name=agent.name)
        await self._after_change(conversation)
        return conversation

    async def answer(
        self,
        conversation_id: str,
        agent: Agent,
        text: str,
        *,
        card: Card | None = None,
        client_id: str | None = None,
    ) -> Message:
        """What the agent says; by e-mail too where the shopper has left."""
        conversation = await self.own(conversation_id, agent)
        message, is_new = await self._mailbox.post(
            conversation.id,
            "agent",
            text,
            client_id=client_id,
            cards=(card,) if card else (),
            data={"agent": {"name": agent.name}},
        )
        if is_new:
            await self._mail(conversation, message, agent.name)
            await asyncio.to_thread(self._book.note_facts, conversation.id, read_id=message.id)
            await self._line.announce(conversation.id)
        return message

    async def back(self, conversation_id: str, agent: Agent) -> Conversation:
        """Back to the bot, which is told what was said meanwhile."""
        conversation = await self.own(conversation_id, agent)
        return await self._to_bot(conversation, who=agent.id, why="back to the bot")

    async def transfer(self, conversation_id: str, agent: Agent, to: str, note: str | None) -> Conversation:
        """To a colleague."""
        await self.own(conversation_id, agent)
        colleague = await asyncio.to_thread(self._agents.get, to)
        if not colleague.active:
            raise Conflict(f"{colleague.name} no longer works here", field="agent_id")
        if note:
            await asyncio.to_thread(self._book.add_note, conversation_id, agent.id, note)
        conversation = await asyncio.to_thread(
            self._conversations.set_owner,
            conversation_id,
            Owner.AGENT,
            who=agent.id,
            why="transferred",
            expect=Owner.AGENT,
            agent_id=colleague.id,
        )
        await self._system(conversation, "transferred", name=colleague.name)
        await self._after_change(conversation)
        return conversation

    async def close(self, conversation_id: str, agent: Agent, category: str) -> Conversation:
        """Done; the shopper is asked how it was."""
        conversation = await self.own(conversation_id, agent)
        await asyncio.to_thread(self._book.note_facts, conversation_id, category=category)
        await self._memory.tell(conversation.id)
        conversation = await self._set(conversation, Owner.CLOSED, who=agent.id, why=f"closed: {category}")
        await self._system(conversation, "closed", rate=True)
        await self._after_change(conversation)
        return conversation

    async def announce(self, conversation_id: str) -> None:
        """Show the conversation's line anew in every console."""
        await self._line.announce(conversation_id)

    async def moved(self) -> None:
        await self._line.moved()

    async def agent_typing(self, conversation_id: str, on: bool) -> None:
        await self._mailbox.typing(conversation_id, "agent", on)

    async def own(self, conversation_id: str, agent: Agent) -> Conversation:
        """The conversation if it is this agent's, else :class:`Forbidden`."""
        conversation = await asyncio.to_thread(self._conversations.get, conversation_id)
        if conversation.owner is not Owner.AGENT or conversation.agent_id != agent.id:
            raise Forbidden("this conversation is not yours: claim it first")
        return conversation

    # ── inside ───────────────────────────────────────────────────────────────

    async def _welcome(self, conversation: Conversation, reply_to: str | None, why: str) -> list[Message]:
        """What one who begins to wait is told: the place in the queue, or that nobody is there."""
        self._metrics.handoffs.labels("asked" if why == "asked" else "bot").inc()
        extra = {"reply_to": reply_to} if reply_to else {}
        view = await self.view(conversation)
        if await self.staffed():
            if (view.position or 1) > 1:
                message = await self._system(
                    conversation,
                    "waiting",
                    extra=extra,
                    position=view.position,
                    wait=duration(view.wait_seconds or 0, conversation.language),
                )
            else:
                message = await self._system(conversation, "waiting_first", extra=extra)
        else:
            message = await self._nobody(conversation, extra)
        if self.other is not None:
            await self.other.opened(conversation, why)
        await self._after_change(conversation)
        return [message]

    async def _nobody(self, conversation: Conversation, extra: Mapping[str, object]) -> Message:
        facts = await asyncio.to_thread(self._book.facts, conversation.id)
        email = facts["email"] or await asyncio.to_thread(self._shoppers.email, conversation.shopper_id)
        if email:
            await asyncio.to_thread(self._book.note_facts, conversation.id, email=email)
            return await self._system(conversation, "case_taken", extra=extra, email=email)
        opening = (await self.hours()).next_opening(now())
        language = conversation.language
        when = ""
        if opening is not None and not (await self.hours()).is_open(now()):
            shown = f"{opening:%m-%d %H:%M}" if language.startswith("zh") else f"{opening:%A at %H:%M}"
            when = say("opening", language, when=shown)
        return await self._system(conversation, "out_of_hours", extra={**extra, "ask_email": True}, opening=when)

    async def _to_bot(self, conversation: Conversation, *, who: str, why: str) -> Conversation:
        await self._memory.tell(conversation.id)
        conversation = await self._set(conversation, Owner.BOT, who=who, why=why)
        await self._system(conversation, "back")
        await self._after_change(conversation)
        return conversation

    async def _mail(self, conversation: Conversation, message: Message, agent: str) -> None:
        if self._mailbox.is_there(conversation.id):
            return
        facts = await asyncio.to_thread(self._book.facts, conversation.id)
        email = facts["email"] or await asyncio.to_thread(self._shoppers.email, conversation.shopper_id)
        if not email:
            return
        payload = {
            "subject": f"{self._shop_name}: an answer to your question",
            "text": f"{message.text}\n\n{agent}, {self._shop_name}\n\nThe whole conversation: {self._shop_url}\n",
        }
        await asyncio.to_thread(
            lambda: self._outbox.put(
                "answer", email, payload, f"answer:{message.id}", shopper_id=conversation.shopper_id
            )
        )

    async def _system(
        self,
        conversation: Conversation,
        event: str,
        /,
        *,
        extra: Mapping[str, object] | None = None,
        rate: bool = False,
        **values: object,
    ) -> Message:
        text = say(event, conversation.language, **values)
        data = {**(extra or {}), "event": event} | ({"rate": True} if rate else {})
        message, _ = await self._mailbox.post(conversation.id, "system", text, data=data)
        return message

    async def _after_change(self, conversation: Conversation) -> None:
        await self._tell_owner(conversation)
        await self._line.announce(conversation.id)
        await self._line.moved()
        if self.other is not None:
            await self.other.changed(conversation)

    async def _tell_owner(self, conversation: Conversation) -> None:
        await self._mailbox.owner(conversation.id, await self.view(conversation))

    async def _set(self, conversation: Conversation, owner: Owner, *, who: str, why: str) -> Conversation:
        return await asyncio.to_thread(
            self._conversations.set_owner, conversation.id, owner, who=who, why=why, expect=conversation.owner
        )

    async def _name(self, agent_id: str) -> str:
        try:
            return (await asyncio.to_thread(self._agents.get, agent_id)).name
        except NotFound:
            return agent_id  # an agent of another desk goes by name

    def _why(self, conversation_id: str) -> str:
        changes = self._conversations.owner_history(conversation_id)
        return changes[-1].why if changes else ""
