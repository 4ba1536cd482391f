"""Finding items: a search, its refinements, the next page, more like one of them."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from rasa_sdk.events import FollowupAction

from actions.asides import TalkAction
from actions.availability import of_variant
from actions.base import ShopAction
from actions.brands import brands
from actions.cards import card
from actions.cheaper import CHEAPER, among_kinds, note_step
from actions.complements import goes_with
from actions.departments import asks_for_departments, departments
from actions.finding import look_or_ask, search
from actions.glossary import asked_for
from actions.listing import (
    PAGE,
    categories_to_tap,
    forget_search,
    names_none,
    page,
    refinements,
    show,
    speaks_of_goods,
    spoken_of,
)
from actions.moment import names_what_is_not_here
from actions.qualities import POOL, by_quality
from actions.reading import has_limits, only_narrows, read
from actions.reply import Quick, Reply
from actions.showcase import showcase
from actions.suggesting import recommend
from actions.summary import summary
from actions.turn import Turn
from retrieval.text import terms
from retrieval.understanding.synonyms import counted
from shop.types import Constraints, Item

if TYPE_CHECKING:
    from retrieval.understander import Understood


_IT = re.compile(r"\b(?:it|this|that)(?: one)?\b(?<!make it)", re.IGNORECASE)
_SOMETHING = re.compile(r"\b(?:something|anything|smth|sth|stuff|things|what helps)\b", re.IGNORECASE)
_FEW = 2  # words that may say more of the list before rather than name another thing
_LIGHTER = re.compile(r"\b(lighter|lightest|less heavy|weighs? less)\b|更?轻", re.IGNORECASE)


class Search(TalkAction):
    """A new search; a text that only narrows ("in blue") is taken as a refinement of the last one."""

    action_name = "action_search"

    async def answer(self, turn: Turn) -> Reply:
        return await look(turn)


class Refine(TalkAction):
    """ "cheaper", "under 50", "not leather": the last search with a change."""

    action_name = "action_refine"

    async def answer(self, turn: Turn) -> Reply:
        if told := await brands(turn) or await by_quality(turn):
            return told
        if of_item := await of_item_in_hand(turn):
            return of_item
        understood = await read(turn, turn.state.constraints)
        if turn.state.constraints is None and not turn.state.shown and _only_refuses(understood.constraints):
            return Reply(events=[FollowupAction("action_dislike")])  # "no grey, please", before anything was shown
        if understood.another and not understood.changes and turn.state.shown:
            return await ShowMore(self.house).answer(turn)
        if CHEAPER.search(turn.text) and turn.state.constraints is not None:
            return await self._cheaper(turn, understood)
        if _LIGHTER.search(turn.text) and turn.state.constraints is not None:
            return await self._lighter(turn, turn.state.constraints)
        if turn.language != "en" and await _unread(turn, understood):
            what = asked_for(turn.text)  # nothing of it was put into the catalogue's words
            return Reply(turn.say("search.unread", what=what), quick=await categories_to_tap(turn))
        return await refine(turn, understood)

    async def _cheaper(self, turn: Turn, understood: Understood) -> Reply:
        """Below the cheapest that is shown; where there is nothing, the same search with the cheapest first."""
        before, step = turn.state.constraints, turn.state.pending.get("below")
        if turn.state.pending.get("list") == "recommendation":
            understood = among_kinds(understood, await turn.shown())
        await note_step(turn, understood)
        reply = await refine(turn, understood)
        if turn.state.pending.get("list") == "recommendation":
            return reply
        nothing = turn.state.pending.get("relaxed") or names_none(turn, understood.constraints, await turn.shown())
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
        """The same search, the lightest first; said plainly where the catalogue gives no weights.

        In an order of its own the search keeps to what holds all of the shopper's words: a tent "for two" stays one.
        """
        within = constraints.model_copy(update={"sort": "price_asc"})
        found = await turn.budget.call("retrieval", turn.house.retrieval.search.find(within, limit=POOL))
        items = await turn.items([hit.item_id for hit in found.hits])
        weighed = sorted(
            (item for item in items if item.weight_g), key=lambda item: (not item.in_stock, item.weight_g or 0.0)
        )
        called = set(terms(constraints.text))
        named = [item for item in weighed if _bears(item, called)] if called else []
        weighed = named or weighed  # a title that says "two-person" tells more than a text with a two in it
        if not weighed:
            return Reply(turn.say("search.no_weights"), quick=refinements(turn, await turn.shown(), 0))
        lightest = weighed[:PAGE]
        show(turn, lightest, offset=len(lightest))
        first = lightest[0]
        turn.state.focus, turn.state.pending["order"] = first.id, "weight"
        text = turn.say("search.lightest", title=first.title, weight=f"{first.weight_g:,.0f} g")
        return Reply(text, cards=[card(item) for item in lightest], quick=refinements(turn, lightest, 0))


class ShowMore(ShopAction):
    action_name = "action_show_more"

    async def answer(self, turn: Turn) -> Reply:
        if told := await by_quality(turn):
            return told  # "any warmer ones"
        if turn.state.pending.get("list") == "recommendation":
            return await recommend(turn, more=True)
        if turn.state.constraints is None:
            return await look_or_ask(turn)
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
        if told := await goes_with(turn):
            return told
        meant = await turn.referred()
        if not meant and turn.state.shown:
            meant = (await turn.shown())[:1]
        if not meant:
            return await look_or_ask(turn)
        item = meant[0]
        wanted = turn.house.retrieval.understander.read(turn.plain, shown=[item])  # "cheaper" than this one
        asked = wanted.constraints.model_copy(update={"text": "", "categories": (), "sort": "relevance"})
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


def _only_refuses(constraints: Constraints) -> bool:
    """Whether it names what is not wanted, and nothing that is."""
    unwanted = [name for name in Constraints.model_fields if name.startswith("not_")]
    limits = constraints.model_copy(update={"text": ""})
    return has_limits(limits) and not has_limits(limits.model_copy(update=dict.fromkeys(unwanted, ())))


def _bears(item: Item, words: set[str]) -> bool:
    """Whether the title holds all of the words, numbers in either way of writing them."""
    title = set(terms(item.title))
    return all(title & {word, counted(word)} for word in words)


async def _unread(turn: Turn, understood: Understood) -> bool:
    """Whether nothing of the text was put into the catalogue's words: no limit, be it the old one, and no name."""
    return not re.search(r"\w", understood.residual, re.ASCII) and not has_limits((await read(turn)).constraints)


