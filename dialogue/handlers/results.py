"""A list of items as it is shown: cards, what is worth tapping below it, and which of the limits apply to it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from dialogue.cards import short
from dialogue.commands import AddToCart, Compare, Page, Reference, Search, Similar
from dialogue.reply import Reply, Tap
from retrieval.safety import eaten
from retrieval.values import data
from shop.dialogue import Filter, Query, Sort
from shop.types import Item

_WIDE = frozenset("。！？：；，、）”」")

if TYPE_CHECKING:
    from dialogue.turn import Turn

PAGE = 6  # cards a reply
CHILD = 14  # up to this age it matters from which age on a thing is


def in_force(turn: Turn, query: Query) -> Query:
    """The query as it is searched with: a child's age is a limit too, and what names a thing that somebody must not
    have is kept out of all goods, though only of what is eaten silence is no yes."""
    aside = [one.model_copy(update={"safety": False}) for one in query.set_aside if one.op == "without"]
    return query.model_copy(update={"filters": tuple(dict.fromkeys((*query.filters, *_of_age(turn, query), *aside)))})


async def settled(turn: Turn, query: Query, said: Sequence[Filter] = ()) -> Query:
    """The query with limits for someone's safety set aside where they cannot hurt: tents state no allergens, and need
    not. What is ``said`` of these very kinds holds, and so does all of it for things to eat: silence is no yes."""
    kept: list[Filter] = []
    aside: list[Filter] = []
    for one in dict.fromkeys((*query.filters, *query.set_aside)):
        concerns = not one.safety or one in said or await _concerns(turn, one, query.kinds)
        (kept if concerns else aside).append(one)
    return query.model_copy(update={"filters": tuple(kept), "set_aside": tuple(aside)})


def _of_age(turn: Turn, query: Query) -> list[Filter]:
    receiver = query.receiver
    if receiver is None or receiver.age is None or receiver.age > CHILD:
        return []
    fields = _age_fields(turn)
    if not fields or any(limit.field in fields for limit in query.filters):
        return []
    return [Filter(field=fields[0], op="covers", low=receiver.age, high=receiver.age, safety=True)]


async def _concerns(turn: Turn, limit: Filter, kinds: tuple[str, ...]) -> bool:
    if not kinds:
        return True
    found = await turn.services.index.find(Query(kinds=kinds), limit=1)
    return concerns(turn, limit, found.items, kinds)


def concerns(turn: Turn, limit: Filter, items: Sequence[Item], kinds: Sequence[str] = ()) -> bool:
    """Whether such things can hurt in that respect: they state it, or they are eaten."""
    kinds = kinds or [item.category for item in items if item.category]
    if limit.field and _states(turn, limit.field, kinds):
        return True
    if _is_age(turn, limit):
        return False
    return any(eaten(item) for item in items)


def _states(turn: Turn, field: str, kinds: Sequence[str]) -> bool:
    return any(one.name == field for one in turn.services.index.fields.of_kinds(kinds))


def _is_age(turn: Turn, limit: Filter) -> bool:
    return limit.field in _age_fields(turn)


def _age_fields(turn: Turn) -> list[str]:
    """The catalogue's fields that say from which age on a thing is, by the names that catalogues give them."""
    fields = turn.services.index.fields
    found = (fields.get(name) for name in data()["dimensions"]["years"])
    return list(dict.fromkeys(field.name for field in found if field is not None))


def safety_note(turn: Turn, query: Query) -> str:
    """That the label has the last word, wherever somebody's health depends on it."""
    limits = [one for one in query.filters if one.safety]
    if not limits:
        return ""
    aged = all(_is_age(turn, one) for one in limits)
    return turn.say("safety.age" if aged else "safety.label")


def listing(turn: Turn, items: Sequence[Item], text: str, *, total: int = 0, sort: Sort | None = None) -> Reply:
    """Text, cards, and what to tap: more of them, the cheapest first, two side by side."""
    taps = []
    if len(items) == 1 and items[0].in_stock:
        this = Reference(ids=(items[0].id,), how="tap")
        taps.append(Tap(turn.say("tap.add"), AddToCart(item=this)))
        taps.append(Tap(turn.say("tap.similar"), Similar(item=this)))
    if total > len(items):
        taps.append(Tap(turn.say("tap.more"), Page(to="next")))
    if len(items) > 1:
        both = Reference(ids=(items[0].id, items[1].id), how="ordinal")
        taps.append(Tap(turn.say("tap.compare_two"), Compare(items=both)))
    if total > len(items) and (sort is None or sort.field != "price"):
        taps.append(Tap(turn.say("tap.cheapest"), Search(fresh=False, sort=Sort(field="price"))))
    return Reply(text, cards=[turn.card(item) for item in items], taps=taps)


def which_one(turn: Turn, items: Sequence[Item]) -> list[tuple[str, Item]]:
    """Titles that fit on buttons, and tell the items apart."""
    titles = [short(item.title) for item in items]
    return [
        (short(item.title, 40) if titles.count(title) > 1 else title, item)
        for title, item in zip(titles, items, strict=True)
    ]


def joined(*parts: str) -> str:
    """Sentences one after another, empty ones left out; no blank after a stop that is wide itself."""
    text = ""
    for part in parts:
        if part:
            text += ("" if not text or text[-1] in _WIDE else " ") + part
    return text


def lines(*parts: str) -> str:
    return "\n".join(part for part in parts if part)
