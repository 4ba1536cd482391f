"""How values and limits are said: a value as the catalogue writes it, a limit in the unit that the catalogue uses."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from functools import partial
from math import inf, isclose, nextafter
from typing import TYPE_CHECKING

from babel.numbers import format_decimal

from dialogue.language import in_script
from shop.dialogue import Filter
from shop.types import Item
from shop.versions import ordered_only
from words.facts import Facts

if TYPE_CHECKING:
    from dialogue.turn import Turn
    from retrieval.fields import Value

SAMPLES = 8  # items whose texts tell the unit
_NUMBER = re.compile(r"[-−]?\d[\d,]*(?:\.\d+)?")
_BEFORE = re.compile(r"([A-Z]{2,})$")
_UNIT = re.compile(r"\s*([^\W\d_][^\s\d,;]*|°\s?[CF]|[%″\"])")
# base unit → (how many of it, name): what a number is said in where no text of the catalogue tells
STEPS: dict[str, tuple[tuple[float, str], ...]] = {
    "g": ((1000, "kg"), (1, "g")),
    "mm": ((1000, "m"), (10, "cm"), (1, "mm")),
    "ml": ((1000, "l"), (1, "ml")),
    "min": ((525_600, "years"), (1440, "days"), (60, "hours"), (1, "minutes")),
}


# ── open ends ─────────────────────────────────────────────────────────────────────────────────


def below(value: float) -> float:
    """The next number that is less: a limit that leaves the value itself out, for "cheaper than that one"."""
    return nextafter(value, -inf)


def above(value: float) -> float:
    return nextafter(value, inf)


def closed(bound: float) -> float | None:
    """The value that a bound leaves out; ``None`` where it leaves none out. Values have nine decimals at most."""
    value = round(bound, 9)
    return value if value != bound else None


# ── values of items ───────────────────────────────────────────────────────────────────────────


def value_of(turn: Turn, item: Item, field: str) -> Value | None:
    return turn.services.index.fields.value(item, field)


def said_value(turn: Turn, item: Item, field: str) -> str:
    """The item's own value: "€39", "1.2 kg", "−19 °C"; "" where it states none."""
    if field == "price":
        return turn.money(item.price, item.currency)
    if field == "weight" and item.weight_g:
        return weight(turn, item.weight_g)
    if field == "rating":
        return (
            turn.say("value.rating", rating=stars(turn, item.rating or 0.0), count=item.rating_count)
            if rated(item)
            else ""
        )
    if field == "stock":
        state = ordered_only(item) or "in_stock"
        return turn.say(f"fact.{state}" if item.in_stock else "fact.sold_out")
    value = value_of(turn, item, field)
    if value is None:
        return ""
    if value.said:
        return named_value(turn, field, truth(turn, value.said))
    if value.texts:
        return turn.listed(field, value.texts)
    if value.yes is not None:
        return turn.say("fact.yes" if value.yes else "fact.no")
    return number(turn, value.least) if value.least is not None else ""


def phrase_of(turn: Turn, item: Item, field: str) -> str:
    """The value with what it is the value of: "comfortable down to −19 °C", "red light: yes", "€39"."""
    said = said_value(turn, item, field)
    if not said:
        return ""
    if field in ("price", "rating", "stock") or words_of(label(turn, field)) & words_of(said):
        return said
    return turn.say("value.named", label=label(turn, field), value=said)


def truth(turn: Turn, said: str) -> str:
    """A truth that a catalogue writes as such, in words."""
    return turn.say(f"fact.{'yes' if said == 'True' else 'no'}") if said in ("True", "False") else said


def named_value(turn: Turn, field: str, said: str) -> str:
    """A value of the catalogue in the shopper's language, where it has a name there."""
    return turn.labels.value(field, said, turn.say("list.comma"))


def of_shop(turn: Turn, text: str, language: str) -> str:
    """An answer of the shop in the shopper's script; one that there is in another language only says so."""
    if language[:2] == turn.language[:2]:
        return in_script(text, turn.language)
    return f"{turn.say('faq.elsewhere')}\n{text}"


def weight(turn: Turn, grams: float) -> str:
    if grams < 1000:
        return f"{number(turn, grams)} g"
    return f"{number(turn, round(grams / 1000, 2))} kg"


def number(turn: Turn, value: float) -> str:
    locale = turn.language.replace("-", "_")
    return format_decimal(round(value, 2), locale=locale).replace("-", "−")


def stars(turn: Turn, rating: float) -> str:
    return format_decimal(rating, format="0.0", locale=turn.language.replace("-", "_"))


def rated(item: Item) -> bool:
    return item.rating is not None and item.rating_count > 0


def label(turn: Turn, field: str) -> str:
    """A field's name as the catalogue writes it; the shop's own words for the fields that every item has."""
    if turn.services.wording.has(f"field.{field}"):
        return turn.say(f"field.{field}")
    if named := turn.labels.field(field):
        return named
    found = turn.services.index.fields.get(field)
    return (found.label or found.name).replace("_", " ") if found else field.replace("_", " ")


def shortened(items: Sequence[Item]) -> list[Item]:
    """The items under names that fit into a sentence, "Lumarel Forte" for "Lumarel Forte wireless over-ear headphones",
    as long as these tell them apart."""
    names = [f"{item.brand} {Facts(item, ()).short}" if item.brand else item.title for item in items]
    apart = len({name.casefold() for name in names}) == len(names)
    short = [
        item.title if Facts(item, ()).short == item.title else name for item, name in zip(items, names, strict=True)
    ]
    if not apart:
        return list(items)
    return [item.model_copy(update={"title": name}) for item, name in zip(items, short, strict=True)]


