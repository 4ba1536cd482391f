"""How a process asks for a value: the question, what was wrong with the last answer, and replies to tap."""

from __future__ import annotations

from collections.abc import Sequence

from dialogue.cards import short
from dialogue.commands import Affirm, Deny, LeaveFlow, Person, Provide
from dialogue.flows.definition import Need
from dialogue.flows.process import Process, as_json, items_text
from dialogue.flows.slots import Heard
from dialogue.flows.status import status_word
from dialogue.flows.variants import label, swaps
from dialogue.reply import Reply, Tap
from shop.types import Order

MOST = 5  # taps of a question


def ask_order(process: Process, problem: str, orders: Sequence[Order] = (), unknown: str = "") -> Reply:
    """Which order; the number or the e-mail address of someone who is not signed in."""
    turn = process.turn
    number = process.slots.get("number", "")
    values = {"number": number, "what": unknown, "email": turn.services.settings.shop.support_email}
    taps = [
        Tap(
            f"{order.number} · {short(items_text(turn, order), 24)} · {status_word(turn, order)}",
            Provide(slots=(("order", order.number),)),
        )
        for order in orders[:MOST]
    ]
    return Reply(turn.say(problem, **values), taps=taps)


def ask_slot(process: Process, need: Need, heard: Heard, *, taps_too: bool) -> Reply:
    """The question for a slot; with ``taps_too`` the way out stands beside the answers."""
    turn = process.turn
    key = f"{process.flow.name}.ask.{need.slot}"
    values = _variant_values(process, need)
    if need.kind == "wanted" and not values["choices"] and process.says(f"{key}.none"):
        key = f"{key}.none"
    text = process.say(key, **values)
    if need.kind == "means" and process.means:
        text = process.say("means.ask", question=text, choices=turn.one_of(map(process.means_text, process.means)))
    if heard.problem:
        text = (
            f"{turn.say(heard.problem, **dict(heard.values), open=turn.one_of(_labels(process, need, heard)))} {text}"
        )
    taps = _taps(process, need, heard)
    if taps_too:
        taps = [*taps[:MOST], Tap(turn.say("tap.leave"), LeaveFlow())]
    return Reply(text, taps=taps)


def confirm(process: Process, *, lead: str = "") -> Reply:
    """Exactly what will happen, and the question whether to do it."""
    name = process.flow.name
    ways = [f"{name}.confirm.{process.slots[slot]}" for slot in ("what", "remedy", "method") if slot in process.slots]
    key = next((way for way in ways if process.says(way)), f"{name}.confirm")
    if name in ("change_line", "exchange") and process.difference and process.policy.exchanges.price_difference:
        key = f"{name}.confirm.{'more' if process.difference > 0 else 'less'}"
        key = f"{key}.means" if process.chosen_means else key
    text = process.say(key)
    return Reply(f"{lead} {text}".strip(), taps=yes_no(process))


def yes_no(process: Process) -> list[Tap]:
    turn = process.turn
    return [Tap(turn.say("tap.yes"), Affirm()), Tap(turn.say("tap.no"), Deny())]


def person_tap(process: Process) -> Tap:
    return Tap(process.turn.say("tap.person"), Person(reason="asked"))


def _taps(process: Process, need: Need, heard: Heard) -> list[Tap]:
    turn = process.turn
    if need.kind == "lines":
        lines = [line for line in process.open_lines if not heard.open or line.item_id in heard.open]
        taps = [
            Tap(
                short(line.title, 36),
                Provide(slots=((need.slot, as_json({line.item_id: process.left[line.item_id]})),)),
            )
            for line in lines[: MOST - 1]
        ]
        if need.several and len(lines) > 1:
            everything = {line.item_id: process.left[line.item_id] for line in lines}
            taps.append(Tap(turn.say("tap.all"), Provide(slots=((need.slot, as_json(everything)),))))
        return taps
    if need.kind == "means" and process.means:
        among = [one for one in process.means if not heard.open or one.id in heard.open]
        return [Tap(process.means_text(one), Provide(slots=((need.slot, one.id),))) for one in among[:MOST]]
    if need.kind in ("choice", "means"):
        options = heard.open or need.options(process.policy)
        return [Tap(turn.say(f"choice.{name}"), Provide(slots=((need.slot, name),))) for name in options[:MOST]]
    if need.kind == "wanted":
        item_id = next_variant(process)
        item = process.item(item_id) if item_id else None
        if item is None:
            return []
        bought = process.bought(item_id)
        return [
            Tap(label(options, bought), Provide(slots=((need.slot, as_json(process.wanted | {item_id: options})),)))
            for options in _offered(process, item_id)[:MOST]
        ]
    return []


def _labels(process: Process, need: Need, heard: Heard) -> list[str]:
    if need.kind == "lines":
        return [line.title for line in process.open_lines if line.item_id in heard.open]
    if need.kind == "means":
        return [process.means_text(one) for one in process.means if one.id in heard.open]
    return list(heard.open[:8])


def _offered(process: Process, item_id: str) -> list[dict[str, str]]:
    import json

    named = json.loads(process.slots.get("named") or "{}").get(item_id)
    item = process.item(item_id)
    return swaps(item, process.bought(item_id), named) if item else []


def next_variant(process: Process) -> str:
    """The line whose variant is still open."""
    return next((item_id for item_id in process.lines if item_id not in process.wanted), "")


def _variant_values(process: Process, need: Need) -> dict[str, str]:
    if need.kind != "wanted":
        return {}
    item_id = next_variant(process)
    offered = _offered(process, item_id)
    bought = process.bought(item_id)
    title = process.items_text({item_id: 1})
    return {"title": title, "choices": process.turn.one_of(label(options, bought) for options in offered[:8])}
