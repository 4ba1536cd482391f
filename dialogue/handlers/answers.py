"""Where answers come from beside an item's fields: the words of its record, the shop's answers, delivery rules."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import structlog

from dialogue import cards
from dialogue.formatting import of_shop
from dialogue.handlers.results import lines
from dialogue.reply import Reply
from retrieval.text import stem, words
from shop.errors import ShopkeeperError
from shop.types import Item, Source

if TYPE_CHECKING:
    from dialogue.turn import Turn
    from retrieval.catalogue_index import Fact

log = structlog.get_logger(__name__)
SHOP_KNOWS = 0.8  # of the shop's answers: from here on one is sure enough to be given of an item
HINTED = 0.05  # and the question alone must have this much to do with it
FAQS = 6


async def facts_of(turn: Turn, item: Item, question: str) -> list[Fact]:
    """What the record says about it, best first, its name apart; none where the encoder does not answer."""
    try:
        facts = await turn.call("retrieval", turn.services.index.facts(item, _unnamed(question, item)), share=0.5)
    except ShopkeeperError as error:
        log.warning("facts were not found", error=str(error))
        return []
    return [fact for fact in facts if fact.source != "title"]


def _unnamed(question: str, item: Item) -> str:
    """The question without the words that only name the item."""
    named = {stem(word) for word in words(item.title)}
    left = [word for word in words(question) if stem(word) not in named]
    return " ".join(left) or question


def in_words(turn: Turn, facts: Sequence[Fact]) -> str:
    parts = [fact.text.strip().rstrip(".") for fact in facts]
    return ". ".join(part[:1].upper() + part[1:] for part in dict.fromkeys(parts)) + "."


async def from_shop(turn: Turn, question: str, items: Sequence[Item] = (), *, as_is: bool = False) -> Reply | None:
    """Size advice, care, guarantee and the like: what the shop answers to everybody. "How do I wash it" is asked of
    the kind of thing that it is, unless it is to be taken ``as_is``; no care of knives answers for a mug."""
    faq = turn.services.retrieval.faq
    try:
        ranked = await turn.call("faq", faq.rank(question, FAQS), share=0.5)
        if items and not as_is and (not ranked or ranked[0][1] < SHOP_KNOWS):
            bare = {entry.id: score for entry, score in ranked}
            kind = " ".join((items[0].category or "", *items[0].materials))
            named = await turn.call("faq", faq.rank(f"{question} {kind}", 1), share=0.5)
            ranked = [
                (entry, score) for entry, score in named if score >= SHOP_KNOWS and bare.get(entry.id, 0) >= HINTED
            ]
        if not ranked or ranked[0][1] < SHOP_KNOWS:
            return None
    except ShopkeeperError as error:
        log.warning("the shop's answers were not searched", error=str(error))
        return None
    entry = ranked[0][0]
    if items and all(_of_another(turn, entry.question, item) for item in items):
        return None
    text = of_shop(turn, entry.answer, entry.language)
    return Reply(text, sources=[Source(kind="faq", id=entry.id, title=entry.question)])


def _of_another(turn: Turn, question: str, item: Item) -> bool:
    """Whether a question of the shop's answers names kinds of thing, or materials, and none of this item's."""
    said = {stem(word) for word in words(question)}
    for name, own in (("category", " ".join((item.title, *item.categories))), ("material", " ".join(item.materials))):
        field = turn.services.index.fields.get(name)
        values = [value.split(">")[-1] for value in field.values] if field is not None else []
        named = [kind for value in values if (kind := {stem(word) for word in words(value)}) <= said]
        if named and not any(kind <= {stem(word) for word in words(own)} for kind in named):
            return True
    return False


async def delivery(turn: Turn, item: Item | None) -> str:
    """What delivery of the item costs, and from which day to which it would come."""
    rules = turn.services.rules
    total = item.price if item is not None and item.price else None
    if total is None:
        return ""
    told = []
    for quote in rules.shipping_quotes(total, datetime.now(UTC).date()):
        own = f"delivery.method.{quote.method}"
        told.append(
            turn.say(
                "delivery.line" if quote.earliest != quote.latest else "delivery.line_day",
                method=turn.say(own) if turn.services.wording.has(own) else quote.method,
                price=turn.money(quote.price) if quote.price else turn.say("cart.free"),
                earliest=cards.day(quote.earliest, turn.language),
                latest=cards.day(quote.latest, turn.language),
            )
        )
    return lines(turn.say("delivery.for", title=item.title if item else ""), *told)