# ── limits ────────────────────────────────────────────────────────────────────────────────────


class Amounts:
    """Numbers of one field, said in the unit in which the catalogue writes them."""

    def __init__(self, turn: Turn, field: str, samples: Iterable[Item] = ()) -> None:
        self._turn = turn
        self._field = turn.services.index.fields.get(field)
        self.name = field
        self.prefix = ""  # of "IPX7"
        self._factor, self._unit = self._learnt(samples)

    def said(self, amount: float) -> str:
        if self.name == "price":
            return money(self._turn, amount)
        if self.name == "weight":
            return weight(self._turn, round(amount, 3))
        amount = round(amount, 6)
        if self._unit is not None:
            unit = self._turn.labels.unit(self._unit)
            return f"{self.prefix}{number(self._turn, amount / self._factor)} {unit}".strip()
        base = self._field.unit if self._field else ""
        factor, unit = next(((f, u) for f, u in STEPS.get(base, ()) if abs(amount) >= f), (1.0, base))
        unit = "years of age" if self.name == "age" and "years of age" in self._turn.labels.units else unit
        return f"{number(self._turn, amount / factor)} {self._turn.labels.unit(unit)}".strip()

    def _learnt(self, samples: Iterable[Item]) -> tuple[float, str | None]:
        """How many base units one of the catalogue's is, and its name: from "40 hours", which the index holds as
        2,400 minutes."""
        if self._field is not None and self._field.dimension == "temperature":
            return 1.0, "°C"
        for item in list(samples)[:SAMPLES]:
            value = value_of(self._turn, item, self.name)
            if value is None or not value.least:
                continue
            found = [(m, abs(float(m[0].replace(",", "").replace("−", "-")))) for m in _NUMBER.finditer(value.said)]
            known = [(m, n) for m, n in found if n and _plausible(abs(value.least) / n)]
            if not known:
                continue
            first = known[0][0]
            unit = _UNIT.match(value.said, found[-1][0].end()) or _UNIT.match(value.said, first.end())
            before = _BEFORE.search(value.said, 0, first.start())
            self.prefix = before[1] if before and not unit else ""
            return abs(value.least) / known[0][1], unit[1] if unit else ""
        return 1.0, None


def _plausible(factor: float) -> bool:
    """Whether units of measurement are that many of each other."""
    whole = (1, 7, 10, 60, 100, 1000, 1440, 3600, 10_080, 43_200, 43_800, 525_600, 525_960)
    known = (*whole, 25.4, 304.8, 453.592, 28.3495, 1 / 60, 0.001)
    return any(isclose(factor, one, rel_tol=1e-3) for one in known)


def money(turn: Turn, amount: float) -> str:
    """A bound on the price as money, to the cent."""
    return turn.money(Decimal(str(round(amount, 2))).quantize(Decimal("0.01")))


def limit_phrase(turn: Turn, limit: Filter, samples: Iterable[Item] = ()) -> str:
    """A limit in a few words: "up to €60", "capacity 35 to 40 l", "not black", "red light"."""
    said = _core(turn, limit, samples)
    return said if limit.hard else turn.say("limit.soft", what=said)


def _core(turn: Turn, limit: Filter, samples: Iterable[Item]) -> str:
    if limit.safety and limit.words and limit.op in ("without", "is_not"):
        return turn.say("limit.without", values=limit.words)  # the nuts that were named, not all that are nuts
    name = label(turn, limit.field) if limit.field else ""
    values = turn.one_of(named_value(turn, limit.field, value.split(">")[-1].strip()) for value in limit.values)
    if limit.op in ("at_most", "at_least", "between", "around", "covers"):
        return _bounds(turn, limit, name, samples)
    own = f"limit.{limit.op}.{limit.field.replace(' ', '_')}"
    if limit.op in ("has", "has_not"):
        return turn.say(own if turn.services.wording.has(own) else f"limit.{limit.op}", name=name)
    key = {"is": "limit.is", "is_not": "limit.is_not", "mentions": "limit.mentions", "without": "limit.without"}
    if limit.op == "is" and turn.services.wording.has(own):
        return turn.say(own, values=values)
    return turn.say(key[limit.op], name=name, values=values)


def _bounds(turn: Turn, limit: Filter, name: str, samples: Iterable[Item]) -> str:
    say = partial(turn.say, name=name)
    amounts = Amounts(turn, limit.field, samples)
    priced = ".price" if limit.field == "price" else ""
    ends = [None if end is None else closed(end) for end in (limit.low, limit.high)]
    low, high = (
        "" if bound is None else amounts.said(bound if end is None else end)
        for bound, end in zip((limit.low, limit.high), ends, strict=True)
    )
    if limit.op == "between" and low != high:
        return say(f"limit.between{priced}", low=low, high=high)
    if limit.op == "at_most":
        return say(f"limit.{'at_most' if ends[1] is None else 'below'}{priced}", value=high)
    if limit.op == "at_least":
        return say(f"limit.{'at_least' if ends[0] is None else 'above'}{priced}", value=low)
    op = "covers" if limit.op == "between" else limit.op
    if words_of(name) & words_of(low or high):
        return low or high  # "4 players", not "players 4 players"
    return say(f"limit.{op}{priced}", value=low or high)


def words_of(text: str) -> set[str]:
    return set(text.casefold().split())
