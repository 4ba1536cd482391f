"""Brings the vector index up to date with items and FAQ."""

from __future__ import annotations

import asyncio
import time
from dataclasses import asdict

from retrieval.index import Index
from shop.catalogue import Catalogue
from shop.faqs import Faqs

LOOK = 60.0  # seconds after which the index itself is looked at, though the store has not changed


class IndexSync:
    def __init__(self, index: Index, catalogue: Catalogue, faqs: Faqs) -> None:
        self._index = index
        self._catalogue = catalogue
        self._faqs = faqs
        self._done: tuple[int, int] | None = None  # the store's versions at the last sync
        self._looked = 0.0

    async def __call__(self) -> dict[str, int]:
        """Counts of texts; nothing where all was as it should be."""
        versions = await asyncio.to_thread(self._versions)
        if versions == self._done and time.monotonic() - self._looked < LOOK:
            return {}
        synced = await self._index.sync()
        self._done, self._looked = versions, time.monotonic()
        return {name: int(count) for name, count in asdict(synced).items() if count and name != "unchanged"}

    def _versions(self) -> tuple[int, int]:
        known = self._done[0] if self._done else 0
        return self._catalogue.changed_since(known).version, self._faqs.version()
