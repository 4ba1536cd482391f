"""Search and recommendations for the API, each with a plainer way when a part is down."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence

import structlog

from dialogue.labels import label_book
from dialogue.query_reader import QueryReader
from gateway.parts import Parts
from gateway.schema import PickView, Recommendations, item_view
from models.service.client import ModelClient
from models.service.schema import HistoryEvent, HistoryTaste, RecommendationRequest
from retrieval.dislikes import unwanted
from retrieval.encoding import speaking
from retrieval.moments import by_turns
from shop.catalogue import Catalogue
from shop.dialogue import Query
from shop.errors import ShopkeeperError
from shop.profiles import Profiles
from shop.settings import Settings
from shop.shown import ShownPicks
from shop.types import Event, Pick, Profile, Reason
from shop.visits import Visits

log = structlog.get_logger()
COUNTED = 30.0  # seconds that a count of the categories is good for
SPARE = 3  # times the picks asked for, where some may be unwanted


class Shelf:
    def __init__(
        self,
        settings: Settings,
        catalogue: Catalogue,
        profiles: Profiles,
        shown: ShownPicks,
        models: ModelClient,
        visits: Visits,
        parts: Parts,
    ) -> None:
        self._settings = settings
        self._catalogue = catalogue
        self._profiles = profiles
        self._shown = shown
        self._models = models
        self._visits = visits
        self._parts = parts
        index = parts.retrieval.catalogue_index
        self._reader = QueryReader(lambda: (list(parts.retrieval.mirror.items()), index.fields), label_book(settings))
        self._counting = asyncio.Lock()
        self._counted: tuple[float, list[tuple[str, int]]] | None = None

    async def categories(self) -> list[tuple[str, int]]:
        """Names and how many items each has, biggest first; counted at most every :data:`COUNTED` seconds."""
        async with self._counting:
            if self._counted is None or time.monotonic() - self._counted[0] > COUNTED:
                self._counted = (time.monotonic(), await asyncio.to_thread(self._catalogue.categories))
            return self._counted[1]

    async def find(self, query: str, category: str | None, limit: int, offset: int) -> tuple[list[str], int]:
        """Ids of one page, best first, and how many there are in all."""
        if query:
            try:
                return await self._found(query, category, limit, offset)
            except ShopkeeperError as error:
                log.warning("search fell back to words", why=error.message)
        return await asyncio.to_thread(self._plain, query, category, limit, offset)

    async def _found(self, words: str, category: str | None, limit: int, offset: int) -> tuple[list[str], int]:
        """What meets the limits that the words name; where nothing does, what comes nearest."""
        index = self._parts.retrieval.catalogue_index
        language = self._reader.language(words)
        query = await self._reader.read(words, language)
        if category:
            query = query.model_copy(update={"kinds": (category,)})
        with speaking(language):
            found = await index.find(query, limit, offset)
            if found.total:
                return [item.id for item in found.items], found.total
            near = [one.item.id for one in await index.nearest(query, offset + limit)]
        return near[offset:], len(near)

    async def recommend(
        self, shopper_id: str, conversation_id: str, context: str, limit: int, placement: str = ""
    ) -> Recommendations:
        """Picks, best first; noted with their version, ``placement`` and position, to count what comes of them."""
        profile = await asyncio.to_thread(self._profiles.profile, shopper_id)
        visit = self._visits.events(conversation_id)
        events = sorted((*profile.events, *visit), key=lambda event: event.ts)[-200:]
        disliked = any(taste.weight < 0 and taste.source != "events" for taste in profile.tastes)
        request = RecommendationRequest(
            shopper=shopper_id,
            events=[_wire(event) for event in events],
            tastes=[HistoryTaste(text=t.text, weight=t.weight, ts=t.ts) for t in profile.tastes],
            context=context,
            candidates=await self._candidates(context),
            exclude=_done_with(profile, visit, "dismiss"),  # the model knows what is bought once and what again
            limit=SPARE * limit if disliked else limit,
            adventurous=self._settings.recommender.adventurous,
        )
        try:
            response = await self._models.recommend(request)
            picks, origin = await self._wanted(response.picks, profile) if disliked else response.picks, response.model
        except ShopkeeperError as error:
            log.warning("recommendations fell back to what sells", why=error.message)
            done = set(_done_with(profile, visit, "dismiss", "purchase"))
            ids = await asyncio.to_thread(self._catalogue.popular, SPARE * limit + len(done))
            popular = Reason(kind="popular", text="popular with our customers")
            kept = [Pick(item_id=item_id, score=0.0, reasons=(popular,)) for item_id in ids if item_id not in done]
            picks, origin = await self._wanted(kept, profile), "popular"
        picks = picks[:limit]
        items = await asyncio.to_thread(self._catalogue.get_many, [pick.item_id for pick in picks])
        there = [pick.item_id for pick in picks if pick.item_id in items]
        await asyncio.to_thread(self._shown.note, shopper_id, origin, there, placement)
        return Recommendations(
            picks=[
                PickView(
                    item=item_view(items[pick.item_id]),
                    score=pick.score,
                    reasons=[reason.text for reason in pick.reasons],
                )
                for pick in picks
                if pick.item_id in items
            ],
            origin=origin,
        )

    async def _wanted(self, picks: Sequence[Pick], profile: Profile) -> list[Pick]:
        """Those that nothing which the shopper has said rules out: a model may forget, a shop may not."""
        items = await asyncio.to_thread(self._catalogue.get_many, [pick.item_id for pick in picks])
        gone = unwanted(self._parts.retrieval.shelves, profile.tastes, list(items.values()))
        return [pick for pick in picks if pick.item_id not in gone]

    async def _candidates(self, context: str) -> list[str] | None:
        """Items in stock that the moment's words allow ("under 40") and that suit it ("a week in the mountains"); None
        leaves the choice to the model."""
        retrieval = self._parts.retrieval
        try:
            query = await self._reader.read(context) if context else Query()
            told = (query.purpose or query.text) if query.kinds else context  # of no kind: the moment's own words
            if told and (suited := by_turns(await retrieval.moments.suited(told, query))):
                return suited
            return retrieval.mirror.item_ids(await retrieval.catalogue_index.rows(query))
        except ShopkeeperError as error:
            log.warning("no candidates", why=error.message)
            return None

    def _plain(self, query: str, category: str | None, limit: int, offset: int) -> tuple[list[str], int]:
        if not query:
            ids = self._catalogue.popular(self._catalogue.count(), category)
            return ids[offset : offset + limit], len(ids)
        words = query.casefold().split()
        scored = []
        for item in self._catalogue.all():
            if category and item.category != category:
                continue
            text = item.text.casefold()
            hits = sum(word in text for word in words)
            if hits:
                scored.append((-hits, -sum(word in item.title.casefold() for word in words), item.id))
        scored.sort()
        return [item_id for *_, item_id in scored[offset : offset + limit]], len(scored)


def _wire(event: Event) -> HistoryEvent:
    return HistoryEvent.model_validate(event.model_dump())


def _done_with(profile: Profile, visit: tuple[Event, ...], *types: str) -> list[str]:
    found = (e.item_id for e in (*profile.events, *visit) if e.type in types and e.item_id)
    return list(dict.fromkeys(found))
