"""The last list by a quality: "something warmer", "which one is most durable"."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from actions.cards import card, short
from actions.comparatives import MEASURED, base_of, comparative
from actions.listing import page, refinements, show
from actions.reply import Quick, Reply
from actions.turn import Turn
from shop.types import Constraints, Item

POOL = 200  # hits among which the lightest are looked for


async def by_quality(turn: Turn) -> Reply | None:
    """ "the warmest one", where a search is open and nothing tells which item is meant; else ``None``."""
    word = comparative(turn.plain) if turn.state.constraints is not None else None
    return await more_so(turn, word) if word else None


async def more_so(turn: Turn, word: str) -> Reply:
    """ "something warmer": the last list again, what its texts call warm first; suggestions stay those shown."""
    constraints = turn.state.constraints or Constraints()
    base, last = base_of(word), turn.state.pending.get("more_so")
    compared = turn.state.compared if turn.state.pending.get("away") == "comparison" else []
    if compared or turn.state.pending.get("list") == "recommendation":
        reply, items = await _among(turn, word, base, await turn.items(compared or turn.state.shown))
        turn.state.shown = turn.state.shown if compared else [item.id for item in items]
        return reply
    if base == "good":
        if _best_rated(await turn.shown()) is None:
            return await _not_told(turn, word)
        wanted = constraints.model_copy(update={"sort": "rating"})
    elif _told(turn, base, turn.house.retrieval.mirror.ids(constraints.model_copy(update={"text": ""}))).any():
        kept = [said for said in constraints.text.split() if said not in (*base.split(), *(last or "").split())]
        wanted = constraints.model_copy(update={"text": " ".join([*kept, base]), "sort": "relevance"})
        turn.state.pending["more_so"] = base
    else:
        return await _not_told(turn, word)
    found, items = await page(turn, wanted)
    if not items:
        return Reply(turn.say("search.no_more"))
    show(turn, items, offset=len(found.hits))
    turn.state.constraints, turn.state.focus = wanted, items[0].id
    return _first(turn, word, base, items, found.total - len(items))


async def _among(turn: Turn, word: str, base: str, items: list[Item]) -> tuple[Reply, list[Item]]:
    """The items themselves, those first whose texts speak of it, or the best rated; and in that order."""
    rows = [turn.house.retrieval.mirror.row(item.id) for item in items]
    told = _told(turn, base, np.array([-1 if row is None else row for row in rows]))
    if base == "good" and _best_rated(items) is not None:
        items = sorted(items, key=_rating, reverse=True)
    elif base != "good" and told.any():
        items = [items[place] for place in np.argsort(~told, kind="stable")]
    else:
        return await _not_told(turn, word), items
    turn.state.focus = items[0].id
    return _first(turn, word, base, items, 0), items


def _told(turn: Turn, base: str, rows: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Of which of the rows the texts hold every word of it."""
    lexical = turn.house.retrieval.shelves.lexical
    each = [terms for word in base.split() if (terms := lexical.query_terms(word))]
    there = (rows >= 0) & (rows < lexical.size) & bool(each and base not in MEASURED)
    for terms in each:
        there[there] = np.logical_or.reduce([lexical.holding(term) for term in terms])[rows[there]]
    return there


def _first(turn: Turn, word: str, base: str, items: list[Item], left: int) -> Reply:
    key = "search.best_rated" if base == "good" else "search.more_so"
    text = turn.say(key, word=turn.named(word), title=items[0].title)
    return Reply(text, cards=[card(item) for item in items], quick=refinements(turn, items, left))


async def _not_told(turn: Turn, word: str) -> Reply:
    """That no page tells it, and of those shown what shoppers rate best."""
    shown = await turn.shown()
    best, quick = _best_rated(shown), refinements(turn, shown, 0)
    if best is None:
        return Reply(turn.say("search.no_measure", word=turn.named(word)), quick=quick)
    rated = turn.say("search.rated_best", title=best.title, rating=f"{best.rating:g}", count=best.rating_count)
    tap = Quick(short(best.title), "ask_details", {"item_id": best.id})
    told = turn.say("search.no_measure", word=turn.named(word))
    return Reply(f"{told} {rated}" if turn.language == "en" else told + rated, quick=[tap, *quick][:4])


def _best_rated(items: list[Item]) -> Item | None:
    """The item that shoppers rate best, of two or more that are rated."""
    rated = [item for item in items if item.rating and item.rating_count]
    return max(rated, key=_rating) if len(rated) > 1 else None


def _rating(item: Item) -> tuple[float, int]:
    return item.rating or 0.0, item.rating_count or 0
