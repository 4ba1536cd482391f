"""Sizes, colours and other options of an item: what there is, what is in stock, and what was chosen."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from dialogue.commands import AddToCart, Notify, Reference
from dialogue.handlers.results import joined
from dialogue.reply import Tap
from retrieval.text import fold
from retrieval.values import data
from shop.dialogue import Filter, Offer
from shop.types import Item
from shop.versions import as_version, fitting, ordered_only

if TYPE_CHECKING:
    from dialogue.turn import Turn

FEW = 5  # pieces left that are worth a number
Options = dict[str, tuple[str, ...]]  # option name → values, any of which will do

_PARTS = re.compile(r"[\s/–-]+")
_RANGE = re.compile(r"(\d{1,3})\s*[-–/]\s*(\d{1,3})")


def option_names(item: Item) -> list[str]:
    """Names of the item's options in the catalogue's order: colour, size …"""
    return list(dict.fromkeys(name for variant in item.variants for name in variant.options))


def values_of(item: Item, name: str) -> list[str]:
    return list(dict.fromkeys(variant.options[name] for variant in item.variants if name in variant.options))


def option_called(item: Item, name: str) -> str | None:
    """The item's own name for an option: "color" and "Size" where the reader says colour and size."""
    wanted = fold(name)
    alike = data()["names"].get(wanted, ())
    names = {fold(own): own for own in option_names(item)}
    return next((names[one] for one in (wanted, *map(fold, alike)) if one in names), None)


def value_called(item: Item, name: str, said: str) -> str | None:
    """The item's own spelling of a value: "Olive" for "olive"; else the only one that holds it as a word ("M / 38")."""
    wanted = fold(said)
    values = values_of(item, name)
    exact = [value for value in values if fold(value) == wanted]
    if exact:
        return exact[0]
    holding = [value for value in values if wanted in _PARTS.split(fold(value))]
    holding = holding or [value for value in values if _spans(value, wanted)]
    return holding[0] if len(holding) == 1 else None


def _spans(value: str, said: str) -> bool:
    """Whether a size that is a range holds a size: "42–44" a 43."""
    ends = _RANGE.fullmatch(value.strip())
    return ends is not None and said.isdigit() and int(ends[1]) <= int(said) <= int(ends[2])


def in_stock(item: Item, name: str, chosen: Mapping[str, str]) -> list[str]:
    """Values of an option that are there beside what was chosen."""
    others = {key: value for key, value in chosen.items() if key != name}
    there = [variant for variant in fitting(item, others) if variant.stock > 0 and name in variant.options]
    return list(dict.fromkeys(variant.options[name] for variant in there))


def option_filters(item: Item, filters: Sequence[Filter]) -> tuple[Options, list[Filter]]:
    """Of limits that were asked about those on options ("in 39"), and the rest."""
    options: Options = {}
    rest = []
    for limit in filters:
        if limit.field in ("size", "colour") and limit.op == "is" and limit.values:
            options[limit.field] = limit.values
        else:
            rest.append(limit)
    return options, rest


def stock_told(turn: Turn, item: Item, asked: Options) -> tuple[str, list[Tap]]:
    """Whether there is one with these values, else what there is; and what can be tapped."""
    chosen, unknown = _chosen(item, asked)
    if unknown:
        return _never(turn, item, unknown, asked[unknown]), []
    said = options_phrase(turn, chosen) or turn.one_of([value for values in asked.values() for value in values])
    left = sum(variant.stock for variant in fitting(item, chosen)) if item.variants else item.stock
    this = Reference(ids=(item.id,), how="tap")
    options = tuple(chosen.items())
    if left > 0:
        add = Tap(turn.say("tap.add"), AddToCart(item=this, options=options))
        turn.update(offer=Offer(kind="add", item_id=item.id, options=options))
        if (state := ordered_only(item, fitting(item, chosen))) is not None:
            return turn.say(f"stock.{state}_variant", title=item.title, options=said), [add]
        return turn.say("stock.variant", title=item.title, options=said, count=few(turn, left)), [add]
    turn.update(offer=Offer(kind="notify", item_id=item.id, options=options))
    tap = Tap(turn.say("tap.notify"), Notify(item=this, options=options))
    return joined(turn.say("stock.variant_gone", title=item.title, options=said), others(turn, item, chosen)), [tap]


