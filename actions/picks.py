"""What is picked for a shopper: candidates under the limits, ranked by the model, with reasons."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import structlog

from actions.audience import suits
from actions.dislikes import waved_away
from actions.turn import Turn
from models.service.schema import HistoryEvent, HistoryTaste, RecommendationRequest
from retrieval.dislikes import unwanted
from retrieval.moments import by_turns
from shop.errors import ShopkeeperError
from shop.types import Constraints, Item, Pick, Profile

log = structlog.get_logger(__name__)
POOL = 400  # candidates handed to the ranking when there are limits
ROUNDS = 2
REASONS = 2  # of each pick
SPARE = 3  # times the picks shown: some may be sold out, made for someone else, or not wanted


@dataclass(frozen=True)
class Wishes:
    """What is asked of the picks beside the limits; ``about`` are the words that the request began with, ``kinds`` the
    ids of each kind of thing that suits the moment, of which the picks are taken by turns."""

    gift: bool
    audience: str | None
    about: str
    seen: tuple[str, ...]
    kinds: list[list[str]] = field(default_factory=list)
    likes: str = ""  # of whoever gets a gift


async def candidates_for(turn: Turn, constraints: Constraints) -> list[str]:
    """Ids that keep the limits, the closest to the shopper's words first when there are more than the ranking needs."""
    found = await turn.budget.call("retrieval", turn.house.retrieval.search.find(constraints, limit=POOL), share=0.5)
    return [] if found.relaxed else [hit.item_id for hit in found.hits]


def foremost(turn: Turn, ids: Sequence[str], sort: str, least: int) -> list[str]:
    """Of the ids the third that this order puts first, in that order, but no fewer than ``least``: who wants something
    cheap wants the cheaper ones of what suits."""
    items = [item for item_id in ids if (item := turn.house.retrieval.shelves.mirror.get(item_id)) and item.in_stock]
    return [item.id for item in in_order(items, sort)[: max(least, len(items) // 3)]]


def in_order(items: Iterable[Item], sort: str) -> list[Item]:
    """The items as a search with this order has them; as they are for any other order."""
    if sort == "rating":
        return sorted(items, key=lambda item: -(item.rating or 0.0))
    if sort not in ("price_asc", "price_desc"):
        return list(items)
    sign = 1 if sort == "price_asc" else -1
    return sorted(items, key=lambda item: (item.price is None, sign * (item.price or 0)))


async def picks_for(
    turn: Turn, profile: Profile, context: str, candidates: list[str] | None, wishes: Wishes
) -> tuple[list[Pick], str]:
    """The picks, and the version of the model that made them, "" for none."""
    if candidates == []:
        return [], ""
    settings = turn.house.settings.recommender
    bought = [event.item_id for event in profile.events if event.type == "purchase" and event.item_id]
    request = _request(turn, profile, context, wishes).model_copy(
        update={
            "candidates": candidates,
            # what is bought again and again the model knows from the events, which it does not get for a gift
            "exclude": list(dict.fromkeys([*waved_away(profile), *(bought if wishes.gift else ()), *wishes.seen])),
            "limit": len(candidates) if candidates and wishes.kinds else SPARE * settings.picks,
            "adventurous": settings.adventurous,
        }
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
            picks = _mixed(picks, wishes.kinds)[: settings.picks]
            return await _with_reasons(turn, request, picks), model
        log.warning("the model knows none of the candidates", candidates=len(candidates or []))
    except ShopkeeperError as error:
        if picks:
            return picks[: settings.picks], model
        log.warning("recommendation gave way to what is popular", error=str(error))
    excluded = {*request.exclude, *bought}
    if candidates is None and request.context:  # what comes closest to the words, rather than what all others like
        candidates = await candidates_for(turn, Constraints(text=request.context, in_stock=True))
    popular: list[str] = [] if candidates else await turn.budget.store(turn.house.catalogue.popular, POOL)
    fresh = [item_id for item_id in candidates or popular if item_id not in excluded][: SPARE * settings.picks]
    there = await _wanted(turn, fresh, profile, wishes)
    plain_ones = [item_id for item_id in fresh if item_id in there][: settings.picks]
    return [Pick(item_id=item_id, score=0.0, reasons=()) for item_id in plain_ones], ""


def _mixed(picks: list[Pick], kinds: list[list[str]]) -> list[Pick]:
    """One of each kind by turns, where the moment calls for several kinds; the picks as they are otherwise."""
    if not kinds:
        return picks
    by_id = {pick.item_id: pick for pick in picks}
    own = [[item_id for item_id in by_id if item_id in kind] for kind in kinds]
    return [by_id[item_id] for item_id in by_turns(own)]


async def explained(turn: Turn, profile: Profile, context: str, wishes: Wishes, ids: list[str]) -> list[Pick]:
    """Items that were picked before, with the reasons that speak for them now."""
    picks = [Pick(item_id=item_id, score=0.0, reasons=()) for item_id in ids]
    return await _with_reasons(turn, _request(turn, profile, context, wishes), picks)


def _request(turn: Turn, profile: Profile, context: str, wishes: Wishes) -> RecommendationRequest:
    """What the model learns of the shopper and the moment; of a gift's giver nothing."""
    return RecommendationRequest(
        shopper=turn.shopper_id,
        events=[] if wishes.gift else [HistoryEvent(**event.model_dump()) for event in profile.events],
        tastes=[] if wishes.gift else [HistoryTaste(text=t.text, weight=t.weight, ts=t.ts) for t in profile.tastes],
        context=wishes.about if wishes.gift else context.strip(),
        reasons=0,
    )


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
    gone = set() if wishes.gift else unwanted(turn.house.retrieval.shelves, profile.tastes, items)
    return {item.id for item in items} - gone


async def note_shown(turn: Turn, model: str, items: list[Item], first: int) -> None:
    """What was shown, to count what comes of it; losing it must not cost the reply."""
    ids = [item.id for item in items]
    try:
        await turn.budget.store(turn.house.shown.note, turn.shopper_id, model, ids, "chat", first)
    except ShopkeeperError as error:
        log.warning("picks shown were not noted", error=str(error))
