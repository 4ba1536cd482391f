"""Is it there, and in which sizes."""

from __future__ import annotations

from actions.asides import TalkAction
from actions.availability import of_variant, sizes_there, sold_out, there_is
from actions.cards import card
from actions.faq_lookup import answer_from_faq
from actions.meant import one_item, which_one
from actions.qualities import by_quality
from actions.reading import read
from actions.reply import Quick, Reply
from actions.search import refine
from actions.turn import Turn


class Stock(TalkAction):
    """ "is the second one available in blue, size 42?" """

    action_name = "action_stock"

    async def answer(self, turn: Turn) -> Reply:
        item = await one_item(turn)
        wanted = (await read(turn)).constraints
        if item is None and turn.state.constraints is not None and (wanted.sizes or wanted.colours):
            return await refine(turn, await read(turn, turn.state.constraints))  # "do you have them in size 43"
        if item is None:
            return await which_one(turn, "ask_stock")
        turn.state.focus = item.id
        if wanted.sizes or wanted.colours:
            return await of_variant(turn, item, wanted)
        return there_is(turn, item) if item.in_stock else sold_out(turn, item)


class Size(TalkAction):
    """Which sizes an item has; without an item, what the shop says about sizing."""

    action_name = "action_size"

    async def answer(self, turn: Turn) -> Reply:
        if told := await by_quality(turn):  # "which is the biggest?"
            return told
        item = await one_item(turn)
        if item is None:
            found = await answer_from_faq(turn)
            return found or await which_one(turn, "ask_size")
        turn.state.focus = item.id
        wanted = (await read(turn)).constraints
        if wanted.sizes:
            return await of_variant(turn, item, wanted)
        there = sizes_there(item)
        if not item.sizes:
            return Reply(turn.say("size.none", title=item.title), cards=[card(item)])
        gone = [size for size in item.sizes if size not in there] if item.variants else []
        if not item.in_stock:
            return sold_out(turn, item)
        text = turn.say("size.there", title=item.title, sizes=turn.all_of(there or item.sizes))
        if gone:
            text += " " + turn.say("size.gone", sizes=turn.all_of(gone))
        quick = [
            Quick(
                turn.say("tap.add_size", size=size),
                "add_to_cart",
                {"item_id": item.id, "words": turn.say("words.size", size=size)},
            )
            for size in (there or item.sizes)[:4]
        ]
        return Reply(text, cards=[card(item)], quick=quick)
