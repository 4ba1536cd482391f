"""Conversations as the console lists them: who waits, who is with whom, and how long it takes."""

from __future__ import annotations

import statistics
from datetime import datetime, timedelta

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session, aliased

from shop.errors import BadInput, NotFound
from shop.search import matching
from shop.store import Store
from shop.tables import (
    AgentRow,
    ConversationRow,
    DeskRow,
    MessageRow,
    OwnerChangeRow,
    RatingRow,
    ShopperRow,
)
from shop.types import Author, Frozen, Owner, now

RECENT = timedelta(days=7)  # how far back waits are looked at
WAITS = 50  # at most so many
USUAL_WAIT = 120.0  # seconds, where there is no recent data


class Last(Frozen):
    author: Author
    text: str
    created_at: datetime


class AgentRef(Frozen):
    id: str
    name: str


class ShopperRef(Frozen):
    id: str
    known: bool
    name: str | None = None
    email: str | None = None


class Summary(Frozen):
    """One conversation as a line in the console. ``why`` it got to its owner; ``unread`` by the desk."""

    id: str
    owner: Owner
    agent: AgentRef | None
    shopper: ShopperRef
    language: str
    waiting_since: datetime | None
    unread: int
    last: Last | None
    why: str
    category: str | None
    rating: int | None
    rating_comment: str = ""
    updated_at: datetime


class Wanted(Frozen):
    """Which conversations: all of these hold. ``text`` is looked for in what was said, in names, addresses and order
    numbers; ``language`` is the beginning of a tag."""

    text: str = ""
    owner: Owner | None = None
    agent_id: str | None = None
    language: str | None = None
    rating_up_to: int | None = None


class Page(Frozen):
    """``next`` leads to the page after this one; None on the last."""

    lines: list[Summary]
    next: str | None


class Queue:
    def __init__(self, store: Store) -> None:
        self._store = store

    def waiting(self, limit: int = 200) -> list[Summary]:
        """Who waits for a person, longest first."""
        with self._store.reading() as session:
            ids = _waiting(session)[:limit]
            return _summaries(session, ids)

    def waiting_ids(self) -> list[str]:
        """The same, by id alone."""
        with self._store.reading() as session:
            return _waiting(session)

    def mine(self, agent_id: str, limit: int = 200) -> list[Summary]:
        """The agent's own conversations, latest activity first."""
        return self.page(Wanted(owner=Owner.AGENT, agent_id=agent_id), limit).lines

    def page(self, wanted: Wanted, limit: int, after: str | None = None) -> Page:
        """Conversations in which something was said, latest activity first: the first page, or the one ``after``.

        Raises:
            BadInput: ``after`` is no :attr:`Page.next`.
        """
        newest = (ConversationRow.updated_at, ConversationRow.id)
        said = select(MessageRow.seq).where(MessageRow.conversation_id == ConversationRow.id)
        query = select(ConversationRow.id, ConversationRow.updated_at).where(exists(said))
        if wanted.owner is not None:
            query = query.where(ConversationRow.owner == wanted.owner)
        if wanted.agent_id is not None:
            query = query.where(ConversationRow.agent_id == wanted.agent_id)
        if wanted.language is not None:
            query = query.where(ConversationRow.language.like(f"{wanted.language}%"))
        if wanted.rating_up_to is not None:
            bad = select(RatingRow.conversation_id).where(RatingRow.rating <= wanted.rating_up_to)
            query = query.where(ConversationRow.id.in_(bad))
        if after is not None:
            at, last = _cursor(after)
            older = ConversationRow.updated_at < at
            query = query.where(older | ((ConversationRow.updated_at == at) & (ConversationRow.id < last)))
        with self._store.reading() as session:
            if wanted.text.strip():
                query = query.where(matching(session, wanted.text))
            rows = session.execute(query.order_by(*(column.desc() for column in newest)).limit(limit + 1)).all()
            lines = _summaries(session, [row.id for row in rows[:limit]])
        more = len(rows) > limit
        return Page(
            lines=lines, next=f"{rows[limit - 1].updated_at.isoformat()} {rows[limit - 1].id}" if more else None
        )

    def summary(self, conversation_id: str) -> Summary:
        """One line, or :class:`NotFound`."""
        with self._store.reading() as session:
            found = _summaries(session, [conversation_id])
        if not found:
            raise NotFound(f"there is no conversation {conversation_id!r}", field="conversation_id")
        return found[0]

    def summaries(self, ids: list[str]) -> list[Summary]:
        """Several lines in the order of ``ids``; those that are gone are left out."""
        with self._store.reading() as session:
            return _summaries(session, ids)

    def position(self, conversation_id: str) -> int | None:
        """Place in the queue, from 1; None for who does not wait."""
        ids = self.waiting_ids()
        return ids.index(conversation_id) + 1 if conversation_id in ids else None

    def usual_wait(self) -> float:
        """Seconds: the median wait of those whom an agent joined in the last days."""
        with self._store.reading() as session:
            waits = recent_waits(session, now() - RECENT, limit=WAITS)
        return statistics.median(waits) if waits else USUAL_WAIT


