"""All that is held on a shopper, wherever it lies: to show, and to erase."""

from __future__ import annotations

import asyncio
from typing import Any

import structlog
from sqlalchemy import select

from gateway.line import Line
from gateway.mailbox import new_id
from gateway.schema import Erased, Kept
from gateway.uploads import Uploads
from shop.conversations import Conversations
from shop.erasure import Erasure, erase, traces_of
from shop.errors import Unavailable
from shop.examples import Examples
from shop.letters import LetterFiles
from shop.orders import Orders
from shop.store import Store
from shop.tables import (
    BlockedTasteRow,
    CartRow,
    ConversationRow,
    DeskRow,
    EventRow,
    NoteRow,
    OutboxRow,
    OwnerChangeRow,
    ProfileRow,
    RatingRow,
    ReviewRow,
    ShopperRow,
    ShownPickRow,
    TasteRow,
    WatchRow,
)
from shop.tracker import Tracker
from shop.visits import Visits

log = structlog.get_logger()

_OWN = (EventRow, TasteRow, BlockedTasteRow, ProfileRow, ShownPickRow, CartRow, WatchRow, OutboxRow)
_BESIDE = (NoteRow, RatingRow, ReviewRow, OwnerChangeRow, DeskRow)


class Privacy:
    def __init__(
        self,
        store: Store,
        conversations: Conversations,
        orders: Orders,
        tracker: Tracker,
        line: Line,
        visits: Visits,
        uploads: Uploads,
        examples: Examples,
        letters: LetterFiles,
        late: float = 0.0,
    ) -> None:
        """``late``: seconds after which the bot, given up on, may still write what it heard."""
        self._store = store
        self._conversations = conversations
        self._orders = orders
        self._tracker = tracker
        self._line = line
        self._visits = visits
        self._uploads = uploads
        self._examples = examples
        self._letters = letters
        self._late = late
        self._again: set[asyncio.Task[None]] = set()

    async def export(self, shopper_id: str) -> dict[str, Any]:
        """Everything, as plain JSON."""
        held = await asyncio.to_thread(self._rows, shopper_id)
        held["visits"] = [
            event.model_dump(mode="json")
            for conversation in held["conversations"]
            for event in self._visits.events(conversation["id"])
        ]
        return held

    async def erase(self, shopper_id: str) -> Erased:
        """Delete it all, after the answers under way: none may write behind our back. Asked twice, done once."""
        conversations = await asyncio.to_thread(self._conversations.of_shopper, shopper_id)
        ids = [conversation.id for conversation in conversations]
        ready, erased = asyncio.Semaphore(0), asyncio.Event()

        async def hold() -> None:
            ready.release()
            await erased.wait()

        holders = [self._line.enter(conversation_id, new_id(), hold) for conversation_id in ids]
        try:
            for _ in ids:
                await ready.acquire()
            counts, report = await asyncio.to_thread(self._erase, shopper_id, ids)
            counts["visits"] = sum(self._visits.forget(conversation_id) for conversation_id in ids)
        finally:
            erased.set()
            for holder in holders:
                await holder
        await asyncio.to_thread(self._scrub)
        task = asyncio.create_task(self._once_more(ids))
        self._again.add(task)
        task.add_done_callback(self._again.discard)
        kept = list(report.orders_kept)
        log.info("shopper erased", counts=counts, orders_kept=len(kept))
        return Erased(erased=counts, kept=[Kept(kind="order", ids=kept, why=report.why_kept)] if kept else [])

    async def stop(self) -> None:
        """What is not looked at again now, the worker's nightly look finds."""
        for task in self._again:
            task.cancel()

    def _rows(self, shopper_id: str) -> dict[str, Any]:
        held: dict[str, Any] = {}
        with self._store.reading() as session:
            shopper = session.get(ShopperRow, shopper_id)
            held["shopper"] = _json(shopper) if shopper else None
            for table in _OWN:
                rows = session.scalars(select(table).where(table.shopper_id == shopper_id))
                held[table.__tablename__] = [_json(row) for row in rows]
        held["orders"] = [order.model_dump(mode="json") for order in self._orders.for_shopper(shopper_id)]
        held["conversations"] = self._conversations.export(shopper_id)
        for conversation in held["conversations"]:
            conversation |= self._beside(conversation["id"])
            conversation["bot_log"] = self._tracker.export(conversation["id"])
            conversation["uploads"] = self._uploads.of(conversation["id"])
        return held

    def _beside(self, conversation_id: str) -> dict[str, Any]:
        """What agents and the desk wrote down about a conversation, and what the bot has in mind of it."""
        held: dict[str, Any] = {}
        with self._store.reading() as session:
            for table in _BESIDE:
                rows = session.scalars(select(table).filter_by(conversation_id=conversation_id))
                held[table.__tablename__] = [_json(row) for row in rows]
            row = session.get(ConversationRow, conversation_id)
            held["state"] = dict(row.state) if row else {}
        return held

    def _erase(self, shopper_id: str, ids: list[str]) -> tuple[dict[str, int], Erasure]:
        """The store last: should anything before it fail, the shopper is still there to ask again."""
        traces = traces_of(self._store, shopper_id)
        addresses = [traces.email] if traces.email else []
        counts = {
            "bot_log": self._tracker.erase(ids),
            "uploads": sum(self._uploads.erase(conversation_id) for conversation_id in ids),
            "examples": self._examples.erase(traces.filed),
            "letter_files": self._letters.erase(traces.letters, addresses),
        }
        report = erase(self._store, shopper_id)
        counts["letter_files"] += self._letters.erase(report.traces.letters)  # written in between
        return {**report.deleted, **counts}, report

    def _scrub(self) -> None:
        """What cannot be cleaned now is cleaned in the night."""
        for part in (self._store, self._tracker):
            try:
                part.scrub()
            except Unavailable as error:
                log.warning("files not cleaned yet", why=error.message)

    async def _once_more(self, conversation_ids: list[str]) -> None:
        """The bot may still have been at a turn that nobody waits for any more, and have noted it after we erased."""
        await asyncio.sleep(self._late)
        try:
            if await asyncio.to_thread(self._tracker.erase, conversation_ids):
                await asyncio.to_thread(self._tracker.scrub)
        except Unavailable as error:  # the night will do it
            log.warning("the bot's log was not looked at again", why=error.message)


def _json(row: Any) -> dict[str, Any]:
    """A row's columns as JSON values."""
    values = {column.key: getattr(row, column.key) for column in row.__table__.columns}
    return {
        name: value if isinstance(value, bool | int | float | list | dict | None) else str(value)
        for name, value in values.items()
    }
