"""What is said where the rules forbid a process: why, what was not done, and what may help instead."""

from __future__ import annotations

from dialogue.commands import StartFlow
from dialogue.flows import asking
from dialogue.flows.definition import Need
from dialogue.flows.process import Process, as_json
from dialogue.flows.questions import spoken
from dialogue.flows.slots import NOTHING
from dialogue.reply import Reply, Tap
from shop.dialogue import Offer
from shop.orders.rules import Verdict

ASKED_AGAIN = ("rule.payment_unknown", "rule.invoice_limit", "rule.invoice_first", "rule.country")


def _another_pays(process: Process) -> bool:
    """Whether there are other means for a difference; what an order itself is paid by was chosen for its own sake."""
    return process.flow.name != "payment_method" and len(process.means) > 1


def refused(process: Process, verdict: Verdict | None, need: Need | None = None) -> Reply:
    """The rule in words. The process ends, unless another value could still be told; ``None``: nothing is left."""
    turn = process.turn
    then: tuple[str, ...]
    if verdict is None:
        text, then, key = process.say("flow.nothing_left"), ("refund_status",), ""
    else:
        key = verdict.key
        text = process.say(key, **spoken(process, verdict.values)) if process.says(key) else verdict.why
        then = verdict.then
    if key == "rule.whole_order":  # the whole of it is what can be done; only a yes to that does it
        process.slots["lines"] = as_json(process.left)
        process.confirming, process.asked, process.tries = True, "", 0
        process.fix_key()
        turn.update(flow=process.state())
        return asking.confirm(process, lead=text)
    if need is not None and (key in ASKED_AGAIN or (key == "rule.not_covered" and _another_pays(process))):
        process.slots.pop(need.slot, None)
        process.asked, process.tries, process.confirming = need.slot, 0, False
        turn.update(flow=process.state())
        again = asking.ask_slot(process, need, NOTHING, taps_too=True)
        return Reply(f"{text} {again.text}", taps=again.taps)
    turn.update(
        flow=None, closed=process.state().model_copy(update={"outcome": "refused", "confirming": False, "tries": 0})
    )
    carried = tuple((name, process.slots[name]) for name in ("order", "lines") if name in process.slots)
    offered = next((name for name in then if process.says(f"offer.{name}") and name != process.flow.name), "")
    if offered:
        turn.update(offer=Offer(kind="flow", flow=offered, options=carried))
        text = f"{text} {process.say(f'offer.{offered}')}"
    taps = [Tap(turn.say(f"tap.{name}"), StartFlow(flow=name, slots=carried)) for name in then]
    if process.flow.name == "track":
        return Reply(text, taps=taps)
    return Reply(text, taps=[*taps, asking.person_tap(process)])
