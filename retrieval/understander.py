"""Reads what a shopper wants from free text, against this catalogue's own values, and keeps it over turns."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from retrieval.text import fold
from retrieval.understanding.audiences import served
from retrieval.understanding.claims import name_thing, read_claims
from retrieval.understanding.colours import slips
from retrieval.understanding.context import KEEPS_THE_REST, read_in_context
from retrieval.understanding.degrees import read_degrees
from retrieval.understanding.followups import price_step, read_comparatives, read_followups
from retrieval.understanding.grammar import GRAMMAR, SLIPS, says_nothing
from retrieval.understanding.naming import read_names, without_names
from retrieval.understanding.prices import in_digits, read_prices
from retrieval.understanding.reading import Reading
from retrieval.understanding.sizes import Sizes
from retrieval.understanding.summary import phrases, summarise
from retrieval.understanding.synonyms import KNOWN
from retrieval.understanding.titles import Titles, as_title
from retrieval.understanding.values import Names
from retrieval.understanding.wishes import read_ratings, read_sort, read_stock
from retrieval.understanding.without import read_without
from shop.types import Constraints, Item

Correct = Callable[[str], str | None]

_WORD = re.compile(r"\d+(?:[.,]\d+)+[^\W_]*|[^\W_]+(?:[-'][^\W_]+)*")
_SPOKEN_TO = re.compile(r"\b(you|hi|hey|hello|thanks|ok|okay) guys\b")  # no wish for things that are for men
_ENDING = re.compile(r"'(?:s|d|m|ll|re|ve)$")
_PRICE = ("price_min", "price_max")
_LISTS = ("categories", "colours", "sizes", "brands", "materials", "uses", "features", "audiences")
_NOTS = ("not_categories", "not_colours", "not_brands", "not_materials", "not_features", "not_audiences")


@dataclass(frozen=True)
class Understood:
    """What was understood of a text.

    ``summary`` says all constraints in words ("blue, under 60"), ``changes`` those that this text changed,
    ``residual`` is what is left of its words for ranking. ``another``: other results of the same search are wanted;
    ``fresh``: nothing of the previous search was kept; ``claims``: phrases that say what a thing is, of words that are
    no name of the catalogue's ("adidas" trainers).
    """

    constraints: Constraints
    summary: str
    changes: tuple[str, ...] = ()
    residual: str = ""
    another: bool = False
    fresh: bool = True
    claims: tuple[str, ...] = ()


class Understander:
    """``correct`` puts a misspelt word right against the catalogue's vocabulary, or gives None."""

    def __init__(self, items: Iterable[Item] = (), *, correct: Correct | None = None) -> None:
        kept = list(items)
        self._names = Names(kept)
        self._titles = Titles(kept)
        self._sizes = Sizes(dict.fromkeys(size for item in kept for size in _sizes_of(item)))
        self._correct = correct
        self._known = self._names.words | GRAMMAR | KNOWN
        self._slips = SLIPS | slips(word for colour in self._names.colours for word in fold(colour).split())

    def read(self, text: str, previous: Constraints | None = None, *, shown: Sequence[Item] = ()) -> Understood:
        """Read a text on its own, or as a change to ``previous``.

        ``shown`` are the items last listed: "cheaper" then means below the cheapest of them. A new category begins
        a new search unless the text keeps the rest ("what about jackets?"). Never raises on any text.
        """
        reading = self._understand(text, previous.categories if previous is not None else ())
        if previous is not None:
            read_in_context(reading, previous, self._names)
        residual = self._residual(reading)
        base, fresh = self._base(reading, residual, previous)
        changed = dict(reading.limits)
        for cue in ("cheaper", "dearer"):
            if cue in reading.cues:
                changed |= {
                    key: value for key, value in price_step(cue, previous, shown).items() if key not in reading.limits
                }
        if "more" in reading.cues:
            for name in changed.keys() & {"colours", "sizes", "brands", "materials"}:
                changed[name] = tuple(dict.fromkeys((*getattr(base, name), *changed[name])))
        for name in changed.keys() & {"features", "without"}:  # vegan, and then gluten-free: both
            changed[name] = tuple(dict.fromkeys((*getattr(base, name), *changed[name])))
        merged = _merge(base, changed, reading.dropped)
        if merged["sizes"] and merged["categories"]:
            merged["sizes"] = self._names.kinds.stocked(merged["categories"], merged["sizes"])
        if not self._parted(merged):  # no tent is for men or women: the word ranks, and limits nothing
            residual = " ".join(dict.fromkeys([*residual.split(), *merged["audiences"]]))
            merged["audiences"] = ()
        if residual and not (base.text and not changed and "other" in reading.cues):
            merged["text"] = residual if fresh or not base.text else _joined(base.text, residual)
        constraints = Constraints(**merged)
        return Understood(
            constraints=constraints,
            summary=summarise(constraints),
            changes=_changes(previous if not fresh else None, constraints, reading),
            residual=residual,
            another="other" in reading.cues,
            fresh=fresh,
            claims=tuple(reading.claims),
        )

    def without_items(self, text: str) -> str:
        """The text with what names goods replaced: "can I return the red boots?" → "can i return the item?"."""
        return without_names(self._corrected(fold(text)), self._names)

    def _understand(self, text: str, spoken_of: tuple[str, ...]) -> Reading:
        """``spoken_of``: the categories of the search before."""
        reading = Reading(text, text=in_digits(self._corrected(_SPOKEN_TO.sub(r"\1", fold(text)))))
        read_followups(reading)
        read_degrees(reading)
        read_ratings(reading)
        self._sizes.read_led(reading)
        numbered = reading.hide(self._names.numbered)  # the number in a brand's name is no price
        read_prices(reading, self._names.measures)
        led = reading.limits.get("sizes", ())
        self._sizes.read_bare(reading)
        reading.show(numbered)
        read_stock(reading)
        read_comparatives(reading)
        read_sort(reading)
        read_names(reading, self._names, spoken_of)
        read_without(reading, self._names.titled)
        categories = reading.limits.get("categories", ())
        if self._names.kinds.lettered(categories):
            self._sizes.read_spelled(reading)
        if categories and not led and "sizes" in reading.limits and self._names.kinds.sizeless(categories):
            reading.ranked += reading.limits.pop("sizes")  # the 36 of a suitcase is no size
        if categories and "sizes" in reading.limits:
            reading.limits["sizes"] = self._names.kinds.stocked(categories, reading.limits["sizes"])
        as_title(reading, self._titles)
        if not spoken_of:
            name_thing(reading, self._names.colours)
        read_claims(reading)
        return reading

    def _corrected(self, text: str) -> str:
        correct = self._correct

        def better(match: re.Match[str]) -> str:
            word = match[0]
            if word in self._known or not word.isalpha():
                return word
            return self._slips.get(word) or (correct(word) if correct is not None else None) or word

        return re.sub(r"[^\W_]+(?:'[^\W_]+)?", better, text)  # "doesn't" as a whole: no word, and no slip

    def _parted(self, merged: dict[str, Any]) -> bool:
        """Whether anything of the kinds named is said to be for whom it is wanted, or for all."""
        kinds, wanted = merged["categories"], merged["audiences"]
        return not kinds or not wanted or self._names.kinds.carry(kinds, "audiences", served(wanted))

    def _residual(self, reading: Reading) -> str:
        return " ".join(dict.fromkeys([*reading.ranked, *_telling(reading.open)]))

    def _base(self, reading: Reading, residual: str, previous: Constraints | None) -> tuple[Constraints, bool]:
        """What the text builds on: the previous search, or nothing."""
        if previous is None or reading.cues & {"over", "title"}:  # who names one thing wants it, blue or not
            return Constraints(), True
        named = reading.limits.get("categories")
        if "same" in reading.cues:
            return previous, False
        if named and named != previous.categories and (previous.categories or previous.text):
            if not KEEPS_THE_REST.search(reading.text):
                return Constraints(), True
            return previous.model_copy(update={"categories": (), "text": ""}), False
        return previous, False


