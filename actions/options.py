"""The size, colour or other option of an item: what was said of it, what is still open, what an answer means."""

from __future__ import annotations

import re
from collections.abc import Sequence

from actions.reading import read
from actions.turn import Turn
from retrieval.text import fold
from shop.types import Constraints, Item

_LETTERS = {"small": "s", "medium": "m", "large": "l", "extra large": "xl", "x-large": "xl", "extra small": "xs"}
_LETTER = re.compile(rf"\b({'|'.join(sorted(_LETTERS, key=len, reverse=True))})\b")
_WORD = re.compile(r"[^\W_]+")
# what stands around a value in an answer: "ok then, i'll take it in size M please"
_AROUND = frozenset(
    "a actually and be can color colour could d do either fine for get give go good hm hmm i id ill in it just let "
    "like ll lets make maybe me my no of ok okay one ones option oh please pls plz put rather second size sized sizes "
    "so sorry sure take thank thanks that the them then third this first last to uh um wait want will with would yes "
    "yeah yep you eu uk us".split()
)


async def chosen_options(turn: Turn, item: Item) -> dict[str, str]:
    """The options that the text names, or that were named before, in the item's own spelling.

    Where there is no choice, the only value is taken.
    """
    options: dict[str, str] = {}
    if not item.variants:
        return options
    limits = (await read(turn)).constraints
    named = {value.casefold() for value in (*limits.sizes, *limits.colours)}
    about = turn.state.pending.get("about") or {}
    kept = {str(value).casefold() for value in about.get("options", [])} if about.get("item") == item.id else set()
    searched = turn.state.constraints or limits
    kept |= {value.casefold() for value in (*searched.sizes, *searched.colours)}
    said = turn.plain.casefold()
    for name in option_names(item):
        values = values_of(item, name)
        meant = [v for v in values if v.casefold() in named or _stands_in(v.casefold(), said)]
        earlier = [value for value in values if value.casefold() in kept]
        if meant:
            options[name] = max(meant, key=len)
        elif len(earlier) == 1:  # asked about, searched for, or answered before
            options[name] = earlier[0]
        elif len(values) == 1:
            options[name] = values[0]
    return options


def option_names(item: Item) -> list[str]:
    return list(dict.fromkeys(name for variant in item.variants for name in variant.options))


def values_of(item: Item, name: str) -> list[str]:
    return list(dict.fromkeys(variant.options[name] for variant in item.variants if name in variant.options))


def open_option(item: Item, options: dict[str, str]) -> tuple[str, list[str]] | None:
    """The first option still to be chosen, with the values that are in stock beside what was chosen."""
    fitting = [
        v for v in item.variants if v.stock > 0 and all(v.options.get(n) == value for n, value in options.items())
    ]
    for name in dict.fromkeys(name for variant in fitting for name in variant.options):
        if name not in options:
            return name, list(dict.fromkeys(v.options[name] for v in fitting if name in v.options))
    return None


async def value_meant(turn: Turn, values: Sequence[str]) -> str | None:
    """The one of ``values`` that the text is an answer with: "M", "the green one", "in olive please", "the second".

    A text that says more than that ("green tents under 50") is no answer.
    """
    understood = await read(turn)
    if _more_than_options(understood.constraints):
        return None
    said = _LETTER.sub(lambda match: f" {_LETTERS[match[0]]} ", fold(turn.plain))
    found = [value for value in values if _stands_in(fold(value), said)]
    if found:
        value = max(found, key=len)
        return value if not _beside(said.replace(fold(value), " ")) else None
    limits = {fold(value) for value in (*understood.constraints.sizes, *understood.constraints.colours)}
    if limits:  # "medium" is M, "navy" one of the blues
        found = [value for value in values if fold(value) in limits]
        return found[0] if len(found) == 1 and not _beside(understood.residual) else None
    place = turn.ordinal
    if place is not None and not _beside(re.sub(r"\d\w*|\w+th\b", " ", said)) and -len(values) <= place < len(values):
        return values[place]
    return None


async def value_unknown(turn: Turn) -> str | None:
    """A size or colour that the text is nothing but, whatever it is worth for the item."""
    understood = await read(turn)
    limits = understood.constraints
    named = (*limits.sizes, *limits.colours)
    if len(named) != 1 or _more_than_options(limits) or _beside(fold(turn.plain).replace(fold(named[0]), " ")):
        return None
    return named[0]


def _more_than_options(limits: Constraints) -> bool:
    only = Constraints(text=limits.text, sizes=limits.sizes, colours=limits.colours)
    return limits != only


def _beside(said: str) -> set[str]:
    return set(_WORD.findall(fold(said))) - _AROUND


def _stands_in(value: str, said: str) -> bool:
    return re.search(rf"(?<![\w.]){re.escape(value)}(?![\w.]\w)(?!\w)", said) is not None
