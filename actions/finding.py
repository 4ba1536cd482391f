"""A search run, remembered, and told: what was understood, and what was let go of."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import structlog

from actions.absent import absent, is_the_thing, lacking, names_nothing_else, no_such_goods, only_called, unheard
from actions.brands import brands
from actions.cards import card, money
from actions.cheaper import asked_cheaper, below
from actions.events import note
from actions.glossary import asked_for
from actions.listing import (
    PAGE,
    categories_to_tap,
    is_called,
    names_none,
    nothing_named,
    page,
    refinements,
    show,
    spoken_of,
)
from actions.reading import has_limits, read
from actions.reply import Reply
from actions.showcase import newest
from actions.summary import phrase, several
from actions.turn import Turn
from retrieval.text import terms
from shop.errors import Unavailable
from shop.types import Constraints, Event, Item

if TYPE_CHECKING:
    from retrieval.search import Found
    from retrieval.understander import Understood


log = structlog.get_logger(__name__)
CHINESE = re.compile(r"[\u3400-\u9fff\s]+")  # words that no catalogue in English holds
_CHINESE_GOODS = re.compile(r"(?:卖|有(?:没有)?|[想要]?买|找)\s*([\u3400-\u9fff]{2,8}?)\s*(?:[吗么嘛吧?？。!！]|$)")
_NUMBERS = re.compile(r"[\d\s]*(?:\b(?:one|two|three|four|five|six|seven|eight|nine|ten)\b[\d\s]*)*", re.IGNORECASE)


async def search(turn: Turn, understood: Understood) -> Reply:
    """Run it, remember it, say what was understood and what was let go of."""
    constraints = understood.constraints
    if constraints.sort == "newest":
        return await newest(turn, constraints)
    if not has_limits(constraints) and (not constraints.text.strip() or CHINESE.fullmatch(constraints.text)):
        wanted = _CHINESE_GOODS.search(turn.text) if constraints.text.strip() else None
        return await (absent(turn, f"“{wanted[1]}”", "") if wanted else nothing_named(turn))
    try:
        found, items = await page(turn, constraints)
        if found.relaxed and below(turn, turn.state.constraints) and below(turn, constraints):
            constraints = constraints.model_copy(update={"price_max": None})  # "cheaper" was of the list before
            found, items = await page(turn, constraints)
    except Unavailable as error:
        log.warning("search gave way to what is popular", error=str(error))
        return await popular_instead(turn, constraints)
    lost = not names_none(turn, constraints, await turn.shown()) and names_none(turn, constraints, items)
    if lost and not understood.fresh and not understood.residual:
        constraints = constraints.model_copy(update={"text": ""})  # "anything in black" after a watering can
        found, items = await page(turn, constraints)
    sought = constraints.model_copy(update={"sort": "relevance", "in_stock": False})  # these two are no taste
    await _record(turn, phrase(turn, sought) if sought.categories else _own_words(turn, sought).strip("“”"))
    own = _own_words(turn, constraints)
    if own and names_nothing_else(constraints) and not _known(turn, constraints, items):
        return await absent(turn, own, constraints.text)
    if (missing := unheard(turn, understood)) and is_the_thing(turn, understood):
        return await absent(turn, missing, constraints.text)
    turn.state.pending["relaxed"] = bool(found.relaxed)
    turn.state.last_query = turn.text
    turn.state.constraints = constraints
    if not items:
        return Reply(
            turn.say(
                "search.none",
                what=phrase(turn, constraints) if has_limits(constraints) else _own_words(turn, constraints),
            ),
            quick=await categories_to_tap(turn),
        )
    if own and names_nothing_else(constraints) and (called := only_called(items, constraints.text)):
        show(turn, called, offset=len(called))
        text = turn.say("search.named", what=own)
        return Reply(text, cards=[card(item) for item in called], quick=refinements(turn, called, 0))
    show(turn, items, offset=len(found.hits))
    if is_called(turn, items[0]):
        turn.state.focus = items[0].id
    missing = missing if has_limits(constraints) else ""
    said = _found_text(turn, found, items, missing)
    return Reply(
        f"{lacking(turn, missing, constraints)} {said}" if missing else said,
        cards=[card(item) for item in items],
        quick=refinements(turn, items, found.total - len(found.hits)),
    )


def _found_text(turn: Turn, found: Found, items: list[Item], missing: str) -> str:
    """``missing``: what was said to be wanting already."""
    constraints = turn.state.constraints or Constraints()
    own, title = _own_words(turn, constraints), items[0].title
    if own and (missing or not _known(turn, constraints, items)):
        own = ""  # "for my bf" beside a hoodie
    limited = has_limits(constraints.model_copy(update={"sort": "relevance", "in_stock": False}))
    if own and not limited:
        # words only rank: all of the catalogue "fits"
        return turn.say("search.closest", what=own, title=title)
    if not limited and constraints.sort == "relevance":
        return turn.say("recommend.plain")
    if turn.language != "en":
        own = ""  # which of the words are no limits is known in the catalogue's language alone
    limits = phrase(turn, constraints)
    if found.relaxed:
        limits = phrase(turn, constraints.model_copy(update={"sort": "relevance", "in_stock": False}))
        kept = turn.say("limit.and").join(found.relaxed) if turn.language == "en" else ""
        return turn.say("search.relaxed", what=limits, relaxed=kept)
    if asked_cheaper(turn, constraints):
        key = "search.cheaper_one" if found.total == 1 else "search.cheaper"
        price = money(items[0].price, items[0].currency)
        return turn.say(key, count=found.total, title=title, price=price)
    if found.total == 1:
        return turn.say("search.one", what=several(turn, constraints, items[0]), title=title)
    if constraints.sort != "relevance":
        return turn.say("search.sorted", what=limits, title=title)
    counted = several(turn, constraints, items[0])
    quoted = turn.language == "en" and constraints.text.lower() in turn.text.lower()
    if own and quoted and not spoken_of(turn, constraints, constraints.text):
        return turn.say("search.unspoken", count=found.total, what=limits, own=own)
    if own and not constraints.categories:  # how many are blue says nothing of how many are fleece
        return turn.say("search.closest_within", what=limits, own=own)
    if own:
        return turn.say("search.ranked", count=found.total, what=counted, own=own, title=title)
    key = "search.few" if found.total <= len(items) else "search.many"
    return turn.say(key, count=found.total, what=counted, shown=len(items), title=title)


def _known(turn: Turn, constraints: Constraints, items: list[Item]) -> bool:
    """Whether the catalogue holds the words, above all the last: of "gym bags" the bags.

    A name that short must stand in a title that was found; what is described in more words need not.
    """
    lexical = turn.house.retrieval.shelves.lexical
    asked = terms(constraints.text)
    if 0 < len(asked) <= 2 and names_nothing_else(constraints):
        kin = set(lexical.query_terms(asked[-1]))
        parts = {part for part in kin if part != asked[-1] and asked[-1].startswith(part)}
        parts |= {part for part in kin if part != asked[-1] and asked[-1].endswith(part)}
        titles = [set(terms(item.title)) for item in items]  # no sun hat is sunglasses
        return any((kin - parts) & title or (parts and parts <= title) for title in titles)
    return bool(asked) and any(lexical.knows(term) for term in lexical.query_terms(asked[-1]))


def _own_words(turn: Turn, constraints: Constraints) -> str:
    """The shopper's words that are no limit of the catalogue's, in quotes; in another language, what they asked for."""
    own = constraints.text.strip()
    if not own or (_NUMBERS.fullmatch(own) and has_limits(constraints)):
        return ""  # "for two": it ranks, but a bare number reads oddly as a quotation
    return f"“{own if turn.language == 'en' else asked_for(turn.text)}”"


async def look_or_ask(turn: Turn) -> Reply:
    """For words about a list where none is shown: what they name is looked for ("my mugs broke, what is there?"),
    and where they name nothing, they are asked for it."""
    understood = await read(turn)
    if told := await brands(turn) or await no_such_goods(turn):
        return told
    if understood.constraints.categories or understood.constraints.sort != "relevance":
        return await search(turn, understood)
    return await nothing_named(turn)


async def popular_instead(turn: Turn, constraints: Constraints) -> Reply:
    """Search does not answer: what sells well in the category asked for, said openly."""
    category = constraints.categories[0] if constraints.categories else None
    ids = await turn.budget.store(turn.house.catalogue.popular, PAGE, category)
    items = await turn.items(ids)
    if not items:
        raise Unavailable("retrieval", "no answer, and nothing popular to show instead")
    show(turn, items, offset=len(items))
    return Reply(turn.say("search.slow"), cards=[card(item) for item in items])


async def _record(turn: Turn, query: str) -> None:
    """What was looked for, as it was understood, belongs to the shopper's events."""
    if query and query != turn.state.pending.get("recorded"):
        turn.state.pending["recorded"] = query
        await note(turn, Event(type="search", query=query[:200]))