def _telling(text: str) -> list[str]:
    """The words of a folded text that say something of goods."""
    words = [_ENDING.sub("", match[0]) for match in _WORD.finditer(text)]
    kept = [word for word in words if not says_nothing(word.replace("'", ""))]
    return [
        word
        for place, word in enumerate(kept)  # "1 l", but not a stray letter
        if len(word) > 1 or word.isdigit() or not word.isascii() or (place and kept[place - 1][-1].isdigit())
    ]


def _merge(base: Constraints, changed: dict[str, Any], dropped: set[str]) -> dict[str, Any]:
    """New values of a facet take the old ones' place; what is now wanted is no longer excluded, and the other way."""
    merged: dict[str, Any] = base.model_dump()
    for field in dropped:
        for name in _PRICE if field == "price" else (field, f"not_{field}"):
            if name in merged:
                merged[name] = Constraints.model_fields[name].get_default()
    if any(name in changed for name in _PRICE):
        low, high = changed.get("price_min"), changed.get("price_max")
        if low is not None and merged["price_max"] is not None and low > merged["price_max"]:
            merged["price_max"] = None
        if high is not None and merged["price_min"] is not None and high < merged["price_min"]:
            merged["price_min"] = None
    for field, value in changed.items():
        if field in _NOTS:
            merged[field] = tuple(dict.fromkeys((*merged[field], *value)))
            wanted = field.removeprefix("not_")
            merged[wanted] = tuple(kept for kept in merged[wanted] if kept not in value)
        else:
            merged[field] = value
    for field in _LISTS:
        excluded = f"not_{field}"
        if excluded in _NOTS and field in changed:
            merged[excluded] = tuple(kept for kept in merged[excluded] if kept not in merged[field])
    return merged


def _joined(old: str, new: str) -> str:
    """Words of both, the newer last, each once, no more than sixteen."""
    return " ".join(list(dict.fromkeys([*old.split(), *new.split()]))[-16:])


def _changes(before: Constraints | None, after: Constraints, reading: Reading) -> tuple[str, ...]:
    old = dict(phrases(before)) if before is not None else {}
    new = dict(phrases(after))
    said = [words for field, words in new.items() if old.get(field) != words]
    said += [f"no longer {words}" for field, words in old.items() if field not in new]
    if after.text and (before is None or before.text != after.text):
        said.insert(0, after.text)
    if "over" in reading.cues:
        said.insert(0, "started over")
    if after.sort != "relevance" and (before is None or before.sort != after.sort):
        said.append(summarise(Constraints(sort=after.sort)))
    return tuple(said)


def _sizes_of(item: Item) -> Iterable[str]:
    yield from item.sizes
    for variant in item.variants:
        for name, value in variant.options.items():
            if fold(name) in ("size", "sizes", "shoe size", "waist"):
                yield value
