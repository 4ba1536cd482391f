"""The last list in another order: "something warmer", "the softest"."""

from __future__ import annotations

from actions.cards import card
from actions.comparatives import base_of, comparative
from actions.listing import page, refinements, show, spoken_of
from actions.reply import Reply
from actions.turn import Turn
from shop.types import Constraints

POOL = 200  # hits among which the lightest are looked for


async def by_quality(turn: Turn) -> Reply | None:
    """ "the warmest one", where a search is open and nothing tells which item is meant; else ``None``."""
    word = comparative(turn.plain) if turn.state.constraints is not None else None
    return await more_so(turn, word) if word else None


async def more_so(turn: Turn, word: str) -> Reply:
    """ "something warmer": the last list again, what its texts call warm first."""
    constraints = turn.state.constraints or Constraints()
    base, last = base_of(word), turn.state.pending.get("more_so")
    if base == "good":
        wanted = constraints.model_copy(update={"sort": "rating"})
    elif spoken_of(turn, constraints, base):
        kept = [said for said in constraints.text.split() if said not in (base, last)]
        wanted = constraints.model_copy(update={"text": " ".join([*kept, base]), "sort": "relevance"})
        turn.state.pending["more_so"] = base
    else:
        return Reply(
            turn.say("search.no_measure", word=turn.named(word)), quick=refinements(turn, await turn.shown(), 0)
        )
    found, items = await page(turn, wanted)
    if not items:
        return Reply(turn.say("search.no_more"))
    show(turn, items, offset=len(found.hits))
    turn.state.constraints, turn.state.focus = wanted, items[0].id
    key = "search.best_rated" if base == "good" else "search.more_so"
    text = turn.say(key, word=turn.named(word), title=items[0].title)
    return Reply(text, cards=[card(item) for item in items], quick=refinements(turn, items, found.total - len(items)))
