"""The prompt of a reading: a fixed beginning, which the model's cache holds, and what is in view of this message."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from dialogue.reading import Context, Utterance
from dialogue.wording import LANGUAGES, REFERENCE
from shop.dialogue import Filter, Query
from shop.errors import BadSettings

Message = tuple[str, str]  # role, content
_SIGNS = {"at_most": "<=", "at_least": ">=", "around": "~", "is": "=", "is_not": "!="}
_NOTHING = "nothing in view"


@dataclass(frozen=True)
class Example:
    say: str
    line: str
    when: str = ""


@dataclass(frozen=True)
class Lesson:
    """What stands in every prompt of a language."""

    instruction: str
    examples: tuple[Example, ...]


@cache
def lesson(language: str = REFERENCE, folder: Path = LANGUAGES) -> Lesson:
    """``languages/<tag>/reader.yml``, English's where there is none: one prefix for all languages is cached once."""
    file = folder / language / "reader.yml"
    if not file.exists():
        file = folder / REFERENCE / "reader.yml"
    rows = yaml.safe_load(file.read_text(encoding="utf-8"))
    try:
        return Lesson(rows["instruction"], tuple(Example(**row) for row in rows["examples"]))
    except (KeyError, TypeError) as error:
        raise BadSettings(f"{file.name}: expected instruction and examples (say, line, when): {error}") from error


def prefix(lesson: Lesson, written: Sequence[str], flows: Sequence[str] = ()) -> list[Message]:
    """The fixed beginning. ``written``: the examples' answers, in the form that is asked for; ``flows``: the shop's."""
    messages: list[Message] = [("system", lesson.instruction.format(flows=", ".join(flows)))]
    for example, answer in zip(lesson.examples, written, strict=True):
        messages += [("user", _asked(example.when, example.say)), ("assistant", answer)]
    return messages


def asked(utterance: Utterance, context: Context, named: Sequence[str] = ()) -> Message:
    """The message itself; ``named`` are the catalogue's names that occur in it."""
    return "user", _asked(situation(context, named), utterance.text)


def situation(context: Context, named: Sequence[str] = ()) -> str:
    """What is in view, in a few words: every word costs time."""
    state = context.state
    parts = []
    if not state.query.empty:
        parts.append(f"search: {_query(state.query)}")
    if context.shown:
        parts.append(f"{len(context.shown)} shown")
    if context.focus is not None:
        place = next((place for place, item in enumerate(context.shown, 1) if item.id == context.focus.id), None)
        parts.append(f"it: {place or context.focus.title}")
    if state.question is not None:
        parts.append(f"we asked: which {state.question.about or state.question.kind}?")
    if state.offer is not None:
        parts.append(f"we offered: {state.offer.flow or state.offer.kind}")
    if state.flow is not None:
        asks = "yes or no?" if state.flow.confirming else f"{state.flow.asked}?" if state.flow.asked else ""
        parts.append(f"in process: {state.flow.name} {asks}".strip())
    if context.cart:
        parts.append(f"cart: {len(context.cart)}")
    if named:
        parts.append(f"names: {', '.join(named)}")
    return " | ".join(parts)


def _asked(when: str, say: str) -> str:
    return f"[{when or _NOTHING}] {say}"


def _query(query: Query) -> str:
    return ", ".join([*query.kinds, *map(_limit, query.filters)]) or query.text or query.purpose


def _limit(limit: Filter) -> str:
    if limit.op in ("has", "has_not"):
        return f"{limit.field} {'=' if limit.op == 'has' else '!='} yes"
    if limit.op == "between":
        return f"{limit.field} {limit.low:g}-{limit.high:g}"
    number = limit.high if limit.op == "at_most" else limit.low
    value = "/".join(limit.values) if limit.values else f"{number:g}" if number is not None else ""
    return f"{limit.field} {_SIGNS.get(limit.op, '=')} {value}"
