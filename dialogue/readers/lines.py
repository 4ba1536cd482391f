"""The short form in which a language model writes what a message means: one line, grammars for it, and its reading.

    find Tents ; price <= 250 ; weight <= 2.5 kg ; sort weight asc ; for wind & ask 2 ; packed size

Commands are joined by " & ", the parts of one by " ; ". The first part is the verb with what it acts on: a kind of
goods, items in view (``it``, ``all``, ``2``, ``1,3``), a flow, an answer. The others are limits (field, op, value), a
sort, a field that is asked about, or a word and its value (``for``, ``who``, ``budget``, ``drop``, ``quantity``). The
same is said in JSON to servers that know schemas only.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any, Literal

Op = Literal["=", "!=", "<=", ">=", "~"]  # "~" is around
OPS: tuple[Op, ...] = ("<=", ">=", "!=", "=", "~")  # longer ones first
MOST = 3  # commands of one message
PARTS = 6  # beside the verb

# verb → what stands behind it
Takes = Literal["kind", "items", "flow", "answer", "nothing"]
VERBS: Mapping[str, Takes] = {
    "find": "kind",  # a new search
    "refine": "kind",  # a change of the search in force
    "gift": "kind",  # picks, for somebody or for the shopper
    "pack": "kind",  # several kinds for one purpose or budget
    "ask": "items",
    "compare": "items",
    "choose": "items",  # which of them is best
    "show": "items",
    "like": "items",
    "add": "items",
    "change": "items",  # a line of the cart
    "start": "flow",
    "answer": "answer",
    "more": "nothing",
    "back": "nothing",
    "cart": "nothing",
    "undo": "nothing",
    "checkout": "nothing",
    "orders": "nothing",
    "shop": "nothing",
    "person": "nothing",
    "yes": "nothing",
    "no": "nothing",
    "leave": "nothing",
    "chat": "nothing",
    "unknown": "nothing",
}
WORDS = ("for", "who", "budget", "drop", "quantity")


@dataclass(frozen=True)
class Limit:
    field: str
    op: Op
    value: str


@dataclass(frozen=True)
class Line:
    """One command as the model writes it: words and catalogue names, nothing linked yet."""

    verb: str
    object: str = ""
    limits: tuple[Limit, ...] = ()
    sort: str = ""
    descending: bool = False
    asked: tuple[str, ...] = ()  # fields
    words: tuple[tuple[str, str], ...] = ()  # of WORDS

    def word(self, name: str) -> str:
        return next((value for key, value in self.words if key == name), "")


@dataclass(frozen=True)
class Offers:
    """What may be written for one message. Kinds and fields are written in the model's words and linked afterwards: a
    small model that may only write the catalogue's own names writes a wrong one."""

    items: int = 0  # in the last list
    flows: tuple[str, ...] = ()
    verbs: tuple[str, ...] = tuple(VERBS)


def read(text: str) -> tuple[Line, ...]:
    """A model's line, or its JSON, as commands. What does not follow the form is left out; nothing raises."""
    text = text.strip()
    if text.startswith("{"):
        return _from_json(text)
    return tuple(line for part in text.split(" & ") if (line := _line(part)) is not None)


def write(lines: Iterable[Line]) -> str:
    """The inverse of :func:`read`."""
    return " & ".join(_written(line) for line in lines)


def as_json(lines: Iterable[Line]) -> str:
    """The same for servers that keep to a schema."""
    return json.dumps({"commands": [_stripped(asdict(line)) for line in lines]}, ensure_ascii=False)


def _line(part: str) -> Line | None:
    head, *rest = [piece.strip() for piece in part.strip().split(";")]
    verb = next((verb for verb in sorted(VERBS, key=len, reverse=True) if re.match(rf"{verb}(\s|$)", head)), None)
    if verb is None:
        return None
    found: dict[str, Any] = {"verb": verb, "object": head[len(verb) :].strip()}
    limits, asked, words = [], [], []
    for piece in filter(None, rest):
        first, _, value = piece.partition(" ")
        op = next((op for op in OPS if f" {op} " in f"{piece} "), None)
        if op is not None:
            name, _, value = piece.partition(f" {op} ")
            limits.append(Limit(name.strip(), op, value.strip()))
        elif first == "sort":
            name, _, way = value.rpartition(" ")
            found |= {"sort": name or value, "descending": way == "desc"}
        elif first in WORDS and value:
            words.append((first, value.strip()))
        else:
            asked.append(piece)
    return Line(**found, limits=tuple(limits), asked=tuple(asked), words=tuple(words))


