"""What is picked for a shopper: candidates under the limits, ranked by the model, each with its reasons."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import structlog

from dialogue.query_summary import kind_name
from models.service.schema import HistoryEvent, HistoryTaste, RecommendationRequest
from retrieval.audiences import EVERYONE, UNISEX, made_for, serving
from retrieval.dislikes import unwanted
from retrieval.moments import by_turns
from shop.dialogue import Query
from shop.errors import ShopkeeperError
from shop.types import Item, Pick, Profile, Reason

if TYPE_CHECKING:
    from dialogue.turn import Turn

log = structlog.get_logger(__name__)
POOL = 400  # candidates handed to the ranking when there are limits
MOST = 200  # that the model service ranks at once
ROUNDS = 2
REASONS = 2  # of each pick
SPARE = 3  # times the picks shown: some may be sold out, made for someone else, or not wanted
_OWN = ("purchase", "cart", "view")


@dataclass(frozen=True)
class Wishes:
    """What is asked of the picks beside the limits. ``kinds``: ids of each kind of thing that suits, of which the
    picks are taken by turns; ``candidates``: all that may be picked, ``None`` for the whole catalogue."""

    query: Query
    candidates: Sequence[str] | None = None
    kinds: Sequence[Sequence[str]] = ()
    seen: tuple[str, ...] = ()
    context: str = ""
    audience: str = ""
    banned: Collection[str] = field(default_factory=frozenset)

    @property
    def gift(self) -> bool:
        return self.query.receiver is not None


async def picks_for(turn: Turn, profile: Profile, wishes: Wishes) -> tuple[list[Pick], str]:
    """The picks, and the version of the model that made them, "" for none."""
    if wishes.candidates is not None and not wishes.candidates:
        return [], ""
    settings = turn.services.settings.recommender
    bought = [event.item_id for event in profile.events if event.type == "purchase" and event.item_id]
    own = bought if wishes.gift else []
    pool = list(wishes.candidates) if wishes.candidates is not None else None
    request = _request(turn, profile, wishes).model_copy(
        update={
            "candidates": pool,
            "exclude": list(dict.fromkeys([*waved_away(profile), *own, *wishes.seen])),
            "limit": min(len(pool), MOST) if pool and wishes.kinds else SPARE * settings.picks,
            "adventurous": settings.adventurous,
        }
    )
    picks: list[Pick] = []
    model = ""
    try:
        for _ in range(ROUNDS):  # a second one only where too few of the first can be shown
            response = await turn.call("models", turn.services.models.recommend(request), share=0.7)
            model, found = response.model, [pick.item_id for pick in response.picks]
            there = await _wanted(turn, found, profile, wishes)
            picks += [pick for pick in response.picks if pick.item_id in there]
            if len(picks) >= settings.picks or len(found) < request.limit:
                break
            request = request.model_copy(update={"exclude": [*request.exclude, *found]})
        if picks:
            picks = mixed(picks, wishes.kinds)[: settings.picks]
            return await _with_reasons(turn, request, picks), model
    except ShopkeeperError as error:
        if picks:
            return picks[: settings.picks], model
        log.warning("recommendation gave way to what is popular", error=str(error))
    excluded = {*request.exclude, *bought}
    ranked = by_turns(wishes.kinds) if wishes.kinds else pool
    if ranked is None:
        ranked = await turn.store(turn.services.catalogue.popular, POOL)
    fresh = [item_id for item_id in ranked if item_id not in excluded][: SPARE * settings.picks * 2]
    there = await _wanted(turn, fresh, profile, wishes)
    plain = [item_id for item_id in fresh if item_id in there][: settings.picks]
    return [Pick(item_id=item_id, score=0.0) for item_id in plain], ""


def mixed(picks: list[Pick], kinds: Sequence[Sequence[str]]) -> list[Pick]:
    """One of each kind by turns, where several kinds suit; the picks as they are otherwise."""
    if not kinds:
        return picks
    by_id = {pick.item_id: pick for pick in picks}
    own = [[item_id for item_id in by_id if item_id in kind] for kind in kinds]
    return [by_id[item_id] for item_id in by_turns(own)]


async def explained(turn: Turn, profile: Profile, wishes: Wishes, ids: Sequence[str]) -> list[Pick]:
    """Items that were picked before, with the reasons that speak for them now."""
    picks = [Pick(item_id=item_id, score=0.0) for item_id in ids]
    return await _with_reasons(turn, _request(turn, profile, wishes), picks)


def waved_away(profile: Profile) -> list[str]:
    """Ids of the items that were dismissed."""
    return [event.item_id for event in profile.events if event.type == "dismiss" and event.item_id]


def audience_lived(turn: Turn, profile: Profile) -> str:
    """The one audience of all that the shopper looked at or bought, where there is only one."""
    touched = turn.items({event.item_id for event in profile.events if event.item_id and event.type in _OWN})
    found = {made[0] for item in touched if len(made := made_for(item)) == 1} - {EVERYONE, UNISEX}
    return found.pop() if len(found) == 1 else ""


def _request(turn: Turn, profile: Profile, wishes: Wishes) -> RecommendationRequest:
    """What the model learns of the shopper and the moment; of a gift's giver nothing."""
    return RecommendationRequest(
        shopper=turn.shopper_id,
        events=[] if wishes.gift else [HistoryEvent(**event.model_dump()) for event in profile.events],
        tastes=[] if wishes.gift else [HistoryTaste(text=t.text, weight=t.weight, ts=t.ts) for t in profile.tastes],
        context=wishes.context.strip(),
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
        response = await turn.call("models", turn.services.models.recommend(asked), share=0.7)
    except ShopkeeperError as error:
        log.warning("picks go without reasons", error=str(error))
        return picks
    why = {pick.item_id: pick.reasons for pick in response.picks}
    return [pick.model_copy(update={"reasons": why.get(pick.item_id, ())}) for pick in picks]


async def _wanted(turn: Turn, ids: Sequence[str], profile: Profile, wishes: Wishes) -> set[str]:
    """Those in stock, under all limits, made for who it is for, and nothing that the shopper has said no to."""
    index = turn.services.index
    limits = [limit for limit in wishes.query.filters if limit.hard]
    items = [
        item
        for item in turn.items(ids)
        if item.in_stock
        and item.id not in wishes.banned
        and (not wishes.audience or not serving((wishes.audience,)).isdisjoint(made_for(item)))
        and all(index.passes(item, limit) for limit in limits)
    ]
    gone = set() if wishes.gift else unwanted(turn.services.retrieval.shelves, profile.tastes, items)
    return {item.id for item in items} - gone


async def note_shown(turn: Turn, model: str, items: Sequence[Item], first: int) -> None:
    """What was shown, to count what comes of it; losing it must not cost the reply."""
    ids = [item.id for item in items]
    try:
        await turn.store(turn.services.shown.note, turn.shopper_id, model, ids, "chat", first)
    except ShopkeeperError as error:
        log.warning("picks shown were not noted", error=str(error))


# ── reasons ───────────────────────────────────────────────────────────────────────────────────


def reasons_for(turn: Turn, pick: Pick, profile: Profile, *, gift: bool, moment: str = "") -> list[str]:
    """The model's reasons as one would say them: what the shopper did and likes in one sentence ("because you looked
    at the Alta tent and like blue and black"), the others each by itself. ``moment``: what the picks are for."""
    brands = {taste.text for taste in profile.tastes if taste.kind == "brand"}
    disliked = {taste.text for taste in profile.tastes if taste.weight < 0}
    named: dict[str, dict[str, None]] = {}  # kind → what it is about, each thing once whatever was done with it
    refs: set[str] = set()
    alone = []
    for reason in pick.reasons[:REASONS]:
        if gift and reason.kind == "context":  # that it fits what was asked for goes without saying
            continue
        title = _title(turn, reason, brands)
        if reason.ref in (*refs, pick.item_id) or title is None:
            continue
        refs |= {reason.ref} if reason.ref else set()
        if reason.kind == "taste" and reason.ref in disliked:
            alone.append(turn.say("reason.avoided", title=title))
        elif reason.kind == "context":
            alone += [turn.say("reason.context", title=moment)] if moment else []
        elif reason.kind in ("popular", "dismiss"):
            alone.append(turn.say(f"reason.{reason.kind}", title=title))
        else:
            named.setdefault(reason.kind, {})[title] = None
    both, two = turn.say("reason.and"), turn.say("list.and")
    # “tea” and “tents”: each search in quotes of its own
    opened, closed = turn.quoted("\0").split("\0")
    between = {kind: f"{closed}{two}{opened}" if kind == "search" else two for kind in named}
    parts = [turn.say(f"reason.{kind}", title=between[kind].join(titles)) for kind, titles in named.items()]
    said = [turn.say("reason.because", parts=both.join(parts))] if parts else []
    return list(dict.fromkeys([*said, *alone]))


def _title(turn: Turn, reason: Reason, brands: set[str]) -> str | None:
    """What a reason is about, in words; None for an item that is gone. ``brands`` keep their capitals."""
    if reason.kind in ("view", "cart", "purchase", "rating", "dismiss") and reason.ref:
        items = turn.items([reason.ref])
        return items[0].title if items else None
    text = reason.ref or reason.text
    return kind_name(text, turn) if reason.kind == "taste" and text not in brands else text
