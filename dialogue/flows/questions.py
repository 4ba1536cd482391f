"""What is asked about a process itself, while it is open or right after: how much, when, what it costs, what stays.

The answers are the policy's and the process's own values: ``<flow>.about.<topic>`` in ``languages/<tag>/orders.yml``,
with ``.done``, ``.left`` or ``.refused`` behind it where the end of the process decides, or ``flow.about.<topic>``.
Beside the process's values they may name ``{standing}``, where the order is.
"""

from __future__ import annotations

import re

from dialogue.flows.asking import person_tap
from dialogue.flows.process import Process
from dialogue.flows.rules import RULES
from dialogue.flows.status import status_text
from dialogue.reply import Reply
from shop.dialogue import Offer

_NUMBER = re.compile(r"\d{5,}")  # of an order
MOST = 2  # topics of one answer
_NOTHING_COMES_BACK = frozenset({"cancel", "address", "change_line", "payment_method"})
_OTHERS = ("return", "exchange")
_SAID_BY = {  # topics whose answer says what the others' would, or whose words only look like theirs
    "charged": ("cost", "where"),
    "cover": ("when",),
    "window": ("when", "how"),
    "next": ("how", "insist"),
    "missed": ("handover", "when", "next"),
    "handover": ("when", "where", "how"),
    "bound": ("where", "contents"),
    "shown": ("contents",),
    "paid": ("amount", "cost", "charged"),
    "carrier": ("handover",),
    "together": ("contents",),
    "still": ("kept", "when"),
}


def about_process(process: Process, question: str, outcome: str) -> Reply | None:
    """The answer, or ``None`` where the question is about something else."""
    texts: list[str] = []
    topics = process.words.matching("about", question)
    for topic, weaker in _SAID_BY.items():
        if topic in topics:
            topics = [one for one in topics if one not in weaker]
    order = process.order
    if order is not None and (named := _NUMBER.search(question)) and named.group() not in order.number:
        topics = [topic for topic in topics if topic not in ("bound", "contents")]  # nothing of it for another one
    if "cover" in topics and not _key(process, "cover", outcome):
        return None  # how long a guarantee lasts is the shop's to answer
    if process.flow.name in _NOTHING_COMES_BACK and process.words.matching("processes", question, _OTHERS):
        return None  # how long one has to send something back is no question about the cancellation in hand
    standing = status_text(process.turn, order, process.moment) if order is not None else ""
    for topic in topics:
        key = _key(process, topic, outcome)
        if key and _known(process, key) and (text := process.say(key, standing=standing)) not in texts:
            texts.append(text)
    if not texts:
        return None
    if "returnable" in topics:
        process.turn.update(topic=process.turn.say("faq.return_question"))
    if ("next" in topics or "overdue" in topics) and is_late(process):
        turn, number = process.turn, process.slots.get("order", "")
        turn.update(offer=Offer(kind="flow", flow="late", options=(("order", number),)))
    if "insist" in topics:
        return Reply("\n".join([*_rule(process), texts[-1]]), taps=[person_tap(process)])
    return Reply(process.turn.say("list.sentences").join(texts[:MOST]))


def answer_keys(name: str, topic: str, outcome: str, remedy: str = "") -> tuple[str, ...]:
    """Where the answer may stand, the most particular first."""
    return (
        f"{name}.about.{topic}.{outcome}",
        f"{name}.about.{topic}.{remedy}",
        f"{name}.about.{topic}",
        f"flow.about.{topic}.{outcome}",
        f"flow.about.{topic}.{remedy}",
        f"flow.about.{topic}",
    )


def _key(process: Process, topic: str, outcome: str) -> str:
    late = "late" if is_late(process) else "later" if process.order and not process.order.carrier else ""
    ways = answer_keys(process.flow.name, topic, outcome, process.slots.get("remedy", late))
    return next((way for way in ways if process.says(way)), "")


def _known(process: Process, key: str) -> bool:
    """Whether all is known that the answer names: nothing of an order before it is found."""
    turn = process.turn
    return process.order is not None or turn.services.wording.names(key, turn.language) <= process.values().keys()


def is_late(process: Process) -> bool:
    """Whether it is where an overdue order is that was asked."""
    order = process.order
    if order is None or process.flow.name != "track":
        return False
    return bool(process.turn.services.rules.days_late(order, process.moment))


def _rule(process: Process) -> list[str]:
    """The rule that stands against it, where one does: the process's own, else that of a value told."""
    if process.order is None:
        return []
    needs = [need.rule for need in process.flow.needs if need.rule and need.slot in process.slots]
    for rule in filter(None, (process.flow.suits, *needs)):
        verdict = RULES[rule](process, process.order)
        if not verdict.ok and verdict.key:
            return [process.say(verdict.key, **spoken(process, verdict.values))]
    return []


def spoken(process: Process, values: object) -> dict[str, object]:
    """A verdict's values as they are said: days in the shopper's language, sums with their currency."""
    from collections.abc import Mapping
    from datetime import date
    from decimal import Decimal

    from dialogue import cards

    told: dict[str, object] = {}
    for name, value in (values if isinstance(values, Mapping) else {}).items():
        if isinstance(value, date):
            value = cards.day(value, process.turn.language)
        elif isinstance(value, Decimal):
            value = process.turn.money(value)
        told[str(name)] = value
    return told
