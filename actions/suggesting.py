"""Suggestions with reasons: from the shopper's profile, the moment, and what they say they like."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from actions.audience import age_said, audience_lived, audience_said, for_age
from actions.cards import card
from actions.cheaper import asked_cheaper
from actions.events import profile_of
from actions.likes import kinds_liked, liked
from actions.listing import PAGE, by_kind, categories_to_tap, refinements, show
from actions.moment import context_of, own_words, suited
from actions.picks import SPARE, Wishes, candidates_for, foremost, in_order, note_shown, picks_for
from actions.reading import has_limits, read
from actions.reasons import reasons_for
from actions.refusals import read_with_refusals
from actions.reply import Quick, Reply
from actions.summary import PEOPLE, phrase, summary
from actions.turn import Turn
from retrieval.moments import by_turns
from retrieval.text import terms
from shop.types import Constraints, Item, Profile

if TYPE_CHECKING:
    from retrieval.understander import Understood

EACH = 2  # of a kind at least, where only the first in an order are wanted


def shows_gifts(turn: Turn) -> bool:
    """Whether the list that is shown holds ideas for a gift."""
    suggested = turn.state.pending.get("list") == "recommendation"
    return suggested and bool(turn.state.pending.get("recommendation", {}).get("gift"))


async def recommend(
    turn: Turn, *, gift: bool = False, more: bool = False, understood: Understood | None = None
) -> Reply:
    """Candidates under the limits, ranked by the model; without it, what is popular or what the words find.

    ``more``: the next ones; ``understood``: the last ones under other limits ("cheaper", "in blue").
    """
    asked = turn.state.pending.get("recommendation", {}) if more or understood else {}
    gift = gift or bool(asked.get("gift"))
    seen = list(asked.get("seen", [])) if more else []
    if more:
        last = turn.state.constraints or Constraints()
    else:
        last = (understood or (await read_with_refusals(turn))[0]).constraints
    constraints = last.model_copy(update={"in_stock": True})
    if understood is not None and not await _any(turn, constraints):  # "what about shoes", after hats for the beach
        constraints = (await read(turn)).constraints.model_copy(update={"in_stock": True})
    profile = await profile_of(turn)
    audience = audience_said(turn.plain) or asked.get("audience")
    if audience is None and not gift:
        audience = audience_lived(profile.events, await _touched(turn, profile))
    if gift and not constraints.categories:
        constraints = constraints.model_copy(update={"categories": _for_whom(turn, audience)})
    if gift:  # what is made for others is left out of the picks
        constraints = constraints.model_copy(update={"audiences": ()})
    limits = constraints.model_copy(update={"text": ""})
    about = asked.get("about") or turn.text
    likes = liked(turn.plain, asked.get("likes", "")) if gift else ""
    wishes = Wishes(gift=gift, audience=audience, about=about, seen=tuple(seen), likes=likes)
    sort = constraints.sort
    kinds, candidates = await _suiting(turn, constraints, wishes)
    wishes = replace(wishes, kinds=kinds)
    age = age_said(asked.get("about") or turn.plain) if gift else None
    if age is not None:
        asked_for = bool(likes) or not {value.casefold() for value in constraints.categories} <= PEOPLE
        candidates = _for_child(turn, age, candidates, lenient=asked_for)
    picks, model = await picks_for(turn, profile, context_of(constraints), candidates, wishes)
    items = in_order(await turn.items([pick.item_id for pick in picks]), sort)
    if not items and seen:
        return _all_shown(turn, constraints)
    if not items and asked_cheaper(turn, constraints):
        return Reply(turn.say("recommend.no_cheaper"), quick=refinements(turn, await turn.shown(), 0))
    if candidates == [] and age is not None:
        return Reply(turn.say("recommend.no_age"), quick=await categories_to_tap(turn))
    if not items:
        wanted = limits.model_copy(update={"in_stock": False, "sort": "relevance"})
        text = turn.say("recommend.none", what=phrase(turn, wanted)) if has_limits(wanted) else turn.say("search.what")
        return Reply(text, quick=await categories_to_tap(turn))
    by_id = {pick.item_id: pick for pick in picks}
    # what the moment is stands above the cards; that each fits it goes without saying
    cards = [card(item, reasons=await reasons_for(turn, by_id[item.id], profile, gift)) for item in items]
    show(turn, items, offset=len(items))
    await note_shown(turn, model or "popular", items, first=len(seen) + 1)
    turn.state.constraints = constraints
    turn.state.pending["list"] = "recommendation"
    turn.state.pending["recommendation"] = {
        "gift": gift,
        "audience": audience,
        "about": wishes.about,
        "likes": likes,
        "seen": [*seen, *(item.id for item in items)],
    }
    if more:
        lead = turn.say("recommend.more")
    elif asked_cheaper(turn, constraints):
        lead = turn.say("recommend.cheaper" if len(items) > 1 else "recommend.cheaper_one")
    else:
        lead = _lead(turn, _about(turn, constraints, wishes), profile, items, wishes, modelled=bool(model))
    quick = _next(turn, constraints)
    return Reply(lead, cards=cards, quick=quick if len(items) > 1 else quick[:-1])


async def _suiting(turn: Turn, constraints: Constraints, wishes: Wishes) -> tuple[list[list[str]], list[str] | None]:
    """What suits the moment or keeps the limits, kind by kind where there are several; and all of it, ``None`` for
    whatever there is. In an order that was asked for it is what comes first in that order."""
    likes, sort = wishes.likes, constraints.sort
    kinds = await (kinds_liked(turn, likes, constraints) if likes else suited(turn, wishes, constraints))
    if kinds:
        kinds = kinds if sort == "relevance" else [foremost(turn, kind, sort, EACH) for kind in kinds]
        return kinds, by_turns(kinds)
    if not has_limits(constraints.model_copy(update={"text": "", "in_stock": False})):
        return [], None
    near = {"sort": "relevance"} if constraints.text else {}
    candidates = await candidates_for(turn, constraints.model_copy(update=near))
    if sort != "relevance":
        candidates = foremost(turn, candidates, sort, SPARE * (PAGE + len(wishes.seen)))
    if constraints.categories:  # of a department one of each kind, not mugs alone
        kinds = by_kind(await turn.items(candidates))
    return (kinds if len(kinds) > 1 else []), candidates


def _all_shown(turn: Turn, constraints: Constraints) -> Reply:
    """That these were all, and what can be done about it."""
    quick = [Quick(turn.say("tap.first_ones"), "show_previous", {"words": turn.say("words.first_ones")})]
    if constraints.price_max is not None or constraints.price_min is not None:
        quick.append(Quick(turn.say("tap.any_price"), "refine_search", {"words": turn.say("words.any_price")}))
    quick.append(Quick(turn.say("tap.start_over"), "start_over"))
    return Reply(turn.say("recommend.no_more"), quick=quick)


async def _any(turn: Turn, constraints: Constraints) -> bool:
    mirror = turn.house.retrieval.shelves.mirror
    return bool(len(mirror.ids(constraints.model_copy(update={"text": ""}))))


async def _touched(turn: Turn, profile: Profile) -> dict[str, Item]:
    """The items of the shopper's events."""
    ids = {event.item_id for event in profile.events if event.item_id}
    return {item.id: item for item in await turn.items(list(ids))}


