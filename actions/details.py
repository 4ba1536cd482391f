"""One item: what is known of it, a description, or the one fact that was asked for."""

from __future__ import annotations

import re

import structlog

from actions.base import ShopAction
from actions.cards import card, money
from actions.dislikes import dismissed, turns_down
from actions.events import note, profile_of
from actions.meant import by_title, which_one
from actions.qualities import by_quality
from actions.questions import asked_fact
from actions.reading import read
from actions.reply import Quick, Reply
from actions.search import of_item_in_hand
from actions.turn import Turn
from shop.errors import ShopkeeperError
from shop.types import Event, Item, Source

log = structlog.get_logger(__name__)


class Details(ShopAction):
    action_name = "action_details"

    async def answer(self, turn: Turn) -> Reply:
        if turns_down(turn) and (told := await dismissed(turn)):
            return told
        if told := await of_item_in_hand(turn):  # "does it come in green"
            return told
        items = await turn.referred() or await by_title(turn) or await _in_hand(turn)
        if not items:
            return await by_quality(turn) or await which_one(turn)
        return await describe(turn, items[0])


async def _in_hand(turn: Turn) -> list[Item]:
    """ "are there other colours?", with no word of which: the item last talked about, unless a kind that it is none of
    is named."""
    items = await turn.items([turn.state.focus]) if turn.state.focus else []
    if not items or not asked_fact(turn, items[0]):
        return []
    kinds = (await read(turn)).constraints.categories
    return items if not kinds or set(kinds) & {*items[0].categories, items[0].category} else []


async def describe(turn: Turn, item: Item) -> Reply:
    """The item's facts; a written description beside them, streamed where the gateway can."""
    turn.state.focus, turn.state.pending["away"] = item.id, "item"
    await note(turn, Event(type="view", item_id=item.id))
    reply = Reply(
        cards=[card(item)],
        sources=[Source(kind="item", id=item.id, title=item.title)],
        quick=_next(turn, item),
    )
    asked = asked_fact(turn, item)
    if asked:
        reply.text = asked
        return reply
    reply.text = facts_text(turn, item)
    if turn.streaming and turn.writes:
        reply.stream = {"kind": "description", "item_id": item.id}
        return reply
    written = await _written(turn, item)
    if written:
        reply.text = f"{written}\n{reply.text}"
    return reply


def facts_text(turn: Turn, item: Item) -> str:
    """Price, colours, sizes, stock and rating in a line or two; nothing that the catalogue does not say."""
    parts = []
    if item.price is not None:
        price = money(item.price, item.currency)
        if item.list_price is not None and item.list_price > item.price:
            parts.append(turn.say("fact.reduced", price=price, before=money(item.list_price, item.currency)))
        else:
            parts.append(turn.say("fact.price", price=price))
    for key, values in (("colours", item.colours), ("sizes", item.sizes), ("materials", item.materials)):
        if values:
            parts.append(turn.say(f"fact.{key}", value=", ".join(map(turn.named, values[:8]))))
    if item.rating is not None and item.rating_count:
        parts.append(turn.say("fact.rating", rating=f"{item.rating:.1f}", count=item.rating_count))
    parts.append(turn.say("fact.in_stock" if item.in_stock else "fact.sold_out"))
    return turn.say("fact.join").join(parts)


def _next(turn: Turn, item: Item) -> list[Quick]:
    about = {"item_id": item.id}
    if not item.in_stock:
        return [
            Quick(turn.say("tap.notify"), "notify_restock", about),
            Quick(turn.say("tap.similar"), "show_similar", about),
        ]
    return [
        Quick(turn.say("tap.add"), "add_to_cart", about),
        Quick(turn.say("tap.similar"), "show_similar", about),
        Quick(turn.say("tap.delivery"), "ask_shipping", about),
    ]


async def _written(turn: Turn, item: Item) -> str:
    """A description from the writer, else the catalogue's own first sentences."""
    if turn.house.writer is not None and turn.writes:
        try:
            profile = await profile_of(turn)
            written = await turn.budget.call("words", turn.house.writer.describe(item, profile), share=0.8)
            return str(written.text)
        except ShopkeeperError as error:
            log.warning("description gave way to the catalogue's", error=str(error))
    sentences = re.split(r"(?<=[.!?])\s+|(?<=[。！？])\s*", item.description.strip())
    text = ""
    for sentence in sentences[:3]:
        if len(text) + len(sentence) > 300:
            break
        text = f"{text} {sentence}".strip()
    return text
