"""Lets go of what is older than the shop wants to keep: in the store, in Rasa's tracker, among the uploads."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from shop.conversations import Conversations
from shop.errors import NotFound
from shop.examples import Examples
from shop.letters import LetterFiles
from shop.retention import filed_before, retain
from shop.store import Store
from shop.tracker import Tracker
from shop.types import now

GRACE = timedelta(hours=1)  # a conversation that the store does not know may just be on its way there


class Retention:
    def __init__(
        self,
        store: Store,
        conversations: Conversations,
        tracker: Tracker,
        uploads: Path,
        days: int,
        letters: LetterFiles | None = None,
        examples: Examples | None = None,
        logs: Path | None = None,
    ) -> None:
        self._store = store
        self._conversations = conversations
        self._tracker = tracker
        self._uploads = uploads
        self._days = days
        self._letters = letters
        self._examples = examples
        self._logs = logs

    async def __call__(self) -> dict[str, int]:
        """Counts of what went."""
        return await asyncio.to_thread(self._run)

    def _run(self) -> dict[str, int]:
        limit = now() - timedelta(days=self._days)
        filed = filed_before(self._store, self._days) if self._examples else []
        gone = dict(retain(self._store, self._days))
        gone["examples"] = self._examples.erase(filed) if self._examples else 0
        gone["logs"] = sum(self._old_logs(limit.timestamp()))
        gone["bot_log"] = self._tracker.prune(limit)
        gone["orphaned_bot_log"] = self._tracker.erase(
            [sender for sender in self._tracker.senders(now() - GRACE) if self._is_orphan(sender)]
        )
        gone["letter_files"] = self._letters.prune(limit) if self._letters else 0
        gone["uploads"] = sum(self._drop(folder) for folder in self._folders() if self._is_orphan(folder.name))
        for part in (self._store, self._tracker):
            part.scrub(largest=None)
        return {name: count for name, count in gone.items() if count}

    def _old_logs(self, limit: float) -> Iterator[bool]:
        """Those that nobody has written to since; True for each that went."""
        for path in self._logs.glob("*.log*") if self._logs else ():
            if path.is_file() and path.stat().st_mtime < limit:
                path.unlink(missing_ok=True)
                yield True

    def _folders(self) -> list[Path]:
        return [path for path in self._uploads.iterdir() if path.is_dir()] if self._uploads.is_dir() else []

    def _is_orphan(self, conversation_id: str) -> bool:
        try:
            self._conversations.get(conversation_id)
        except NotFound:
            return True
        return False

    def _drop(self, folder: Path) -> int:
        count = len(list(folder.iterdir()))
        shutil.rmtree(folder)
        return count
