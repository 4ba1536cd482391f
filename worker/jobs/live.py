"""Follows the live shop that is connected: its webhooks at once, a sweep for what none told, all of it by night."""

from __future__ import annotations

import asyncio

from shop.connectors.sync import Sync, Synced


class LiveShop:
    """Three jobs over one :class:`Sync`; each is safe to run again, and beside the others."""

    def __init__(self, sync: Sync) -> None:
        self._sync = sync

    async def hooks(self) -> dict[str, int]:
        """What the webhooks told since."""
        looked = await asyncio.to_thread(self._sync.drain)
        return {"looked at": looked} if looked else {}

    async def sweep(self) -> dict[str, int]:
        """What has changed since the last look, whoever told; everything, the first time."""
        return _counts(await asyncio.to_thread(self._sync.sweep))

    async def full(self) -> dict[str, int]:
        """Everything once more, which finds what has gone."""
        return _counts(await asyncio.to_thread(self._sync.full))


def _counts(done: Synced) -> dict[str, int]:
    items = done.items
    counted = {"added": items.added, "updated": items.updated, "deleted": items.deleted, "refused": done.report.bad}
    return {name: count for name, count in (counted | {"orders": done.orders}).items() if count}
