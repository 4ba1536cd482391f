"""Looking an order up by its number and e-mail, which anybody may try, and nobody may try for long.

>>> lookups = LookUps(store, orders, settings)
>>> lookups.find(conversation_id, "AF-104233", "maya@example.com")
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import TypeVar

from sqlalchemy import select

from shop.attempts import Attempts, Limit
from shop.ids import fold_email
from shop.keyed import keyed
from shop.orders.base import Orders
from shop.settings import Settings
from shop.store import Store
from shop.tables import ConversationRow
from shop.types import Customer, Order

T = TypeVar("T")
_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)
NUMBER = Limit(free=10, first=timedelta(seconds=30), longest=_HOUR, forget=_DAY)
EMAIL = Limit(free=10, first=timedelta(seconds=30), longest=_HOUR, forget=_DAY)
CLIENT = Limit(free=20, first=timedelta(seconds=30), longest=_DAY, forget=_DAY)
EVERYBODY = Limit(free=300, first=timedelta(seconds=1), longest=timedelta(minutes=1), forget=timedelta(minutes=10))


class LookUps:
    """Counts by order number, by e-mail address, by the network the conversation comes from, and all together."""

    def __init__(self, store: Store, orders: Orders, settings: Settings) -> None:
        self._store = store
        self._orders = orders
        self._attempts = Attempts(store, "order look-ups")
        self._secret = settings.secrets.session
        hourly = settings.orders.lookups_per_hour
        self._conversation = Limit(free=hourly, first=timedelta(seconds=30), longest=_HOUR, forget=_HOUR)

    def find(self, conversation_id: str, number: str, email: str) -> Order | None:
        """The order where both match; None does not tell which of them did not.

        Raises :class:`TooMany` with the seconds to wait, before anything is looked up.
        """
        folded = "".join(char for char in number.upper() if char.isalnum()).lstrip("0")
        told = {
            self._key("number", folded): NUMBER,
            self._key("email", fold_email(email)): EMAIL,
        }
        return self._counted(conversation_id, told, lambda: self._orders.find(number, email))

    def customer(self, conversation_id: str, *, email: str = "", name: str = "", postcode: str = "") -> Customer | None:
        """The customer of an e-mail address, or of a name and a postcode; counted as :meth:`find` is."""
        who = self._key("email", fold_email(email)) if email else self._key("who", name.casefold(), postcode)
        find = self._orders.find_customer
        return self._counted(conversation_id, {who: EMAIL}, lambda: find(email=email, name=name, postcode=postcode))

    def _counted(self, conversation_id: str, told: Mapping[str, Limit], find: Callable[[], T | None]) -> T | None:
        place = {
            self._key("conversation", conversation_id): self._conversation,
            self._key("client", self._client(conversation_id)): CLIENT,
        }
        everybody = {self._key("all"): EVERYBODY}
        self._attempts.begin({**told, **place}, strangers=everybody)
        found = find()
        if found is not None:
            self._attempts.succeeded(told, forget=True)
            self._attempts.succeeded(place | everybody)
        return found

    def _client(self, conversation_id: str) -> str:
        """The keyed hash of the network that the conversation was last written from; the gateway notes it."""
        with self._store.reading() as session:
            found = session.scalar(select(ConversationRow.client).where(ConversationRow.id == conversation_id))
        return found or "unknown"

    def _key(self, what: str, *values: str) -> str:
        return f"lookup:{what}:{keyed(self._secret, what, *values)}"
