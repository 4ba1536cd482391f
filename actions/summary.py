"""Constraints in words, so that a reply says what was understood."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from actions.cards import money
from actions.glossary import in_chinese
from actions.turn import Turn
from retrieval.columns import PATH
from retrieval.understanding.audiences import UNISEX
from retrieval.understanding.phrases import stems
from shop.types import Constraints, Item

CENT = Decimal("0.01")
# categories that say for whom, not what
PEOPLE = frozenset("women men boys girls kids children babies unisex".split())


_PLURAL = re.compile(r"(?:[^s]s|men|people|children)$")  # "tents", but not "tea" or "glass"


def summary(turn: Turn, constraints: Constraints) -> str:
    """ "jackets, blue, under €60"; values stay as the catalogue writes them. Empty when there is no limit."""
    currency = turn.house.settings.shop.currency
    parts: list[str] = []
    for values in (
        tuple(_named(turn, value) for value in apart(constraints.categories)),
        constraints.brands,
        tuple(_named(turn, value) for value in constraints.colours),
        tuple(_named(turn, value) for value in constraints.materials),
        tuple(_named(turn, value) for value in constraints.uses),
        tuple(_named(turn, value) for value in constraints.features),
    ):
        if values:
            parts.append(turn.one_of(values[:3]))
    if constraints.audiences:
        parts.append(turn.one_of(constraints.audiences))
    if constraints.sizes:
        parts.append(turn.say("limit.size", value=turn.one_of(constraints.sizes[:4])))
    low, high = constraints.price_min, constraints.price_max
    if low is not None and high is not None:
        parts.append(turn.say("limit.between", low=money(low, currency), high=money(high, currency)))
    elif high is not None:
        parts.append(turn.say("limit.under", value=money(high, currency)))
    elif low is not None:
        parts.append(turn.say("limit.over", value=money(low, currency)))
    if constraints.rating_min is not None:
        parts.append(turn.say("limit.rating", value=f"{constraints.rating_min:g}"))
    parts.extend(turn.say("limit.not", value=value) for value in constraints.not_brands)
    for values in (
        tuple(value.split(PATH)[-1] for value in constraints.not_categories),
        constraints.not_colours,
        constraints.not_materials,
        constraints.not_features,
        constraints.not_audiences,
    ):
        parts.extend(turn.say("limit.not", value=_named(turn, value)) for value in apart(values))
    parts.extend(turn.say("limit.without", value=_named(turn, value)) for value in constraints.without)
    if constraints.in_stock:
        parts.append(turn.say("limit.in_stock"))
    if constraints.sort != "relevance":
        parts.append(turn.say(f"limit.sort.{constraints.sort}"))
    return turn.say("limit.and").join(parts)


def several(turn: Turn, constraints: Constraints, item: Item) -> str:
    """:func:`phrase` as what a number may stand before: "blue tents", "choices of tea", "camping items".

    ``item`` is one of them.
    """
    said = phrase(turn, constraints)
    kinds = [plain(value) for value in apart(constraints.categories) if value.casefold() not in PEOPLE]
    if turn.language != "en" or not kinds:
        return said
    if all(_PLURAL.search(kind) for kind in kinds) and not item.consumable:
        return said
    if len(kinds) > 1 or item.consumable or item.category in constraints.categories:
        return f"choices of {said}"
    return said.replace(kinds[0], f"{kinds[0]} items", 1)  # of a department


def apart(categories: Sequence[str]) -> tuple[str, ...]:
    """The last names of categories, without those that only say more than another: "tanks", not "bras & tanks" too."""
    names = tuple(dict.fromkeys(value.split(PATH)[-1] for value in categories))
    words = [set(stems(name)) for name in names]
    return tuple(name for name, own in zip(names, words, strict=True) if not any(other < own for other in words))


def plain(value: str) -> str:
    """Lower case inside a sentence, unless it is an abbreviation ("LED", "T-shirts")."""
    return value if value.isupper() or value[1:2] == "-" else value.lower()


def _named(turn: Turn, value: str) -> str:
    """A value of the catalogue in the conversation's language, as far as there is a word for it."""
    return in_chinese(value) if turn.language == "zh" else plain(value)


def phrase(turn: Turn, constraints: Constraints) -> str:
    """What is asked for as one thing with its limits: "blue jackets under €100, no leather".

    In a language without such a pattern it is the plain list of :func:`summary`.
    """
    if turn.language != "en":
        return summary(turn, constraints)
    currency = turn.house.settings.shop.currency

    def named(values: tuple[str, ...]) -> str:
        return turn.one_of([plain(value.split(PATH)[-1]) for value in values[:3]])

    people = [value for value in constraints.categories if value.casefold() in PEOPLE]
    kinds = tuple(value for value in constraints.categories if value not in people)
    things = apart(kinds)
    cut = [UNISEX] if UNISEX in constraints.audiences else []
    parts = [*cut, named(constraints.colours), named(constraints.materials), named(things) or "things"]
    people += (audience for audience in constraints.audiences if audience != UNISEX)
    people += [value.split(PATH)[0] for value in kinds if value.split(PATH)[0].casefold() in PEOPLE]
    if people:
        parts.append(f"for {' or '.join(dict.fromkeys(plain(value) for value in people))}")
    if constraints.brands:
        parts.append(f"by {' or '.join(constraints.brands[:3])}")
    called = {plain(value.split(PATH)[-1]) for value in kinds}
    if uses := tuple(use for use in constraints.uses if plain(use) not in called):  # "coffee for coffee"
        parts.append(f"for {named(uses)}")
    if constraints.sizes:
        parts.append(f"in size {' or '.join(constraints.sizes[:4])}")
    if constraints.features:
        parts.append(f"({', '.join(map(plain, constraints.features))})")
    low, high = constraints.price_min, constraints.price_max
    if low is not None and high is not None:
        parts.append(f"from {money(low, currency)} to {money(high, currency)}")
    elif high is not None:
        stepped = turn.state.pending.get("below") == str(high)  # "cheaper" went a cent below a price that was shown
        parts.append(f"below {money(high + CENT, currency)}" if stepped else f"under {money(high, currency)}")
    elif low is not None:
        parts.append(f"over {money(low, currency)}")
    tail = [f"rated {constraints.rating_min:g} or better"] if constraints.rating_min is not None else []
    excluded = (*constraints.not_categories, *constraints.not_materials, *constraints.not_features)
    tail += [f"not {plain(value)}" for value in apart(constraints.not_colours)]
    tail += [f"no {plain(value)}" for value in apart(excluded)]
    tail += [f"not by {brand}" for brand in constraints.not_brands]
    tail += [f"not for {audience}" for audience in constraints.not_audiences]
    tail += [f"without {word}" for word in constraints.without]
    if constraints.in_stock:
        tail.append("in stock")
    if constraints.sort != "relevance":
        tail.append(turn.say(f"limit.sort.{constraints.sort}"))
    return ", ".join([" ".join(part for part in parts if part), *tail])
