"""Suggestions with reasons: from the shopper's profile, the moment, and what they say they like."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import structlog

from actions.audience import audience_lived, audience_said, suits
from actions.base import ShopAction
from actions.cards import card
from actions.comparatives import comparative
from actions.departments import asks_for_departments, departments
from actions.reply import Quick, Reply
from actions.search import asked_cheaper, categories_to_tap, has_limits, more_so, read, refinements, show
from actions.summary import PEOPLE, phrase, plain, summary
from actions.tastes import unwanted
from actions.turn import Turn
from models.service.schema import HistoryEvent, HistoryTaste, RecommendationRequest
from shop.errors import ShopkeeperError
from shop.types import Constraints, Item, Pick, Profile, Reason

if TYPE_CHECKING:
    from retrieval.understander import Understood

log = structlog.get_logger(__name__)

POOL = 400  # candidates handed to the ranking when there are limits
# "something for a weekend in the mountains": the occasion, in the shopper's words
_OCCASION = re.compile(r"\bfor (?!me\b|us\b|someone\b)(.{4,60})$", re.IGNORECASE)
ROUNDS = 2
REASONS = 2  # of each pick
SPARE = 3  # times the picks shown: some may be sold out, made for someone else, or not wanted


class Recommend(ShopAction):
    """ "what would you suggest for me", "something for a hiking trip"."""

    action_name = "action_recommend"

    async def answer(self, turn: Turn) -> Reply:
        if asks_for_departments(turn) and (told := await departments(turn)):
            return told
        if turn.state.constraints is not None and (word := comparative(turn.plain)):
            return await more_so(turn, word)
        return await recommend(turn)


class Gift(ShopAction):
    """ "a gift for my father under 40": what the shopper likes says nothing of the father."""

    action_name = "action_gift"

    async def answer(self, turn: Turn) -> Reply:
        return await recommend(turn, gift=True)


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
    profile = await turn.budget.store(turn.house.profiles.profile, turn.shopper_id)
    audience = audience_said(turn.plain) or asked.get("audience")
    if audience is None and not gift:
        audience = audience_lived(profile.events, await _touched(turn, profile))
    if gift and not constraints.categories:
        constraints = constraints.model_copy(update={"categories": _for_whom(turn, audience)})
    limits = constraints.model_copy(update={"text": ""})
    candidates = None
    if has_limits(limits.model_copy(update={"in_stock": False})):
        candidates = await _candidates(turn, constraints)
    wishes = Wishes(gift=gift, audience=audience, about=asked.get("about") or turn.text, seen=tuple(seen))
    picks, model = await _picks(turn, profile, constraints.text, candidates, wishes)
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
    cards = [card(item, reasons=await _reasons(turn, by_id[item.id], profile, gift)) for item in items]
    show(turn, items, offset=len(items))
    await _note(turn, model or "popular", items, first=len(seen) + 1)
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
        lead = _lead(turn, about, profile, gift=gift, modelled=bool(model))
    quick = _next(turn, constraints, gift=gift)
    return Reply(lead, cards=cards, quick=quick if len(items) > 1 else quick[:-1])


@dataclass(frozen=True)
class Wishes:
    """What is asked of the picks beside the limits; ``about`` are the words that the request began with."""

    gift: bool
    audience: str | None
    about: str
    seen: tuple[str, ...]


async def _touched(turn: Turn, profile: Profile) -> dict[str, Item]:
    """The items of the shopper's events."""
    ids = {event.item_id for event in profile.events if event.item_id}
    return {item.id: item for item in await turn.items(list(ids))}


def _for_whom(turn: Turn, audience: str | None) -> tuple[str, ...]:
    """The part of the catalogue for the person a gift is for, where it has such parts ("Men", "Women")."""
    if audience is None:
        return ()
    categories = turn.house.retrieval.understander.read(audience).constraints.categories
    return categories if all(value.casefold() in PEOPLE for value in categories) else ()


