"""From lines (see lines.py) to typed commands: names become this catalogue's kinds, fields and values.

What does not link is unread: a line never invents a field, a kind or an item.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

from dialogue import commands as c
from dialogue.commands import Command, Reference
from dialogue.readers.lines import Limit, Line
from dialogue.reading import Context, Utterance
from retrieval.fields import Field, Fields
from retrieval.text import fold, stem
from shop.dialogue import Filter, Receiver, Sort
from shop.quantities.parse import find, number

_RANGED = {"<=": "at_most", ">=": "at_least", "~": "around"}
_ALIKE = {"budget": "price", "cost": "price", "color": "colour", "gender": "audience"}  # as models like to write
_YES, _NO = ("yes", "true", "1"), ("no", "false", "none", "0", "without")


class LineCommands:
    """``kinds`` are the catalogue's categories, ``confidence`` that of every command."""

    def __init__(self, fields: Fields, kinds: Sequence[str], confidence: float) -> None:
        self._fields = fields
        self._kinds = {kind: _stems(kind) for kind in kinds}
        self._names = [(field.name, _stems(field.name)) for field in fields.all()]
        self._confidence = confidence

    def read(
        self, lines: Sequence[Line], utterance: Utterance, context: Context
    ) -> tuple[tuple[Command, ...], tuple[str, ...]]:
        """The commands, and pieces of lines that nothing of this shop answers to."""
        made: list[Command] = []
        unread: list[str] = []
        for line in lines:
            command = _Made(self, line, utterance, context, unread).command()
            if command is not None and command not in made:
                made.append(command.model_copy(update={"confidence": self._confidence, "words": utterance.text}))
        return tuple(made), tuple(dict.fromkeys(unread))

    def kinds(self, name: str) -> tuple[str, ...]:
        """The categories that a name means: those whose words it holds, else those that hold its words."""
        said = _stems(name)
        within = tuple(kind for kind, stems in self._kinds.items() if stems <= said)
        return within or tuple(kind for kind, stems in self._kinds.items() if said and said <= stems)

    def fields(self, name: str) -> tuple[Field, ...]:
        """The field so named, else those whose names share all words with it, on one side or the other."""
        known = self._fields.get(_ALIKE.get(fold(name), fold(name)))
        if known is not None:
            return (known,)
        said = _stems(name)
        alike = [field for field, stems in self._names if said and (said <= stems or stems <= said)]
        found = (self._fields.get(field) for field in sorted(alike, key=len, reverse=True))
        return tuple(field for field in found if field is not None)

    def field(self, name: str) -> Field | None:
        return next(iter(self.fields(name)), None)

    def named(self, text: str, most: int = 6) -> tuple[str, ...]:
        """Kinds and fields whose names occur in a message: what the model may take up as it is written."""
        said = _stems(text)
        kinds = [kind for kind, stems in self._kinds.items() if stems <= said or stem(fold(kind).split()[-1]) in said]
        fields = [field for field, stems in self._names if stems <= said]
        return (*kinds[:most], *fields[:most])

    def limit(self, limit: Limit) -> Filter | None:
        """The first field of that name that can be so limited."""
        made = (self._limit(field, limit) for field in self.fields(limit.field) if limit.value.strip())
        return next((one for one in made if one is not None), None)

    def _limit(self, known: Field, limit: Limit) -> Filter | None:
        told: dict[str, Any] = {"field": known.name, "words": limit.value}
        if known.kind == "boolean":
            denied = (fold(limit.value) in _NO) != (limit.op == "!=")
            return Filter(op="has_not" if denied else "has", **told)
        if known.kind == "number":
            return _ranged(known, limit, told)
        values = _values(known, limit.value)
        if limit.op == "!=":
            return Filter(op="is_not", values=values or (limit.value,), **told)
        if fold(limit.value) in _NO:
            return Filter(op="has_not", **told)
        if fold(limit.value) in _YES:
            return Filter(op="has", **told)
        return Filter(op="is", values=values, **told) if values else None


