"""One message and its answer: who owns the conversation, what Rasa says, what the shopper reads."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Coroutine, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import structlog

from gateway.botmemory import BotMemory
from gateway.desk import Desk
from gateway.gate import Gate
from gateway.line import Line, Locks
from gateway.mailbox import Mailbox, new_id
from gateway.metrics import Metrics
from gateway.patience import Patience
from gateway.privacy import Privacy
from gateway.rasa import Rasa, Reply, Unreached, parse_command
from gateway.speaker import Speaker
from gateway.text import command, harmless
from gateway.texts import text as say
from shop.conversations import Conversations
from shop.errors import BadInput, NotFound, ShopkeeperError, Unavailable
from shop.pending import Claim, Left, Pending
from shop.personal import without_cards
from shop.types import Conversation, Message, Owner, QuickReply

log = structlog.get_logger()
AT_ONCE = 8  # resumed answers that are made at the same time
TRIES = 8  # answers begun, then an apology is all there is
LONGEST_WAIT = 300  # seconds between two tries

Meaning = tuple[str, dict[str, Any]]


@dataclass(frozen=True)
class Taken:
    """A stored message and the task that answers it."""

    message: Message
    answer: asyncio.Task[list[Message]]


@dataclass
class Question:
    """A shopper's message on its way to an answer. ``tries`` counts the answers begun, by whichever gateway."""

    message: Message
    words: str  # as Rasa reads them
    meaning: Meaning | None = None
    request_id: str = ""
    client: str = ""  # keyed hash of the network that it came from
    tries: int = 1
    unreached: bool = False  # the bot could not be asked: the answer is still open
    overtaken: bool = False  # another gateway has it by now

    @property
    def again(self) -> bool:
        return self.tries > 1


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
        pending: Pending,
        gate: Gate,
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
        self._pending = pending
        self._gate = gate
        self._resuming = asyncio.Semaphore(AT_ONCE)
        self.line = line
        self.name = new_id()  # of this gateway, among those that answer

    async def take(
        self,
        conversation: Conversation,
        text: str,
        *,
        payload: str | None = None,
        client_id: str | None = None,
        request_id: str = "",
        data: dict[str, Any] | None = None,
        client: str | None = None,
    ) -> Taken:
        """Store what the shopper said and start on the answer.

        ``payload`` names a quick reply of this conversation; one that it does not know raises :class:`BadInput`.
        Where too many wait already: :class:`Overloaded`, and nothing is stored.
        ``client`` is the keyed hash of the network it came from.
        A ``client_id`` seen before is not processed again: its answer, or the one under way, is given once more.
        """
        key, text = client or conversation.shopper_id, without_cards(text)
        self._gate.reserve(key)
        try:
            taken = await self._take(conversation, text, payload, client_id, request_id, data, client)
        except BaseException:
            self._gate.release(key)
            raise
        taken.answer.add_done_callback(lambda _: self._gate.release(key))
        return taken

    async def _take(
        self,
        conversation: Conversation,
        text: str,
        payload: str | None,
        client_id: str | None,
        request_id: str,
        data: dict[str, Any] | None,
        client: str | None,
    ) -> Taken:
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
            claim = Claim(self.name, meaning, client)
            message, is_new = await self._mailbox.post(
                conversation.id, "shopper", text, client_id=client_id, data=data, claim=claim
            )
            under_way = self.line.under_way(message.id)
            if not is_new and under_way is not None:
                return Taken(message, under_way)  # type: ignore[arg-type]

            if not is_new:
                before = await self._answered(message)
                if before:
                    return Taken(message, asyncio.create_task(_already(before)))
                await asyncio.to_thread(self._pending.claim, message.id, conversation.id, claim)
            return Taken(message, self._enter(Question(message, words, meaning, request_id, client or "")))

    async def resume(self, left: Left) -> None:
        """Answer what was left without an answer, in line with what else is said in its conversation."""
        try:
            message = await asyncio.to_thread(self._conversations.message, left.message_id)
        except NotFound:  # erased since
            return
        words = command(*left.meaning) if left.meaning else harmless(message.text)
        if self.line.under_way(message.id) is None:
            self._enter(Question(message, words, left.meaning, tries=left.tries))

    def _enter(self, question: Question) -> asyncio.Task[list[Message]]:
        async def answer() -> list[Message]:
            if not question.again:
                return await self._complete(question)
            async with self._resuming:
                return await self._complete(question)

        return self.line.enter(question.message.conversation_id, question.message.id, answer)

    async def _complete(self, question: Question) -> list[Message]:
        """Answer, and settle it; what ends in an error stays open, and is begun anew when its claim has run out."""
        replies = await self._answer_again(question) if question.again else await self._answer(question)
        if question.overtaken:
            return replies
        if question.unreached and question.tries < TRIES:
            wait = timedelta(seconds=min(LONGEST_WAIT, 5 * 2**question.tries))
            await asyncio.to_thread(self._pending.postpone, question.message.id, wait)
        else:
            await asyncio.to_thread(self._pending.settle, question.message.id)
        return replies

    async def _answer_again(self, question: Question) -> list[Message]:
        """An answer begun before: not where it was given, and not where the shopper has gone on after an apology."""
        message = question.message
        later = await asyncio.to_thread(self._conversations.history, message.conversation_id, message.id)
        given = [other for other in later if other.data.get("reply_to") == message.id]
        apology = any(other.data.get("apology") for other in given)
        gone_on = apology and any(other.author == "shopper" for other in later)
        if gone_on or any(not other.data.get("apology") for other in given):
            return given
        if question.tries <= TRIES:
            return await self._answer(question, apologise=not apology)
        conversation = await asyncio.to_thread(self._conversations.get, message.conversation_id)
        return given or [await self._say(message, conversation, "sorry", apology=True)]

    async def _answered(self, message: Message) -> list[Message]:
        later = await asyncio.to_thread(self._conversations.history, message.conversation_id, message.id)
        return [other for other in later if other.data.get("reply_to") == message.id]

    async def _answer(self, question: Question, *, apologise: bool = True) -> list[Message]:
        message, meaning = question.message, question.meaning
        conversation = await asyncio.to_thread(self._conversations.get, message.conversation_id)
        if conversation.owner is Owner.CLOSED:
            conversation = await self._desk.reopen(conversation)
        told: list[Message] = []
        if conversation.owner is not Owner.BOT:
            told = await self._desk.said(conversation, message)
            taken = any(line.data.get("event") == "case_taken" for line in told)
            if conversation.owner is Owner.AGENT or taken:
                return told
        if not message.text and "attachment" in message.data:  # a picture alone: nothing that Rasa could read
            return [await self._say(message, conversation, "picture")]
        started, outcome = time.perf_counter(), "answered"
        await self._mailbox.typing(conversation.id, "bot", True)
        try:
            replies = await self._ask(question, conversation)
            if not await asyncio.to_thread(self._pending.holds, self.name, message.id):
                outcome, question.overtaken = "overtaken", True
                return []
            if question.unreached and not apologise:
                outcome = "postponed"
                return []
            now = await asyncio.to_thread(self._conversations.get, conversation.id)
            if now.owner not in (Owner.BOT, Owner.WAITING):  # a person is there: the bot is silent
                outcome = "overtaken"
                return told
            fresh = now.owner is Owner.WAITING and conversation.owner is not Owner.WAITING
            called = fresh and await self._desk.called_by_bot(now)
            if called:
                stored = [await self._deliver(message, conversation, reply) for reply in replies]
                return stored + await self._desk.arrived(now)
            if not replies and now.owner is Owner.WAITING:
                outcome, question.unreached = "kept", False  # a person will answer
                return told or [await self._desk.kept(now)]
            if not replies:
                outcome = "apology"
                if meaning and meaning[0] == "ask_human":
                    question.unreached = False  # a person will answer
                    return await self._desk.request(now, why="asked", reply_to=message.id)
            if await self._patience.is_over(conversation.id, replies):
                outcome, question.unreached = "gave up", False
                return await self._give_up(message, now)
            if not replies:
                return [await self._say(message, conversation, "sorry", apology=True)]
            delivered = [await self._deliver(message, conversation, reply) for reply in replies]
            if any(reply.data.get("erase") for reply in replies):
                self._soon(self._erase(conversation))
            if "attachment" in message.data and not any(reply.data.get("apology") for reply in replies):
                delivered.append(await self._say(message, conversation, "picture_too"))
            return told + delivered
        except ShopkeeperError:
            outcome = "failed"
            log.exception("turn failed", conversation_id=conversation.id, message_id=message.id)
            raise
        finally:
            await self._mailbox.typing(conversation.id, "bot", False)
            self._metrics.turn_seconds.labels(outcome).observe(time.perf_counter() - started)

    async def _ask(self, question: Question, conversation: Conversation) -> Sequence[Reply]:
        metadata = {
            "request_id": question.request_id,
            "message_id": question.message.id,
            "streaming": True,
            "language": conversation.language,
            "about": question.message.data.get("about"),
        }
        await self._memory.catch_up(conversation.id)
        started = time.perf_counter()
        try:
            async with self._gate.enter(question.client or conversation.shopper_id):
                return await self._rasa.turn(conversation.id, question.words, metadata)
        except Unreached as error:
            question.unreached = True
            log.warning("the bot is away", conversation_id=conversation.id, why=error.message)
            return []
        except Unavailable as error:
            log.warning("no answer from the bot", conversation_id=conversation.id, why=error.message)
            return []
        finally:
            log.info("turn", message_id=question.message.id, rasa_ms=round((time.perf_counter() - started) * 1000, 1))

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
