"""From bot to person and back: every change of owner passes here, and everyone concerned hears of it."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

import structlog

from gateway.botmemory import BotMemory
from gateway.deskline import DeskLine
from gateway.desks.base import OtherDesk
from gateway.mailbox import Mailbox
from gateway.metrics import Metrics
from gateway.reception import Reception
from gateway.schema import AgentName, OwnerView
from shop.agents import Agent, Agents
from shop.conversations import Conversations
from shop.desk import DeskBook
from shop.errors import Conflict, Forbidden, NotFound
from shop.types import Card, Conversation, Message, Owner

log = structlog.get_logger()


class Desk:
    """``other`` is a desk beside ours (Chatwoot); its people come in through :meth:`join` and :meth:`speak`."""

    def __init__(
        self,
        conversations: Conversations,
        agents: Agents,
        book: DeskBook,
        mailbox: Mailbox,
        line: DeskLine,
        reception: Reception,
        memory: BotMemory,
        metrics: Metrics,
    ) -> None:
        self._conversations = conversations
        self._agents = agents
        self._book = book
        self._mailbox = mailbox
        self._line = line
        self._reception = reception
        self._memory = memory
        self._metrics = metrics
        self.other: OtherDesk | None = None

    async def view(self, conversation: Conversation) -> OwnerView:
        """Who answers now; place and expected wait of one who waits, the name of the agent who joined."""
        if conversation.owner is Owner.AGENT and conversation.agent_id:
            return OwnerView(owner=Owner.AGENT, agent=AgentName(name=await self._name(conversation.agent_id)))
        if conversation.owner is Owner.WAITING:
            return await self._line.waiting_view(conversation.id)
        return OwnerView(owner=conversation.owner)

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
            await asyncio.to_thread(lambda: self._book.note_facts(conversation.id, email=email))
        return await self._begin_waiting(conversation, why, reply_to) if fresh or email else []

    async def arrived(self, conversation: Conversation) -> list[Message]:
        """An action has put the conversation into the queue: the shopper hears what happens next."""
        changes = await asyncio.to_thread(self._conversations.owner_history, conversation.id)
        return await self._begin_waiting(conversation, changes[-1].why if changes else "", None)

    async def called_by_bot(self, conversation: Conversation) -> bool:
        """Whether it was an action that put the conversation where it is."""
        changes = await asyncio.to_thread(self._conversations.owner_history, conversation.id)
        return bool(changes) and changes[-1].who == "bot"

    async def said(self, conversation: Conversation, message: Message) -> list[Message]:
        """The shopper said something that a person has to read; what a waiting one is told about it."""
        told = await self._reception.heard(conversation, message.text) if conversation.owner is Owner.WAITING else []
        await self._line.announce(conversation.id)
        if self.other is not None:
            await self.other.forward(conversation)
        return told

    async def kept(self, conversation: Conversation) -> Message:
        """What a waiting shopper added stands in the conversation, for the person who comes."""
        return await self._reception.tell(conversation, "kept", {})

    async def reopen(self, conversation: Conversation) -> Conversation:
        """A shopper writes into a closed conversation: it starts again with the bot, its failures forgotten."""
        conversation = await self._set(conversation, Owner.BOT, who="shopper", why="reopened")
        await self._memory.forget(conversation.id)
        await self._tell_owner(conversation)
        await self._line.announce(conversation.id)
        return conversation

    async def choose_bot(self, conversation: Conversation) -> Conversation:
        """The shopper would rather talk with the bot."""
        if conversation.owner is Owner.BOT:
            return conversation
        return await self._to_bot(conversation, who="shopper", why="the shopper chose the assistant")

    async def rate(self, conversation: Conversation, rating: int, comment: str) -> None:
        await asyncio.to_thread(self._book.rate, conversation.id, rating, comment)
        await self._reception.tell(conversation, "thanks_rating", {})
        await self._line.announce(conversation.id)

    async def shopper_typing(self, conversation_id: str, on: bool) -> None:
        await self._mailbox.shopper_typing(conversation_id, on)

    # ── the agent's side ─────────────────────────────────────────────────────

    async def claim(self, conversation_id: str, agent: Agent) -> Conversation:
        """The agent takes it; of two who try, one gets :class:`Conflict`. A bot's conversation may be taken too."""
        return await self.join(conversation_id, agent.id, agent.name)

    async def answer(
        self,
        conversation_id: str,
        agent: Agent,
        text: str,
        *,
        card: Card | None = None,
        client_id: str | None = None,
        picture: Mapping[str, object] | None = None,
    ) -> Message:
        """What the agent who has the conversation says; ``picture`` is one that :class:`Uploads` keeps."""
        conversation = await self.own(conversation_id, agent)
        return await self.speak(conversation, agent.name, text, card, client_id, picture)

    async def back(self, conversation_id: str, agent: Agent) -> Conversation:
        """Back to the bot, which is told what was said meanwhile."""
        return await self._to_bot(await self.own(conversation_id, agent), who=agent.id, why="back to the bot")

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
            holder=agent.id,
            agent_id=colleague.id,
        )
        await self._reception.tell(conversation, "transferred", {}, name=colleague.name)
        await self._after_change(conversation)
        return conversation

    async def close(self, conversation_id: str, agent: Agent, category: str) -> Conversation:
        """Done; the shopper is asked how it was."""
        conversation = await self.own(conversation_id, agent)
        await asyncio.to_thread(lambda: self._book.note_facts(conversation_id, category=category))
        return await self.end(conversation, agent.id, f"closed: {category}")

    async def own(self, conversation_id: str, agent: Agent) -> Conversation:
        """The conversation if it is this agent's, else :class:`Forbidden`."""
        conversation = await asyncio.to_thread(self._conversations.get, conversation_id)
        if conversation.owner is not Owner.AGENT or conversation.agent_id != agent.id:
            raise Forbidden("this conversation is not yours: claim it first")
        return conversation

    async def agent_typing(self, conversation_id: str, on: bool) -> None:
        await self._mailbox.typing(conversation_id, "agent", on)

    async def announce(self, conversation_id: str) -> None:
        """Show the conversation's line anew in every console."""
        await self._line.announce(conversation_id)

    async def moved(self) -> None:
        """Agents came or went: places and waits are others now, and who waits hears if nobody is left."""
        await self._line.moved()
        if not await self._reception.staffed():
            for conversation in await asyncio.to_thread(self._conversations.owned, Owner.WAITING):
                await self._reception.nobody(conversation)

    # ── either desk's people ─────────────────────────────────────────────────

    async def join(self, conversation_id: str, agent_id: str, name: str) -> Conversation:
        """A person takes the conversation from the queue, the bot, or a colleague who has left the desk.

        Whose it is already, keeps it; of two who try, one gets :class:`Conflict` with the name of the other.
        """
        before = await asyncio.to_thread(self._conversations.get, conversation_id)
        if before.owner is Owner.AGENT and before.agent_id == agent_id:
            return before
        try:
            if before.owner is Owner.AGENT and await self._is_there(before.agent_id or ""):
                raise Conflict("a colleague has it", field="owner")
            conversation = await asyncio.to_thread(
                self._conversations.set_owner,
                conversation_id,
                Owner.AGENT,
                who=agent_id,
                why="claimed" if before.owner is Owner.WAITING else "taken over",
                expect=(Owner.WAITING, Owner.BOT) if before.agent_id is None else Owner.AGENT,
                holder=before.agent_id,
                agent_id=agent_id,
            )
        except Conflict as error:
            raise await self._taken(conversation_id) or error from error
        if before.owner is Owner.BOT:
            self._metrics.handoffs.labels("taken").inc()
        await self._reception.tell(conversation, "joined", {}, name=name)
        await self._after_change(conversation)
        return conversation

    async def speak(
        self,
        conversation: Conversation,
        name: str,
        text: str,
        card: Card | None = None,
        client_id: str | None = None,
        picture: Mapping[str, object] | None = None,
    ) -> Message:
        """A person's words, under their name; by e-mail too where the shopper has left."""
        message, is_new = await self._mailbox.post(
            conversation.id,
            "agent",
            text,
            client_id=client_id,
            cards=(card,) if card else (),
            data={"agent": {"name": name}, **({"attachment": dict(picture)} if picture else {})},
        )
        if is_new:
            await self._reception.mail(conversation, message, name)
            if self.other is None:  # there it says how far was forwarded
                await asyncio.to_thread(lambda: self._book.note_facts(conversation.id, read_id=message.id))
            await self._line.announce(conversation.id)
        return message

    async def end(self, conversation: Conversation, who: str, why: str) -> Conversation:
        await self._memory.tell(conversation.id)
        conversation = await self._set(conversation, Owner.CLOSED, who=who, why=why)
        await self._reception.tell(conversation, "closed", {"rate": True})
        await self._after_change(conversation)
        return conversation

    async def release(self, conversation: Conversation, who: str) -> Conversation:
        """Back to the bot."""
        return await self._to_bot(conversation, who=who, why="back to the bot")

    # ── inside ───────────────────────────────────────────────────────────────

    async def _begin_waiting(self, conversation: Conversation, why: str, reply_to: str | None) -> list[Message]:
        self._metrics.handoffs.labels("asked" if why == "asked" else "bot").inc()
        message = await self._reception.welcome(conversation, {"reply_to": reply_to} if reply_to else {})
        if self.other is not None:
            await self.other.open(conversation, why)
        await self._after_change(conversation)
        return [message]

    async def _to_bot(self, conversation: Conversation, *, who: str, why: str) -> Conversation:
        await self._memory.tell(conversation.id)
        conversation = await self._set(conversation, Owner.BOT, who=who, why=why)
        await self._reception.tell(conversation, "back", {})
        await self._after_change(conversation)
        return conversation

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

    async def _taken(self, conversation_id: str) -> Conflict | None:
        """The refusal by name, where a colleague was faster."""
        now = await asyncio.to_thread(self._conversations.get, conversation_id)
        if now.owner is not Owner.AGENT or now.agent_id is None:
            return None
        return Conflict(f"{await self._name(now.agent_id)} has this conversation already", field="owner")

    async def _is_there(self, agent_id: str) -> bool:
        """Whether the agent is at the desk; those of another desk are taken to be."""
        try:
            agent = await asyncio.to_thread(self._agents.get, agent_id)
        except NotFound:
            return True
        return agent.active and agent.online

    async def _name(self, agent_id: str) -> str:
        try:
            return (await asyncio.to_thread(self._agents.get, agent_id)).name
        except NotFound:
            return agent_id.partition(":")[2] or agent_id  # of another desk: "chatwoot:Bea"
