"""The people at the desk: their accounts and their sessions."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta
from functools import cache
from typing import Literal

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from shop.errors import BadInput, Conflict, NotFound, Unauthorized
from shop.ids import fold_email, new_id
from shop.store import Store
from shop.tables import AgentRow, AgentSessionRow
from shop.types import Frozen, now

Role = Literal["agent", "admin"]
LIFE = timedelta(hours=12)
SHORTEST_PASSWORD = 10  # characters
HANDLE = 16  # characters of a session's digest that name it


class Agent(Frozen):
    id: str
    email: str
    name: str
    role: Role
    active: bool = True
    online: bool = False


class AgentSession(Frozen):
    """``handle`` names the session and opens nothing."""

    agent: Agent
    csrf: str
    handle: str


class SignIn(Frozen):
    """One place where an agent is signed in."""

    handle: str
    created_at: datetime | None
    expires_at: datetime
    address: str | None
    browser: str | None


class Agents:
    def __init__(self, store: Store) -> None:
        self._store = store

    def add(self, email: str, name: str, password: str, role: Role = "agent") -> Agent:
        """A new account; :class:`Conflict` where the address is taken, :class:`BadInput` for a weak password."""
        folded, name = fold_email(email), name.strip()
        if "@" not in folded:
            raise BadInput(f"email: got {email!r}, expected an e-mail address", field="email")
        if not name:
            raise BadInput("name: is empty", field="name")
        hashed = hash_password(password)
        with self._store.session() as session:
            if session.scalar(select(AgentRow.id).where(AgentRow.email == folded)) is not None:
                raise Conflict(f"there is an agent {folded} already", field="email")
            row = AgentRow(
                id=new_id("a"),
                email=folded,
                name=name,
                role=role,
                password=hashed,
                active=True,
                online=False,
                created_at=now(),
            )
            session.add(row)
            return _agent(row)

    def get(self, agent_id: str) -> Agent:
        with self._store.reading() as session:
            row = session.get(AgentRow, agent_id)
            if row is None:
                raise NotFound(f"there is no agent {agent_id!r}", field="agent_id")
            return _agent(row)

    def by_email(self, email: str) -> Agent:
        with self._store.reading() as session:
            row = session.scalar(select(AgentRow).where(AgentRow.email == fold_email(email)))
            if row is None:
                raise NotFound(f"there is no agent {email!r}", field="email")
            return _agent(row)

    def all(self) -> list[Agent]:
        """Every account, by name."""
        with self._store.reading() as session:
            return [_agent(row) for row in session.scalars(select(AgentRow).order_by(AgentRow.name, AgentRow.id))]

    def online(self) -> list[Agent]:
        """Those who take conversations now: signed in, and not away."""
        signed_in = select(AgentSessionRow.agent_id).where(AgentSessionRow.expires_at > now())
        there = (AgentRow.active, AgentRow.online, AgentRow.id.in_(signed_in))
        with self._store.reading() as session:
            return [_agent(row) for row in session.scalars(select(AgentRow).where(*there).order_by(AgentRow.name))]

    def change(
        self,
        agent_id: str,
        *,
        name: str | None = None,
        role: Role | None = None,
        active: bool | None = None,
        online: bool | None = None,
        password: str | None = None,
    ) -> Agent:
        """Change what is given. Who is no longer active, or has a new password, is signed out everywhere."""
        hashed = None if password is None else hash_password(password)
        with self._store.session() as session:
            row = session.get(AgentRow, agent_id, with_for_update=True)
            if row is None:
                raise NotFound(f"there is no agent {agent_id!r}", field="agent_id")
            row.name = row.name if name is None else name
            row.role = row.role if role is None else role
            row.active = row.active if active is None else active
            row.online = row.active and (row.online if online is None else online)
            row.password = hashed or row.password
            if hashed or not row.active:
                session.execute(delete(AgentSessionRow).where(AgentSessionRow.agent_id == agent_id))
            return _agent(row)

    # ── sessions ─────────────────────────────────────────────────────────────

    def sign_in(
        self, email: str, password: str, *, address: str | None = None, browser: str | None = None
    ) -> tuple[str, AgentSession]:
        """The cookie and the session of who knows the password: :meth:`authenticate`, :meth:`open_session`."""
        return self.open_session(self.authenticate(email, password), address=address, browser=browser)

    def authenticate(self, email: str, password: str) -> Agent:
        """Whose password it is, or :class:`Unauthorized` that does not tell which of the two was wrong."""
        with self._store.reading() as session:
            row = session.scalar(select(AgentRow).where(AgentRow.email == fold_email(email)))
            agent, hashed = (_agent(row), row.password) if row is not None else (None, _nobody())
        if not _matches(hashed, password) or agent is None or not agent.active:
            raise Unauthorized("e-mail address and password do not match")
        return agent

    def knows(self, agent_id: str, password: str) -> bool:
        """Whether it is the agent's password."""
        with self._store.reading() as session:
            hashed = session.scalar(select(AgentRow.password).where(AgentRow.id == agent_id))
        return _matches(hashed or _nobody(), password) and hashed is not None

    def open_session(
        self, agent: Agent, *, address: str | None = None, browser: str | None = None
    ) -> tuple[str, AgentSession]:
        """The cookie and the session. ``address`` and ``browser`` are kept for the list of sessions."""
        cookie, csrf = secrets.token_urlsafe(32), secrets.token_urlsafe(24)
        digest = _digest(cookie)
        with self._store.session() as session:
            session.execute(delete(AgentSessionRow).where(AgentSessionRow.expires_at < now()))
            session.add(
                AgentSessionRow(
                    id=digest,
                    agent_id=agent.id,
                    csrf=csrf,
                    created_at=now(),
                    expires_at=now() + LIFE,
                    address=address and address[:64],
                    browser=browser and browser[:200],
                )
            )
            session.execute(update(AgentRow).where(AgentRow.id == agent.id).values(online=True))
        return cookie, AgentSession(agent=agent.model_copy(update={"online": True}), csrf=csrf, handle=digest[:HANDLE])

    def session(self, cookie: str) -> AgentSession:
        """Who a cookie belongs to, or :class:`Unauthorized`."""
        with self._store.reading() as session:
            found = session.execute(
                select(AgentSessionRow, AgentRow)
                .join(AgentRow, AgentRow.id == AgentSessionRow.agent_id)
                .where(AgentSessionRow.id == _digest(cookie), AgentSessionRow.expires_at > now(), AgentRow.active)
            ).first()
            if found is None:
                raise Unauthorized("sign in first")
            return AgentSession(agent=_agent(found[1]), csrf=found[0].csrf, handle=found[0].id[:HANDLE])

    def sessions(self, agent_id: str) -> list[SignIn]:
        """Where an agent is signed in, latest first."""
        mine = (AgentSessionRow.agent_id == agent_id, AgentSessionRow.expires_at > now())
        with self._store.reading() as session:
            rows = session.scalars(select(AgentSessionRow).where(*mine).order_by(AgentSessionRow.expires_at.desc()))
            return [
                SignIn(
                    handle=row.id[:HANDLE],
                    created_at=row.created_at,
                    expires_at=row.expires_at,
                    address=row.address,
                    browser=row.browser,
                )
                for row in rows
            ]

    def end_session(self, agent_id: str, handle: str) -> None:
        """End one of an agent's sessions, or :class:`NotFound`."""
        with self._store.session() as session:
            rows = session.scalars(select(AgentSessionRow).where(AgentSessionRow.agent_id == agent_id))
            row = next((row for row in rows if row.id[:HANDLE] == handle), None)
            if row is None:
                raise NotFound("there is no such session", field="handle")
            _end(session, row)

    def sign_out(self, cookie: str) -> None:
        """End this session; who has no other one is off line."""
        with self._store.session() as session:
            row = session.get(AgentSessionRow, _digest(cookie))
            if row is not None:
                _end(session, row)


