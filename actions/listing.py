"""The list of items that is shown: its pages, what is remembered of it, what is worth tapping below it."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from functools import partial
from itertools import takewhile
from typing import TYPE_CHECKING

from actions.cards import short
from actions.dislikes import unwelcome
from actions.glossary import in_chinese
from actions.reply import Quick, Reply
from actions.summary import apart
from actions.turn import Turn
from retrieval.moments import by_turns
from retrieval.text import terms
from shop.types import Constraints, Item

if TYPE_CHECKING:
    from retrieval.search import Found


PAGE = 6  # cards a reply
LISTS = 5  # kept to go back to
COMMON = 5  # texts that hold a word, from which on it is one of the shop's topics
MIXED = 120  # hits of several kinds that are put in turns


async def page(turn: Turn, constraints: Constraints, offset: int = 0) -> tuple[Found, list[Item]]:
    """One page of results, by relevance first what can be had and then what is sold out.

    What the shopper calls by its whole name stays first, sold out or not. What they do not want is left out, as long
    as anything else is left.
    """
    gone = await unwelcome(turn, constraints)
    find = partial(turn.house.retrieval.search.find, exclude=gone)
    several = offset < MIXED and _kinds_take_turns(turn, constraints)
    first, limit = (0, MIXED) if several else (offset, PAGE)
    found = await turn.budget.call("retrieval", find(constraints, limit=limit, offset=first))
    if gone and (found.relaxed or not found.hits):
        find = partial(find, exclude=())
        found = await turn.budget.call("retrieval", find(constraints, limit=limit, offset=first))
    items = await turn.items([hit.item_id for hit in found.hits])
    if several:
        items = _mixed(items, of_one=len(apart(constraints.categories)) == 1)[offset : offset + PAGE]
        by_id = {hit.item_id: hit for hit in found.hits}
        return replace(found, hits=[by_id[item.id] for item in items]), items
    if not offset and (called := _so_called(constraints, items)):
        return replace(found, hits=found.hits[: len(called)]), called
    if constraints.in_stock or constraints.sort != "relevance" or found.relaxed:
        return found, items
    if not offset and (all(item.in_stock for item in items) or is_called(turn, items[0])):
        return found, items
    there = constraints.model_copy(update={"in_stock": True})
    best = await turn.budget.call("retrieval", find(there, limit=PAGE, offset=offset))
    if best.relaxed:
        return found, items
    hits = list(best.hits)
    if len(hits) < PAGE:
        everything = await turn.budget.call("retrieval", find(constraints, limit=offset + PAGE + best.total))
        shelved = await turn.budget.call("retrieval", find(there, limit=best.total))
        had = {hit.item_id for hit in shelved.hits}
        missing = [hit for hit in everything.hits if hit.item_id not in had][max(0, offset - best.total) :]
        hits += missing[: PAGE - len(hits)]
    return replace(found, hits=hits), await turn.items([hit.item_id for hit in hits])


def _kinds_take_turns(turn: Turn, constraints: Constraints) -> bool:
    """Whether kinds take turns: two were asked for, or one that may have kinds of its own, and nothing that tells the
    one thing from the other was said: of "coffee" there are beans, and there are machines."""
    if constraints.sort != "relevance" or not constraints.categories:
        return False
    return len(constraints.categories) > 1 or not spoken_of(turn, constraints, constraints.text)


def spoken_of(turn: Turn, constraints: Constraints, words: str) -> bool:
    """Whether the texts of anything under these limits hold one of the words."""
    shelves = turn.house.retrieval.shelves
    rows = shelves.mirror.ids(constraints.model_copy(update={"text": ""}))
    held = [shelves.lexical.holding(term) for term in shelves.lexical.query_terms(words)]
    return any(mask[rows[rows < len(mask)]].any() for mask in held)


def _mixed(items: list[Item], *, of_one: bool) -> list[Item]:
    """ "boots and a jacket": one of each kind in turn, what can be had first; ``of_one`` kind that of which there is
    most before the others."""
    kinds: dict[str | None, list[Item]] = {}
    for item in sorted(items, key=lambda item: not item.in_stock):
        kinds.setdefault(item.category, []).append(item)
    return by_turns(sorted(kinds.values(), key=len, reverse=True) if of_one else kinds.values())


def by_kind(items: list[Item]) -> list[list[str]]:
    """Their ids, a list for each category."""
    kinds: dict[str | None, list[str]] = {}
    for item in items:
        kinds.setdefault(item.category, []).append(item.id)
    return list(kinds.values())


def _so_called(constraints: Constraints, items: list[Item]) -> list[Item]:
    """Of a search by words, with no kind named, the first items whose titles bear all of them; the rest is there for
    "show more"."""
    words = set(terms(constraints.text))
    if not words or constraints.categories or constraints.sort != "relevance":
        return []
    return list(takewhile(lambda item: words <= set(terms(item.title)), items))


def names_none(turn: Turn, constraints: Constraints, items: list[Item]) -> bool:
    """Whether none of the items bears the words that alone were searched by: "chair", and there are only gloves."""
    words = set(terms(constraints.text)) - {turn.state.pending.get("more_so")}
    if not words or constraints.categories:
        return False
    return not any(words & set(terms(item.title)) for item in items)


def is_called(turn: Turn, item: Item) -> bool:
    return set(terms(item.title)) <= set(terms(turn.plain))


def show(turn: Turn, items: list[Item], *, offset: int) -> None:
    """Remember the list that is shown now, and the one before it; a list of one is also what "it" means."""
    _keep(turn, [item.id for item in items])
    turn.state.shown = [item.id for item in items]
    turn.state.offset = offset
    turn.state.focus = items[0].id if len(items) == 1 else None
    turn.state.pending["list"] = "search"
    for key in ("add", "order", "away"):  # another list: the question of a size is no longer open
        turn.state.pending.pop(key, None)


def _keep(turn: Turn, following: list[str]) -> None:
    """Put the list of the turn before among those that one can go back to."""
    last = turn.before
    if last.shown and last.shown != following:
        kept = {
            "shown": last.shown,
            "offset": last.offset,
            "constraints": last.constraints.model_dump(mode="json") if last.constraints is not None else None,
            "pending": {key: last.pending[key] for key in ("list", "recommendation") if key in last.pending},
        }
        turn.state.pending["lists"] = [*last.pending.get("lists", []), kept][-LISTS:]


def forget_search(turn: Turn) -> None:
    _keep(turn, [])
    turn.state.constraints = None
    turn.state.shown = []
    turn.state.offset = 0
    turn.state.last_query = ""
    turn.state.focus = None
    turn.state.compared = []
    for key in ("list", "add"):
        turn.state.pending.pop(key, None)


def refinements(turn: Turn, items: list[Item], left: int) -> list[Quick]:
    """Up to four things worth tapping: the next page, a lower price, a colour that divides the list, a comparison."""
    quick = []
    if left > 0:
        quick.append(Quick(turn.say("tap.more"), "show_more"))
    if turn.state.constraints is not None and len(items) > 2:
        if left > 0 and len({item.price for item in items}) > 1:
            quick.append(Quick(turn.say("tap.cheaper"), "refine_search", {"words": turn.say("words.cheaper")}))
        if not turn.state.constraints.colours:
            colours = Counter(colour for item in items for colour in item.colours)
            dividing = [colour for colour, count in colours.most_common() if 0 < count < len(items)]
            quick += [
                Quick(
                    turn.say("tap.in_colour", colour=in_chinese(colour) if turn.language == "zh" else colour.lower()),
                    "refine_search",
                    {"words": f"in {colour}"},
                )
                for colour in dividing[:1]
            ]
    if len(items) > 1:
        quick.append(Quick(turn.say("tap.compare_two"), "compare_items", {"words": turn.say("words.first_two")}))
    elif len(items) == 1:
        quick.append(Quick(turn.say("tap.details"), "ask_details", {"item_id": items[0].id}))
        quick.append(Quick(turn.say("tap.similar"), "show_similar", {"item_id": items[0].id}))
    return quick[:4]


async def categories_to_tap(turn: Turn, limit: int = 4) -> list[Quick]:
    """The categories of what sells best, each a search."""
    ids = await turn.budget.store(turn.house.catalogue.popular, 60)
    counts = Counter(item.category for item in await turn.items(ids) if item.category)
    return [
        Quick(short(turn.named(category)), "search_item", {"words": category})
        for category, _ in counts.most_common(limit)
    ]


async def nothing_named(turn: Turn) -> Reply:
    return Reply(turn.say("search.what"), quick=await categories_to_tap(turn))


def speaks_of_goods(turn: Turn, words: str) -> bool:
    """Whether one of the words is common in the catalogue: a tent that is called "Bob" makes no topic of Bob."""
    lexical = turn.house.retrieval.shelves.lexical
    return any(lexical.holding(term).sum() >= COMMON for term in lexical.query_terms(words))