def _for_child(turn: Turn, age: int, candidates: list[str] | None, *, lenient: bool) -> list[str] | None:
    """Of the candidates (or of everything) what is made for that age, where the catalogue tells it of any; where none
    of them is, all of them if ``lenient``: they were asked for by name."""
    made = {item.id: None for item in turn.house.retrieval.shelves.mirror.items() if for_age(item, age)}
    fitting = [item_id for item_id in (made if candidates is None else candidates) if item_id in made]
    return fitting if fitting or (made and not lenient) else candidates


def _for_whom(turn: Turn, audience: str | None) -> tuple[str, ...]:
    """The part of the catalogue for the person a gift is for, where it has such parts ("Men", "Women")."""
    if audience is None:
        return ()
    categories = turn.house.retrieval.understander.read(audience).constraints.categories
    return categories if all(value.casefold() in PEOPLE for value in categories) else ()


def _about(turn: Turn, constraints: Constraints, wishes: Wishes) -> str:
    """The occasion in the shopper's own words, and the limits that came after it; or the limits in words."""
    hidden: dict[str, Any] = {"in_stock": False, "text": ""}
    if wishes.gift:  # "coffee, gifts" for a gift
        likes = wishes.likes if wishes.kinds and turn.language == "en" else ""
        shown = () if likes else constraints.uses
        hidden["uses"] = tuple(use for use in shown if not use.casefold().startswith("gift"))
        parts = (likes, summary(turn, constraints.model_copy(update=hidden)))
        return turn.say("limit.and").join(part for part in parts if part)
    limits, own = constraints.model_copy(update=hidden), own_words(turn, constraints, wishes)
    if own:  # what it names is not said twice
        first = turn.house.retrieval.understander.read(own).constraints
        limits = limits.model_copy(update={"uses": _without(limits.uses, (*first.uses, *own.split()))})
        limits = limits.model_copy(update={"categories": _without(limits.categories, first.categories)})
        limits = limits.model_copy(update={"audiences": _without(limits.audiences, first.audiences)})
    said = (summary if own else phrase)(turn, limits) if has_limits(limits) else ""
    return turn.say("limit.and").join(part for part in (f"“{own}”" if own else "", said) if part)


def _without(values: tuple[str, ...], others: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(value for value in values if value not in others)


def _borne(words: str, items: list[Item]) -> bool:
    """Whether a title bears one of the words."""
    return any(set(terms(words)) & set(terms(item.title)) for item in items)


def _lead(turn: Turn, about: str, profile: Profile, items: list[Item], wishes: Wishes, *, modelled: bool) -> str:
    if wishes.gift:
        if wishes.likes and not about and not _borne(wishes.likes, items):
            return turn.say("recommend.gift_unlike", what=f"“{wishes.likes}”")
        return turn.say("recommend.gift_for" if about else "recommend.gift", what=about)
    if not modelled:
        return turn.say("recommend.plain_for" if about else "recommend.plain", what=about)
    if about:
        return turn.say("recommend.for", what=about)
    return turn.say("recommend.you" if profile.events or profile.tastes else "recommend.newcomer")


def _next(turn: Turn, constraints: Constraints) -> list[Quick]:
    quick = [Quick(turn.say("tap.more_ideas"), "show_more")]
    if constraints.price_max is None:
        for price in ("25", "50"):
            words = turn.say("words.under", price=price)
            quick.append(Quick(turn.say("tap.under", price=price), "refine_search", {"words": words}))
    quick.append(Quick(turn.say("tap.compare_two"), "compare_items", {"words": turn.say("words.first_two")}))
    return quick[:4]
