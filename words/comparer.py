"""What sets items apart, from their facts: price, weight, rating, and the first attributes in which they differ."""

from __future__ import annotations

from collections.abc import Sequence

from shop.errors import BadInput
from shop.types import Profile
from words.emphasis import Emphasis
from words.facts import NO, YES, Facts, money, weight
from words.frames import Frames, form
from words.text import capital, joined

DIFFERENCES = 2


def compare(items: Sequence[Facts], profile: Profile | None, frames: Frames) -> list[str]:
    """Two to five sentences. :class:`BadInput` with fewer than two items."""
    if len(items) < 2:
        raise BadInput(f"got {len(items)} items to compare, expected two or more", field="items")
    names = _names(items)
    told = [*_price(items, names), *_weight(items, names), *_rating(items, names)][:3]
    emphasis = Emphasis.of(items[0], profile, frames)
    told += _attributes(items, names, frames, emphasis.favoured)
    return told or [f"{joined(names)} differ in nothing that the catalogue states."]


def _names(items: Sequence[Facts]) -> list[str]:
    short = [facts.short for facts in items]
    return short if len(set(short)) == len(short) else [facts.item.title for facts in items]


def _price(items: Sequence[Facts], names: Sequence[str]) -> list[str]:
    prices = [facts.item.price for facts in items]
    currencies = {facts.item.currency for facts in items}
    if any(price is None for price in prices) or len(currencies) > 1:
        return []
    known = [(price, name) for price, name in zip(prices, names, strict=True) if price is not None]
    low, high = min(known), max(known)
    currency = items[0].item.currency
    if low[0] == high[0]:
        return [f"{joined(names)} cost the same, {money(low[0], currency)}."]
    least = "costs less" if len(items) == 2 else "costs the least"
    return [f"{low[1]} {least}: {money(low[0], currency)}, {money(high[0] - low[0], currency)} less than {high[1]}."]


def _weight(items: Sequence[Facts], names: Sequence[str]) -> list[str]:
    known = [(facts.item.weight_g, name) for facts, name in zip(items, names, strict=True) if facts.item.weight_g]
    if len(known) < len(items) or len({grams for grams, _ in known}) == 1:
        return []
    low, high = min(known), max(known)
    word = "lighter" if len(items) == 2 else "lightest"
    return [f"{low[1]} is the {word} at {weight(low[0] or 0)}, against {weight(high[0] or 0)} for {high[1]}."]


def _rating(items: Sequence[Facts], names: Sequence[str]) -> list[str]:
    known = [
        (facts.item.rating, facts.item.rating_count, name)
        for facts, name in zip(items, names, strict=True)
        if facts.item.rating is not None and facts.item.rating_count
    ]
    if len(known) < len(items) or len({rating for rating, *_ in known}) == 1:
        return []
    parts = [f"{name} {rating:.1f} (from {count})" for rating, count, name in sorted(known, reverse=True)]
    return [f"In ratings out of 5, {joined(parts)}."]


def _attributes(items: Sequence[Facts], names: Sequence[str], frames: Frames, favoured: Sequence[str]) -> list[str]:
    """Attributes that all have and that differ, those that the shopper cares about first."""
    first = [fact.name for fact in items[0].facts if fact.name in frames.attributes and fact.name != "weight"]
    ordered = sorted(first, key=lambda name: favoured.index(name) if name in favoured else len(favoured))
    told = []
    for name in ordered:
        facts = [one.get(name) for one in items]
        values = {fact.value.lower() for fact in facts if fact}
        if None in facts or len(values) < 2 or frames.attributes[name].topic == "skip":
            continue
        phrases = [frames.phrases(fact)[:1] for fact in facts if fact]
        if not all(phrases) and values <= YES | NO:
            continue
        if not all(phrases):
            continue
        parts = [
            f"{label} {form(said[0], one.plural and label == one.item.title)}"
            for label, said, one in zip(names, phrases, items, strict=True)
        ]
        told.append(f"{capital(', while '.join(parts) if len(parts) == 2 else joined(parts))}.")
        if len(told) == DIFFERENCES:
            break
    return told
