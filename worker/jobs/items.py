"""Tells the model service of new, changed and deleted items."""

from __future__ import annotations

import asyncio

from models.service.client import ModelClient
from models.service.schema import ItemsRequest, ItemUpsert
from retrieval import wording
from shop.catalogue import Catalogue

BATCH = 64  # items a request: the service embeds their texts
PATIENCE = 60.0  # seconds a request may take


class ItemsPush:
    """Everything once after a start (of ours, or of the service's), then what changed."""

    def __init__(self, catalogue: Catalogue, models: ModelClient) -> None:
        self._catalogue = catalogue
        self._models = models
        self._version = 0
        self._known = 0  # items the service had after our last push

    async def __call__(self) -> dict[str, int]:
        version, upserted, deleted = await asyncio.to_thread(self._catalogue.changed_since, self._version)
        if version == self._version:
            return {}
        popularity = await asyncio.to_thread(self._catalogue.popularity)
        for start in range(0, len(upserted), BATCH):
            ids = upserted[start : start + BATCH]
            items = await asyncio.to_thread(self._catalogue.get_many, ids)
            await self._models.put_items(
                ItemsRequest(
                    upsert=[
                        # the index's own wording: the service has its vector already
                        ItemUpsert.of(item, popularity.get(item.id, 0.0), wording.text(item))
                        for item in items.values()
                    ]
                ),
                seconds=PATIENCE,
            )
        if deleted and self._version:
            await self._models.put_items(ItemsRequest(delete=deleted))
        self._version = version
        return {"upserted": len(upserted), "deleted": len(deleted)}
