"""Which other size or colour is meant: of the variants in stock, those that keep most of what was bought."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dialogue.flows.values import names, strange, tokens, values_named, values_of
from dialogue.flows.words import FlowWords
from dialogue.labels import Labels
from retrieval.text import fold
from shop.types import Item

Options = dict[str, str]
_UNNAMED = Labels()
_NONE: Mapping[str, Sequence[str]] = {}
_MEASURE = re.compile(r"(\d+(?:\.\d+)?)(\D*)")
_DEGREES = ("low", "small", "medium", "high", "large")


@dataclass(frozen=True)
class Wanted:
    """``options`` of the variant, where one is meant; else those that could be (``open``), or the words that no
    variant in stock has (``gone``); with both, what is gone can only be had in another colour or size."""

    options: Options | None = None
    open: tuple[Options, ...] = ()
    named: Mapping[str, str] | None = None
    gone: str = ""


def swaps(item: Item, bought: Mapping[str, str], named: Mapping[str, str] | None = None) -> list[Options]:
    """Options of the variants in stock with the ``named`` values, in the item's order: those that keep the most of
    what was ``bought``, and are not the same again."""
    fitting = [
        variant.options
        for variant in item.variants
        if variant.stock > 0
        and variant.options != bought
        and all(variant.options.get(name) == value for name, value in (named or {}).items())
    ]
    kept = [sum(bought.get(name) == value for name, value in options.items()) for options in fitting]
    return [dict(options) for options, count in zip(fitting, kept, strict=True) if count == max(kept)]


def label(options: Mapping[str, str], bought: Mapping[str, str]) -> str:
    """What sets a variant apart from what was bought: "42", "42, white"."""
    return ", ".join(value for name, value in options.items() if bought.get(name) != value) or ", ".join(
        options.values()
    )


def read_wanted(
    text: str,
    item: Item,
    bought: Mapping[str, str],
    words_of: FlowWords,
    *,
    before: Mapping[str, str] | None = None,
    labels: Labels = _UNNAMED,
    others: Mapping[str, Sequence[str]] = _NONE,
) -> Wanted | None:
    """What the text wants instead; ``before`` are the values named earlier, ``labels`` what values are called in the
    shopper's language, ``others`` values by option that other items have. ``None``: it names none.

    Nothing is taken where a value is named that the item does not come in, or two of one option are.
    """
    readings = _named(text, item, bought, words_of, labels)
    found_in = {name: values[0] for name, values in readings.items() if len(values) == 1}
    named = {name: value for name, value in found_in.items() if bought.get(name) != value or name in (before or {})}
    unknown = strange(text, item, words_of, others, bought=bought) if others else []
    if unknown and not set(named) & {name for name in others if set(unknown) & set(others[name])}:
        return Wanted(gone=", ".join(dict.fromkeys([*unknown, *named.values()])))
    if doubled := {name: values for name, values in readings.items() if len(values) > 1}:
        known = {**(before or {}), **named}
        readings_of = [{**known, name: value} for name, values in doubled.items() for value in dict.fromkeys(values)]
        open_ = [options for values in readings_of for options in swaps(item, bought, values)]
        gone = ", ".join(dict.fromkeys(value for values in doubled.values() for value in values))
        return Wanted(open=tuple(open_), named=known) if open_ else Wanted(gone=gone)
    if words_of.has("cheapest", text) or words_of.has("dearest", text):
        return _by_price(item, bought, found_in, dearest=words_of.has("dearest", text))
    if not named:
        return None
    together = {**(before or {}), **named}
    found = swaps(item, bought, together)
    if lost := _changed(found, bought, together):
        return Wanted(open=tuple(found), named=together, gone=", ".join([*lost, *together.values()]))
    if len(found) == 1:
        return Wanted(found[0], named=together)
    if found:
        return Wanted(open=tuple(found), named=together)
    if before and (found := swaps(item, bought, named)):  # what was named before cannot be had with it
        return Wanted(open=tuple(found), named=named, gone=", ".join(together.values()))
    return Wanted(gone=", ".join(together.values()), named=None)


def _by_price(item: Item, bought: Mapping[str, str], named: Mapping[str, str], *, dearest: bool) -> Wanted:
    """The cheapest or dearest variant in stock with the values that were named."""
    there = [
        one
        for one in item.variants
        if one.stock > 0
        and one.options != bought
        and all(one.options.get(key) == value for key, value in named.items())
    ]
    if not there:
        return Wanted(gone=", ".join(named.values()))
    best = sorted(there, key=lambda one: one.price or item.price or 0, reverse=dearest)[0]
    return Wanted(dict(best.options), named=named)


def _changed(found: Sequence[Options], bought: Mapping[str, str], named: Mapping[str, str]) -> list[str]:
    """What was bought and would be lost without anybody having asked for it: the colour, where only a size is named
    and none of that size is left in it."""
    names = [name for name in bought if name not in named]
    return [bought[name] for name in names if found and all(one.get(name) != bought[name] for one in found)]


def _named(
    text: str, item: Item, bought: Mapping[str, str], words_of: FlowWords, labels: Labels
) -> dict[str, list[str]]:
    """The values of the item's options that the text names: of several another one than what was bought; more than
    one where it cannot be told which is meant."""
    folded = f" {fold(text)} "
    said = values_named(text, item, words_of, labels, bought=bought.items())
    found: dict[str, list[str]] = {}
    relative: dict[str, str] = {}
    for name in names(item):
        values = values_of(item, name, dict(bought))
        hits = said.get(name, [])
        if hits := [value for value in hits if bought.get(name) != value] or hits:
            free = [value for value in hits if not _of_another(value, name, said, bought)]
            if not free and bought.get(name) in said[name]:
                continue
            found[name] = _meant(free or hits, text, words_of)
        elif (next_one := _relative(text, values, bought.get(name), words_of)) is not None:
            relative[name] = next_one
        elif (worded := _worded(folded, values, words_of)) is not None:
            found[name] = [worded]
    scaled = any(_scaled(values_of(item, name, dict(bought)), words_of) for name in found)
    return found | _of_scale(text, relative, alone=not scaled)


def _meant(values: list[str], text: str, words_of: FlowWords) -> list[str]:
    """The last of several where it puts the others right: "red, no wait, blue"."""
    if len(values) < 2 or not words_of.has("corrects", text):
        return values
    places = {value: max((at.start() for at in re.finditer(re.escape(fold(value)), fold(text))), default=-1)
              for value in values}  # fmt: skip
    last = max(values, key=lambda value: places[value])
    between = fold(text)[min(place for place in places.values()) : places[last]]
    return [last] if places[last] > 0 and words_of.has("corrects", between) else values


def _of_scale(text: str, relative: dict[str, str], *, alone: bool) -> dict[str, list[str]]:
    """ "Bigger" of several options that have a scale is that of the one whose name is said, if one is; beside a value
    of a scale that is named (not ``alone``) it says no more than that."""
    said = set(tokens(text))
    own = {name: value for name, value in relative.items() if set(tokens(name)) & said}
    among = own if len(own) == 1 or not alone else relative
    if len(among) > 1:
        return {name: [value, value] for name, value in among.items()}
    return {name: [value] for name, value in among.items()}


def _of_another(value: str, name: str, said: Mapping[str, Sequence[str]], bought: Mapping[str, str]) -> bool:
    """Whether the same word names another option's value: the black that the frame is already, or the brown that the
    lenses become where the frame is said to stay black."""
    others = [other for other, hits in said.items() if other != name and value in hits]
    if any(bought.get(other) == value for other in others):
        return True
    stays = bought.get(name) in said.get(name, ())
    return stays and any(bought.get(other) not in said[other] for other in others)


def _worded(folded: str, values: Sequence[str], words_of: FlowWords) -> str | None:
    """ "extra large" of XL."""
    sizes = words_of.tables["size_words"]
    for word in sorted(sizes, key=len, reverse=True):
        if f" {word} " in folded.replace(",", " ").replace(".", " ").replace("?", " ") and sizes[word] in values:
            return str(sizes[word])
    return None


def _relative(text: str, values: Sequence[str], bought: str | None, words_of: FlowWords) -> str | None:
    """ "one size up", "brighter": the neighbour of what was bought, in the order of the values' scale."""
    if bought is None or bought not in values:
        return None
    ordered = _scaled(values, words_of)
    if ordered is None:
        return None  # no scale: a colour has no next one
    step = 1 if words_of.has("larger", text) else -1 if words_of.has("smaller", text) else 0
    place = ordered.index(bought) + step
    return ordered[place] if step and 0 <= place < len(ordered) else None


def _scaled(values: Sequence[str], words_of: FlowWords) -> list[str] | None:
    """Values in their order: numbers with one unit or none, degrees such as low and high, sizes as stocked."""
    if all(_number(value) for value in values):
        return sorted(values, key=float)
    cut = [_MEASURE.fullmatch(value) for value in values]
    if all(cut) and len({match[2].strip(" -") for match in cut if match}) == 1:
        return [value for _, value in sorted((float(match[1]), match[0]) for match in cut if match)]
    if set(values) <= set(_DEGREES):
        return sorted(values, key=_DEGREES.index)
    return list(values) if set(values) & set(words_of.tables["size_words"].values()) else None


def _number(value: str) -> bool:
    try:
        float(value)
    except ValueError:
        return False
    return True
