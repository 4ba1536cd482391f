"""Suggestions with reasons: from the shopper's profile, the moment, and what they say they like."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import structlog

from actions.audience import age_said, audience_lived, audience_said, for_age
from actions.base import ShopAction
from actions.cards import card
from actions.cheaper import asked_cheaper
from actions.complements import goes_with
from actions.departments import asks_for_departments, departments
from actions.events import profile_of
from actions.finding import search
from actions.listing import categories_to_tap, refinements, show
from actions.moment import OCCASION, context_of, names_what_is_not_here, own_words, suited
from actions.picks import Wishes, candidates_for, note_shown, picks_for
from actions.qualities import by_quality
from actions.reading import has_limits, read
from actions.reasons import reasons_for
from actions.reply import Quick, Reply
from actions.showcase import showcase
from actions.summary import PEOPLE, phrase, summary
from actions.turn import Turn
from retrieval.moments import by_turns
from retrieval.text import terms
from shop.types import Constraints, Item, Profile

if TYPE_CHECKING:
    from retrieval.understander import Understood

log = structlog.get_logger(__name__)

_LIKES = re.compile(r"\b(?:likes?|loves?|enjoys?|(?:is|s|are) (?:really )?into|fan of)\b (.{3,40})$", re.IGNORECASE)
_OF_THESE = re.compile(
    r"\b(?:which|what) (?:(?:one|ones|of (?:these|them|those)) |would you |do you |should i |(?:is|are) (?:the )?best|"
    r"(?:is|are) better)|哪(?:个|款|件|一)",
    re.IGNORECASE,
)


class Recommend(ShopAction):
    """ "what would you suggest for me", "something for a hiking trip"."""

    action_name = "action_recommend"

    async def answer(self, turn: Turn) -> Reply:
        if asks_for_departments(turn) and (told := await departments(turn)):
            return told
        if told := await goes_with(turn) or await showcase(turn) or await by_quality(turn):
            return told
        if turn.state.constraints is not None and turn.state.shown and _OF_THESE.search(turn.text):
            understood = await read(turn, turn.state.constraints)
            return await recommend(turn, understood=None if understood.fresh else understood)
        understood = await read(turn)
        if names_what_is_not_here(turn, understood.constraints):
            return await search(turn, understood)  # which says so
        return await recommend(turn)


async def recommend(
    turn: Turn, *, gift: bool = False, more: bool = False, understood: Understood | None = None
) -> Reply:
    """Candidates under the limits, ranked by the model; without it, what is popular or what the words find.

    ``more``: the next ones; ``understood``: the last ones under other limits ("cheaper", "in blue").
    """
    asked = turn.state.pending.get("recommendation", {}) if more or understood else {}
    gift = gift or bool(asked.get("gift"))
    seen = list(asked.get("seen", [])) if more else []
    last = turn.state.constraints or Constraints() if more else (understood or await read(turn)).constraints
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
    wishes = Wishes(gift=gift, audience=audience, about=asked.get("about") or turn.text, seen=tuple(seen))
    wishes = replace(wishes, kinds=await suited(turn, wishes, constraints))
    candidates = by_turns(wishes.kinds) or None
    if candidates is None and has_limits(limits.model_copy(update={"in_stock": False})):
        candidates = await candidates_for(turn, constraints)
    if gift and (age := age_said(asked.get("about") or turn.plain)) is not None:
        candidates = _for_child(turn, age, candidates)
    picks, model = await picks_for(turn, profile, context_of(constraints), candidates, wishes)
    items = await turn.items([pick.item_id for pick in picks])
    if not items and asked_cheaper(turn, constraints):
        return Reply(turn.say("recommend.no_cheaper"), quick=refinements(turn, await turn.shown(), 0))
    if not items:
        wanted = limits.model_copy(update={"in_stock": False})
        text = (
            turn.say("recommend.none", what=phrase(turn, wanted))
            if has_limits(wanted)
            else turn.say("recommend.no_more")
        )
        return Reply(text, quick=await categories_to_tap(turn))
    by_id = {pick.item_id: pick for pick in picks}
    own = own_words(turn, constraints, wishes)
    cards = [card(item, reasons=await reasons_for(turn, by_id[item.id], profile, gift, own)) for item in items]
    show(turn, items, offset=len(items))
    await note_shown(turn, model or "popular", items, first=len(seen) + 1)
    turn.state.constraints = constraints
    turn.state.pending["list"] = "recommendation"
    turn.state.pending["recommendation"] = {
        "gift": gift,
        "audience": audience,
        "about": wishes.about,
        "seen": [*seen, *(item.id for item in items)],
    }
    if more:
        lead = turn.say("recommend.more")
    elif asked_cheaper(turn, constraints):
        lead = turn.say("recommend.cheaper" if len(items) > 1 else "recommend.cheaper_one")
    else:
        about = _about(turn, constraints, wishes)
        lead = _lead(turn, about, profile, items, gift=gift, modelled=bool(model))
    quick = _next(turn, constraints, gift=gift)
    return Reply(lead, cards=cards, quick=quick if len(items) > 1 else quick[:-1])


async def _any(turn: Turn, constraints: Constraints) -> bool:
    mirror = turn.house.retrieval.shelves.mirror
    return bool(len(mirror.ids(constraints.model_copy(update={"text": ""}))))


async def _touched(turn: Turn, profile: Profile) -> dict[str, Item]:
    """The items of the shopper's events."""
    ids = {event.item_id for event in profile.events if event.item_id}
    return {item.id: item for item in await turn.items(list(ids))}


