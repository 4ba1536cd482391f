"""``POST /v1/recommendations``, ``PUT /v1/items`` and ``POST /v1/recommenders/reload``."""

from __future__ import annotations

import asyncio
import hashlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeAlias

import numpy as np
from fastapi import APIRouter
from numpy.typing import NDArray
from starlette.requests import Request

from models.recommenders import registry, versions
from models.recommenders.base import CatalogueItem, Recommender
from models.recommenders.history import merge
from models.service.batcher import Batcher
from models.service.items import ItemFile
from models.service.metrics import Metrics
from models.service.schema import (
    ItemsRequest,
    ItemsResponse,
    ItemUpsert,
    RecommendationRequest,
    RecommendationResponse,
)
from shop.errors import BadInput, Overloaded, ShopkeeperError
from shop.logging import logger
from shop.settings import Settings

router = APIRouter()
log = logger("models.recommendations")

Named: TypeAlias = tuple[Recommender, str]  # with algorithm and version, e.g. "sequence/3"

MOST_ITEMS = 5000  # in one request
BATCH = 256


class Recommendations:
    """The recommender in use, and the items it knows.

    ``<state>/models/recommender/current`` names the trained one: a link to its folder, or a file that holds the
    folder's name. Without it the algorithm of the settings starts untrained. Items come and go one change at a
    time; a request keeps the recommender it began with, so a reload disturbs none. While a file ``challenger`` names
    a second version, half of the shoppers get that one, always the same half.
    """

    def __init__(self, settings: Settings, batcher: Batcher, metrics: Metrics) -> None:
        self._folder = settings.state / "models" / "recommender"
        self._algorithm = settings.recommender.algorithm
        self._batcher = batcher
        self._metrics = metrics
        self._limit = settings.models.queue
        self._pool = ThreadPoolExecutor(2, thread_name_prefix="recommender")
        self._changes = asyncio.Lock()
        self._waiting = 0
        self._file = ItemFile(self._folder / "items", batcher.encoder.name)
        self._in_use: list[Named] = []  # the current one, and the one that is tried against it

    async def start(self) -> None:
        self._loop = asyncio.get_running_loop()
        async with self._changes:
            stale = await asyncio.to_thread(self._file.stale)
            for start in range(0, len(stale), BATCH):
                await self._store(stale[start : start + BATCH], [])
                log.info("items embedded again, since the encoder changed", done=start + BATCH, of=len(stale))
        await self.reload()

    async def stop(self) -> None:
        self._pool.shutdown(wait=False, cancel_futures=True)
        async with self._changes:
            await asyncio.to_thread(self._file.close)

    async def reload(self) -> str:
        """Take what ``current`` points at, with all items known by now; returns its name and version."""
        async with self._changes:
            self._in_use = await asyncio.to_thread(self._load)
        self._metrics.items.set(len(self._in_use[0][0].ids))
        for recommender, model in self._in_use:
            log.info("recommender in use", model=model, items=len(recommender.ids))
        return self.model

    @property
    def model(self) -> str:
        """Name and version of the current one, "" before the start."""
        return self._in_use[0][1] if self._in_use else ""

    async def recommend(self, request: RecommendationRequest) -> RecommendationResponse:
        if self._waiting >= self._limit:
            raise Overloaded(f"{self._waiting} recommendations wait already", retry_after=1)
        recommender, model = self._in_use[half(request.shopper) % len(self._in_use)]
        history = merge(request.events, request.tastes, request.context)
        self._waiting += 1
        try:
            picks = await self._loop.run_in_executor(
                self._pool,
                lambda: recommender.recommend(
                    history,
                    request.limit,
                    candidates=request.candidates,
                    exclude=request.exclude,
                    adventurous=request.adventurous,
                    reasons=request.reasons,
                ),
            )
        finally:
            self._waiting -= 1
        return RecommendationResponse(model=model, picks=picks)

    async def put(self, request: ItemsRequest) -> ItemsResponse:
        """On disk first, then in the recommender. An id in both lists is deleted."""
        if len(request.upsert) > MOST_ITEMS:
            raise BadInput(f"upsert: got {len(request.upsert)} items, expected at most {MOST_ITEMS}", field="upsert")
        latest = {item.id: item for item in request.upsert if item.id not in set(request.delete)}
        async with self._changes:
            items = await self._store(list(latest.values()), request.delete)
            for recommender, _ in self._in_use:
                await asyncio.to_thread(self._apply, recommender, items, request.delete)
            count = len(self._in_use[0][0].ids)
        self._metrics.items.set(count)
        return ItemsResponse(items=count)

    # ── inside ────────────────────────────────────────────────────────────────────────────────

    async def _store(self, upserts: list[ItemUpsert], gone: list[str]) -> list[CatalogueItem]:
        known = await asyncio.to_thread(self._file.vectors, upserts)
        fresh = [item for item in upserts if item.id not in known]
        for start in range(0, len(fresh), BATCH):
            part = fresh[start : start + BATCH]
            embedded = await self._batcher.embed([item.text for item in part])
            known.update(zip((item.id for item in part), embedded.vectors, strict=True))
        vectors = [known[item.id] for item in upserts]
        await asyncio.to_thread(self._file.put, upserts, vectors, gone)
        return [
            CatalogueItem(item.id, item.title, vector, item.attributes, item.popularity)
            for item, vector in zip(upserts, vectors, strict=True)
        ]

    @staticmethod
    def _apply(recommender: Recommender, items: list[CatalogueItem], gone: list[str]) -> None:
        if gone:
            recommender.remove_items(gone)
        if items:
            recommender.add_items(items)

    def _load(self) -> list[Named]:
        items = self._file.all()
        folders = [_current(self._folder)]
        tried = versions.challenger(self._folder)
        if tried is not None and tried != folders[0]:
            folders.append(tried)
        return [self._named(folder, items) for folder in folders]

    def _named(self, folder: Path | None, items: list[CatalogueItem]) -> Named:
        if folder is None:
            recommender, version = registry.create(self._algorithm, embed=self._embed), "0"
        else:
            recommender, version = registry.load(folder, embed=self._embed), folder.name
        known = {item.id for item in items}
        if items:  # a service that was told of no items keeps those that the training knew
            self._apply(recommender, items, [item_id for item_id in recommender.ids if item_id not in known])
        return recommender, f"{recommender.name}/{version}"

    def _embed(self, texts: list[str]) -> NDArray[np.float32]:
        """For the recommender's threads: through the same batches as everyone."""
        return asyncio.run_coroutine_threadsafe(self._batcher.embed(texts), self._loop).result().vectors


def half(shopper: str | None) -> int:
    """0 or 1, by chance but always the same for a shopper; 0 for no one in particular."""
    return 0 if shopper is None else hashlib.sha256(f"trial {shopper}".encode()).digest()[0] % 2


def _current(folder: Path) -> Path | None:
    pointer = folder / "current"
    if pointer.is_dir():
        return pointer.resolve()
    if pointer.is_file():
        named = folder / pointer.read_text(encoding="utf-8").strip()
        if not named.is_dir():
            raise ShopkeeperError(f"{pointer} names {named}, which is no folder")
        return named
    return None


@router.post("/v1/recommendations")
async def recommendations(body: RecommendationRequest, request: Request) -> RecommendationResponse:
    service: Recommendations = request.app.state.recommendations
    return await service.recommend(body)


@router.put("/v1/items")
async def items(body: ItemsRequest, request: Request) -> ItemsResponse:
    service: Recommendations = request.app.state.recommendations
    return await service.put(body)


@router.post("/v1/recommenders/reload")
async def reload(request: Request) -> dict[str, str]:
    service: Recommendations = request.app.state.recommendations
    return {"model": await service.reload()}
