"""One message and its answer: who owns the conversation, what Rasa says, what the shopper reads."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Coroutine, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import structlog

from gateway.alarm import alarm
from gateway.botmemory import BotMemory
from gateway.desk import Desk
from gateway.line import Line, Locks
from gateway.mailbox import Mailbox, new_id
from gateway.metrics import Metrics
from gateway.patience import Patience
from gateway.privacy import Privacy
from gateway.rasa import Rasa, Reply, parse_command
from gateway.speaker import Speaker
from gateway.text import command, harmless
from gateway.texts import text as say
from shop.conversations import Conversations
from shop.errors import BadInput, ShopkeeperError, Unavailable
from shop.types import Conversation, Message, Owner, QuickReply

log = structlog.get_logger()


@dataclass(frozen=True)
class Taken:
    """A stored message and the task that answers it."""

    message: Message
    answer: asyncio.Task[list[Message]]


class Turns:
    """Messages of one conversation are answered one after the other, in the order they were stored."""

    def __init__(
        self,
        conversations: Conversations,
        rasa: Rasa,
        mailbox: Mailbox,
        speaker: Speaker,
        desk: Desk,
        memory: BotMemory,
        patience: Patience,
        metrics: Metrics,
        privacy: Privacy,
        line: Line,
    ) -> None:
        self._conversations = conversations
        self._rasa = rasa
        self._mailbox = mailbox
        self._speaker = speaker
        self._desk = desk
        self._memory = memory
        self._patience = patience
        self._metrics = metrics
        self._privacy = privacy
        self._storing = Locks()
        self._erasing: set[asyncio.Task[None]] = set()
        self.line = line

    async def take(
        self,
        conversation: Conversation,
        text: str,
        *,
        payload: str | None = None,
        client_id: str | None = None,
        request_id: str = "",
        data: dict[str, Any] | None = None,
    ) -> Taken:
        """Store what the shopper said and start on the answer.

        ``payload`` names a quick reply of this conversation; one that it does not know raises :class:`BadInput`.
        A ``client_id`` seen before is not processed again: its answer, or the one under way, is given once more.
        """
        meaning = None
        if payload is not None:
            meaning = await asyncio.to_thread(self._conversations.resolve_quick_reply, conversation.id, payload)
            if meaning is None:
                raise BadInput("payload: no such quick reply in this conversation", field="payload")
            if not text:
                title = await asyncio.to_thread(self._conversations.quick_reply_title, conversation.id, payload)
                text = title or ""
        words = command(*meaning) if meaning else harmless(text)
        async with self._storing.hold(conversation.id):  # stored and queued in the same order
            message, is_new = await self._mailbox.post(conversation.id, "shopper", text, client_id=client_id, data=data)
            under_way = self.line.under_way(message.id)
            if not is_new and under_way is not None:
                return Taken(message, under_way)  # type: ignore[arg-type]

            before = [] if is_new else await self._answered(message)
            if before:
                return Taken(message, asyncio.create_task(_already(before)))
            return Taken(message, self._enter(message, words, meaning, request_id))

    async def resume(self, since: datetime) -> int:
        """Answer what was stored but not answered before a stop or a crash; how many that were.

        A tapped quick reply is asked again by its title: what it meant was not kept with the message.
        """
        left = await asyncio.to_thread(self._conversations.unanswered, since)
        for message in left:
            if self.line.under_way(message.id) is None:
                self._enter(message, harmless(message.text), None, "")
        if left:
            log.info("answers resumed", messages=len(left))
        return len(left)

    def _enter(
        self, message: Message, words: str, meaning: tuple[str, dict[str, Any]] | None, request_id: str
    ) -> asyncio.Task[list[Message]]:
        async def answer() -> list[Message]:
            return await self._answer(message, words, meaning, request_id)

        return self.line.enter(message.conversation_id, message.id, answer)

    async def _answered(self, message: Message) -> list[Message]:
        later = await asyncio.to_thread(self._conversations.history, message.conversation_id, message.id)
        return [other for other in later if other.data.get("reply_to") == message.id]

    async def _answer(
        self, message: Message, words: str, meaning: tuple[str, dict[str, Any]] | None, request_id: str
    ) -> list[Message]:
        conversation = await asyncio.to_thread(self._conversations.get, message.conversation_id)
        if conversation.owner is Owner.CLOSED:
            conversation = await self._desk.reopen(conversation)
        if conversation.owner is not Owner.BOT:
            await self._desk.said(conversation, message)
            return []
        why = alarm(message.text) if meaning is None else None
        if why is not None:
            return await self._desk.request(conversation, why=why, reply_to=message.id)
        if not message.text and "attachment" in message.data:  # a picture alone: nothing that Rasa could read
            return [await self._say(message, conversation, "picture")]
        started, outcome = time.perf_counter(), "answered"
        await self._mailbox.typing(conversation.id, "bot", True)
        try:
            replies = await self._ask(message, words, conversation, request_id)
            now = await asyncio.to_thread(self._conversations.get, conversation.id)
            called = now.owner is Owner.WAITING and await self._desk.called_by_bot(now)
            if now.owner is not Owner.BOT and not called:  # a person is on the way or there: the bot is silent
                outcome = "overtaken"
                return []
            if called:
                stored = [await self._deliver(message, conversation, reply) for reply in replies]
                return stored + await self._desk.arrived(now)
            if not replies:
                outcome = "apology"
                if meaning and meaning[0] == "ask_human":
                    return await self._desk.request(now, why="asked", reply_to=message.id)
            if await self._patience.is_over(conversation.id, replies):
                outcome = "gave up"
                return await self._give_up(message, now)
            if not replies:
                return [await self._say(message, conversation, "sorry", apology=True)]
            delivered = [await self._deliver(message, conversation, reply) for reply in replies]
            if any(reply.data.get("erase") for reply in replies):
                self._soon(self._erase(conversation))
            return delivered
        except ShopkeeperError:
            outcome = "failed"
            log.exception("turn failed", conversation_id=conversation.id, message_id=message.id)
            raise
        finally:
            await self._mailbox.typing(conversation.id, "bot", False)
            self._metrics.turn_seconds.labels(outcome).observe(time.perf_counter() - started)

    async def _ask(self, message: Message, words: str, conversation: Conversation, request_id: str) -> Sequence[Reply]:
        metadata = {
            "request_id": request_id,
            "message_id": message.id,
            "streaming": True,
            "language": conversation.language,
        }
        await self._memory.catch_up(conversation.id)
        started = time.perf_counter()
        try:
            return await self._rasa.turn(conversation.id, words, metadata)
        except Unavailable as error:
            log.warning("no answer from the bot", conversation_id=conversation.id, why=error.message)
            return []
        finally:
            log.info("turn", message_id=message.id, rasa_ms=round((time.perf_counter() - started) * 1000, 1))

    async def _deliver(self, question: Message, conversation: Conversation, reply: Reply) -> Message:
        message_id, text = new_id(), reply.text
        if reply.stream is not None:

            async def push(piece: str) -> None:
                await self._mailbox.delta(conversation.id, message_id, piece)

            text = await self._speaker.speak(reply, conversation, push)
        message, _ = await self._mailbox.post(
            conversation.id,
            "bot",
            text,
            message_id=message_id,
            cards=reply.cards,
            quick_replies=reply.quick_replies + await self._buttons(conversation, reply),
            sources=reply.sources,
            data={**reply.data, "reply_to": question.id},
        )
        return message

    async def _erase(self, conversation: Conversation) -> None:
        """The bot has promised it: as soon as this answer is out, nothing of the shopper is left."""
        try:
            await self._privacy.erase(conversation.shopper_id)
        except ShopkeeperError:
            log.exception("a promised erasure failed", shopper_id=conversation.shopper_id)

    def _soon(self, work: Coroutine[Any, Any, None]) -> None:
        """Begin it, and keep hold of it until it is done."""
        task = asyncio.create_task(work)
        self._erasing.add(task)
        task.add_done_callback(self._erasing.discard)

    async def _buttons(self, conversation: Conversation, reply: Reply) -> tuple[QuickReply, ...]:
        """Stock Rasa's buttons as quick replies of ours: what they mean is kept in the store."""
        made = []
        for button in reply.buttons:
            title, meaning = button.get("title", ""), parse_command(button.get("payload", ""))
            if title and meaning:
                made.append(await asyncio.to_thread(self._conversations.quick_reply, conversation.id, title, *meaning))
        return tuple(made)

    async def _give_up(self, question: Message, conversation: Conversation) -> list[Message]:
        """The bot has failed twice in a row: it says so, and a person comes."""
        text, data = say("gave_up", conversation.language), {"reply_to": question.id, "apology": True}
        message, _ = await self._mailbox.post(conversation.id, "bot", text, data=data)
        await self._patience.renew(conversation.id)
        return [message, *await self._desk.request(conversation, why="failed twice in a row", reply_to=question.id)]

    async def _say(self, question: Message, conversation: Conversation, key: str, **data: Any) -> Message:
        """Words of the gateway's own in the bot's place, with the offer of a person."""
        language = conversation.language
        person = await asyncio.to_thread(
            self._conversations.quick_reply, conversation.id, say("person", language), "ask_human", {}
        )
        message, _ = await self._mailbox.post(
            conversation.id,
            "bot",
            say(key, language),
            quick_replies=(person,),
            data={"reply_to": question.id, **data},
        )
        return message


async def _already(replies: list[Message]) -> list[Message]:
    return replies
