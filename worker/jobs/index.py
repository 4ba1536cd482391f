"""Brings the vector index up to date with items and FAQ."""

from __future__ import annotations

from dataclasses import asdict

from retrieval.index import Index


class IndexSync:
    def __init__(self, index: Index) -> None:
        self._index = index

    async def __call__(self) -> dict[str, int]:
        """Counts of texts; nothing where all was as it should be."""
        synced = await self._index.sync()
        done = {name: int(count) for name, count in asdict(synced).items() if count and name != "unchanged"}
        return done
