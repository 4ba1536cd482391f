"""The next step of a process: its question, its refusal, its confirmation or its deed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from dialogue.commands import Base, Provide
from dialogue.customers import may_be_told
from dialogue.flows import asking, proof
from dialogue.flows.deeds import do
from dialogue.flows.definition import Flow, Need
from dialogue.flows.filling import Told
from dialogue.flows.hearing import fill_default, is_material, is_missing, reads_no, turn_moved
from dialogue.flows.loading import keep
from dialogue.flows.process import Process
from dialogue.flows.refusing import refused
from dialogue.flows.rules import RULES
from dialogue.flows.slots import NOTHING, Heard
from dialogue.reply import Reply, Tap
from dialogue.turn import Turn
from shop.dialogue import Offer


class Steps:
    """``flows``: those that one process may go over to."""

    def __init__(self, flows: Mapping[str, Flow]) -> None:
        self._flows = flows

    async def go_on(self, process: Process, command: Base, told: Told, *, starting: bool = False) -> Reply:
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
                    keep(process)
                    return asked
                return await self.do(process)
            if told.yes is False:
                return leave(process.turn)
            if told.changed:
                keep(process)
                return asking.confirm(process, lead=process.say("flow.noted"))
            process.tries += 1
            return self._confirm_again(process, told)
        if told.yes is False and not told.changed and not starting and not reads_no(process):
            return leave(process.turn)
        process.confirming = False
        again = not told.changed and not starting
        return await self.next(process, told.heard, again=again)

    async def next(self, process: Process, heard: dict[str, Heard], *, again: bool, resumed: bool = False) -> Reply:
        """The next question, the refusal, the confirmation, or the deed."""
        flow = process.flow
        if flow.about == "order":
            if process.order is None:
                return self._ask_order(process, again=again, resumed=resumed)
            if flow.suits and not (verdict := RULES[flow.suits](process, process.order)).ok:
                if flow.otherwise and flow.otherwise in verdict.then:
                    process.flow = self._flows[flow.otherwise]
                    return await self.next(process, {}, again=again, resumed=resumed)
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
            return await self.do(process)
        process.confirming, process.asked, process.tries = True, "", 0
        process.fix_key()
        keep(process)
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
        keep(process)
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
        keep(process)
        if process.tries >= 2 and not resumed:
            reply = asking.ask_slot(process, need, heard, taps_too=True)
            return self._offer_person(process, process.turn.say("flow.give_up"), reply.taps)
        if again and not heard.problem and not resumed:
            heard = replace(heard, problem="flow.unclear")
        return asking.ask_slot(process, need, heard, taps_too=process.tries > 0)

    def _confirm_again(self, process: Process, told: Told) -> Reply:
        keep(process)
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

    async def do(self, process: Process) -> Reply:
        """Do the deed, and close the process."""
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


def leave(turn: Turn) -> Reply:
    """The end of a process without its deed: what was not done is said."""
    state = turn.state.flow
    turn.update(flow=None, closed=state.model_copy(update={"outcome": "left", "tries": 0}) if state else None)
    key = f"{state.name}.left" if state and turn.services.wording.has(f"{state.name}.left") else "flow.left"
    number = state.get("order") if state else None
    return Reply(turn.say(key, number=number or ""))
