"""Presents: what to give, and the note that goes with it."""

from __future__ import annotations

import re

from actions.base import ShopAction
from actions.meant import one_item
from actions.reply import Quick, Reply
from actions.suggesting import recommend, shows_gifts
from actions.turn import Turn

_NOTE = re.compile(
    r"\b(?:note|card|message|(?:few|some|nice) words)\b(?! holder| game)|贺卡|卡片|留言|寄语", re.IGNORECASE
)


_THEIRS = re.compile(r"\b(?:he|she|they|him|her)\b|[他她]", re.IGNORECASE)


class Gift(ShopAction):
    """ "a gift for my father under 40": what the shopper likes says nothing of the father."""

    action_name = "action_gift"

    async def answer(self, turn: Turn) -> Reply:
        return await _note(turn) or await recommend(turn, gift=True)


async def of_the_receiver(turn: Turn) -> Reply | None:
    """ "she loves animals", while presents are shown: said of whom they are for, and no taste of the shopper's."""
    about = turn.state.pending["recommendation"].get("about") if shows_gifts(turn) else None
    if not about or not _THEIRS.search(turn.text):
        return None
    turn.text = f"{about}, {turn.text}"
    return await recommend(turn, gift=True)


async def _note(turn: Turn) -> Reply | None:
    """ "write a card for it": a few true words about the item in hand, for whoever gets it."""
    writer = turn.house.writer
    if writer is None or not turn.writes or not _NOTE.search(turn.plain):
        return None
    item = await one_item(turn)
    if item is None:
        return None
    turn.state.focus = item.id
    note = await turn.budget.call("words", writer.line("gift", item, None))
    add = Quick(turn.say("tap.add"), "add_to_cart", {"item_id": item.id})
    return Reply(turn.say("gift.note", title=item.title, note=note.text), quick=[add])