async def _candidates(turn: Turn, constraints: Constraints) -> list[str]:
    """Ids that keep the limits, the closest to the shopper's words first when there are more than the ranking needs."""
    found = await turn.budget.call("retrieval", turn.house.retrieval.search.find(constraints, limit=POOL), share=0.5)
    return [] if found.relaxed else [hit.item_id for hit in found.hits]


async def _picks(
    turn: Turn, profile: Profile, context: str, candidates: list[str] | None, wishes: Wishes
) -> tuple[list[Pick], str]:
    """The picks, and the version of the model that made them, "" for none."""
    if candidates == []:
        return [], ""
    settings = turn.house.settings.recommender
    dismissed = [event.item_id for event in profile.events if event.type == "dismiss" and event.item_id]
    bought = [event.item_id for event in profile.events if event.type == "purchase" and event.item_id]
    request = RecommendationRequest(
        shopper=turn.shopper_id,
        events=[] if wishes.gift else [HistoryEvent(**event.model_dump()) for event in profile.events],
        tastes=[] if wishes.gift else [HistoryTaste(text=t.text, weight=t.weight, ts=t.ts) for t in profile.tastes],
        context=wishes.about if wishes.gift else context.strip(),
        candidates=candidates,
        # what is bought again and again the model knows from the events, which it does not get for a gift
        exclude=list(dict.fromkeys([*dismissed, *(bought if wishes.gift else ()), *wishes.seen])),
        limit=SPARE * settings.picks,
        adventurous=settings.adventurous,
        reasons=0,
    )
    picks: list[Pick] = []
    model = ""
    try:
        for _ in range(ROUNDS):  # a second one only where too few of the first can be shown
            response = await turn.budget.call("models", turn.house.models.recommend(request), share=0.7)
            model, found = response.model, [pick.item_id for pick in response.picks]
            there = await _wanted(turn, found, profile, wishes)
            picks += [pick for pick in response.picks if pick.item_id in there]
            if len(picks) >= settings.picks or len(found) < request.limit:
                break
            request = request.model_copy(update={"exclude": [*request.exclude, *found]})
        if picks or wishes.seen:
            return await _with_reasons(turn, request, picks[: settings.picks]), model
        log.warning("the model knows none of the candidates", candidates=len(candidates or []))
    except ShopkeeperError as error:
        if picks:
            return picks[: settings.picks], model
        log.warning("recommendation gave way to what is popular", error=str(error))
    excluded = {*request.exclude, *bought}
    if candidates is None and request.context:  # what comes closest to the words, rather than what all others like
        candidates = await _candidates(turn, Constraints(text=request.context, in_stock=True))
    popular: list[str] = [] if candidates else await turn.budget.store(turn.house.catalogue.popular, POOL)
    fresh = [item_id for item_id in candidates or popular if item_id not in excluded][: SPARE * settings.picks]
    there = await _wanted(turn, fresh, profile, wishes)
    plain_ones = [item_id for item_id in fresh if item_id in there][: settings.picks]
    return [Pick(item_id=item_id, score=0.0, reasons=()) for item_id in plain_ones], ""


async def _note(turn: Turn, model: str, items: list[Item], first: int) -> None:
    """What was shown, to count what comes of it; losing it must not cost the reply."""
    ids = [item.id for item in items]
    try:
        await turn.budget.store(turn.house.shown.note, turn.shopper_id, model, ids, "chat", first)
    except ShopkeeperError as error:
        log.warning("picks shown were not noted", error=str(error))


async def _with_reasons(turn: Turn, request: RecommendationRequest, picks: list[Pick]) -> list[Pick]:
    """Why each was picked, where there is time to find out: that takes a ranking for every step of the history."""
    if not picks:
        return picks
    ids = [pick.item_id for pick in picks]
    asked = request.model_copy(
        update={"candidates": ids, "exclude": [], "limit": len(ids), "adventurous": 0.0, "reasons": REASONS}
    )
    try:
        response = await turn.budget.call("models", turn.house.models.recommend(asked), share=0.7)
    except ShopkeeperError as error:
        log.warning("picks go without reasons", error=str(error))
        return picks
    why = {pick.item_id: pick.reasons for pick in response.picks}
    return [pick.model_copy(update={"reasons": why.get(pick.item_id, ())}) for pick in picks]


