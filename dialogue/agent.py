"""One message and its answer: read once, done command by command, remembered once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import structlog
from pydantic import TypeAdapter, ValidationError

from dialogue.acts.about import about
from dialogue.budget import Budget
from dialogue.commands import Affirm, Answer, Command, Person, Social, Unknown
from dialogue.customers import identify
from dialogue.flows.engine import FlowEngine
from dialogue.handlers.safety import guarded, kept_in_mind
from dialogue.handling import HANDLERS
from dialogue.language import language_of, spoken
from dialogue.policy import NODDED, accepted, completed, doubted, sure_enough
from dialogue.reading import Amount, Context, Reader, Reading, Utterance
from dialogue.reply import Reply, Tap
from dialogue.services import Services
from dialogue.turn import Turn
from retrieval.encoding import speak
from shop.dialogue import State
from shop.errors import (
    BadInput,
    Conflict,
    Forbidden,
    NotFound,
    Overloaded,
    ShopkeeperError,
    TooMany,
    Unauthorized,
    Unavailable,
)
from shop.types import CartLine, Conversation, Item, Order, Owner, QuickReply

log = structlog.get_logger(__name__)
COMMAND: TypeAdapter[Command] = TypeAdapter(Command)
TAP = "tap"  # the entity of a tapped reply's payload: the command that the reply stands for
TAPPED = "choose"  # and the intent that it is sent with
INTENTS: dict[str, Command] = {"ask_human": Person(reason="asked"), "greet": Social(), "ask_help": Social(kind="help")}
NAMES = ("address", "email", "order")  # what is told when these are asked for tells no language
PATIENCE = 2  # messages in a row that were not understood before a person is offered
# error → key of the wording that tells the shopper; the first match wins
APOLOGIES: tuple[tuple[type[ShopkeeperError], str], ...] = (
    (TooMany, "error.too_many"),
    (Overloaded, "error.busy"),
    (Unavailable, "error.unavailable"),
    (Forbidden, "error.not_yours"),
    (Unauthorized, "error.not_yours"),
    (NotFound, "error.not_found"),
    (Conflict, "error.conflict"),
    (BadInput, "error.bad_input"),
)


@dataclass(frozen=True)
class Answered:
    """A reply and its taps as they were stored."""

    reply: Reply
    taps: Sequence[QuickReply] = ()


class Agent:
    """The dialogue of one shop. ``reader`` reads every message once."""

    def __init__(self, services: Services, reader: Reader, flows: FlowEngine) -> None:
        self._services = services
        self._reader = reader
        self._flows = flows

    async def answer(
        self,
        conversation_id: str,
        utterance: Utterance,
        *,
        page_language: str = "en",
        streaming: bool = False,
        message_id: str = "",
    ) -> Answered:
        """What is said to one message. Errors of the rooms below become words in the shopper's language."""
        turn: Turn | None = None
        try:
            turn = await self._open(conversation_id, utterance, streaming, message_id)
            before = turn.state
            reply = await self._reply(turn)
        except Exception as error:
            reply = self._apology(error, turn, utterance, page_language)
            if turn is None:  # the store itself is down: nothing is known of the conversation
                return Answered(reply)
        taps = await self._keep(turn, before, reply)
        spent = {part: round(seconds * 1000, 1) for part, seconds in turn.budget.spent.items()}
        log.info("turn answered", ms=round(turn.budget.used * 1000, 1), spent_ms=spent, notes=turn.notes)
        return Answered(reply, taps)

    # ── before ───────────────────────────────────────────────────────────────

    async def _open(self, conversation_id: str, utterance: Utterance, streaming: bool, message_id: str) -> Turn:
        services = self._services
        budget = Budget(services.settings.actions.budget_seconds)
        conversation, state, lines, orders, signed_in = await budget.store(self._stored, conversation_id)
        await budget.call("catalogue", services.index.follow())
        language = spoken(conversation.language)
        if not utterance.tapped and not (state.flow is not None and state.flow.asked in NAMES):
            language = language_of(utterance.text, language, services.index.words)
        speak(language)
        if utterance.about and services.index.item(utterance.about) is not None:
            state = state.model_copy(update={"focus": utterance.about, "last": ""})
        if language != conversation.language:
            await budget.store(services.conversations.set_language, conversation.id, language)
        context = self._context(state, lines, orders, signed_in, waiting=conversation.owner is Owner.WAITING)
        turn = Turn(
            services=services,
            budget=budget,
            conversation=conversation,
            utterance=replace(utterance, language=language),
            context=context,
            state=state,
            language=language,
            streaming=streaming,
            message_id=message_id,
        )
        return turn

    def _stored(self, conversation_id: str) -> tuple[Conversation, State, Sequence[CartLine], Sequence[Order], bool]:
        """Everything of the store that a turn begins with."""
        services = self._services
        conversation = services.conversations.ensure(conversation_id)
        state = services.conversations.state(conversation_id)
        lines = services.carts.get(conversation.shopper_id).lines
        email = services.shoppers.email(conversation.shopper_id)
        own: list[Order] = services.orders.for_shopper(conversation.shopper_id) if email else []
        if not email and state.customer is not None:
            own = services.orders.of_customer(state.customer)
        known = {order.number for order in own}
        for number in state.proven:
            if number not in known:
                try:
                    own.append(services.orders.get(number))
                except (NotFound, Unavailable):
                    continue
        return conversation, state, lines, own, email is not None

    def _context(
        self, state: State, lines: Sequence[CartLine], orders: Sequence[Order], signed_in: bool, *, waiting: bool
    ) -> Context:
        index = self._services.index
        shown = index.items(state.shown)
        earlier: dict[str, Item] = {}
        for result in reversed(state.results[:-1]):
            for item in index.items(result.ids):
                earlier.setdefault(item.id, item)
        cart = [(line, found) for line in lines if (found := index.item(line.item_id)) is not None]
        return Context(
            state=state,
            shown=tuple(shown),
            seen=tuple(earlier.values()),
            focus=index.item(state.focus) if state.focus else None,
            cart=tuple(cart),
            orders=tuple(orders),
            signed_in=signed_in,
            waiting=waiting,
            flows=self._flows.names,
        )

    # ── the turn ─────────────────────────────────────────────────────────────

    async def _reply(self, turn: Turn) -> Reply:
        await identify(turn)
        reading = await self._read(turn)
        turn.notes += [f"{reading.by}: {command.type} {command.confidence:.2f}" for command in reading.commands]
        turn.commands = len(reading.commands)
        state = turn.state
        kept_in_mind(turn, reading.health)
        turn.update(offer=None, question=None)  # each lives for one turn, unless it is put again
        reply = Reply(understood=False)
        flow_spoke = False
        for command in reading.commands:
            done = self._resolved(command, state)
            if not sure_enough(done, state):
                done = doubted(done)
            if self._flows.takes(turn, done):
                said = await self._flows.handle(turn, done)
                flow_spoke = True
            else:
                said = await HANDLERS[type(done)](turn, done)
            if reply.empty or said.text != reply.text:  # what was said is not said twice
                reply = said if reply.empty else reply + said
            turn.update(last=about(done, state, turn.state))
        if turn.state.flow is not None and not flow_spoke and turn.state.flow == state.flow:
            reply = reply + await self._flows.resume(turn)
        self._flows.later(turn)
        reply = guarded(turn, reply)
        if reading.unread and reply.understood and not reply.empty and not flow_spoke:
            left = turn.say("unread", words=turn.all_of(turn.quoted(words) for words in reading.unread))
            reply = replace(reply, text=f"{reply.text}\n{left}")
        if reading.amounts and reply.understood and not reply.empty:
            reply = replace(reply, text="\n".join((reply.text, *_in_our_money(turn, reading.amounts))))
        return self._counted(turn, reply)

    async def _read(self, turn: Turn) -> Reading:
        tapped = dict(turn.utterance.tapped)
        if TAP in tapped:
            try:
                return Reading((COMMAND.validate_json(tapped[TAP]),), by=TAP)
            except ValidationError:
                log.warning("a tap of an older version", payload=tapped[TAP][:200])
        if "intent" in tapped:  # a stock Rasa payload, such as the gateway's button for a person
            return Reading((INTENTS.get(tapped["intent"], Unknown(words=tapped["intent"])),), by=TAP)
        reading = await self._reader.read(turn.utterance, turn.context)
        if not reading.commands:
            return replace(reading, commands=(Unknown(words=turn.text),))
        return reading

    def _resolved(self, command: Command, state: State) -> Command:
        """A yes, or an answer, is what it answers to."""
        if state.flow is None and isinstance(command, Affirm) and state.offer is not None:
            return (accepted(state.offer) if command.confidence >= NODDED else doubted(command)) or command
        if state.flow is None and isinstance(command, Answer) and state.question is not None:
            return completed(state.question, command.value) or command
        return command

    def _counted(self, turn: Turn, reply: Reply) -> Reply:
        """Counts failures in a row; at the second one a person is offered."""
        if reply.understood:
            turn.update(failures=0)
            return reply
        turn.update(failures=turn.state.failures + 1)
        if turn.state.failures >= PATIENCE and not any(isinstance(tap.command, Person) for tap in reply.taps):
            reply.taps.append(Tap(turn.say("tap.person"), Person(reason="asked")))
        reply.data.setdefault("fallback", "unclear")  # the gateway counts too
        return reply

    # ── after ────────────────────────────────────────────────────────────────

    def _apology(self, error: Exception, turn: Turn | None, utterance: Utterance, page_language: str) -> Reply:
        """An error in the shopper's language; never its own text, which is for the log."""
        key = next((key for kind, key in APOLOGIES if isinstance(error, kind)), "error.unknown")
        if key == "error.unknown":
            log.error("turn failed", exc_info=error)
        else:
            log.warning("turn gave way", error=str(error), code=getattr(error, "code", None))
        if turn is None:
            language = language_of(utterance.text, spoken(page_language))
            return Reply(self._services.wording.say(key, language))
        return Reply(turn.say(key), taps=[Tap(turn.say("tap.person"), Person(reason="asked"))])

    async def _keep(self, turn: Turn, before: State, reply: Reply) -> Sequence[QuickReply]:
        """Save the state and the taps; without the store the reply still goes out."""
        conversations, conversation_id, state = self._services.conversations, turn.conversation.id, turn.state

        def save() -> list[QuickReply]:
            if state != before:
                conversations.save_state(conversation_id, state)
            if not reply.taps:
                return []
            meanings = [
                (tap.title, TAPPED, {TAP: tap.command.model_dump_json(exclude_defaults=False)}) for tap in reply.taps
            ]
            return conversations.quick_replies(conversation_id, meanings)

        try:
            return await Budget(max(turn.budget.left, 1.0)).store(save)
        except ShopkeeperError as error:
            log.warning("state not saved", error=str(error))
            return []


def _in_our_money(turn: Turn, amounts: Iterable[Amount]) -> Iterable[str]:
    """How sums in another currency than the shop's were taken."""
    for amount in dict.fromkeys(amounts):
        said = "loose" if amount.currency == "loose" else "converted" if amount.known else "unknown"
        yield turn.say(f"currency.{said}", words=turn.quoted(amount.words), currency=turn.currency())