def _ranged(field: Field, limit: Limit, told: dict[str, Any]) -> Filter | None:
    quantity = next((one for one in find(limit.value) if one.dimension in ("", field.dimension)), None)
    if quantity is not None:
        low, high = quantity.low, quantity.high
    elif match := re.search(r"[-−]?\d[\d.,]*", limit.value):
        low = high = number(match[0])
    else:
        return None
    if limit.op == "!=":
        return None
    op = _RANGED.get(limit.op)
    if op is None:
        return Filter(op="between" if low != high else "around", low=low, high=high, **told)
    return Filter(op=op, low=None if op == "at_most" else low, high=None if op == "at_least" else high, **told)


def _values(field: Field, said: str) -> tuple[str, ...]:
    """The field's own values so named; else those that hold the words."""
    wanted = fold(said)
    same = tuple(value for value in field.values if fold(value) == wanted)
    return same or tuple(value for value in field.values if set(wanted.split()) <= set(fold(value).split()))


def _stems(text: str) -> frozenset[str]:
    return frozenset(stem(word) for word in fold(text).replace("-", " ").split())


class _Made:
    """One line in the making."""

    def __init__(
        self, links: LineCommands, line: Line, utterance: Utterance, context: Context, unread: list[str]
    ) -> None:
        self._links, self._line, self._utterance, self._context, self._unread = links, line, utterance, context, unread

    def command(self) -> Command | None:
        make = _MAKERS.get(self._line.verb)
        return make(self) if make is not None else None

    # ── parts ────────────────────────────────────────────────────────────────

    def kinds(self) -> tuple[str, ...]:
        found: list[str] = []
        for name in self._names():
            found += self._links.kinds(name)
        return tuple(dict.fromkeys(found))

    def text(self) -> str:
        """Names of goods that no category answers to: they are looked for by their meaning."""
        return " ".join(name for name in self._names() if not self._links.kinds(name))

    def _names(self) -> list[str]:
        return [piece.strip() for piece in self._line.object.split(",") if piece.strip()]

    def filters(self) -> tuple[Filter, ...]:
        found = []
        for limit in self._line.limits:
            made = self._links.limit(limit)
            found += [made] if made else []
            self._unread += [] if made else [f"{limit.field} {limit.op} {limit.value}"]
        return tuple(found)

    def options(self) -> tuple[tuple[str, str], ...]:
        return tuple((limit.field, limit.value) for limit in self._line.limits if limit.op == "=")

    def asked(self) -> tuple[str, ...]:
        fields = (self._links.field(name) for name in self._line.asked)
        return tuple(dict.fromkeys(field.name for field in fields if field is not None))

    def sort(self) -> Sort | None:
        field = self._links.field(self._line.sort) if self._line.sort else None
        return Sort(field=field.name, descending=self._line.descending) if field else None

    def drop(self) -> tuple[str, ...]:
        fields = (self._links.field(value) for name, value in self._line.words if name == "drop")
        return tuple(field.name for field in fields if field is not None)

    def receiver(self) -> Receiver | None:
        who = self._line.word("who")
        return Receiver(who=who) if who else None

    def budget(self) -> Decimal | None:
        match = re.search(r"\d[\d.,]*", self._line.word("budget"))
        return Decimal(str(number(match[0]))) if match else None

    def quantity(self) -> int | None:
        match = re.search(r"\d+", self._line.word("quantity"))
        return int(match[0]) if match else None

    def items(self) -> Reference | None:
        """What is in view under these numbers; ``None`` where nothing is."""
        shown, focus = self._context.shown, self._context.focus
        said = [piece.strip() for piece in self._line.object.split(",") if piece.strip()] or ["it"]
        if "all" in said and shown:
            return Reference(ids=tuple(item.id for item in shown), how="all")
        numbers = [int(piece) for piece in said if piece.isdecimal()]
        if numbers:
            ids = tuple(shown[place - 1].id for place in numbers if 1 <= place <= len(shown))
            return Reference(ids=ids, how="ordinal") if ids else None
        if focus is not None:
            return Reference(ids=(focus.id,), how="focus")
        return Reference(ids=(shown[0].id,), how="focus") if len(shown) == 1 else None

    # ── commands ─────────────────────────────────────────────────────────────

    def search(self) -> Command | None:
        fresh = self._line.verb == "find"
        has = tuple(self._has(name) for name in self._line.asked)
        made = c.Search(
            fresh=fresh,
            kinds=self.kinds(),
            text=self.text(),
            filters=self.filters() + tuple(limit for limit in has if limit is not None),
            drop=self.drop(),
            sort=self.sort(),
            purpose=self._line.word("for"),
            receiver=self.receiver(),
            budget=self.budget(),
        )
        return None if made == c.Search(fresh=fresh) else made

    def _has(self, name: str) -> Filter | None:
        """A wish without a value: "waterproof"."""
        limit = self._links.limit(Limit(name, "=", "yes"))
        if limit is None:
            self._unread.append(name)
        return limit

    def recommend(self) -> Command:
        return c.Recommend(
            kinds=self.kinds(),
            filters=self.filters(),
            purpose=self._line.word("for"),
            receiver=self.receiver(),
            budget=self.budget(),
        )

    def bundle(self) -> Command:
        parts = tuple(c.Search(kinds=(kind,)) for kind in self.kinds())
        return c.Bundle(parts=parts, purpose=self._line.word("for"), budget=self.budget(), receiver=self.receiver())

    def ask(self) -> Command | None:
        items, purpose = self.items(), self._line.word("for")
        if items is None:
            return None
        return c.AskItem(
            items=items, question=self._utterance.text, fields=self.asked(), filters=self.filters(), purpose=purpose
        )

    def compare(self) -> Command | None:
        items, choose = self.items(), self._line.verb == "choose"
        if items is None or (len(items.ids) < 2 and not choose):
            return None
        return c.Compare(items=items, purpose=self._line.word("for"), fields=self.asked(), choose=choose)

    def show(self) -> Command | None:
        items = self.items()
        return c.Select(item=items) if items else None

    def like(self) -> Command | None:
        items = self.items()
        return c.Similar(item=items, filters=self.filters()) if items else None

    def add(self) -> Command | None:
        items = self.items()
        return c.AddToCart(item=items, quantity=self.quantity() or 1, options=self.options()) if items else None

    def change(self) -> Command | None:
        items, quantity, options = self.items(), self.quantity(), self.options()
        if items is None or (quantity is None and not options):
            return None
        return c.ChangeCart(item=items, quantity=quantity, options=options)

    def start(self) -> Command | None:
        flow = self._line.object
        return c.StartFlow(flow=flow, slots=self.options()) if flow in self._context.flows else None

    def answer(self) -> Command | None:
        return c.Answer(value=self._line.object) if self._line.object else None

    def shop(self) -> Command:
        return c.AskShop(question=self._utterance.text)


_MAKERS: dict[str, Callable[[_Made], Command | None]] = {
    "find": _Made.search,
    "refine": _Made.search,
    "gift": _Made.recommend,
    "pack": _Made.bundle,
    "ask": _Made.ask,
    "compare": _Made.compare,
    "choose": _Made.compare,
    "show": _Made.show,
    "like": _Made.like,
    "add": _Made.add,
    "change": _Made.change,
    "start": _Made.start,
    "answer": _Made.answer,
    "shop": _Made.shop,
    "more": lambda _: c.Page(to="next"),
    "back": lambda _: c.Page(to="previous"),
    "cart": lambda _: c.ViewCart(),
    "undo": lambda _: c.UndoCart(),
    "checkout": lambda _: c.Checkout(),
    "orders": lambda _: c.ListOrders(),
    "person": lambda _: c.Person(reason="asked"),
    "yes": lambda _: c.Affirm(),
    "no": lambda _: c.Deny(),
    "leave": lambda _: c.LeaveFlow(),
    "chat": lambda _: c.Social(kind="filler"),
}