async def look(turn: Turn) -> Reply:
    """What a text that names things is answered with: departments, the item in hand, the last list, a new search."""
    if asks_for_departments(turn) and (told := await departments(turn)):
        return told
    if told := await brands(turn) or await goes_with(turn) or await showcase(turn) or await by_quality(turn):
        return told
    if of_item := await of_item_in_hand(turn):
        return of_item
    understood = await read(turn)
    if turn.state.constraints is not None and only_narrows(understood.constraints):
        return await refine(turn, await read(turn, turn.state.constraints))
    limits, last = understood.constraints, turn.state.constraints
    short = not has_limits(limits) and len(limits.text.split()) <= _FEW
    if short and last is not None and last.categories and spoken_of(turn, last, limits.text):
        return await refine(turn, await read(turn, last))  # "wired", beside headphones
    named = names_what_is_not_here(turn, limits)
    if _SOMETHING.search(turn.plain) and not named and not has_limits(limits) and speaks_of_goods(turn, limits.text):
        return await recommend(turn)  # "something against cold hands" names no thing: what suits the moment
    return await search(turn, understood)


async def refine(turn: Turn, understood: Understood) -> Reply:
    """The last list under other limits; suggestions stay suggestions."""
    if turn.state.pending.get("list") == "recommendation" and not understood.fresh:
        return await recommend(turn, understood=understood)
    return await search(turn, understood)


async def of_item_in_hand(turn: Turn) -> Reply | None:
    """ "can i have it in olive?" asks of the item last talked about, "the first, size M" of that one of the list; not
    for other things in olive."""
    it = turn.state.focus is not None and _IT.search(turn.plain)
    if turn.ordinal is None and not it:
        return None
    limits = (await read(turn)).constraints
    only = Constraints(sizes=limits.sizes, colours=limits.colours)
    if not has_limits(only):
        return None
    if turn.ordinal is not None and limits.model_copy(update={"text": ""}) == only:
        items = [item for item in await turn.referred() if item.id in turn.state.shown]
        if len(items) != 1:
            return None
        turn.state.focus = items[0].id
        return await of_variant(turn, items[0], limits)
    if turn.state.focus is None or limits != only or not it:
        return None
    items = await turn.items([turn.state.focus])
    return await of_variant(turn, items[0], limits) if items else None
