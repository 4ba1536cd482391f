"""Reading a message for one value of a process: one reader a kind of slot.

A reader gives the value as text (see :class:`Process`), or what was named but does not settle it.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace

from dialogue.flows import fallbacks, means
from dialogue.flows.addresses import corrected, has_postcode, is_street, name_before, parse_address, spans
from dialogue.flows.definition import Need
from dialogue.flows.naming import Titles, named_lines, parts_of, told_apart
from dialogue.flows.process import Process, as_json
from dialogue.flows.variants import label, read_wanted, swaps
from dialogue.orders_lookup import kinds_named
from shop.types import Address, Item

LONGEST = 1000  # characters of free text that are kept


@dataclass(frozen=True)
class Heard:
    """``value``: what was meant. ``problem``: a key of the wording that says why it settles nothing yet, with its
    ``values``; ``open``: the answers that it leaves, for taps."""

    value: str | None = None
    problem: str = ""
    values: tuple[tuple[str, str], ...] = ()
    open: tuple[str, ...] = ()


NOTHING = Heard()
ReaderOf = Callable[[Process, Need, str, bool], Awaitable[Heard]]


async def read_slot(process: Process, need: Need, text: str, *, asked: bool) -> Heard:
    """What a text says about a slot; ``asked``: it was asked for last, so that a bare answer counts."""
    return await _READERS[need.kind](process, need, text, asked) if text.strip() else NOTHING


async def _lines(process: Process, need: Need, text: str, asked: bool) -> Heard:
    if process.order is None:
        return NOTHING
    text, _ = fallbacks.split(text, process.words)
    by_title, loose = named_lines(process.open_lines, process.left, text, process.words, process.option_values)
    if by_title and not loose and not process.words.has("all_but", text) and (need.several or len(by_title) == 1):
        return Heard(as_json(_with_before(process, by_title, text)))
    text = process.words.without("means_words", text)
    if process.asked == "method" and not process.words.has("corrects", text):
        return NOTHING
    reader = process.line_reader()
    meant = await reader.read(text, kinds_named(process.turn), before=process.lines, asked=asked)
    if loose and not set(meant.chosen) & set(loose):
        return Heard(problem="flow.which_line", open=tuple(loose))
    if meant.chosen and (need.several or len(meant.chosen) == 1):
        return Heard(as_json(dict(meant.chosen)))
    choices = meant.open or tuple(meant.chosen)
    if choices:
        return Heard(problem="flow.which_line", open=choices)
    if asked and len(process.open_lines) == 1 and process.words.yes_no(text):
        return Heard(as_json(process.left))
    if asked and meant.unknown:
        return Heard(problem="flow.line_unclear", values=(("what", meant.unknown),))
    return NOTHING


def _with_before(process: Process, named: dict[str, int], text: str) -> dict[str, int]:
    """The lines named, beside those chosen before where they add to them, or only tell more of some."""
    before = process.lines
    if not before or process.words.has("only_lines", text):
        return named
    more_of_them = process.flow.need("wanted") is not None
    if set(named) <= set(before) and more_of_them:
        return before
    return {**before, **named} if more_of_them or process.words.has("adds_lines", text) else named


async def _choice(process: Process, need: Need, text: str, asked: bool) -> Heard:
    options = need.options(process.policy)
    if text in options:
        return Heard(text)
    wanted = process.words.without("rejected", text)
    found = process.words.matching("choice", wanted, options)
    if len(found) == 1:
        return Heard(found[0])
    if asked and not found and (place := process.words.place(text, len(options))) is not None:
        return Heard(options[place])
    return NOTHING


def _words_about(process: Process, text: str) -> dict[str, str]:
    """The words about each line that is dealt with; of one alone all of them, wherever it is named."""
    lines = [line for line in process.open_lines if line.item_id in process.lines]
    mentions = Titles(process.open_lines, process.words, process.option_values).mentions(text)
    found: dict[str, str] = {}
    for mention, part in zip(mentions, parts_of(text, mentions, process.words), strict=True):
        whose = [line for line in mention.lines if line in lines]
        if len(whose) > 1:
            whose = told_apart(replace(mention, lines=tuple(whose)), part, process.words, text)
        for line in whose:
            found[line.item_id] = f"{found[line.item_id]} {part}" if line.item_id in found else part
    return found


async def _means(process: Process, need: Need, text: str, asked: bool) -> Heard:
    """A means of payment that the customer has; where none are known, one of the choices."""
    if process.customer is None or not process.customer.means:
        return await _choice(process, need, text, asked)
    if text in {one.id for one in process.customer.means}:
        return Heard(text)
    found = means.named(process, text)
    allowed = [one for one in found if one in process.means]
    if len(allowed) == 1:
        return Heard(allowed[0].id)
    if len(found) == 1:  # it is theirs, but not for this
        return Heard(problem="flow.means_not_for_this", values=(("what", process.means_text(found[0])),))
    if len(allowed) > 1:
        return Heard(problem="flow.which_means", open=tuple(one.id for one in allowed))
    return NOTHING


async def _wanted(process: Process, need: Need, text: str, asked: bool) -> Heard:
    """Per line: the variant that the text names, in the clause that names the line where several are exchanged."""
    told, lines = process.wanted, list(process.lines)
    text, others = fallbacks.split(text, process.words)
    if (condition := process.words.find("price_condition", text)) is not None:  # nobody here can tell whether it holds
        dropped = as_json({}) if told else None
        return Heard(dropped, "flow.condition_open", (("what", condition.group().strip(" ,")),))
    about = _words_about(process, text)
    named = json.loads(process.slots.get("named") or "{}")
    problem = NOTHING
    for item_id in lines:
        item = process.item(item_id)
        if item is None or not item.variants:
            other = process.words.matching("choice", text, tuple(process.flow.gives_way))
            if asked and item is None and len(lines) == 1 and not other:
                told[item_id] = {"wanted": text[:100]}
            continue
        said = about.get(item_id, "" if about else text if len(lines) == 1 else "")
        bought = process.bought(item_id)
        known = told.get(item_id)
        before = named.get(item_id) or {
            name: value for name, value in (known or {}).items() if bought.get(name) != value
        }
        meant = read_wanted(
            said, item, bought, process.words,
            before=before, labels=process.turn.labels, others=process.others(item),
        )  # fmt: skip
        if meant is None and asked and item_id not in told:
            offered = swaps(item, bought, named.get(item_id))
            fits = len(offered) == 1 and item_id in named and not process.means  # a yes is none to what was not wanted
            place = 0 if fits and process.words.yes_no(said) else process.words.place(said, len(offered))
            if place is not None:
                told[item_id] = offered[place]
            continue
        if meant is None:
            continue
        if meant.options is None and (second := _second_best(process, item, others)) is not None:
            if second:
                told[item_id] = second
            else:
                _let_stay(process, item_id)
            continue
        told.pop(item_id, None)  # what was wanted before is not what is wanted now
        if meant.options is not None:
            told[item_id] = meant.options
        elif meant.open:
            named[item_id] = dict(meant.named or {})
            process.slots["named"] = as_json(named)
            if meant.gone:
                problem = Heard(problem="flow.variant_other", values=(("what", meant.gone), ("title", item.title)))
        else:
            there = tuple(label(options, bought) for options in swaps(item, bought))
            values = (("what", meant.gone), ("title", item.title))
            problem = Heard(problem="flow.variant_gone" if there else "flow.variant_none", values=values, open=there)
    if told != process.wanted:
        return Heard(as_json(told), problem.problem, problem.values, problem.open)
    return problem


async def _address(process: Process, need: Need, text: str, asked: bool) -> Heard:
    old = process.order.address if process.order else await _default_address(process)
    told, language = process.address, process.turn.language
    number = process.order.number if process.order else ""
    text = text.replace(number, " ") if number else text
    text = " ".join(word for word in text.split() if "@" not in word)
    if is_street(text) and told is None:
        process.slots["street"] = text.strip(" .,;:!")
        return Heard(problem="flow.address_part", values=(("what", process.slots["street"]),)) if asked else NOTHING
    if told is None and not spans(text) and (street := process.slots.get("street")) and has_postcode(text):
        text = f"{street}, {text}"  # told in two messages
    if whole := spans(text):  # all else that is said is no part of it
        start, end = whole[-1 if told is not None else 0]
        part = text[start - len(name_before(text[:start])) : end]
        text = part if parse_address(part, old, process.words, language) is not None else text
    if not spans(text) and (known := await _known_address(process, text)) is not None:
        return Heard(known.model_dump_json()) if known != told else NOTHING
    if told is not None and (asked or process.confirming):
        better = corrected(text, told, old, process.words, language)
        return Heard(better.model_dump_json()) if better and better != told else NOTHING
    if not asked and not has_postcode(text):
        return NOTHING
    address = parse_address(text, old, process.words, language)
    if address is not None:
        return Heard(address.model_dump_json())
    return Heard(problem="flow.address_unclear") if asked and has_postcode(text) else NOTHING


def _second_best(process: Process, item: Item, others: list[fallbacks.Fallback]) -> dict[str, str] | None:
    """What is wanted where the first wish cannot be had; empty: that this line stays; ``None``: nothing was said."""
    for other in others:
        mentions = Titles(process.open_lines, process.words, process.option_values).mentions(other.text)
        if mentions and not any(line.title == item.title for mention in mentions for line in mention.lines):
            continue
        meant = read_wanted(other.then, item, process.bought(item.id), process.words, labels=process.turn.labels)
        if meant is not None and meant.options is not None:
            return meant.options
        if process.words.has("only_then", other.then) and len(process.lines) > 1:
            return {}
    return None


def _let_stay(process: Process, item_id: str) -> None:
    process.slots["lines"] = as_json({key: count for key, count in process.lines.items() if key != item_id})


async def _known_address(process: Process, text: str) -> Address | None:
    """ "My default address", "the same as for #W100": one that is known already."""
    others = [one for one in process.turn.context.orders if one.number in text and one != process.order]
    if others and process.words.has("same_address", text):
        return others[0].address
    if process.flow.name == "address" and process.words.has("own_address", text) and process.customer is not None:
        return process.customer.address
    return None


async def _default_address(process: Process) -> Address:
    turn = process.turn
    if (whose := turn.state.customer) is not None:
        customer = await turn.call("orders", asyncio.to_thread(turn.services.orders.customer, whose))
        if customer is not None:
            return customer.address
    known = await turn.store(turn.services.shoppers.address, turn.shopper_id)
    return known or Address(name="", street="", postcode="", city="", country="")


async def _text(process: Process, need: Need, text: str, asked: bool) -> Heard:
    return Heard(text[:LONGEST]) if asked else NOTHING


_READERS: dict[str, ReaderOf] = {
    "lines": _lines,
    "choice": _choice,
    "means": _means,
    "wanted": _wanted,
    "address": _address,
    "text": _text,
}
