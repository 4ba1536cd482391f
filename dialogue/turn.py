"""One turn of a conversation as a handler sees it: who speaks, what is in view, what is remembered."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal, ParamSpec, TypeVar

from dialogue import cards
from dialogue.budget import Budget
from dialogue.labels import Labels
from dialogue.reading import Context, Utterance
from dialogue.services import Services
from shop.dialogue import Query, ResultList, State
from shop.types import Card, Conversation, Item, Profile

P = ParamSpec("P")
T = TypeVar("T")
LISTS_KEPT = 6
KEPT = 4  # items talked about
Source = Literal["search", "picks", "similar", "bundle", "compare", "complements"]


@dataclass
class Turn:
    """``state`` is the state as it stands now: handlers change it by :meth:`update`, the agent saves it once.

    ``streaming``: the message came through the gateway, which can stream written text and knows who is at the desk.
    """

    services: Services
    budget: Budget
    conversation: Conversation
    utterance: Utterance
    context: Context
    state: State
    language: str = "en"
    streaming: bool = False
    message_id: str = ""
    commands: int = 1  # how many the message was read as
    profile: Profile | None = None  # read when it is first asked for: dialogue.memory
    notes: list[str] = field(default_factory=list)  # what the log should say of this turn

    @property
    def shopper_id(self) -> str:
        return self.conversation.shopper_id

    @property
    def text(self) -> str:
        return self.utterance.text

    # ── state ────────────────────────────────────────────────────────────────

    def update(self, **changes: Any) -> None:
        """Change fields of the state. An item talked about is kept among the last ones."""
        focus = changes.get("focus")
        if focus and focus != self.state.focus:
            before = [item for item in self.state.looked_at if item != focus]
            changes["looked_at"] = (*before, focus)[-KEPT:]
        self.state = self.state.model_copy(update=changes)

    def show(
        self,
        items: Sequence[Item],
        query: Query | None = None,
        source: Source = "search",
        *,
        offset: int = 0,
        total: int = 0,
        focus: str | None = None,
    ) -> None:
        """Remember a list as shown; one item alone is the item talked about, else ``focus`` is."""
        ids = tuple(item.id for item in items)
        shown = ResultList(ids=ids, query=query, source=source, offset=offset or len(ids), total=total or len(ids))
        alone = ids[0] if len(ids) == 1 else None
        results = (*self.state.results, shown)[-LISTS_KEPT:]
        self.update(results=results, focus=focus or alone, compared=(), asked=(), asked_in="")

    # ── words ────────────────────────────────────────────────────────────────

    def say(self, key: str, **values: object) -> str:
        """The shop's words for ``key`` in the conversation's language."""
        salt = f"{self.conversation.id}:{self.text}"
        return self.services.wording.say(key, self.language, salt, **values)

    def all_of(self, values: Iterable[str]) -> str:
        """ "XS, S and M"."""
        return self._listed(list(values), "list.and")

    def one_of(self, values: Iterable[str]) -> str:
        """ "XS, S or M"."""
        return self._listed(list(values), "list.or")

    def _listed(self, values: list[str], last: str) -> str:
        *head, tail = [self.labels.value("", value) for value in values] or [""]
        return self.say(last).join(part for part in (self.say("list.comma").join(head), tail) if part)

    def currency(self) -> str:
        """What the shop's currency is called."""
        return cards.currency_name(self.services.settings.shop.currency, self.language)

    def quoted(self, words: str) -> str:
        """The shopper's words in the quotation marks of the language."""
        return self.say("limit.mentions", values=words)

    def listed(self, field: str, values: Iterable[str]) -> str:
        """ "red, blue": values of one field by the names they have in the shopper's language."""
        return self.say("list.comma").join(self.labels.value(field, value) for value in values)

    @property
    def labels(self) -> Labels:
        """What the catalogue's kinds, fields and values are called in the shopper's language."""
        return self.services.labels.of(self.language)

    def money(self, amount: Decimal | None, currency: str | None = None) -> str:
        return cards.money(amount, currency or self.services.settings.shop.currency, self.language)

    def card(self, item: Item, reasons: Iterable[str] = (), text: str = "") -> Card:
        return cards.card(item, reasons=reasons, text=text)

    # ── calls ────────────────────────────────────────────────────────────────

    async def store(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """A synchronous call of the shop's store, in a thread, within the turn's time."""
        return await self.budget.store(work, *args, **kwargs)

    async def call(self, part: str, work: Awaitable[T], *, share: float = 1.0) -> T:
        """Any other call; a slow or failing one is :class:`shop.errors.Unavailable` naming ``part``."""
        return await self.budget.call(part, work, share=share)

    def items(self, ids: Iterable[str]) -> list[Item]:
        """Items from memory, in the order of the ids; those that left the catalogue are left out."""
        return self.services.index.items(list(ids))