def _end(session: Session, row: AgentSessionRow) -> None:
    """Who has no other session is off line."""
    session.delete(row)
    session.flush()
    others = select(AgentSessionRow.id).where(AgentSessionRow.agent_id == row.agent_id)
    if session.scalar(others.limit(1)) is None:
        session.execute(update(AgentRow).where(AgentRow.id == row.agent_id).values(online=False))


def hash_password(password: str) -> str:
    """Argon2id with the library's defaults (RFC 9106, low-memory profile)."""
    if len(password) < SHORTEST_PASSWORD:
        raise BadInput(f"password: expected at least {SHORTEST_PASSWORD} characters", field="password")
    if len(password) > 1000:
        raise BadInput("password: expected at most 1000 characters", field="password")
    return PasswordHasher().hash(password)


@cache
def _nobody() -> str:
    """A hash to check against where there is no such agent, so that both cases take the same time."""
    return PasswordHasher().hash(secrets.token_urlsafe(16))


def _matches(hashed: str, password: str) -> bool:
    try:
        return PasswordHasher().verify(hashed, password)
    except (VerificationError, InvalidHashError):
        return False


def _digest(cookie: str) -> str:
    return hashlib.sha256(cookie.encode("utf-8", "replace")).hexdigest()


def _agent(row: AgentRow) -> Agent:
    return Agent.model_validate(
        {name: getattr(row, name) for name in ("id", "email", "name", "role", "active", "online")}
    )
