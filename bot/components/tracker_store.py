"""A tracker store in which a long conversation costs no more a turn than a short one.

Stock Rasa reads and replays every event of the session at each turn, counts them again when it saves, and sends them
all to the action server. This store reads the last ``turns`` turns, and before them only what still counts: the
latest value of each slot and the loop that was active. Everything stays in the database as Rasa writes it, so
``retrieve_full_tracker``, exports and erasure see the whole conversation.
"""

import json
from typing import Any, Iterable, Iterator, List, Optional, Text

import sqlalchemy as sa
from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import SQLTrackerStore
from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    ActiveLoop,
    AllSlotsReset,
    Event,
    Restarted,
    SessionStarted,
    SlotSet,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker
from sqlalchemy.orm import Session

from bot.components.quick import check_answers_quickly

TURNS = 4  # what the longest rule or story of the bot looks back
_FORGET = (SessionStarted.type_name, Restarted.type_name, AllSlotsReset.type_name)  # slots before these are gone


class BoundedTrackerStore(SQLTrackerStore):
    """In ``endpoints.yml``::

    tracker_store:
      type: bot.components.tracker_store.BoundedTrackerStore
      url: ${SHOPKEEPER_TRACKER_URL}
      turns: 4
    """

    def __init__(
        self,
        domain: Optional[Domain] = None,
        host: Optional[Text] = None,
        event_broker: Optional[EventBroker] = None,
        turns: int = TURNS,
        **kwargs: Any,
    ) -> None:
        """``host`` is Rasa's name for the URL of the endpoint; ``turns`` at least 1."""
        if int(turns) < 1:
            raise ValueError(f"endpoints.yml, tracker_store.turns: got {turns}, expected at least 1")
        super().__init__(domain=domain, host=host, event_broker=event_broker, **kwargs)
        self._turns = int(turns)
        self._make_quick()
        check_answers_quickly()  # here, since Rasa makes this store before it runs any action

    def _make_quick(self) -> None:
        """An index for the questions below; on SQLite also the write-ahead log, for the gateway reads beside us.

        There a connection is kept, too: when the last one closes, SQLite empties its log into the database, which
        at every read and write of a tracker costs as much as all the rest of them.
        """
        table = self.SQLEvent.__table__
        index = sa.Index("ix_events_sender_type", table.c.sender_id, table.c.type_name, table.c.id)
        table.indexes.discard(index)  # made here once, not again by every other store's create_all
        if index.name not in {known["name"] for known in sa.inspect(self.engine).get_indexes(table.name)}:
            index.create(self.engine)
        if self.engine.dialect.name == "sqlite":
            url = self.engine.url
            self.engine.dispose()  # connections from before
            in_memory = url.database in (None, "", ":memory:")
            self.engine = self.engine if in_memory else sa.create_engine(url, poolclass=sa.pool.QueuePool, pool_size=4)
            sa.event.listen(self.engine, "connect", _calm_sqlite)
            self.sessionmaker.configure(bind=self.engine)

    async def _retrieve(self, sender_id: Text, fetch_events_from_all_sessions: bool) -> Optional[DialogueStateTracker]:
        if fetch_events_from_all_sessions:
            return await super()._retrieve(sender_id, fetch_events_from_all_sessions)
        if not self.domain:
            return None
        with self.session_scope() as session:
            rows = self._tail(session, sender_id)
        if not rows:
            return None
        events = [json.loads(row) for row in rows]
        if events[0]["event"] in (UserUttered.type_name, SlotSet.type_name, ActiveLoop.type_name):
            # a cut history begins as every history does, by listening: Rasa's policies hide the turns of rules, and
            # where nothing else is left they fail on a history without any state
            events.insert(0, ActionExecuted(ACTION_LISTEN_NAME).as_dict())
        tracker = DialogueStateTracker.from_dict(sender_id, events, self.domain.slots)
        tracker.stored = len(tracker.events)  # type: ignore[attr-defined]
        return tracker

    def _tail(self, session: Session, sender_id: Text) -> List[Text]:
        """The events a turn needs, as JSON, oldest first."""
        event = self.SQLEvent
        own = session.query(event.id).filter(event.sender_id == sender_id)

        def last(types: Iterable[Text], nth: int = 0) -> Optional[int]:
            found = own.filter(event.type_name.in_(tuple(types))).order_by(event.id.desc()).offset(nth).limit(1)
            return found.scalar()

        began = last((SessionStarted.type_name,)) or 0
        start = max(began, last((UserUttered.type_name,), self._turns - 1) or 0)
        wanted = [event.id >= start]
        if start > began:
            kept = last(_FORGET) or 0
            before = own.filter(event.id > kept, event.id < start)
            slots = (
                before.filter(event.type_name == SlotSet.type_name)
                .group_by(event.action_name)  # where Rasa writes the slot's name
                .with_entities(sa.func.max(event.id))
            )
            loop = before.filter(event.type_name == ActiveLoop.type_name).with_entities(sa.func.max(event.id)).scalar()
            ids = [row[0] for row in slots] + ([loop] if loop is not None else [])
            wanted.append(event.id.in_(ids))
        rows = session.query(event.data).filter(event.sender_id == sender_id, sa.or_(*wanted)).order_by(event.id)
        return [row[0] for row in rows]

    async def save(self, tracker: DialogueStateTracker) -> None:
        await super().save(tracker)
        tracker.stored = len(tracker.events)  # type: ignore[attr-defined]

    def _additional_events(self, session: Session, tracker: DialogueStateTracker) -> Iterator[Event]:
        """The events since the tracker was read; one that was not read here is compared as Rasa does."""
        stored = getattr(tracker, "stored", None)
        if stored is None:
            yield from super()._additional_events(session, tracker)
            return
        yield from list(tracker.events)[stored:]


def _calm_sqlite(connection: Any, _record: Any) -> None:
    """Readers do not wait for the writer, and a commit does not wait for the disk."""
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=NORMAL")
    connection.execute("PRAGMA busy_timeout=20000")
