"""What is turned down beside what is asked for: "a gift for my sister, she already has headphones"."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from actions.reading import read
from actions.turn import Turn
from retrieval.columns import PATH
from retrieval.dislikes import bearing
from retrieval.understanding.phrases import stems
from retrieval.understanding.refusals import refused
from shop.types import Constraints

if TYPE_CHECKING:
    from retrieval.understander import Understood

_NAMED = (
    "not_colours",
    "not_materials",
    "not_brands",
    "not_features",
    "not_audiences",
)  # what a reading keeps out by itself
_WANTED = ("categories", "uses", "materials", "colours", "features")


async def read_with_refusals(turn: Turn, previous: Constraints | None = None) -> tuple[Understood, tuple[str, ...]]:
    """What the text asks for without the things that it turns down, and those things in the shopper's words."""
    said = refused(turn.plain)
    things = [thing for thing in said.things if await _is_thing(turn, thing)] if said else []
    if not said or not things:
        return await read(turn, previous), ()
    understood = await read(turn, previous, said.rest)
    constraints = understood.constraints
    for thing in things:
        constraints = await _kept_out(turn, constraints, thing)
    return replace(understood, constraints=constraints), tuple(things)


async def _is_thing(turn: Turn, thing: str) -> bool:
    """Whether something in the catalogue is called so, and it is no size and no price."""
    limits = (await read(turn, text=thing)).constraints
    if limits.price_max is not None or limits.price_min is not None or limits.sort != "relevance" or limits.sizes:
        return False
    return bool(limits.categories or limits.brands or bearing(turn.house.retrieval.shelves, [thing]))


async def _kept_out(turn: Turn, constraints: Constraints, thing: str) -> Constraints:
    """The limits without the thing: by its name in the catalogue where it has one, and by what bears the word."""
    unwanted, own = (await read(turn, text=f"not {thing}")).constraints, set(stems(thing))
    fields = [name for name in _NAMED if getattr(unwanted, name)]
    changed: dict[str, object] = {
        name: tuple(value for value in getattr(constraints, name) if not own <= set(stems(value))) for name in _WANTED
    }
    changed["text"] = " ".join(word for word in constraints.text.split() if not set(stems(word)) <= own)
    if fields and not unwanted.not_categories:
        changed |= {name: _joined(constraints, unwanted, name) for name in fields}
    else:
        changed["without"] = tuple(dict.fromkeys((*constraints.without, thing)))
    if any(not own & set(stems(value.split(PATH)[-1])) for value in unwanted.not_categories):  # by another word
        changed["not_categories"] = _joined(constraints, unwanted, "not_categories")
    return constraints.model_copy(update=changed)


def _joined(one: Constraints, other: Constraints, name: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*getattr(one, name), *getattr(other, name))))
