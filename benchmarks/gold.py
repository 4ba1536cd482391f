"""The gold set of readings: messages in their context, the commands they mean, and whether a reading says the same.

A command of the gold set states the fields that matter. A reading says the same if those are the same and it adds no
other limit, kind, order, option or slot: what was not said must not bind. Words, confidences, questions and how an item
was pointed at do not count; purposes and names of receivers need only share their words; a question about an item may
leave its field to the search for facts, but may not name another.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from pydantic import TypeAdapter

from dialogue.commands import Command
from dialogue.reading import Context, Utterance
from retrieval.text import fold, stem
from shop.dialogue import FlowState, Offer, Query, Question, ResultList, State
from shop.types import CartLine, Item, Order

COMMAND: TypeAdapter[Command] = TypeAdapter(Command)
Row = dict[str, Any]
_IDLE = {"words", "confidence", "question", "type", "how", "ambiguous", "unknown_words", "text"}
_LOOSE = {"purpose", "who", "what", "text", "reason"}  # need only share a word
_NEAR = 0.03  # two numbers are one if they differ by less


@dataclass(frozen=True)
class Gold:
    id: str
    utterance: Utterance
    context: Context
    commands: tuple[Row, ...]


class GoldSet:
    """Reads the files over one catalogue. Errors name the file's entry and what is wrong with it."""

    def __init__(self, items: Iterable[Item], orders: Iterable[Order], flows: Sequence[str]) -> None:
        self._items = {item.id: item for item in items}
        self._orders = {order.number: order for order in orders}
        self.flows = tuple(flows)

    def read(self, file: Path) -> list[Gold]:
        found = []
        for row in yaml.safe_load(file.read_text(encoding="utf-8")):
            try:
                for command in row["commands"]:
                    COMMAND.validate_python(filled(command))
                found.append(
                    Gold(
                        id=row["id"],
                        utterance=Utterance(str(row["say"]), row.get("language", "en")),
                        context=self._context(row.get("context") or {}),
                        commands=tuple(row["commands"]),
                    )
                )
            except (KeyError, ValueError, TypeError) as error:
                raise ValueError(f"{file.name}, {row.get('id', row)}: {error}") from error
        return found

    def _context(self, told: Mapping[str, Any]) -> Context:
        query = Query.model_validate(told.get("query") or {})
        shown = [self._items[item_id] for item_id in told.get("shown", ())]
        results = (ResultList(ids=tuple(item.id for item in shown), query=query, total=len(shown)),) if shown else ()
        focus = self._items[told["focus"]] if told.get("focus") else None
        lines = [CartLine.model_validate(line) for line in told.get("cart", ())]
        state = State(
            query=query,
            results=results,
            focus=focus.id if focus else None,
            question=Question.model_validate(told["question"]) if told.get("question") else None,
            offer=Offer.model_validate(told["offer"]) if told.get("offer") else None,
            flow=FlowState.model_validate(told["flow"]) if told.get("flow") else None,
        )
        return Context(
            state=state,
            shown=tuple(shown),
            focus=focus,
            cart=tuple((line, self._items[line.item_id]) for line in lines),
            orders=tuple(self._orders[number] for number in told.get("orders", ())),
            signed_in=bool(told.get("signed_in")),
            flows=self.flows,
        )


def filled(command: Row) -> Row:
    """A gold command with what its type demands and gold may leave out."""
    blank: Row = {"question": ""} if command.get("type") in ("ask_item", "ask_shop") else {}
    blank |= {"items": {}} if command.get("type") in ("ask_item", "compare") else {}
    blank |= {"item": {}} if command.get("type") in _OF_ITEM else {}
    return blank | command


_OF_ITEM = ("similar", "complements", "select", "notify", "add_to_cart", "change_cart")


# ── sameness ─────────────────────────────────────────────────────────────────


def paired(gold: Sequence[Row], read: Sequence[Command]) -> tuple[list[tuple[Row, Command]], list[Row], list[Command]]:
    """(pairs that say the same, gold commands that were missed, commands that were read beside them)."""
    left, pairs, missed = list(read), [], []
    for row in gold:
        match = next((command for command in left if same(row, command)), None)
        if match is None:
            missed.append(row)
        else:
            left.remove(match)
            pairs.append((row, match))
    return pairs, missed, left


