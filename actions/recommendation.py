"""Suggestions with reasons: from the shopper's profile, the moment, and what they say they like."""

from __future__ import annotations

import re
from typing import Any, Literal

import structlog

from actions.base import ShopAction
from actions.cards import card
from actions.reply import Quick, Reply
from actions.search import categories_to_tap, has_limits, read, show
from actions.summary import PEOPLE, phrase, plain, summary
from actions.turn import Turn
from models.service.schema import HistoryEvent, HistoryTaste, RecommendationRequest
from shop.errors import ShopkeeperError
from shop.types import Constraints, Event, Item, Pick, Profile, Reason, Taste

log = structlog.get_logger(__name__)

_RELATIVES = {
    "men": re.compile(
        r"\b(father|dad|daddy|grand(pa|dad|father)|husband|boyfriend|brother|son|uncle|him)\b", re.IGNORECASE
    ),
    "women": re.compile(
        r"\b(mother|mum|mom|grand(ma|mother)|wife|girlfriend|sister|daughter|aunt|her)\b", re.IGNORECASE
    ),
}
TasteKind = Literal["colour", "brand", "material", "category", "use", "size"]
POOL = 400  # candidates handed to the ranking when there are limits


class Recommend(ShopAction):
    """ "what would you suggest for me", "something for a hiking trip"."""

    action_name = "action_recommend"

    async def answer(self, turn: Turn) -> Reply:
        return await recommend(turn)


class Gift(ShopAction):
    """ "a gift for my father under 40": what the shopper likes says nothing of the father."""

    action_name = "action_gift"

    async def answer(self, turn: Turn) -> Reply:
        return await recommend(turn, gift=True)


class Like(ShopAction):
    action_name = "action_like"

    async def answer(self, turn: Turn) -> Reply:
        return await note_tastes(turn, weight=1.0)


class Dislike(ShopAction):
    action_name = "action_dislike"

    async def answer(self, turn: Turn) -> Reply:
        return await note_tastes(turn, weight=-1.0)


async def recommend(turn: Turn, *, gift: bool = False, more: bool = False) -> Reply:
    """Candidates under the limits, ranked by the model; without it, what is popular or what the words find."""
    if more:
        asked = turn.state.pending.get("recommendation", {})
        constraints = turn.state.constraints or Constraints()
        gift, seen = bool(asked.get("gift")), list(asked.get("seen", []))
    else:
        constraints, seen = (await read(turn)).constraints, []
    constraints = constraints.model_copy(update={"in_stock": True})
    if gift and not constraints.categories:
        constraints = constraints.model_copy(update={"categories": _for_whom(turn)})
    profile = await turn.budget.store(turn.house.profiles.profile, turn.shopper_id)
    limits = constraints.model_copy(update={"text": ""})
    candidates = None
    if has_limits(limits.model_copy(update={"in_stock": False})):
        candidates = await _candidates(turn, constraints)
    picks, modelled = await _picks(turn, profile, constraints.text, candidates, gift=gift, seen=seen)
    items = await turn.items([pick.item_id for pick in picks])
    if not items:
        wanted = limits.model_copy(update={"in_stock": False})
        text = (
            turn.say("recommend.none", what=phrase(turn, wanted))
            if has_limits(wanted)
            else turn.say("recommend.no_more")
        )
        return Reply(text, quick=await categories_to_tap(turn))
    by_id = {pick.item_id: pick for pick in picks}
    cards = [card(item, reasons=await _reasons(turn, by_id[item.id], profile, gift)) for item in items]
    show(turn, items, offset=len(items))
    turn.state.constraints = constraints
    turn.state.pending["list"] = "recommendation"
    turn.state.pending["recommendation"] = {"gift": gift, "seen": [*seen, *(item.id for item in items)]}
    return Reply(
        _lead(turn, constraints, profile, gift=gift, modelled=modelled, more=more),
        cards=cards,
        quick=_next(turn, constraints, gift=gift),
    )


def _for_whom(turn: Turn) -> tuple[str, ...]:
    """The part of the catalogue for the person a gift is for, where it has such parts ("Men", "Women")."""
    for people, pattern in _RELATIVES.items():
        if pattern.search(turn.plain):
            categories = turn.house.retrieval.understander.read(people).constraints.categories
            return categories if all(value.casefold() in PEOPLE for value in categories) else ()
    return ()


async def _candidates(turn: Turn, constraints: Constraints) -> list[str]:
    """Ids that keep the limits, the closest to the shopper's words first when there are more than the ranking needs."""
    found = await turn.budget.call("retrieval", turn.house.retrieval.search.find(constraints, limit=POOL), share=0.5)
    return [] if found.relaxed else [hit.item_id for hit in found.hits]


