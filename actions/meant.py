"""Which item is meant, and asking where the text does not say."""

from __future__ import annotations

from actions.cards import short
from actions.finding import look_or_ask
from actions.reply import Quick, Reply
from actions.turn import Turn
from retrieval.text import terms
from shop.types import Constraints, Item

TITLE_SHARE = 0.6  # of a title's words that must stand in the text


async def one_item(turn: Turn) -> Item | None:
    """The item meant: pointed at, in focus, the only one shown, or named by its title."""
    items = await turn.referred()
    if not items and turn.state.focus:
        items = await turn.items([turn.state.focus])
    if not items:
        items = await by_title(turn)
    return items[0] if items else None


async def by_title(turn: Turn) -> list[Item]:
    """The item that the text calls by its name, though it stands in no list: most of the title is in the text.

    Limits are not read from the text here: the "Slate" of a Slate Day Pack is no colour.
    """
    if not turn.plain:
        return []
    said = set(terms(turn.plain))
    named = []
    for item in await nearest(turn, turn.plain, limit=8):
        title = set(terms(item.title))
        held = len(title & said)
        if title and held / len(title) >= TITLE_SHARE and held >= min(2, len(title)):
            named.append((held, held / len(title), item))
    return [max(named, key=lambda entry: entry[:2])[2]] if named else []


async def nearest(turn: Turn, text: str, *, limit: int) -> list[Item]:
    """What comes nearest to the words, under no limits."""
    found = await turn.budget.call("retrieval", turn.house.retrieval.search.find(Constraints(text=text), limit=limit))
    return await turn.items([hit.item_id for hit in found.hits])


async def which_one(turn: Turn, intent: str = "ask_details", several: list[Item] | None = None) -> Reply:
    """Ask which item is meant, with the list, or those ``several`` of it that may be, to tap on."""
    shown = several or await turn.shown()
    if not shown:
        return await look_or_ask(turn)
    return Reply(
        turn.say("which_one"),
        quick=[Quick(short(item.title), intent, {"item_id": item.id}) for item in shown[:4]],
    )