async def _wanted(turn: Turn, ids: list[str], profile: Profile, wishes: Wishes) -> set[str]:
    """Those that are in stock, made for who it is for, and nothing that the shopper has said no to."""
    items = [item for item in await turn.items(ids) if item.in_stock and suits(item, wishes.audience)]
    gone = set() if wishes.gift else unwanted(turn, profile.tastes, items)
    return {item.id for item in items} - gone


def _about(turn: Turn, constraints: Constraints, wishes: Wishes) -> str:
    """The occasion in the shopper's own words, and the limits that came after it; or the limits in words."""
    hidden: dict[str, Any] = {"in_stock": False, "text": "", "sort": "relevance"}
    if wishes.gift:  # "coffee, gifts" for a gift
        hidden["uses"] = tuple(use for use in constraints.uses if not use.casefold().startswith("gift"))
        return summary(turn, constraints.model_copy(update=hidden))
    limits, occasion = constraints.model_copy(update=hidden), _OCCASION.search(wishes.about)
    # what is left of a Chinese message is in the catalogue's language: no words of the shopper's
    own = occasion[1].strip(" .!?") if occasion else constraints.text.strip() if turn.language == "en" else ""
    if occasion:  # what it names is not said twice
        first = turn.house.retrieval.understander.read(own).constraints
        limits = limits.model_copy(update={"uses": _without(limits.uses, first.uses)})
        limits = limits.model_copy(update={"categories": _without(limits.categories, first.categories)})
    said = (summary if own else phrase)(turn, limits) if has_limits(limits) else ""
    return turn.say("limit.and").join(part for part in (f"“{own}”" if own else "", said) if part)


def _without(values: tuple[str, ...], others: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(value for value in values if value not in others)


def _lead(turn: Turn, about: str, profile: Profile, *, gift: bool, modelled: bool) -> str:
    if gift:
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


async def _reasons(turn: Turn, pick: Pick, profile: Profile, gift: bool) -> list[str]:
    """The model's reasons in the conversation's language, as one would say them: what the shopper did and likes in
    one sentence ("because you looked at the Alta tent and like blue and black"), the others each by itself."""
    brands = {taste.text for taste in profile.tastes if taste.kind == "brand"}
    disliked = {taste.text for taste in profile.tastes if taste.weight < 0}
    named: dict[str, dict[str, None]] = {}  # kind → what it is about, each thing once whatever was done with it
    refs: set[str] = set()
    alone = []
    for reason in pick.reasons[:2]:
        if gift and reason.kind == "context":  # that it fits what was asked for goes without saying
            continue
        title = await _title(turn, reason, brands)
        if reason.ref in refs or title is None:
            continue
        refs |= {reason.ref} if reason.ref else set()
        if reason.kind == "taste" and reason.ref in disliked:
            alone.append(turn.say("reason.avoided", title=title))
        elif reason.kind in ("popular", "context", "dismiss"):
            alone.append(turn.say(f"reason.{reason.kind}", title=title))
        else:
            named.setdefault(reason.kind, {})[title] = None
    both = turn.say("reason.and")
    parts = [turn.say(f"reason.{kind}", title=both.join(titles)) for kind, titles in named.items()]
    said = [turn.say("reason.because", parts=both.join(parts))] if parts else []
    return list(dict.fromkeys([*said, *alone]))


async def _title(turn: Turn, reason: Reason, brands: set[str]) -> str | None:
    """What a reason is about, in words; None for an item that is gone. ``brands`` keep their capitals."""
    if reason.kind in ("view", "cart", "purchase", "rating", "dismiss") and reason.ref:
        items = await turn.items([reason.ref])
        return items[0].title if items else None
    text = reason.ref or reason.text
    return plain(text) if reason.kind == "taste" and text not in brands else text
