"""Finding items: a search, its refinements, the next page, more like one of them."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

import structlog

from actions.base import ShopAction
from actions.cards import card, short
from actions.glossary import in_chinese
from actions.reply import Quick, Reply
from actions.summary import phrase, summary
from actions.turn import Turn
from shop.errors import ShopkeeperError, Unavailable
from shop.types import Constraints, Event, Item

if TYPE_CHECKING:
    from retrieval.search import Found
    from retrieval.understander import Understood

log = structlog.get_logger(__name__)

PAGE = 6  # cards a reply
_CHINESE = re.compile(r"[\u3400-\u9fff\s]+")  # words that no catalogue in English holds
_CHEAPER = re.compile(r"\b(cheaper|less expensive|lower price)\b|便宜", re.IGNORECASE)
_LIGHTER = re.compile(r"\b(lighter|lightest|less heavy|weighs? less)\b|更?轻", re.IGNORECASE)
_NUMBERS = re.compile(r"[\d\s]*(?:\b(?:one|two|three|four|five|six|seven|eight|nine|ten)\b[\d\s]*)*", re.IGNORECASE)
POOL = 200  # hits among which the lightest are looked for


class Search(ShopAction):
    """A new search; a text that only narrows ("in blue") is taken as a refinement of the last one."""

    action_name = "action_search"

    async def answer(self, turn: Turn) -> Reply:
        understood = await read(turn)
        if turn.state.constraints is not None and only_narrows(understood.constraints):
            understood = await read(turn, turn.state.constraints)
        return await search(turn, understood)


class Refine(ShopAction):
    """ "cheaper", "under 50", "not leather": the last search with a change."""

    action_name = "action_refine"

    async def answer(self, turn: Turn) -> Reply:
        understood = await read(turn, turn.state.constraints)
        if understood.another and not understood.changes and turn.state.shown:
            return await ShowMore(self.house).answer(turn)
        if _CHEAPER.search(turn.text) and turn.state.constraints is not None:
            return await self._cheaper(turn, understood)
        if _LIGHTER.search(turn.text) and turn.state.constraints is not None:
            return await self._lighter(turn, turn.state.constraints)
        return await search(turn, understood)

    async def _cheaper(self, turn: Turn, understood: Understood) -> Reply:
        """Below the cheapest that is shown; where there is nothing, the same search with the cheapest first."""
        before = turn.state.constraints
        reply = await search(turn, understood)
        if before is None or not turn.state.pending.get("relaxed"):
            return reply
        again = understood.constraints.model_copy(
            update={"price_max": before.price_max, "price_min": before.price_min, "sort": "price_asc"}
        )
        reply = await search(turn, replace(understood, constraints=again))
        reply.text = turn.say("search.cheapest")
        return reply

    async def _lighter(self, turn: Turn, constraints: Constraints) -> Reply:
        """The same search, the lightest first; said plainly where the catalogue gives no weights."""
        found = await turn.budget.call("retrieval", turn.house.retrieval.search.find(constraints, limit=POOL))
        items = await turn.items([hit.item_id for hit in found.hits])
        weighed = sorted((item for item in items if item.weight_g), key=lambda item: item.weight_g or 0.0)
        if not weighed:
            return Reply(turn.say("search.no_weights"), quick=refinements(turn, await turn.shown(), 0))
        lightest = weighed[:PAGE]
        show(turn, lightest, offset=len(lightest))
        first = lightest[0]
        text = turn.say("search.lightest", title=first.title, weight=f"{first.weight_g:,.0f} g")
        return Reply(text, cards=[card(item) for item in lightest], quick=refinements(turn, lightest, 0))


class ShowMore(ShopAction):
    action_name = "action_show_more"

    async def answer(self, turn: Turn) -> Reply:
        if turn.state.pending.get("list") == "recommendation":
            from actions.recommendation import recommend

            return await recommend(turn, more=True)
        if turn.state.constraints is None:
            return await nothing_named(turn)
        offset = turn.state.offset
        found = await turn.budget.call(
            "retrieval", turn.house.retrieval.search.find(turn.state.constraints, limit=PAGE, offset=offset)
        )
        items = await turn.items([hit.item_id for hit in found.hits])
        if not items:
            return Reply(turn.say("search.no_more"), quick=[Quick(turn.say("tap.start_over"), "start_over")])
        show(turn, items, offset=offset + len(found.hits))
        left = found.total - turn.state.offset
        text = turn.say("search.more", left=left) if left > 0 else turn.say("search.last")
        return Reply(text, cards=[card(item) for item in items], quick=refinements(turn, items, left))


class StartOver(ShopAction):
    action_name = "action_start_over"

    async def answer(self, turn: Turn) -> Reply:
        forget_search(turn)
        return Reply(turn.say("search.start_over"), quick=await categories_to_tap(turn))


class ShowSimilar(ShopAction):
    """ "more like the second one", also within limits ("but cheaper")."""

    action_name = "action_show_similar"

    async def answer(self, turn: Turn) -> Reply:
        meant = await turn.referred()
        if not meant and turn.state.shown:
            meant = (await turn.shown())[:1]
        if not meant:
            return await nothing_named(turn)
        item = meant[0]
        asked = (await read(turn)).constraints.model_copy(update={"text": "", "categories": ()})
        limits = asked if has_limits(asked) else None
        within = asked.model_copy(update={"in_stock": True})  # nobody is helped by more that is sold out
        hits = await turn.budget.call("retrieval", turn.house.retrieval.search.similar(item.id, PAGE, within))
        items = await turn.items([hit.item_id for hit in hits if hit.item_id != item.id])
        if not items:
            return Reply(turn.say("similar.none", title=item.title))
        show(turn, items, offset=len(items))
        turn.state.constraints = None
        turn.state.focus = item.id
        key = "similar.limited" if limits else "similar.found"
        text = turn.say(key, title=item.title, limits=summary(turn, limits) if limits else "")
        return Reply(text, cards=[card(found) for found in items], quick=refinements(turn, items, 0))


# ── shared by the topics that show lists ──────────────────────────────────────────────────────


async def read(turn: Turn, previous: Constraints | None = None) -> Understood:
    """What the text asks for; relative words ("cheaper") are measured on the list that is shown."""
    shown = await turn.shown() if previous is not None else ()
    return turn.house.retrieval.understander.read(turn.plain, previous, shown=shown)


def has_limits(constraints: Constraints) -> bool:
    return constraints != Constraints(text=constraints.text)


def only_narrows(constraints: Constraints) -> bool:
    """Limits, but nothing that names a kind of thing."""
    return has_limits(constraints) and not constraints.categories and not constraints.text.strip()


async def search(turn: Turn, understood: Understood) -> Reply:
    """Run it, remember it, say what was understood and what was let go of."""
    constraints = understood.constraints
    if not has_limits(constraints) and (not constraints.text.strip() or _CHINESE.fullmatch(constraints.text)):
        return await nothing_named(turn)
    try:
        found = await turn.budget.call("retrieval", turn.house.retrieval.search.find(constraints, limit=PAGE))
    except Unavailable as error:
        log.warning("search gave way to what is popular", error=str(error))
        return await popular_instead(turn, constraints)
    items = await turn.items([hit.item_id for hit in found.hits])
    if constraints.sort == "relevance":
        items.sort(key=lambda item: not item.in_stock)  # of the best ones, first those that can be had
    turn.state.pending["relaxed"] = bool(found.relaxed)
    turn.state.last_query = turn.text
    await _record(
        turn, phrase(turn, constraints) if constraints.categories else _own_words(turn, constraints).strip("“”")
    )
    turn.state.constraints = constraints
    if not items:
        return Reply(
            turn.say(
                "search.none",
                what=phrase(turn, constraints) if has_limits(constraints) else _own_words(turn, constraints),
            ),
            quick=await categories_to_tap(turn),
        )
    show(turn, items, offset=len(found.hits))
    return Reply(
        _found_text(turn, found, items),
        cards=[card(item) for item in items],
        quick=refinements(turn, items, found.total - len(found.hits)),
    )


def _found_text(turn: Turn, found: Found, items: list[Item]) -> str:
    constraints = turn.state.constraints or Constraints()
    own, title = _own_words(turn, constraints), items[0].title
    if own and not found.relaxed and not _known(turn, constraints.text):
        return turn.say("search.unknown", what=own)
    if not has_limits(constraints):  # words only rank: all of the catalogue "fits"
        return turn.say("search.closest", what=own, title=title)
    limits = phrase(turn, constraints)
    if found.relaxed:
        kept = turn.say("limit.and").join(found.relaxed) if turn.language == "en" else ""
        return turn.say("search.relaxed", what=limits, relaxed=kept)
    if found.total == 1:
        return turn.say("search.one", what=limits, title=title)
    if own:
        return turn.say("search.ranked", count=found.total, what=limits, own=own, title=title)
    key = "search.few" if found.total <= len(items) else "search.many"
    return turn.say(key, count=found.total, what=limits, shown=len(items), title=title)


def _known(turn: Turn, text: str) -> bool:
    """Whether the catalogue holds any of the words; else only likeness of meaning found something."""
    lexical = turn.house.retrieval.shelves.lexical
    return any(lexical.knows(term) for term in lexical.query_terms(text))


def _own_words(turn: Turn, constraints: Constraints) -> str:
    """The shopper's words that are no limit of the catalogue's, in quotes; their whole text in another language."""
    own = constraints.text.strip()
    if not own or (_NUMBERS.fullmatch(own) and has_limits(constraints)):
        return ""  # "for two": it ranks, but a bare number reads oddly as a quotation
    return f"“{own if turn.language == 'en' else turn.text}”"


def show(turn: Turn, items: list[Item], *, offset: int) -> None:
    """Remember the list that is shown now; a list of one is also what "it" means."""
    turn.state.shown = [item.id for item in items]
    turn.state.offset = offset
    turn.state.focus = items[0].id if len(items) == 1 else None
    turn.state.pending["list"] = "search"


def forget_search(turn: Turn) -> None:
    turn.state.constraints = None
    turn.state.shown = []
    turn.state.offset = 0
    turn.state.last_query = ""
    turn.state.focus = None
    turn.state.compared = []
    for key in ("list", "add"):
        turn.state.pending.pop(key, None)


def refinements(turn: Turn, items: list[Item], left: int) -> list[Quick]:
    """Up to four things worth tapping: the next page, a lower price, a colour that divides the list, a comparison."""
    quick = []
    if left > 0:
        quick.append(Quick(turn.say("tap.more"), "show_more"))
    if turn.state.constraints is not None and len(items) > 2:
        if left > 0 and len({item.price for item in items}) > 1:
            quick.append(Quick(turn.say("tap.cheaper"), "refine_search", {"words": turn.say("words.cheaper")}))
        if not turn.state.constraints.colours:
            colours = Counter(colour for item in items for colour in item.colours)
            dividing = [colour for colour, count in colours.most_common() if 0 < count < len(items)]
            quick += [
                Quick(
                    turn.say("tap.in_colour", colour=in_chinese(colour) if turn.language == "zh" else colour.lower()),
                    "refine_search",
                    {"words": f"in {colour}"},
                )
                for colour in dividing[:1]
            ]
    if len(items) > 1:
        quick.append(Quick(turn.say("tap.compare_two"), "compare_items", {"words": turn.say("words.first_two")}))
    elif len(items) == 1:
        quick.append(Quick(turn.say("tap.details"), "ask_details", {"item_id": items[0].id}))
        quick.append(Quick(turn.say("tap.similar"), "show_similar", {"item_id": items[0].id}))
    return quick[:4]


async def categories_to_tap(turn: Turn, limit: int = 4) -> list[Quick]:
    """The categories of what sells best, each a search."""
    ids = await turn.budget.store(turn.house.catalogue.popular, 60)
    counts = Counter(item.category for item in await turn.items(ids) if item.category)
    return [Quick(short(category), "search_item", {"words": category}) for category, _ in counts.most_common(limit)]


async def nothing_named(turn: Turn) -> Reply:
    return Reply(turn.say("search.what"), quick=await categories_to_tap(turn))


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
    """What was looked for, as it was understood, belongs to the shopper's events; losing it must not cost the reply."""
    if not query or query == turn.state.pending.get("recorded"):
        return
    turn.state.pending["recorded"] = query
    event = Event(type="search", query=query[:200])
    try:
        await turn.budget.store(turn.house.profiles.record, turn.shopper_id, [event])
    except ShopkeeperError as error:
        log.warning("search event not recorded", error=str(error))
