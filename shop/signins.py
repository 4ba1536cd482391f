"""Signing in with a password, which may be guessed at from anywhere and must stay possible for who knows it."""

from __future__ import annotations

from datetime import timedelta

from shop.agents import Agents, AgentSession
from shop.attempts import Attempts, Limit
from shop.errors import SecondFactor, Unauthorized
from shop.factors import Factors
from shop.ids import fold_email
from shop.keyed import keyed
from shop.store import Store

_DAY = timedelta(days=1)
PAIR = Limit(free=10, first=timedelta(seconds=30), longest=timedelta(hours=1), forget=_DAY)
ACCOUNT = Limit(free=50, first=timedelta(minutes=1), longest=timedelta(hours=1), forget=_DAY)


class SignIns:
    """Wrong passwords count for the account and the network together: an agent is not locked out by a stranger
    elsewhere. Above that an account's wrong passwords from everywhere hold back all networks that have failed at it."""

    def __init__(self, store: Store, agents: Agents, factors: Factors, secret: str) -> None:
        self._agents = agents
        self._factors = factors
        self._attempts = Attempts(store, "sign-ins")
        self._secret = secret

    def sign_in(
        self, email: str, password: str, code: str | None = None, *, address: str, browser: str | None = None
    ) -> tuple[str, AgentSession]:
        """As :meth:`Agents.sign_in`; also :class:`TooMany`, whether there is such an account or not, and
        :class:`SecondFactor` where only the ``code`` is missing. A wrong code counts as a wrong password does."""
        account = fold_email(email)
        pair = {f"signin:pair:{keyed(self._secret, 'signin', account, address)}": PAIR}
        everywhere = {f"signin:account:{keyed(self._secret, 'signin', account)}": ACCOUNT}
        self._attempts.begin(pair, strangers=everywhere)
        agent = self._agents.authenticate(email, password)
        if self._factors.needed(agent.id):
            if not code:
                self._attempts.succeeded(pair | everywhere)
                raise SecondFactor("the code of your authenticator app is needed", field="code")
            if not self._factors.check(agent.id, code):
                raise Unauthorized("code: is not the one that the app shows now", field="code")
        self._attempts.succeeded(pair, forget=True)
        self._attempts.succeeded(everywhere)
        return self._agents.open_session(agent, address=address, browser=browser)