def _written(line: Line) -> str:
    parts = [f"{line.verb} {line.object}".strip()]
    parts += [f"{limit.field} {limit.op} {limit.value}" for limit in line.limits]
    parts += [f"sort {line.sort} {'desc' if line.descending else 'asc'}"] if line.sort else []
    parts += [*line.asked, *(f"{name} {value}" for name, value in line.words)]
    return " ; ".join(parts)


def _stripped(row: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in row.items() if value}


def _from_json(text: str) -> tuple[Line, ...]:
    names = {one.name for one in fields(Line)}
    try:
        rows = json.loads(text)["commands"]
        found = []
        for row in rows[:MOST]:
            kept = {key: value for key, value in row.items() if key in names}
            kept["limits"] = tuple(Limit(**limit) for limit in kept.get("limits", ()))
            kept["asked"] = tuple(kept.get("asked", ()))
            kept["words"] = tuple((str(name), str(value)) for name, value in kept.get("words", ()))
            if kept.get("verb") in VERBS:
                found.append(Line(**kept))
        return tuple(found)
    except (ValueError, KeyError, TypeError):
        return ()


# ── what binds the model ─────────────────────────────────────────────────────


def grammar(offers: Offers) -> str:
    """GBNF of one line: only verbs, items and flows that are offered can be written."""
    rules = {
        "root": f'command (" & " command){{0,{MOST - 1}}}',
        "value": "[^ ;&\\n] [^;&\\n]{0,39}",
        "name": "[a-zA-Z] [a-zA-Z0-9 -]{1,23}",
        "op": _any(OPS),
        "part": '" ; " (limit | sort | word | name)',
        "limit": 'name " " op " " value',
        "sort": '"sort " name (" asc" | " desc")',
        "word": '("for " | "who " | "budget " | "quantity ") value | "drop " name',
        "names": 'name (", " name){0,4}',
        "item": _any(("it", "all", *map(str, range(1, offers.items + 1)))),
        "items": 'item ("," item){0,3}',
    }
    if offers.flows:
        rules["flow"] = _any(offers.flows)
    objects: dict[Takes, str] = {
        "kind": '(" " names)?',
        "items": '" " items',
        "flow": '" " flow',
        "answer": '" " value',
    }
    commands = []
    for verb in offers.verbs:
        takes = VERBS[verb]
        if takes == "flow" and not offers.flows:
            continue
        parts = f"part{{0,{PARTS}}}" if takes != "nothing" else ""
        commands.append(f"{_quoted(verb)} {objects.get(takes, '')} {parts}".strip())
    rules["command"] = " | ".join(commands)
    return "\n".join(f"{name} ::= {body}" for name, body in rules.items())


def schema(offers: Offers) -> dict[str, Any]:
    """``response_format`` of OpenAI's for the same."""
    text = {"type": "string"}
    limit = {
        "type": "object",
        "properties": {"field": text, "op": {"enum": list(OPS)}, "value": text},
        "required": ["field", "op", "value"],
    }
    command = {
        "type": "object",
        "properties": {
            "verb": {"enum": list(offers.verbs)},
            "object": text,
            "limits": {"type": "array", "items": limit, "maxItems": PARTS},
            "sort": text,
            "descending": {"type": "boolean"},
            "asked": {"type": "array", "items": text, "maxItems": PARTS},
            "words": {"type": "array", "items": {"type": "array", "items": text, "minItems": 2, "maxItems": 2}},
        },
        "required": ["verb"],
    }
    whole = {
        "type": "object",
        "properties": {"commands": {"type": "array", "items": command, "minItems": 1, "maxItems": MOST}},
        "required": ["commands"],
    }
    return {"type": "json_schema", "json_schema": {"name": "commands", "schema": whole}}


def _any(names: Iterable[str]) -> str:
    return " | ".join(_quoted(name) for name in names)


def _quoted(name: str) -> str:
    return json.dumps(name, ensure_ascii=False)
