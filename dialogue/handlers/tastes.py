"""What shoppers say they like or do not like."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dialogue.commands import Recommend, Taste
from dialogue.handlers.recommending import suggest
from dialogue.handlers.results import joined
from dialogue.memory import forget_taste, keep_taste, note
from dialogue.reply import Reply, Tap
from shop.dialogue import Query
from shop.types import Event
from shop.types import Taste as Stated

if TYPE_CHECKING:
    from dialogue.turn import Turn


async def taste(turn: Turn, command: Taste) -> Reply:
    """Kept, or forgotten; said while a present is looked for it belongs to whoever gets it, and the reader says so."""
    what = command.what.strip()
    if not what:
        return Reply(turn.say("taste.unclear"))
    if command.forget:
        there = await forget_taste(turn, what)
        return Reply(turn.say("taste.forgotten" if there else "taste.nothing_kept", what=what))
    shown = turn.items(turn.state.shown)
    waved = [item for item in shown if item.title.casefold() == what.casefold()]
    if waved and not command.like:
        await note(turn, *(Event(type="dismiss", item_id=item.id) for item in waved))
        return Reply(turn.say("taste.dismissed", what=waved[0].title))
    stated = Stated(text=what[:60], kind="like" if command.like else "dislike", weight=1.0 if command.like else -1.0)
    await keep_taste(turn, stated)
    text = turn.say("taste.liked" if command.like else "taste.disliked", what=what)
    last = turn.state.results[-1] if turn.state.results else None
    if not command.like and last is not None and last.source == "picks":
        again = await suggest(turn, last.query or Query())
        again.text = joined(text, again.text)
        return again
    return Reply(text, taps=[Tap(turn.say("tap.suggest"), Recommend())])
