"""Numbers with their units, prices too: each must stand in the facts, and beside the name of its own fact."""

from __future__ import annotations

from collections.abc import Iterator

from words.claims.polarity import clauses
from words.facts import YES, Facts
from words.quantities import Quantity, quantities
from words.text import stems


def problems(sentence: str, facts: Facts) -> Iterator[str]:
    for quantity in quantities(sentence):
        if not _known(quantity, facts):
            yield f"{quantity.value:f} {quantity.unit}".strip()
    for clause in clauses(sentence):
        yield from _misplaced(clause, facts)


def _known(quantity: Quantity, facts: Facts) -> bool:
    if quantity in facts.quantities:
        return True
    # a unit that we do not know is part of the words; those are checked as words
    return not quantity.unit and any(known.value == quantity.value and not known.unit for known in facts.quantities)


def _misplaced(clause: str, facts: Facts) -> Iterator[str]:
    """ "7 doors" of a tent with 2 doors and 7 pockets: the clause names one fact and holds another's number."""
    said = quantities(clause)
    if not said:
        return
    there = stems(clause)
    named = [
        fact
        for fact in facts.facts
        if fact.name not in ("title", "price", "rating") and fact.value.lower() not in YES
        and (held := quantities(fact.value)) and (name := stems(fact.name)) and name <= there and held
    ]  # fmt: skip
    if not named:
        return
    allowed = {quantity for fact in named for quantity in quantities(fact.value)}
    allowed |= quantities(facts.item.title)
    for quantity in said - allowed:
        yield f"{quantity.value:f} {quantity.unit}".strip() + f" said of {named[0].name}"