def _for_child(turn: Turn, age: int, candidates: list[str] | None) -> list[str] | None:
    """Of the candidates (or of everything) what is made for that age, where the catalogue tells it of any."""
    made = {item.id: None for item in turn.house.retrieval.shelves.mirror.items() if for_age(item, age)}
    return [item_id for item_id in (made if candidates is None else candidates) if item_id in made] or candidates


def _for_whom(turn: Turn, audience: str | None) -> tuple[str, ...]:
    """The part of the catalogue for the person a gift is for, where it has such parts ("Men", "Women")."""
    if audience is None:
        return ()
    categories = turn.house.retrieval.understander.read(audience).constraints.categories
    return categories if all(value.casefold() in PEOPLE for value in categories) else ()


def _about(turn: Turn, constraints: Constraints, wishes: Wishes) -> str:
    """The occasion in the shopper's own words, and the limits that came after it; or the limits in words."""
    hidden: dict[str, Any] = {"in_stock": False, "text": "", "sort": "relevance"}
    if wishes.gift:  # "coffee, gifts" for a gift
        hidden["uses"] = tuple(use for use in constraints.uses if not use.casefold().startswith("gift"))
        return summary(turn, constraints.model_copy(update=hidden))
    limits, occasion = constraints.model_copy(update=hidden), OCCASION.search(wishes.about)
    own = own_words(turn, constraints, wishes)
    if occasion:  # what it names is not said twice
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


def _lead(turn: Turn, about: str, profile: Profile, items: list[Item], *, gift: bool, modelled: bool) -> str:
    if gift:
        liked = _LIKES.search(turn.text)
        if liked and not about and not _borne(liked[1], items):
            return turn.say("recommend.gift_unlike", what=f"“{liked[1].strip(' .!?')}”")
        return turn.say("recommend.gift_for" if about else "recommend.gift", what=about)
    if not modelled:
        return turn.say("recommend.plain_for" if about else "recommend.plain", what=about)
    if about:
        return turn.say("recommend.for", what=about)
    return turn.say("recommend.you" if profile.events or profile.tastes else "recommend.newcomer")


def _next(turn: Turn, constraints: Constraints, *, gift: bool) -> list[Quick]:
    quick = [Quick(turn.say("tap.more_ideas"), "show_more")]
    if constraints.price_max is None:
        intent = "ask_gift" if gift else "ask_recommendation"
        for price in ("25", "50"):
            words = turn.say("words.under", text=turn.text, price=price)
            quick.append(Quick(turn.say("tap.under", price=price), intent, {"words": words}))
    quick.append(Quick(turn.say("tap.compare_two"), "compare_items", {"words": turn.say("words.first_two")}))
    return quick[:4]
