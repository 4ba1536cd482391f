"""Agents' second factor: six digits of an authenticator app (TOTP, RFC 6238, SHA-1, 30 seconds).

>>> enrolment = factors.begin(agent)                # the app takes enrolment.uri as a QR code, or the secret
>>> factors.confirm(agent.id, "492039")             # from now on it is asked for
>>> factors.check(agent.id, "118403")               # each code once
True
"""

from __future__ import annotations

import hmac
import time
import unicodedata
from collections.abc import Callable

import pyotp
from sqlalchemy import select
from sqlalchemy.orm import Session

from shop.agents import Agent
from shop.errors import BadInput, BadSettings, Conflict, NotFound
from shop.seal import seal, unseal
from shop.sql import upsert
from shop.store import Store
from shop.tables import FactorRow
from shop.types import Frozen

STEP = 30  # seconds
DRIFT = 1  # steps that the agent's clock may be off
_PURPOSE = "agents' second factor"


class Enrolment(Frozen):
    """``uri`` (otpauth://) is what authenticator apps read from a QR code."""

    secret: str
    uri: str


class Factors:
    def __init__(
        self, store: Store, secret: str, *, issuer: str = "Shopkeeper", clock: Callable[[], float] = time.time
    ) -> None:
        self._store = store
        self._secret = secret
        self._issuer = issuer
        self._clock = clock

    def begin(self, agent: Agent) -> Enrolment:
        """A new secret, not asked for before it is confirmed; :class:`Conflict` where one is in force."""
        if self.needed(agent.id):
            raise Conflict("there is a second factor already; take it off first")
        made = pyotp.random_base32()
        row = {
            "agent_id": agent.id,
            "secret": seal(self._secret, _PURPOSE, made),
            "confirmed": False,
            "last_step": 0,
        }
        with self._store.session() as session:
            upsert(session, FactorRow, [row], keys=["agent_id"])
        uri = pyotp.TOTP(made, interval=STEP).provisioning_uri(name=agent.email, issuer_name=self._issuer)
        return Enrolment(secret=made, uri=uri)

    def confirm(self, agent_id: str, code: str) -> None:
        """The app shows the right codes: from now on they are asked for."""
        if not self._take(agent_id, code, confirming=True):
            raise BadInput("code: is not the one that the app shows now", field="code")

    def needed(self, agent_id: str) -> bool:
        with self._store.reading() as session:
            row = session.get(FactorRow, agent_id)
            return row is not None and row.confirmed

    def check(self, agent_id: str, code: str) -> bool:
        """Whether the code is right now; a code that was taken is taken no second time."""
        return self._take(agent_id, code, confirming=False)

    def remove(self, agent_id: str) -> None:
        """Ask for it no more; :class:`NotFound` where there is none."""
        with self._store.session() as session:
            row = session.get(FactorRow, agent_id)
            if row is None:
                raise NotFound("there is no second factor")
            session.delete(row)

    def _take(self, agent_id: str, code: str, *, confirming: bool) -> bool:
        digits = "".join(str(unicodedata.decimal(char)) for char in code if char.isdecimal())
        with self._store.session() as session:
            row = session.get(FactorRow, agent_id, with_for_update=True)
            if row is None or row.confirmed == confirming:
                return False
            totp = pyotp.TOTP(unseal(self._secret, _PURPOSE, row.secret), interval=STEP)
            now = int(self._clock()) // STEP
            for step in range(max(now - DRIFT, row.last_step + 1), now + DRIFT + 1):
                if hmac.compare_digest(totp.generate_otp(step), digits):
                    row.last_step, row.confirmed = step, True
                    return True
            return False


def reseal(session: Session, before: str, after: str) -> None:
    """Seal all agents' secrets under another of the installation's."""
    for row in session.scalars(select(FactorRow)):
        try:
            row.secret = seal(after, _PURPOSE, unseal(before, _PURPOSE, row.secret))
        except BadSettings:
            unseal(after, _PURPOSE, row.secret)  # a rotation that broke off had come so far
