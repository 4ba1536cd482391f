"""One item: what is known of it, a description, or the one fact that was asked for."""

from __future__ import annotations

import re
from typing import Any

import structlog

from actions.base import ShopAction
from actions.cards import card, money
from actions.dislikes import dismissed, turns_down
from actions.events import note, profile_of
from actions.meant import by_title, which_one
from actions.reply import Quick, Reply
from actions.turn import Turn
from shop.errors import ShopkeeperError
from shop.types import Event, Item, Source

log = structlog.get_logger(__name__)
_QUALITY = re.compile(r"^\w+(?:proof|able|ible|free|safe|less|tight|ated|wired)$")
# words of a question → the field that answers it; the catalogue's own attribute names are tried beside them
ASKED = {
    "materials": r"\b(material|fabric|made (of|from|out)|leather|cotton|wool)\b|材质|材料|面料",
    "weight_g": r"\b(weigh|weight|heavy|heaviest|light(weight|est)?)\b|多重|重量",
    "colours": r"\b(colou?rs?)\b|颜色",
    "brand": r"\b(brand|who makes|maker|manufacturer)\b|品牌|牌子",
    "rating": r"\b((best |highest |top )?rat(ing|ed)|reviews?|stars)\b|评分|评价",
    "price": r"\b(price|cost|how much|expensive|cheapest|dearest)\b|价格|多少钱|价钱",
}


class Details(ShopAction):
    action_name = "action_details"

    async def answer(self, turn: Turn) -> Reply:
        if turns_down(turn) and (told := await dismissed(turn)):
            return told
        items = await turn.referred() or await by_title(turn)
        if not items:
            return await which_one(turn)
        return await describe(turn, items[0])


async def describe(turn: Turn, item: Item) -> Reply:
    """The item's facts; a written description beside them, streamed where the gateway can."""
    turn.state.focus = item.id
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


def asked_fact(turn: Turn, item: Item) -> str | None:
    """The answer to "is it waterproof?", "what is it made of?"; ``None`` if no one fact was asked for."""
    text = f"{turn.text} {turn.plain}".lower()  # "防水" is the catalogue's "waterproof"
    for name, value in item.attributes.items():
        words = name.replace("_", " ").lower()
        if value not in (None, "", []) and re.search(rf"\b{re.escape(words)}\b", text):
            return _attribute(turn, item, words, shown(turn, value))
    for name, pattern in ASKED.items():
        if re.search(pattern, text):
            value = _field(turn, item, name)
            if value:
                return turn.say(f"details.{name}", title=item.title, value=value)
            if name != "price":
                return turn.say("details.unknown", title=item.title)
    return None


def _attribute(turn: Turn, item: Item, name: str, value: str) -> str:
    """ "No, the Ridge is not waterproof."; what is no quality in one word is told as it stands in the catalogue."""
    said, _, more = value.partition(",")
    if _QUALITY.search(name):
        told = more.strip() if said.lower() in ("yes", "no") else value
        detail = f" ({told})" if told else ""
        key = "details.is_not" if said.lower().split()[:1] in (["no"], ["not"]) else "details.is"
        return turn.say(key, title=item.title, name=turn.named(name), detail=detail)
    return turn.say("details.fact", title=item.title, name=name, value=value)


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


def _field(turn: Turn, item: Item, name: str) -> str:
    value: Any = getattr(item, name)
    if value in (None, (), "") or (name == "rating" and not item.rating_count):
        return ""
    if name == "price":
        return money(item.price, item.currency)
    if name == "weight_g":
        return f"{value / 1000:g} kg" if value >= 1000 else f"{value:g} g"
    if name == "rating":
        return turn.say("fact.rating", rating=f"{value:.1f}", count=item.rating_count)
    return ", ".join(value) if isinstance(value, tuple) else str(value)


def shown(turn: Turn, value: Any) -> str:
    """An attribute's value in words; lists and truths are sometimes written as such in a catalogue's texts."""
    if isinstance(value, (list, tuple)):
        return ", ".join(str(part) for part in value)
    if isinstance(value, bool) or str(value) in ("True", "False"):
        return turn.say("fact.yes" if str(value) == "True" else "fact.no")
    return str(value)
