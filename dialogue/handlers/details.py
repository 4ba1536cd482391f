"""One item: its facts with a written description, and a notice when it is back."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

import structlog

from dialogue.commands import AddToCart, AskItem, Notify, Reference, Select, Similar
from dialogue.formatting import rated, said_value
from dialogue.handlers.asking import meant
from dialogue.handlers.lookup import what_then
from dialogue.handlers.results import lines, which_one
from dialogue.handlers.variants import option_called, value_called
from dialogue.memory import note, profile_of, writes
from dialogue.reply import Reply, Tap
from shop.dialogue import Choice, Offer, Question
from shop.errors import ShopkeeperError
from shop.types import Event, Item, Source
from shop.versions import fitting

if TYPE_CHECKING:
    from dialogue.turn import Turn

log = structlog.get_logger(__name__)


async def select(turn: Turn, command: Select) -> Reply:
    """The item's facts; a written description beside them, streamed where the gateway can."""
    items = meant(turn, command.item)
    if not items:
        return await what_then(turn)
    if len(items) > 1:
        return _which(turn, items)
    item = items[0]
    turn.update(focus=item.id)
    await note(turn, Event(type="view", item_id=item.id))
    reply = Reply(
        facts_text(turn, item),
        cards=[turn.card(item)],
        sources=[Source(kind="item", id=item.id, title=item.title)],
        taps=_next(turn, item),
    )
    if turn.streaming and writes(turn):
        reply.stream = {"kind": "description", "item_id": item.id}
        return reply
    written = await _written(turn, item)
    reply.text = lines(written, reply.text)
    return reply


def _which(turn: Turn, items: Sequence[Item]) -> Reply:
    """Asked once, with names to tap."""
    named = which_one(turn, items[:4])
    choices = tuple(Choice(label=title, value=item.id) for title, item in named)
    turn.update(question=Question(kind="item", choices=choices, then="show"))
    taps = [Tap(title, Select(item=Reference(ids=(item.id,), how="tap"))) for title, item in named]
    return Reply(turn.say("select.which", titles=turn.one_of([item.title for item in items[:4]])), taps=taps)


def facts_text(turn: Turn, item: Item) -> str:
    """Price, colours, sizes, stock and rating in a line or two; nothing that the catalogue does not say."""
    parts = []
    if item.price is not None:
        price = turn.money(item.price, item.currency)
        reduced = item.list_price is not None and item.list_price > item.price
        before = turn.money(item.list_price, item.currency)
        parts.append(turn.say("fact.reduced", price=price, before=before) if reduced else price)
    for key, values in (("colours", item.colours), ("sizes", item.sizes), ("materials", item.materials)):
        if values:
            parts.append(turn.say(f"fact.{key}", value=turn.listed(key.removesuffix("s"), values[:8])))
    if rated(item):
        parts.append(said_value(turn, item, "rating"))
    parts.append(said_value(turn, item, "stock"))
    return turn.say("fact.join").join(parts)


def _next(turn: Turn, item: Item) -> list[Tap]:
    this = Reference(ids=(item.id,), how="tap")
    similar = Tap(turn.say("tap.similar"), Similar(item=this))
    if not item.in_stock:
        turn.update(offer=Offer(kind="notify", item_id=item.id))
        return [Tap(turn.say("tap.notify"), Notify(item=this)), similar]
    delivery = Tap(turn.say("tap.delivery"), AskItem(items=this, question="", fields=("delivery",)))
    return [Tap(turn.say("tap.add"), AddToCart(item=this)), similar, delivery]


async def _written(turn: Turn, item: Item) -> str:
    """A description from the writer, else the catalogue's own first sentences."""
    writer = turn.services.writer
    if writer is not None and writes(turn):
        try:
            profile = await profile_of(turn)
            written = await turn.call("words", writer.describe(item, profile), share=0.8)
            return str(written.text)
        except ShopkeeperError as error:
            log.warning("description gave way to the catalogue's", error=str(error))
    if not turn.labels.own:
        return ""  # in another language than the talk's
    text = ""
    for sentence in re.split(r"(?<=[.!?])\s+|(?<=[。！？])\s*", item.description.strip())[:3]:
        if len(text) + len(sentence) > 300:
            break
        text = f"{text} {sentence}".strip()
    return text


async def notify(turn: Turn, command: Notify) -> Reply:
    """Write when it is back; where to, if the shop does not know."""
    items = meant(turn, command.item)
    if len(items) != 1:
        items = [item for item in items if not item.in_stock] or items
    if not items:
        return await what_then(turn)
    item = items[0]
    turn.update(focus=item.id)
    chosen = _chosen(item, command.options)
    left = sum(variant.stock for variant in fitting(item, chosen)) if chosen else item.stock
    if left > 0:
        add = Tap(
            turn.say("tap.add"), AddToCart(item=Reference(ids=(item.id,), how="tap"), options=tuple(chosen.items()))
        )
        return Reply(turn.say("notify.there", title=item.title), cards=[turn.card(item)], taps=[add])
    email = command.email or turn.state.email or await turn.store(turn.services.shoppers.email, turn.shopper_id)
    if email is None:
        question = Question(kind="email", item_id=item.id, options=command.options, then="notify")
        turn.update(question=question)
        return Reply(turn.say("notify.email", title=item.title))
    await turn.store(turn.services.restock.watch, turn.shopper_id, item.id, email)
    return Reply(turn.say("notify.done", title=item.title, email=email))


def _chosen(item: Item, options: Sequence[tuple[str, str]]) -> dict[str, str]:
    chosen = {}
    for name, value in options:
        own = option_called(item, name)
        found = value_called(item, own, value) if own else None
        if own and found:
            chosen[own] = found
    return chosen