def _cursor(after: str) -> tuple[datetime, str]:
    at, _, last = after.partition(" ")
    try:
        return datetime.fromisoformat(at), last
    except ValueError as error:
        raise BadInput(f"after: got {after!r}, expected the 'next' of a page", field="after") from error


def recent_waits(session: Session, since: datetime, *, limit: int | None = None) -> list[float]:
    """Seconds from "waiting" to "agent", latest first."""
    query = (
        select(OwnerChangeRow.conversation_id, OwnerChangeRow.after, OwnerChangeRow.at)
        .where(OwnerChangeRow.at >= since)
        .order_by(OwnerChangeRow.id)
    )
    began: dict[str, datetime] = {}
    waits: list[float] = []
    for conversation_id, after, at in session.execute(query):
        if after == Owner.WAITING:
            began[conversation_id] = at
        elif after == Owner.AGENT and conversation_id in began:
            waits.append((at - began.pop(conversation_id)).total_seconds())
        else:
            began.pop(conversation_id, None)
    return waits[::-1][:limit]


def _waiting(session: Session) -> list[str]:
    """Ids of those who wait, longest first."""
    since = func.max(OwnerChangeRow.id)
    query = (
        select(ConversationRow.id)
        .outerjoin(OwnerChangeRow, OwnerChangeRow.conversation_id == ConversationRow.id)
        .where(ConversationRow.owner == Owner.WAITING)
        .group_by(ConversationRow.id)
        .order_by(since, ConversationRow.id)
    )
    return list(session.scalars(query))


def _summaries(session: Session, ids: list[str]) -> list[Summary]:
    """In the order of ``ids``; unknown ones are left out."""
    query = (
        select(ConversationRow, ShopperRow, AgentRow, DeskRow, RatingRow)
        .join(ShopperRow, ShopperRow.id == ConversationRow.shopper_id)
        .outerjoin(AgentRow, AgentRow.id == ConversationRow.agent_id)
        .outerjoin(DeskRow, DeskRow.conversation_id == ConversationRow.id)
        .outerjoin(RatingRow, RatingRow.conversation_id == ConversationRow.id)
        .where(ConversationRow.id.in_(ids))
    )
    found = {
        row.id: (row, shopper, agent, desk, rating) for row, shopper, agent, desk, rating in session.execute(query)
    }
    lasts = _lasts(session, ids)
    changes = _changes(session, ids)
    unread = _unread(session, ids)
    return [
        _summary(*found[one], last=lasts.get(one), change=changes.get(one), unread=unread.get(one, 0))
        for one in ids
        if one in found
    ]


def _summary(
    row: ConversationRow,
    shopper: ShopperRow,
    agent: AgentRow | None,
    desk: DeskRow | None,
    rating: RatingRow | None,
    *,
    last: Last | None,
    change: OwnerChangeRow | None,
    unread: int,
) -> Summary:
    waits = row.owner == Owner.WAITING and change is not None
    name = agent.name if agent else row.agent_id
    return Summary(
        id=row.id,
        owner=Owner(row.owner),
        agent=AgentRef(id=row.agent_id, name=name or row.agent_id) if row.agent_id else None,
        shopper=ShopperRef(
            id=shopper.id,
            known=shopper.subject is not None,
            name=shopper.name,
            email=shopper.email or (desk.email if desk else None),
        ),
        language=row.language,
        waiting_since=change.at if waits and change else None,
        unread=unread,
        last=last,
        why=change.why if change else "",
        category=desk.category if desk else None,
        rating=rating.rating if rating else None,
        rating_comment=rating.comment if rating else "",
        updated_at=row.updated_at,
    )


def _lasts(session: Session, ids: list[str]) -> dict[str, Last]:
    """What was said last; the house's own announcements are not."""
    newest = (
        select(func.max(MessageRow.seq))
        .where(MessageRow.conversation_id.in_(ids), MessageRow.author != "system")
        .group_by(MessageRow.conversation_id)
    )
    rows = session.scalars(select(MessageRow).where(MessageRow.seq.in_(newest)))
    return {
        row.conversation_id: Last(author=row.author, text=row.text[:200], created_at=row.created_at) for row in rows
    }


def _changes(session: Session, ids: list[str]) -> dict[str, OwnerChangeRow]:
    newest = (
        select(func.max(OwnerChangeRow.id))
        .where(OwnerChangeRow.conversation_id.in_(ids))
        .group_by(OwnerChangeRow.conversation_id)
    )
    rows = session.scalars(select(OwnerChangeRow).where(OwnerChangeRow.id.in_(newest)))
    return {row.conversation_id: row for row in rows}


def _unread(session: Session, ids: list[str]) -> dict[str, int]:
    """The shopper's messages since the last one that an agent has seen."""
    seen = aliased(MessageRow)
    query = (
        select(MessageRow.conversation_id, func.count())
        .outerjoin(DeskRow, DeskRow.conversation_id == MessageRow.conversation_id)
        .outerjoin(seen, seen.id == DeskRow.read_id)
        .where(MessageRow.conversation_id.in_(ids), MessageRow.author == "shopper")
        .where(MessageRow.seq > func.coalesce(seen.seq, 0))
        .group_by(MessageRow.conversation_id)
    )
    return {row[0]: row[1] for row in session.execute(query)}