def same(gold: Row, command: Command) -> bool:
    if gold["type"] != command.type:
        return False
    wanted = COMMAND.validate_python(filled(gold)).model_dump(exclude_defaults=True)
    return _same(wanted, command.model_dump(exclude_defaults=True), "")


def _same(wanted: Any, found: Any, name: str) -> bool:
    if name == "filters":
        return _all_same(wanted or (), found or (), _same_filter)
    if name in ("sort", "relative", "parts", "slots", "options", "line_options"):
        rows = (wanted, found) if isinstance(wanted or found, list | tuple) else ([wanted], [found])
        return _all_same(rows[0] or (), rows[1] or (), lambda one, other: _same(one, other, ""))
    if name == "fields":
        return not wanted or not found or bool({_plain(one) for one in wanted} & {_plain(one) for one in found})
    if name in _LOOSE:
        return not wanted or bool(_stems(wanted) & _stems(found or ""))
    if isinstance(wanted, dict) or isinstance(found, dict):
        one, other = wanted or {}, found or {}
        keys = (one.keys() | other.keys()) - _IDLE
        return all(_same(one.get(key), other.get(key), key) for key in keys if key in one or _binds(key))
    if isinstance(wanted, list | tuple | set) or isinstance(found, list | tuple | set):
        return {_plain(one) for one in wanted or ()} == {_plain(one) for one in found or ()}
    return _plain(wanted) == _plain(found)


def _binds(key: str) -> bool:
    """Whether a reading may not add it unasked. A field beside the one that was asked about is no harm."""
    return key not in {"fields", "purpose", "receiver", "safety", "hard", "unknown", "choose", *_LOOSE}


def _all_same(wanted: Sequence[Any], found: Sequence[Any], alike: Any) -> bool:
    """Each has its like among the others; saying a thing twice is saying it once."""
    ours = all(any(alike(one, other) for other in found) for one in wanted)
    return ours and all(any(alike(one, other) for one in wanted) for other in found)


def _same_filter(wanted: Row, found: Row) -> bool:
    if wanted.get("safety") and not found.get("safety"):
        return False
    ours, theirs = _limit(wanted), _limit(found)
    if wanted["op"] in ("without", "mentions"):  # which field holds it does not matter
        return wanted["op"] == found["op"] and _values(wanted, found)
    if fold(wanted["field"]) != fold(found["field"]) or ours[0] != theirs[0]:
        return False
    numbers = all(_close(one, other) for one, other in zip(ours[1:], theirs[1:], strict=True))
    return numbers and (ours[1:] != (None, None) or _values(wanted, found))


def _limit(limit: Row) -> tuple[str, float | None, float | None]:
    """Its kind and numbers: "sleeps is 3" and "sleeps covers 3" are one."""
    op, low, high = limit["op"], limit.get("low"), limit.get("high")
    values = limit.get("values") or ()
    if op == "is" and len(values) == 1 and str(values[0]).replace(".", "", 1).isdecimal() and limit["field"] != "size":
        return "equals", float(values[0]), float(values[0])
    if op == "covers" or (op in ("around", "between") and low == high):
        return ("around" if op == "around" else "equals"), low, low
    return op, low, high


def _values(wanted: Row, found: Row) -> bool:
    """The same values, or values that were read from the same word: "blue" is the catalogue's dark blue and teal."""
    ours = {_plain(value) for value in wanted.get("values") or ()}
    theirs = {_plain(value) for value in found.get("values") or ()}
    said = _stems(found.get("words") or "")
    return ours == theirs or (bool(ours) and all(value in theirs or _stems(value) <= said for value in ours))


def _close(one: float | None, other: float | None) -> bool:
    if one is None or other is None:
        return one is other
    return abs(one - other) <= _NEAR * max(abs(one), abs(other), 1e-9)


def _plain(value: Any) -> str:
    return fold(f"{value:g}" if isinstance(value, float) else str(value)) if value is not None else ""


def _stems(text: Any) -> set[str]:
    return {stem(word) for word in fold(str(text)).split()}