async def _picks(
    turn: Turn, profile: Profile, context: str, candidates: list[str] | None, *, gift: bool, seen: list[str]
) -> tuple[list[Pick], bool]:
    """The picks, and whether the model made them."""
    if candidates == []:
        return [], False
    settings = turn.house.settings.recommender
    owned = [event.item_id for event in profile.events if event.type in ("purchase", "dismiss") and event.item_id]
    request = RecommendationRequest(
        events=[] if gift else [HistoryEvent(**event.model_dump()) for event in profile.events],
        tastes=[] if gift else [HistoryTaste(text=t.text, weight=t.weight, ts=t.ts) for t in profile.tastes],
        context=turn.text if gift else context.strip(),
        candidates=candidates,
        exclude=list(dict.fromkeys([*owned, *seen])),
        limit=2 * settings.picks,  # some may be sold out
        adventurous=settings.adventurous,
    )
    try:
        response = await turn.budget.call("models", turn.house.models.recommend(request), share=0.7)
        items = await turn.items([pick.item_id for pick in response.picks])
        there = {item.id for item in items if item.in_stock}
        picks = [pick for pick in response.picks if pick.item_id in there][: settings.picks]
        if picks or seen:
            return picks, True
        log.warning("the model knows none of the candidates", candidates=len(candidates or []))
    except ShopkeeperError as error:
        log.warning("recommendation gave way to what is popular", error=str(error))
    excluded = set(request.exclude)
    ids = candidates if candidates is not None else await turn.budget.store(turn.house.catalogue.popular, POOL)
    popular = [item_id for item_id in ids if item_id not in excluded][: settings.picks]
    return [Pick(item_id=item_id, score=0.0, reasons=()) for item_id in popular], False


def _lead(turn: Turn, constraints: Constraints, profile: Profile, *, gift: bool, modelled: bool, more: bool) -> str:
    limits = summary(turn, constraints.model_copy(update={"in_stock": False, "text": ""}))
    own = constraints.text.strip()
    about = turn.say("limit.and").join(part for part in (f"“{own}”" if own else "", limits) if part)
    if more:
        return turn.say("recommend.more")
    if gift:
        return turn.say("recommend.gift_for" if limits else "recommend.gift", what=limits)
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


async def _reasons(turn: Turn, pick: Pick, profile: Profile, gift: bool) -> list[str]:
    """The model's reasons in the conversation's language, with the titles of the items they speak of."""
    said: list[str] = []
    refs: set[str | None] = set()
    brands = {taste.text for taste in profile.tastes if taste.kind == "brand"}
    for reason in pick.reasons[:2]:
        if gift and reason.kind == "context":  # that it fits what was asked for goes without saying
            continue
        if reason.ref is not None and reason.ref in refs:  # the same item, looked at and in the cart
            continue
        refs.add(reason.ref)
        said.append(await _reason(turn, reason, brands))
    return [text for text in dict.fromkeys(said) if text]


async def _reason(turn: Turn, reason: Reason, brands: set[str]) -> str:
    """``brands`` keep their capitals inside a sentence."""
    values: dict[str, Any] = {"text": reason.text}
    if reason.kind in ("view", "cart", "purchase", "rating") and reason.ref:
        items = await turn.items([reason.ref])
        if not items:
            return ""
        values["title"] = items[0].title
    elif reason.kind in ("search", "taste", "context"):
        text = reason.ref or reason.text
        values["title"] = plain(text) if reason.kind == "taste" and text not in brands else text
    return turn.say(f"reason.{reason.kind}", **values)


async def note_tastes(turn: Turn, *, weight: float) -> Reply:
    """Keep what the shopper says they like or do not like; a disliked item of the list is dismissed."""
    tastes = await _tastes(turn, weight)
    if weight < 0 and not await _values(turn):
        meant = [item for item in await turn.referred() if item.id in turn.state.shown]
        if meant:
            await _dismiss(turn, meant)
            names = turn.say("limit.and").join(item.title for item in meant)
            return Reply(
                turn.say("taste.dismissed", what=names), quick=[Quick(turn.say("tap.more_ideas"), "show_more")]
            )
    if not tastes:
        return Reply(turn.say("taste.unclear"))
    for taste in tastes:
        await turn.remember(taste)
    names = turn.say("limit.and").join(taste.text for taste in tastes)
    key = "taste.liked" if weight > 0 else "taste.disliked"
    suggest = Quick(turn.say("tap.suggest"), "ask_recommendation", {"words": turn.say("words.suggest")})
    return Reply(turn.say(key, what=names), quick=[suggest])


async def _values(turn: Turn) -> list[tuple[TasteKind, str]]:
    """Colours, brands and the like that the text names, wanted or not."""
    constraints = (await read(turn)).constraints
    kinds: tuple[tuple[TasteKind, tuple[str, ...]], ...] = (
        ("colour", (*constraints.colours, *constraints.not_colours)),
        ("brand", (*constraints.brands, *constraints.not_brands)),
        ("material", (*constraints.materials, *constraints.not_materials)),
        ("category", (*constraints.categories, *constraints.not_categories)),
        ("use", constraints.uses),
        ("size", constraints.sizes),
    )
    return [(kind, value) for kind, values in kinds for value in values]


async def _tastes(turn: Turn, weight: float) -> list[Taste]:
    """The values named, else the shopper's own words."""
    tastes = [
        Taste(text=value, kind=kind if weight > 0 else "dislike", weight=weight) for kind, value in await _values(turn)
    ]
    own = (await read(turn)).constraints.text.strip()
    if not tastes and own:
        tastes = [Taste(text=own[:60], kind="like" if weight > 0 else "dislike", weight=weight)]
    return tastes


async def _dismiss(turn: Turn, items: list[Item]) -> None:
    events = [Event(type="dismiss", item_id=item.id) for item in items]
    await turn.budget.store(turn.house.profiles.record, turn.shopper_id, events)
    gone = {item.id for item in items}
    turn.state.shown = [item_id for item_id in turn.state.shown if item_id not in gone]
