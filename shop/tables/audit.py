"""What agents, admins and commands did, and agents' second factors."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from shop.tables.base import Base, Json, UtcTime


class AuditRow(Base):
    """Append only: the database refuses changes and deletions. ``digest`` covers the row and the digest before it."""

    __tablename__ = "audit"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)  # from 1, without gaps
    at: Mapped[datetime] = mapped_column(UtcTime)
    who: Mapped[str] = mapped_column(String(80))
    deed: Mapped[str] = mapped_column(String(80))
    about: Mapped[dict[str, Any]] = mapped_column(Json)
    digest: Mapped[str] = mapped_column(String(64))


class FactorRow(Base):
    """An agent's second factor. ``secret`` is sealed; one that is not confirmed yet is not asked for."""

    __tablename__ = "agent_factors"

    agent_id: Mapped[str] = mapped_column(ForeignKey("agents.id", ondelete="CASCADE"), primary_key=True)
    secret: Mapped[str] = mapped_column(Text)
    confirmed: Mapped[bool]
    last_step: Mapped[int]  # of the latest code that was taken: each is good once
