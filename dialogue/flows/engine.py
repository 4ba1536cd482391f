"""One engine for every order process: collects what its file names, asks the rules, confirms, does.

Inside a process one may ask something else (the agent answers, then :meth:`FlowEngine.resume`), correct any value,
change over to another process about the same order, or leave. The same question is not put a third time: the second
time it comes with taps, then a person is offered. Nothing is done without this process's own yes.

>>> engine = FlowEngine(services)
>>> reply = await engine.handle(turn, StartFlow(flow="return", words="send the gloves back"))
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path

from dialogue.commands import (
    AddToCart,
    Affirm,
    Answer,
    AskItem,
    BackToBot,
    Base,
    Danger,
    Deny,
    Emergency,
    LeaveFlow,
    ListOrders,
    Person,
    Provide,
    Social,
    StartFlow,
    Unknown,
    ViewCart,
)
from dialogue.customers import may_be_told
from dialogue.flows import asking, proof
from dialogue.flows.addresses import has_address
from dialogue.flows.deeds import DEEDS, do
from dialogue.flows.definition import FOLDER, Flow, Need, load_flows
from dialogue.flows.hearing import (
    FRESH,
    SLOT_NAMES,
    asks_for_people,
    command_is_answer,
    command_text,
    explicit_slots,
    explicit_value,
    fill_default,
    first_said,
    for_the_person,
    is_a_question,
    is_material,
    is_missing,
    just_closed,
    let_go,
    reads_no,
    same_matter,
    says_yes_again,
    turn_moved,
    yes_no,
)
from dialogue.flows.listing import listed
from dialogue.flows.order_slot import find_order
from dialogue.flows.process import Process
from dialogue.flows.questions import about_process, answer_keys
from dialogue.flows.refusing import refused
from dialogue.flows.requests import RequestReader
from dialogue.flows.rules import RULES
from dialogue.flows.slots import NOTHING, Heard, read_slot
from dialogue.flows.words import flow_words
from dialogue.handoff import what_next
from dialogue.identity import email_in
from dialogue.reply import Reply, Tap
from dialogue.services import Services
from dialogue.turn import Turn
from retrieval.text import terms
from shop.dialogue import FlowState, Offer, Request
from shop.errors import BadSettings, NotFound
from shop.types import Case, Customer, Order, Owner

SAID_WITH_YES = ("wanted", "means")  # "yes, the black one", "yes, on my visa": taken, and asked about again
KEPT = frozenset({"said", "told"})  # words kept to be read later: no value of the process
CARRIED = ("order", "number", "email", "lines", "detail", "wanted")  # over to another process about the same order
OWN_COMMANDS = (StartFlow, Provide, LeaveFlow, Affirm, Deny, Answer, Unknown)


NEVER_ABOUT = (Answer, AddToCart, Person, BackToBot, Emergency, Danger)
# questions that are about what was just done
PLAIN_TOPICS = frozenset({"carrier", "kept", "use", "charged", "still", "next", "handover", "shown"})
MATTERS = frozenset({"cost", "charged", "amount", "when", "where", "how", "paid"})
GUESSED = 0.15  # confidence below which nothing is left
UNSURE = 0.5  # confidence below which words that what was just done has an answer to begin nothing new
SAME_TOPIC = 0.5  # share of the words of a shop's answer's question and of a flow's topic that are the same
SAID = 3000  # characters that are kept of what was said before it was known whose orders it is about
FORGOTTEN = 6  # and after which the process is no longer talked about


@dataclass
class _Told:
    """What a message said of a process: values by slot as they were read, and how sure it is that they change it."""

    heard: dict[str, Heard] = field(default_factory=dict)
    changed: set[str] = field(default_factory=set)
    yes: bool | None = None
    text: str = ""


class FlowEngine:
    """``services`` are only asked whether the wording has what the flows say. Errors: :class:`BadSettings`."""

    def __init__(self, services: Services | None = None, folder: Path = FOLDER) -> None:
        self._flows = load_flows(folder, rules=RULES, deeds=DEEDS)
        if services is not None:
            _check_words(self._flows, services)

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self._flows)

    def flow(self, name: str) -> Flow:
        return self._flows[name]

    # ── what the agent asks ──────────────────────────────────────────────────

    def takes(self, turn: Turn, command: Base) -> bool:
        """Whether a command is for the process that is open, or for the one that was just over."""
        state = turn.state.flow
        if asks_for_people(turn, command):
            return True
        if isinstance(command, StartFlow) and is_a_question(turn, command):
            return False
        if state is None:
            mine = isinstance(command, (StartFlow, Provide, LeaveFlow, ListOrders))
            return mine or self._asked_after(turn, command)
        if isinstance(command, (*OWN_COMMANDS, ListOrders)):
            return True
        if isinstance(command, AskItem):
            return command.items.how != "title" and self._answers(turn, state, command_text(turn, command))
        if isinstance(command, Social):
            return command.kind in ("ack", "filler") and not command_text(turn, command).endswith("!")
        return False

    async def handle(self, turn: Turn, command: Base) -> Reply:
        """Do one command of a message; where a process is over, the next thing that is wanted begins."""
        before = turn.state.flow
        reply = await self._handle(turn, command)
        while turn.state.flow is None and before is not None and turn.state.queued:
            first, *rest = turn.state.queued
            turn.update(queued=tuple(rest))
            slots = (("order", first.order),) if first.order else ()
            reply = reply + await self._start(turn, StartFlow(flow=first.flow, slots=slots, told=first.text))
        return reply

    async def _handle(self, turn: Turn, command: Base) -> Reply:
        if isinstance(command, StartFlow):
            return await self._start(turn, command)
        if asks_for_people(turn, command):
            return await what_next(turn)
        if isinstance(command, ListOrders):
            return await self._list(turn, command)
        state = turn.state.flow
        if state is None:
            return await self._without_flow(turn, command)
        if isinstance(command, LeaveFlow) and command.confidence >= UNSURE:
            return self._leave(turn)
        if isinstance(command, AskItem) and (about := await self.about(turn, command_text(turn, command))) is not None:
            return about + await self.resume(turn)
        process = await self._opened(turn, state)
        given = explicit_slots(command, proof.SLOT).get(proof.SLOT, "")
        proven = await proof.heard(process, command_text(turn, command), given)
        if proven is True:
            return await self._do(process)
        if proven:
            self._keep(process)
            return proven
        told = await self._read(process, command, starting=False)
        if isinstance(command, LeaveFlow) and not told.changed and command.confidence >= GUESSED:
            return self._leave(turn)  # else it was a correction, or hardly anything
        for choice, name in process.flow.gives_way.items() if not told.changed else ():
            if process.words.matching("choice", process.words.without("rejected", told.text), (choice,)):
                return await self._begin(turn, name, command, before=process.state())
        return await self._go_on(process, command, told)

    def _answers(self, turn: Turn, state: FlowState, question: str) -> bool:
        """Whether the open process says what its deed costs, when and where it happens: "does it cost extra?"."""
        topics = set(flow_words(turn.language).matching("about", question)) & MATTERS
        return any(turn.services.wording.has(key) for topic in topics for key in answer_keys(state.name, topic, ""))

    async def _list(self, turn: Turn, command: ListOrders) -> Reply:
        """The shopper's orders; where a process asks which, they are its question."""
        state = turn.state.flow
        if state is not None and state.asked == "order":
            return await self.resume(turn)
        return listed(turn) or await self._start(turn, StartFlow(flow="track", words=command.words))

    async def resume(self, turn: Turn) -> Reply:
        """Take a process up again after something else was answered: its question once more, in short."""
        state = turn.state.flow
        if state is None:
            return Reply()
        process = await self._opened(turn, state)
        if process.confirming:
            waiting = await proof.asked(process) if process.asked == proof.SLOT else None
            return waiting or asking.confirm(process)
        return await self._next(process, {}, again=False, resumed=True)

    def later(self, turn: Turn) -> None:
        """At the end of a message: a process that was over before it is one message older, and forgotten in time."""
        closed = turn.state.closed
        if closed is not None and closed == turn.context.state.closed:
            turn.update(
                closed=closed.model_copy(update={"tries": closed.tries + 1}) if closed.tries < FORGOTTEN else None
            )

    async def about(self, turn: Turn, question: str) -> Reply | None:
        """The answer to a question about the process itself, while it is open and right after; ``None``: not one."""
        state = turn.state.flow or turn.state.closed
        if state is None or state.name not in self._flows:
            return None
        process = await self._opened(turn, state)
        return about_process(process, question, state.outcome)

    # ── beginning ────────────────────────────────────────────────────────────

    async def _start(self, turn: Turn, command: StartFlow) -> Reply:
        state = turn.state.flow
        if command.flow == "facts":
            return await self._begin(turn, "facts", command, before=None)
        if command.told and state is not None:
            if not any(slot.name == "order" for slot in state.slots):
                if turn_moved(turn):
                    return Reply()  # whose orders they are is asked first; then all that was said is read
                turn.update(flow=None)
                state = None
            elif self._another(turn, command, state):
                order = dict(command.slots).get("order", "")
                request = Request(flow=command.flow, order=order, text=command.told)
                turn.update(queued=(*turn.state.queued, request))
                return Reply()
        unsure = state is None and command.confidence < UNSURE and not command.slots
        unsure = unsure and flow_words(turn.language).has("asks", command_text(turn, command))
        if unsure and (about := await self.about(turn, command_text(turn, command))) is not None:
            return about
        name = command.flow if command.flow in self._flows else "track"
        if just_closed(turn, name):
            return Reply()  # an earlier command of the same message has done it
        email = email_in(turn.text)
        if email and for_the_person(turn):
            return await self._reachable(turn, email)
        if state is not None:
            process = await self._opened(turn, state)
            if name != state.name and process.words.has("asks", command_text(turn, command)):
                about = about_process(process, command_text(turn, command), state.outcome)
                if about is not None:
                    return about + await self.resume(turn)
            name = process.flow.becomes.get(name, name)
            if name == state.name:
                told = await self._read(process, command, starting=False)
                if process.confirming and not told.changed and process.words.has("go_ahead", told.text):
                    told.yes = True
                return await self._go_on(process, command, told)
            if name in process.flow.absorbs:
                told = await self._read(process, command, starting=False)
                if told.changed:
                    return await self._go_on(process, command, told)
        if self._flows[name].about == "shopper" or await self._has_orders(turn):
            return await self._begin(turn, name, command, before=state)
        turn.update(flow=None)
        return Reply(turn.say("orders.shop_has_none", email=turn.services.settings.shop.support_email))

    async def _tell(self, process: Process) -> Reply:
        """What is only told; a process that is open goes on after it."""
        turn = process.turn
        process.customer = await turn.call("orders", asyncio.to_thread(self._customer, turn))
        reply = (await do(process)).reply()
        return reply + await self.resume(turn) if turn.state.flow is not None else reply

    def _customer(self, turn: Turn) -> Customer | None:
        return turn.services.orders.customer(turn.state.customer) if turn.state.customer else None

    def _another(self, turn: Turn, command: StartFlow, state: FlowState) -> bool:
        """Whether it is wanted beside the open process, not in its place."""
        order = dict(command.slots).get("order")
        if order is not None and order != state.get("order"):
            return True
        if command.flow == state.name or {command.flow, state.name} == {"exchange", "change_line"}:
            return False
        return turn_moved(turn) or not flow_words(turn.language).has("turns_over", command.told)

    async def _begin(self, turn: Turn, name: str, command: Base, *, before: FlowState | None) -> Reply:
        flow = self._flows[name]
        if (
            flow.about == "shopper"
            and name == "default_address"
            and not (turn.context.signed_in or turn.state.customer)
        ):
            if may_be_told(turn):  # who it is comes first
                return await self._begin(turn, "track", StartFlow(flow="track", told=turn.text), before=None)
            return Reply(turn.say("default_address.sign_in"))
        process = Process(turn, flow, flow_words(turn.language))
        known = before or (turn.state.closed if same_matter(turn, command) else None)
        if known is not None:
            process.slots = {slot.name: slot.value for slot in known.slots if slot.name in CARRIED}
            if not flow.need("wanted"):
                process.slots.pop("wanted", None)
            await self._load_order(process)
        process.told = command_text(turn, command)
        if name == "facts":
            return await self._tell(process)
        told = await self._read(process, command, starting=True)
        for need in flow.needs:
            if need.kind == "text" and need.slot not in process.slots and told.text:
                process.slots[need.slot] = told.text[:500]
        return await self._go_on(process, command, told, starting=True)

    async def _without_flow(self, turn: Turn, command: Base) -> Reply:
        """No process is open: values told belong to the one that was just over, or ask for an order."""
        closed = turn.state.closed
        if isinstance(command, LeaveFlow):
            return Reply(turn.say("no_problem"))
        if closed is not None and says_yes_again(turn, command):
            process = await self._opened(turn, closed)
            return Reply(process.say(first_said(process, f"{closed.name}.again", "flow.again")))
        if isinstance(command, Provide):
            told = {SLOT_NAMES.get(name, name) for name, _ in command.slots}
            if told == {"who"}:
                return Reply(turn.say("order.known"))
            if told == {"email"} and turn.conversation.owner is Owner.WAITING:
                return await self._reachable(turn, dict(command.slots)["email"])
            flow = self._flows.get(closed.name) if closed else None
            if closed is not None and flow is not None and any(flow.need(slot) for slot in told):
                return await self._begin(turn, closed.name, command, before=closed)
            return await self._begin(turn, self._told_for(turn, command), command, before=None)
        return await self.about(turn, command_text(turn, command)) or Reply(understood=False)

    def _told_for(self, turn: Turn, command: Provide) -> str:
        """The process that an order's number is told for: the one that the shop's last answer was about, or the one
        that an address told with it is for; else how the order stands."""
        if has_address(command_text(turn, command)):
            return "address"
        topic = set(terms(turn.state.topic)) if turn.state.last == "policy" else set()
        if not topic:
            return "track"
        alike = {name: len(topic & set(terms(flow.topic))) / len(topic | set(terms(flow.topic))) for name, flow in
                 self._flows.items() if flow.topic and flow.about == "order"}  # fmt: skip
        best = max(alike, key=lambda name: alike[name])
        return best if alike[best] >= SAME_TOPIC else "track"

    async def _reachable(self, turn: Turn, email: str) -> Reply:
        """An address left while a person is waited for is for their answer."""
        email = email.lower()
        await turn.store(lambda: turn.services.book.note_facts(turn.conversation.id, email=email))
        turn.update(email=email)
        if turn.streaming:  # the gateway has said so
            return Reply()
        return Reply(turn.say("person.noted", email=email, days=turn.services.policy.desk.working_days))

    def _asked_after(self, turn: Turn, command: Base) -> bool:
        """Whether a yes, a no or unread words are about the process that was just over."""
        closed = turn.state.closed
        if closed is None or closed.name not in self._flows or isinstance(command, NEVER_ABOUT):
            return False
        if says_yes_again(turn, command):
            return True
        topics = flow_words(turn.language).matching("about", command_text(turn, command))
        nothing = isinstance(command, ViewCart) and not turn.context.cart  # "how much is that in total"
        if not isinstance(command, (Unknown, Deny)) and not nothing:  # read as something else: what can hardly be that
            topics = [topic for topic in topics if topic in PLAIN_TOPICS and closed.tries <= FRESH]
        says = turn.services.wording.has
        return any(says(key) for topic in topics for key in answer_keys(closed.name, topic, closed.outcome))

    # ── reading ──────────────────────────────────────────────────────────────

    async def _read(self, process: Process, command: Base, *, starting: bool) -> _Told:
        """Take every value out of a message: the order first, then the slots in their order, the asked one first."""
        turn, flow = process.turn, process.flow
        explicit = explicit_slots(command, process.asked)
        text = command_text(turn, command)
        if not starting and process.order is not None and turn.context.orders:
            reader = RequestReader(turn.context.orders, process.words, turn.services.policy.identity.number_prefix)
            text = reader.about(text, process.order.number)
            explicit = {slot: reader.about(value, process.order.number) for slot, value in explicit.items()}
        told = _Told(text=text, yes=yes_no(process, command, text))
        before = dict(process.slots)
        if flow.about == "order":
            process.found = await find_order(process, text, explicit, starting=starting)
            if process.found.news:
                told.changed.add("order")
            await self._load_order(process)
        said = process.slots.pop("said", "") if process.order is not None else ""
        if flow.name == "track":
            process.slots["told"] = f"{said}\n{text}".strip()[:SAID]  # what is wanted may be told in two messages
        if process.order is None and starting:
            process.slots["said"] = text[:500]  # which lines and what for is read once the order is known
        if process.order is None and may_be_told(turn):
            process.slots["said"] = f"{before.get('said', '')}\n{turn.text}".strip()[:SAID]
        yes = process.confirming and told.yes is True and not process.words.has("corrects", text)
        for need in sorted(flow.needs, key=lambda need: need.slot != process.asked):
            asked = need.slot == process.asked
            if need.slot in explicit:
                heard = await explicit_value(process, need, explicit[need.slot])
            elif (yes and need.kind not in SAID_WITH_YES) or (told.yes is not None and asked and need.kind == "text"):
                continue
            else:
                heard = await read_slot(process, need, text, asked=asked or command_is_answer(command, need))
                if heard is NOTHING and said:
                    heard = await read_slot(process, need, said, asked=False)
            told.heard[need.slot] = heard
            if heard.value is not None and heard.value != process.slots.get(need.slot):
                process.slots[need.slot] = heard.value
                if need.slot == "lines":
                    let_go(process)
        told.changed |= {slot for slot, value in process.slots.items() if before.get(slot) != value} - KEPT
        return told

    # ── going on ─────────────────────────────────────────────────────────────

    async def _go_on(self, process: Process, command: Base, told: _Told, *, starting: bool = False) -> Reply:
        """After a message was read: do, decline, confirm anew, or ask for what is missing."""
        material = {slot for slot in told.changed if is_material(process, slot)}
        if not told.changed and told.yes is None and turn_moved(process.turn):
            return Reply()  # an earlier command of the same message has said it already
        if isinstance(command, Provide) and command.corrects and told.yes is False:
            told.yes = None  # "no, number 17": what is wrong is told, nothing is called off
        if process.confirming and not material:
            if told.yes is True and any(heard.problem for heard in told.heard.values()):
                told.yes = None  # a yes beside what could not be read is none
            if told.yes is True:
                asked = await proof.asked(process)
                if asked is not None:
                    self._keep(process)
                    return asked
                return await self._do(process)
            if told.yes is False:
                return self._leave(process.turn)
            if told.changed:
                self._keep(process)
                return asking.confirm(process, lead=process.say("flow.noted"))
            process.tries += 1
            return self._confirm_again(process, told)
        if told.yes is False and not told.changed and not starting and not reads_no(process):
            return self._leave(process.turn)
        process.confirming = False
        again = not told.changed and not starting
        return await self._next(process, told.heard, again=again)

    async def _next(self, process: Process, heard: dict[str, Heard], *, again: bool, resumed: bool = False) -> Reply:
        """The next question, the refusal, the confirmation, or the deed."""
        flow = process.flow
        if flow.about == "order":
            if process.order is None:
                return self._ask_order(process, again=again, resumed=resumed)
            if flow.suits and not (verdict := RULES[flow.suits](process, process.order)).ok:
                if flow.otherwise and flow.otherwise in verdict.then:
                    process.flow = self._flows[flow.otherwise]
                    return await self._next(process, {}, again=again, resumed=resumed)
                return refused(process, verdict)
            if not process.left and flow.need("lines"):
                return refused(process, None)
        for need in flow.needs:
            if not process.needed(need):
                process.slots.pop(need.slot, None)
                continue
            fill_default(process, need)
            missing = is_missing(process, need)
            if missing and process.asks(need) == "required":
                return self._ask(process, need, heard.get(need.slot, NOTHING), again=again, resumed=resumed)
            if not missing and need.rule and process.order is not None:
                verdict = RULES[need.rule](process, process.order)
                if not verdict.ok:
                    return refused(process, verdict, need=need)
        if not flow.confirm:
            return await self._do(process)
        process.confirming, process.asked, process.tries = True, "", 0
        process.fix_key()
        self._keep(process)
        return asking.confirm(process)

    def _ask_order(self, process: Process, *, again: bool, resumed: bool) -> Reply:
        found = process.found
        problem = found.problem
        if not problem or resumed:
            waiting = process.slots.get("number")
            own = process.turn.context.orders
            if may_be_told(process.turn):
                problem = "order.ask_who"
            else:
                problem = "order.ask_email" if waiting else "order.ask_which" if own else "order.ask_number"
        slot = "email" if problem in ("order.ask_email", "order.ask_who", "order.who_unknown") else "order"
        self._count(process, slot, again=again, resumed=resumed)
        self._keep(process)
        orders = found.open or process.turn.context.orders
        if process.tries >= 2 and not resumed:
            return self._offer_person(process, process.turn.say("order.give_up"))
        if process.tries == 1 and problem in (
            "order.ask_number",
            "order.ask_email",
            "order.ask_who",
            "order.who_unknown",
        ):
            problem += "_again"
        reply = asking.ask_order(process, problem, orders, found.unknown)
        if process.tries == 1:
            reply.taps.append(asking.person_tap(process))
        return reply

    def _ask(self, process: Process, need: Need, heard: Heard, *, again: bool, resumed: bool) -> Reply:
        again = again or bool(heard.problem and process.asked == need.slot)
        self._count(process, need.slot, again=again, resumed=resumed)
        self._keep(process)
        if process.tries >= 2 and not resumed:
            reply = asking.ask_slot(process, need, heard, taps_too=True)
            return self._offer_person(process, process.turn.say("flow.give_up"), reply.taps)
        if again and not heard.problem and not resumed:
            heard = replace(heard, problem="flow.unclear")
        return asking.ask_slot(process, need, heard, taps_too=process.tries > 0)

    def _confirm_again(self, process: Process, told: _Told) -> Reply:
        self._keep(process)
        if process.tries >= 2:
            return self._offer_person(process, process.turn.say("flow.give_up_confirm"), asking.yes_no(process))
        return asking.confirm(process, lead=process.turn.say("flow.yes_or_no"))

    def _count(self, process: Process, slot: str, *, again: bool, resumed: bool) -> None:
        if resumed:
            return
        process.tries = process.tries + 1 if again and process.asked == slot else 0
        process.asked = slot

    def _offer_person(self, process: Process, text: str, taps: list[Tap] | None = None) -> Reply:
        process.turn.update(offer=Offer(kind="person"))
        return Reply(text, taps=[*(taps or []), asking.person_tap(process)], understood=True)

    async def _do(self, process: Process) -> Reply:
        done = await do(process)
        turn = process.turn
        if done.back is not None and done.outcome == "done":
            turn.update(paid_back=(*turn.state.paid_back, done.back))
            if len(turn.state.paid_back) > 1 and not turn.state.queued:
                whole = turn.money(sum(turn.state.paid_back, Decimal(0)))
                done = replace(done, text=f"{done.text} {turn.say('facts.back', total=whole)}")
        turn.update(
            flow=None,
            closed=process.state().model_copy(update={"outcome": done.outcome, "confirming": False, "tries": 0}),
        )
        return done.reply()

    def _leave(self, turn: Turn) -> Reply:
        state = turn.state.flow
        turn.update(flow=None, closed=state.model_copy(update={"outcome": "left", "tries": 0}) if state else None)
        key = f"{state.name}.left" if state and turn.services.wording.has(f"{state.name}.left") else "flow.left"
        number = state.get("order") if state else None
        return Reply(turn.say(key, number=number or ""))

    # ── the store ────────────────────────────────────────────────────────────

    async def _opened(self, turn: Turn, state: FlowState) -> Process:
        flow = self._flows[state.name]
        slots = {slot.name: slot.value for slot in state.slots}
        process = Process(
            turn, flow, flow_words(turn.language), slots, state.asked, state.tries, state.confirming, state.key
        )
        await self._load_order(process)
        return process

    async def _load_order(self, process: Process) -> None:
        """The order as it is now with its cases; one that is no longer the shopper's is forgotten."""
        number, turn = process.slots.get("order"), process.turn
        if number is None or (process.order is not None and process.order.number == number and process.cases):
            return
        own = {order.number for order in turn.context.orders} | set(turn.state.proven)
        if number not in own:
            process.slots.pop("order", None)
            process.order = None
            return
        orders = turn.services.orders

        def load() -> tuple[Order, list[Case], Customer | None]:
            order = orders.get(number)
            whose = turn.state.customer or order.shopper_id
            return order, orders.cases(number), orders.customer(whose) if whose else None

        try:
            process.order, process.cases, process.customer = await turn.call("orders", asyncio.to_thread(load))
        except NotFound:
            process.slots.pop("order", None)
            process.order = None

    async def _has_orders(self, turn: Turn) -> bool:
        if turn.context.orders:
            return True
        return await turn.call("orders", asyncio.to_thread(turn.services.orders.any))

    def _keep(self, process: Process) -> None:
        process.turn.update(flow=process.state())


def _check_words(flows: dict[str, Flow], services: Services) -> None:
    """Every text that the flows say must be there in the reference language."""
    for flow in flows.values():
        wanted = [f"{flow.name}.ask.{need.slot}" for need in flow.needs if need.ask != "never" and need.kind != "text"]
        wanted += [f"{flow.name}.confirm"] if flow.confirm else []
        missing = [key for key in wanted if not services.wording.has(key)]
        if missing:
            raise BadSettings(f"{flow.name}.yml: languages/en has no text for {', '.join(missing)}")