def as_asked(item: Item, asked: Options) -> tuple[Item, dict[str, str]]:
    """The item as the versions with these values are sold, and their options in its own words."""
    chosen, _ = _chosen(item, asked)
    return (as_version(item, fitting(item, chosen)) if chosen else item), chosen


def _chosen(item: Item, asked: Options) -> tuple[dict[str, str], str]:
    """Options in the item's own words, and the first kind of which it has none of the values."""
    chosen: dict[str, str] = {}
    for kind, wanted in asked.items():
        name = option_called(item, kind)
        own = _own_values(item, kind, name, wanted)
        if not own:
            return chosen, kind
        if name is not None:
            chosen[name] = own[0] if len(own) == 1 else _best(item, name, own, chosen)
    return chosen, ""


def others(turn: Turn, item: Item, chosen: Mapping[str, str]) -> str:
    """What there is instead: other sizes of that colour, other colours of that size."""
    told = []
    for name in chosen:
        there = in_stock(item, name, chosen)
        if there:
            beside = {key: value for key, value in chosen.items() if key != name}
            within = options_phrase(turn, beside)
            key = "stock.others_within" if within else "stock.others"
            told.append(turn.say(key, option=name, values=turn.all_of(there), within=within))
    return joined(*told) or turn.say("stock.nothing_left")


def availability(turn: Turn, item: Item, field: str) -> str:
    """Which sizes or colours are there, or whether the item is at all."""
    if not item.in_stock:
        turn.update(offer=Offer(kind="notify", item_id=item.id))
        return turn.say("stock.sold_out", title=item.title)
    name = option_called(item, field) if field != "stock" else None
    if name is not None:
        there = in_stock(item, name, {})
        gone = [value for value in values_of(item, name) if value not in there]
        text = turn.say(f"stock.{field}s", title=item.title, values=turn.all_of(there))
        return joined(text, turn.say("stock.gone", values=turn.all_of(gone)) if gone else "")
    values = item.sizes if field == "size" else item.colours if field == "colour" else ()
    if values:
        return turn.say(f"stock.{field}s", title=item.title, values=turn.all_of(values))
    if field == "size":
        return turn.say("stock.one_size", title=item.title)
    if field == "colour":
        return ""
    if (state := ordered_only(item)) is not None:
        return turn.say(f"stock.{state}", title=item.title)
    size = option_called(item, "size")
    sizes = turn.say("stock.in_sizes", values=turn.all_of(in_stock(item, size, {}))) if size else ""
    return joined(turn.say("stock.there", title=item.title, count=few(turn, item.stock)), sizes)


def few(turn: Turn, stock: int) -> str:
    """Only a short stock is worth a number."""
    return turn.say("stock.few", count=stock) if stock <= FEW else turn.say("stock.plenty")


def options_phrase(turn: Turn, options: Mapping[str, str]) -> str:
    """ "olive, size 39"."""
    said = []
    for name, value in options.items():
        own, named = f"option.{fold(name)}", turn.labels.value(name, value)
        said.append(turn.say(own, value=named) if turn.services.wording.has(own) else named)
    return turn.say("list.comma").join(said)


def _own_values(item: Item, kind: str, name: str | None, wanted: Sequence[str]) -> list[str]:
    if name is not None:
        found = [value_called(item, name, value) for value in wanted]
    else:
        listed = {fold(value): value for value in (item.sizes if kind == "size" else item.colours)}
        found = [listed.get(fold(value)) for value in wanted]
    return list(dict.fromkeys(value for value in found if value is not None))


def _best(item: Item, name: str, values: Sequence[str], chosen: Mapping[str, str]) -> str:
    there = in_stock(item, name, chosen)
    return next((value for value in values if value in there), values[0])


def _never(turn: Turn, item: Item, kind: str, wanted: Sequence[str]) -> str:
    name = option_called(item, kind)
    there = in_stock(item, name, {}) if name else list(item.sizes if kind == "size" else item.colours)
    options = turn.one_of(wanted)
    if not there and kind == "size":
        return turn.say("stock.one_size", title=item.title)
    if not there:
        return turn.say("stock.never_bare", title=item.title, options=options)
    return turn.say("stock.never", title=item.title, options=options, values=turn.all_of(there))
