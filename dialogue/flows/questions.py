"""What is asked about a process itself, while it is open or right after: how much, when, what it costs, what stays.

The answers are the policy's and the process's own values: ``<flow>.about.<topic>`` in ``languages/<tag>/orders.yml``,
with ``.done``, ``.left`` or ``.refused`` behind it where the end of the process decides, or ``flow.about.<topic>``.
"""

from __future__ import annotations

from dialogue.flows.asking import person_tap
from dialogue.flows.process import Process
from dialogue.flows.rules import RULES
from dialogue.reply import Reply

MOST = 2  # topics of one answer


def about_process(process: Process, question: str, outcome: str) -> Reply | None:
    """The answer, or ``None`` where the question is about something else."""
    texts: list[str] = []
    topics = process.words.matching("about", question)
    if "charged" in topics:
        topics = [topic for topic in topics if topic != "cost"]
    for topic in topics:
        key = _key(process, topic, outcome)
        if key and (text := process.say(key)) not in texts:
            texts.append(text)
    if not texts:
        return None
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
        f"flow.about.{topic}",
    )


def _key(process: Process, topic: str, outcome: str) -> str:
    ways = answer_keys(process.flow.name, topic, outcome, process.slots.get("remedy", ""))
    return next((way for way in ways if process.says(way)), "")


def _rule(process: Process) -> list[str]:
    """The rule that stands against it, where one does."""
    if process.order is None or not process.flow.suits:
        return []
    verdict = RULES[process.flow.suits](process, process.order)
    return [] if verdict.ok or not verdict.key else [process.say(verdict.key, **spoken(process, verdict.values))]


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
