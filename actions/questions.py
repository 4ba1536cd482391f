"""The one fact that a question asks for: "is it waterproof?", "what is it made of?", "how big is it packed?"."""

from __future__ import annotations

import re
from typing import Any

from actions.cards import money
from actions.turn import Turn
from shop.types import Item

NOTHING: tuple[Any, ...] = (None, "", [])  # values that say nothing
_QUALITY = re.compile(r"^\w+(?:proof|able|ible|free|safe|less|tight|ated|wired)$")
# words of a question → the field that answers it; the catalogue's own attribute names are tried beside them
ASKED = {
    "materials": r"\b(material|fabric|made (of|from|out)|leather|cotton|wool)\b|材质|材料|面料|料子|什么做的",
    "weight_g": r"\b(weigh|weight|heavy|heaviest|light(weight|est)?)\b|多重|重量|重不重|几斤",
    "colours": r"\b(colou?rs?)\b|颜色",
    "brand": r"\b(brand|who makes|maker|manufacturer)\b|品牌|牌子",
    "rating": r"\b((best |highest |top )?rat(ing|ed)|reviews?|stars)\b|评分|评价|口碑",
    "price": r"\b(price|cost|how much|expensive|cheapest|dearest)\b|价格|多少钱|价钱|什么价|咋卖|怎么卖",
}
# words of a question → how catalogues call what it asks for
CALLED = {
    r"\bpack(?:s|ed|ing)?\b(?! of)": ("packed size", "packed length", "packs into", "pack size"),
    r"\b(?:warm|cold) enough\b|\bhow (?:warm|cold)\b|\bminus \d|(?<![\w-])(?<!\d )-\d|\bdegrees\b|保暖|多冷": (
        "comfort temperature", "comfortable down to", "temperature rating", "warmth",
    ),
    r"\bhow many (?:people|persons|players)\b|几个?人|多少人": ("sleeps", "players", "serves"),
    r"\bhow old\b|\b(?:what|which) age\b|几岁": ("age", "recommended age"),
    r"(?:保温|保冷)[^，。]{0,4}(?:多久|几个?小时|多长时间)": ("keeps hot", "keeps cold", "keeps for"),
    r"\bhow long do(?:es)? (?:it|they|the battery) (?:last|run|keep)|\bbattery (?:life|run)|续航|能用多久": (
        "battery life", "battery", "keeps for", "burn time", "playing time",
    ),
    r"\bhow (?:tall|high)\b|多高": ("height",),
    r"\bhow (?:long|wide|deep)\b|多长|多宽": ("length", "width", "depth"),
    r"\bhow thick\b|多厚": ("thickness",),
    r"\bhow much (?:does it|do they|will it) (?:hold|fit)\b|\bhow many litres\b|容量|装多少|多大容积": (
        "capacity", "holds", "volume",
    ),
    r"\bwhere (?:is|are|was|were) (?:it|they|this|these) (?:made|from)\b|产地|哪里产|哪儿产|哪里生产|哪国": (
        "made in", "origin", "packed in",
    ),
}  # fmt: skip


def asked_fact(turn: Turn, item: Item) -> str | None:
    """The answer to "is it waterproof?", "what is it made of?"; ``None`` if no one fact was asked for."""
    text = f"{turn.text} {turn.plain}".lower()  # "防水" is the catalogue's "waterproof"
    told = {name.replace("_", " ").lower(): value for name, value in item.attributes.items() if value not in NOTHING}
    for name, value in told.items():
        if re.search(rf"\b{re.escape(name)}\b", text):
            return _attribute(turn, item, name, shown(turn, value))
    for pattern, names in CALLED.items():
        known = next((name for name in names if name in told), None)
        if known is not None and re.search(pattern, text):
            return _attribute(turn, item, known, shown(turn, told[known]))
    for name, pattern in ASKED.items():
        if re.search(pattern, text):
            value = _field(turn, item, name)
            if value:
                return turn.say(f"details.{name}", title=item.title, value=value)
            if name != "price":
                return turn.say("details.unknown", title=item.title)
    return turn.say("details.unknown", title=item.title) if any(re.search(one, text) for one in CALLED) else None


def _attribute(turn: Turn, item: Item, name: str, value: str) -> str:
    """ "No, the Ridge is not waterproof."; what is no quality in one word is told as it stands in the catalogue."""
    said, _, more = value.partition(",")
    if _QUALITY.search(name):
        told = more.strip() if said.lower() in ("yes", "no") else value
        detail = f" ({told})" if told else ""
        key = "details.is_not" if said.lower().split()[:1] in (["no"], ["not"]) else "details.is"
        return turn.say(key, title=item.title, name=turn.named(name), detail=detail)
    if turn.language != "en" and value.lower() in ("yes", "no"):
        value = turn.say(f"fact.{value.lower()}")
    return turn.say("details.fact", title=item.title, name=turn.named(name), value=value)


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
    return ", ".join(map(turn.named, value)) if isinstance(value, tuple) else turn.named(str(value))


def shown(turn: Turn, value: Any) -> str:
    """An attribute's value in words; lists and truths are sometimes written as such in a catalogue's texts."""
    if isinstance(value, (list, tuple)):
        return ", ".join(str(part) for part in value)
    if isinstance(value, bool) or str(value) in ("True", "False"):
        return turn.say("fact.yes" if str(value) == "True" else "fact.no")
    return str(value)
