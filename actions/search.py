"""Finding items: a search, its refinements, the next page, more like one of them."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from itertools import takewhile
from typing import TYPE_CHECKING

import structlog

from actions.base import ShopAction
from actions.cards import card, money, short
from actions.comparatives import base_of, comparative
from actions.departments import asks_for_departments, departments
from actions.glossary import in_chinese
from actions.reply import Quick, Reply
from actions.summary import CENT, phrase, summary
from actions.turn import Turn
from retrieval.text import terms
from shop.errors import ShopkeeperError, Unavailable
from shop.types import Constraints, Event, Item

if TYPE_CHECKING:
    from retrieval.search import Found
    from retrieval.understander import Understood

log = structlog.get_logger(__name__)

PAGE = 6  # cards a reply
_IT = re.compile(r"\b(?:it|this|that)(?: one)?\b(?<!make it)", re.IGNORECASE)
_CHINESE = re.compile(r"[\u3400-\u9fff\s]+")  # words that no catalogue in English holds
_CHEAPER = re.compile(r"\b(cheaper|less expensive|lower price)\b|便宜", re.IGNORECASE)
_LIGHTER = re.compile(r"\b(lighter|lightest|less heavy|weighs? less)\b|更?轻", re.IGNORECASE)
_NUMBERS = re.compile(r"[\d\s]*(?:\b(?:one|two|three|four|five|six|seven|eight|nine|ten)\b[\d\s]*)*", re.IGNORECASE)
POOL = 200  # hits among which the lightest are looked for


class Search(ShopAction):
    """A new search; a text that only narrows ("in blue") is taken as a refinement of the last one."""

    action_name = "action_search"
    takes_asides = True

    async def answer(self, turn: Turn) -> Reply:
        return await look(turn)


class Refine(ShopAction):
    """ "cheaper", "under 50", "not leather": the last search with a change."""

    action_name = "action_refine"
    takes_asides = True

    async def answer(self, turn: Turn) -> Reply:
        if turn.state.constraints is not None and (word := comparative(turn.plain)):
            return await more_so(turn, word)
        if of_item := await _of_item_in_hand(turn, (await read(turn)).constraints):
            return of_item
        understood = await read(turn, turn.state.constraints)
        if understood.another and not understood.changes and turn.state.shown:
            return await ShowMore(self.house).answer(turn)
        if _CHEAPER.search(turn.text) and turn.state.constraints is not None:
            return await self._cheaper(turn, understood)
        if _LIGHTER.search(turn.text) and turn.state.constraints is not None:
            return await self._lighter(turn, turn.state.constraints)
        return await refine(turn, understood)

    async def _cheaper(self, turn: Turn, understood: Understood) -> Reply:
        """Below the cheapest that is shown; where there is nothing, the same search with the cheapest first."""
        before, step = turn.state.constraints, turn.state.pending.get("below")
        await _note_step(turn, understood)
        reply = await refine(turn, understood)
        if turn.state.pending.get("list") == "recommendation":
            return reply
        nothing = turn.state.pending.get("relaxed") or _names_none(turn, understood.constraints, await turn.shown())
        if before is None or not nothing:
            return reply
        again = understood.constraints.model_copy(
            update={"price_max": before.price_max, "price_min": before.price_min, "sort": "price_asc"}
        )
        turn.state.pending["below"] = step
        reply = await search(turn, replace(understood, constraints=again))
        reply.text = turn.say("search.cheapest" if len(reply.cards) > 1 else "search.cheapest_one")
        reply.quick = [quick for quick in reply.quick if quick.title != turn.say("tap.cheaper")]
        return reply

    async def _lighter(self, turn: Turn, constraints: Constraints) -> Reply:
        """The same search, the lightest first; said plainly where the catalogue gives no weights."""
        found = await turn.budget.call("retrieval", turn.house.retrieval.search.find(constraints, limit=POOL))
        items = await turn.items([hit.item_id for hit in found.hits])
        weighed = sorted(
            (item for item in items if item.weight_g), key=lambda item: (not item.in_stock, item.weight_g or 0.0)
        )
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
        found, items = await page(turn, turn.state.constraints, offset)
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


async def look(turn: Turn) -> Reply:
    """What a text that names things is answered with: departments, the item in hand, the last list, a new search."""
    if asks_for_departments(turn) and (told := await departments(turn)):
        return told
    if turn.state.constraints is not None and (word := comparative(turn.plain)):
        return await more_so(turn, word)
    understood = await read(turn)
    if of_item := await _of_item_in_hand(turn, understood.constraints):
        return of_item
    if turn.state.constraints is not None and only_narrows(understood.constraints):
        return await refine(turn, await read(turn, turn.state.constraints))
    return await search(turn, understood)


async def refine(turn: Turn, understood: Understood) -> Reply:
    """The last list under other limits; suggestions stay suggestions."""
    if turn.state.pending.get("list") == "recommendation" and not understood.fresh:
        from actions.recommendation import recommend

        return await recommend(turn, understood=understood)
    return await search(turn, understood)


async def page(turn: Turn, constraints: Constraints, offset: int = 0) -> tuple[Found, list[Item]]:
    """One page of results, by relevance first what can be had and then what is sold out.

    What the shopper calls by its whole name stays first, sold out or not.
    """
    find = turn.house.retrieval.search.find
    found = await turn.budget.call("retrieval", find(constraints, limit=PAGE, offset=offset))
    items = await turn.items([hit.item_id for hit in found.hits])
    if not offset and (called := _so_called(constraints, items)):
        return replace(found, hits=found.hits[: len(called)]), called
    if constraints.in_stock or constraints.sort != "relevance" or found.relaxed:
        return found, items
    if not offset and (all(item.in_stock for item in items) or _called(turn, items[0])):
        return found, items
    there = constraints.model_copy(update={"in_stock": True})
    best = await turn.budget.call("retrieval", find(there, limit=PAGE, offset=offset))
    if best.relaxed:
        return found, items
    hits = list(best.hits)
    if len(hits) < PAGE:
        everything = await turn.budget.call("retrieval", find(constraints, limit=offset + PAGE + best.total))
        shelved = await turn.budget.call("retrieval", find(there, limit=best.total))
        had = {hit.item_id for hit in shelved.hits}
        missing = [hit for hit in everything.hits if hit.item_id not in had][max(0, offset - best.total) :]
        hits += missing[: PAGE - len(hits)]
    return replace(found, hits=hits), await turn.items([hit.item_id for hit in hits])


def _so_called(constraints: Constraints, items: list[Item]) -> list[Item]:
    """Of a search by words alone the first items whose titles bear all of them; the rest is there for "show more"."""
    words = set(terms(constraints.text))
    if not words or has_limits(constraints.model_copy(update={"in_stock": False})):
        return []
    return list(takewhile(lambda item: words <= set(terms(item.title)), items))


def _names_none(turn: Turn, constraints: Constraints, items: list[Item]) -> bool:
    """Whether none of the items bears the words that alone were searched by: "chair", and there are only gloves."""
    words = set(terms(constraints.text)) - {turn.state.pending.get("more_so")}
    if not words or constraints.categories:
        return False
    return not any(words & set(terms(item.title)) for item in items)


def _called(turn: Turn, item: Item) -> bool:
    return set(terms(item.title)) <= set(terms(turn.plain))


def below(turn: Turn, constraints: Constraints | None) -> bool:
    """Whether the highest price is what "cheaper" made it."""
    if constraints is None or constraints.price_max is None:
        return False
    return turn.state.pending.get("below") == str(constraints.price_max)


def asked_cheaper(turn: Turn, constraints: Constraints) -> bool:
    """Whether "cheaper" was said just now, and went below what was shown."""
    return below(turn, constraints) and bool(_CHEAPER.search(turn.text))


async def _note_step(turn: Turn, understood: Understood) -> None:
    """Remember that the highest price was not said but stepped down to, so that nobody is told "under €26.94"."""
    cap = understood.constraints.price_max
    prices = {item.price for item in await turn.shown()}
    if cap is not None and cap + CENT in prices:
        turn.state.pending["below"] = str(cap)


async def _of_item_in_hand(turn: Turn, limits: Constraints) -> Reply | None:
    """ "can i have it in olive?" asks of the item last talked about, not for other things in olive."""
    only = Constraints(sizes=limits.sizes, colours=limits.colours)
    if turn.state.focus is None or limits != only or not has_limits(only) or not _IT.search(turn.plain):
        return None
    from actions.stock import of_variant

    items = await turn.items([turn.state.focus])
    return await of_variant(turn, items[0], limits) if items else None


async def more_so(turn: Turn, word: str) -> Reply:
    """ "something warmer": the last list again, what its texts call warm first."""
    constraints = turn.state.constraints or Constraints()
    base, last = base_of(word), turn.state.pending.get("more_so")
    if base == "good":
        wanted = constraints.model_copy(update={"sort": "rating"})
    elif _spoken_of(turn, constraints, base):
        kept = [said for said in constraints.text.split() if said not in (base, last)]
        wanted = constraints.model_copy(update={"text": " ".join([*kept, base]), "sort": "relevance"})
        turn.state.pending["more_so"] = base
    else:
        return Reply(turn.say("search.no_measure", word=word), quick=refinements(turn, await turn.shown(), 0))
    found, items = await page(turn, wanted)
    if not items:
        return Reply(turn.say("search.no_more"))
    show(turn, items, offset=len(found.hits))
    turn.state.constraints = wanted
    key = "search.best_rated" if base == "good" else "search.more_so"
    text = turn.say(key, word=word, title=items[0].title)
    return Reply(text, cards=[card(item) for item in items], quick=refinements(turn, items, found.total - len(items)))


def _spoken_of(turn: Turn, constraints: Constraints, word: str) -> bool:
    """Whether the texts of anything under these limits hold the word."""
    shelves = turn.house.retrieval.shelves
    rows = shelves.mirror.ids(constraints.model_copy(update={"text": ""}))
    held = [shelves.lexical.holding(term) for term in shelves.lexical.query_terms(word)]
    return any(mask[rows[rows < len(mask)]].any() for mask in held)


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
        found, items = await page(turn, constraints)
        if found.relaxed and below(turn, turn.state.constraints) and below(turn, constraints):
            constraints = constraints.model_copy(update={"price_max": None})  # "cheaper" was of the list before
            found, items = await page(turn, constraints)
    except Unavailable as error:
        log.warning("search gave way to what is popular", error=str(error))
        return await popular_instead(turn, constraints)
    lost = not _names_none(turn, constraints, await turn.shown()) and _names_none(turn, constraints, items)
    if lost and not understood.fresh and not understood.residual:
        constraints = constraints.model_copy(update={"text": ""})  # "anything in black" after a watering can
        found, items = await page(turn, constraints)
    turn.state.pending["relaxed"] = bool(found.relaxed)
    turn.state.last_query = turn.text
    sought = constraints.model_copy(update={"sort": "relevance"})  # in what order it was shown is no taste
    await _record(turn, phrase(turn, sought) if sought.categories else _own_words(turn, sought).strip("“”"))
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
    if _called(turn, items[0]):
        turn.state.focus = items[0].id
    return Reply(
        _found_text(turn, found, items),
        cards=[card(item) for item in items],
        quick=refinements(turn, items, found.total - len(found.hits)),
    )


def _found_text(turn: Turn, found: Found, items: list[Item]) -> str:
    constraints = turn.state.constraints or Constraints()
    own, title = _own_words(turn, constraints), items[0].title
    if own and not _known(turn, constraints.text, items):
        if not found.relaxed and not has_limits(constraints):
            return turn.say("search.unknown", what=own)
        own = ""  # "for my bf" beside a hoodie
    if not has_limits(constraints.model_copy(update={"sort": "relevance", "in_stock": False})):
        # words only rank: all of the catalogue "fits"
        return turn.say("search.closest", what=own, title=title)
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
        return turn.say("search.one", what=limits, title=title)
    if constraints.sort != "relevance":
        return turn.say("search.sorted", what=limits, title=title)
    if own:
        return turn.say("search.ranked", count=found.total, what=limits, own=own, title=title)
    key = "search.few" if found.total <= len(items) else "search.many"
    return turn.say(key, count=found.total, what=limits, shown=len(items), title=title)


def _known(turn: Turn, text: str, items: list[Item]) -> bool:
    """Whether the catalogue holds the words, above all the last: of "gym bags" the bags.

    A name that short must stand in a title that was found; what is described in more words need not.
    """
    lexical = turn.house.retrieval.shelves.lexical
    asked = terms(text)
    if 0 < len(asked) <= 2 and not has_limits(turn.state.constraints or Constraints()):
        kin = set(lexical.query_terms(asked[-1]))
        return any(kin & set(terms(item.title)) for item in items)
    return bool(asked) and any(lexical.knows(term) for term in lexical.query_terms(asked[-1]))


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
    turn.state.pending.pop("add", None)  # another list: the question of a size is no longer open


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
    return [
        Quick(short(turn.named(category)), "search_item", {"words": category})
        for category, _ in counts.most_common(limit)
    ]


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
