"""One turn of a conversation as an action sees it: who speaks, what was said, what is remembered."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from rasa_sdk import Tracker

from actions.budget import Budget
from actions.glossary import in_chinese, in_english
from actions.language import LANGUAGES, language_of
from actions.wiring import House
from shop.errors import NotFound
from shop.types import Conversation, DialogueState, Item, Order, Taste

_LIKELY_NUMBER = re.compile(r"(?<![\w@.-])#?([A-Za-z]{0,4}-?\d{4,12})(?![\w@])", re.ASCII)
SAYS_ORDER = re.compile(r"\border\b|#\s*\d|订单", re.IGNORECASE)
_I_AM = re.compile(r"\b(i'm|im|i'd|i've|i'll)\b(?: after\b)?", re.IGNORECASE)
_POSSESSIVE = re.compile(r"\b(\w+)'s\b")
_SEAM = re.compile(
    r"(?<=[A-Za-z0-9)%])(?=[\u4e00-\u9fff])(?![年月日])|(?<=[\u4e00-\u9fff])(?<![年月])(?=[A-Za-z0-9(€$£¥])"
)
_BY_COMPARING = re.compile(r"\b(?:cheap|light|heavi|dear|pric|bett)i?er\b|\b(?:less|more) expensive\b", re.IGNORECASE)
EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", re.ASCII)


@dataclass
class Turn:
    """``text`` is what the shopper typed, or what the tapped quick reply stands for; Chinese in simplified characters,
    and in ``typed`` as it was written.

    ``offer`` is what the bot offered in its last message ("shall I get a person?"): it lives for one turn.
    """

    house: House
    budget: Budget
    conversation: Conversation
    state: DialogueState
    before: DialogueState  # as it was stored, to save only what changed
    text: str
    intent: str
    language: str
    entities: list[dict[str, Any]] = field(default_factory=list)
    slots: dict[str, Any] = field(default_factory=dict)
    form: str | None = None
    streaming: bool = False
    offer: dict[str, Any] | None = None
    begun: str | None = None  # the form that began with this message
    interrupted: bool = False  # the form is being taken up again after something else was answered
    carried: bool = False  # a request kept from before is being answered
    confidence: float = 1.0
    typed: str = ""
    order: Order | None = None  # the order that a form is about, once the shopper may see it

    @classmethod
    async def open(cls, house: House, tracker: Tracker) -> Turn:
        """Read the conversation and its state; the shopper's identity comes from the store alone."""
        budget = Budget(house.settings.actions.budget_seconds)
        message = tracker.latest_message
        metadata = message.get("metadata") or {}
        conversation, state = await budget.store(_conversation, house, tracker.sender_id)
        before = state.model_copy(deep=True)
        entities = message.get("entities") or []
        carried = state.pending.pop("carried", {})  # a request kept from before, now taken up
        tapped = next((str(found["value"]) for found in entities if found.get("entity") == "words"), None)
        if tapped is None:
            tapped = carried.get("text")
        typed = message.get("first") or message.get("text") or ""
        text = tapped if tapped is not None else ("" if typed.startswith("/") else typed)
        known = conversation.language[:2] if conversation.language[:2] in LANGUAGES else "en"
        language = known if tapped is not None else language_of(text, known)
        if language != known:
            await budget.store(house.conversations.set_language, conversation.id, language)
        intent = message.get("intent") or {}
        turn = cls(
            house=house,
            budget=budget,
            conversation=conversation,
            state=state,
            before=before,
            text=text.strip(),
            typed=(message.get("typed") if tapped is None and not message.get("first") else None) or text.strip(),
            intent=carried.get("intent") or intent.get("name") or "",
            confidence=float(intent.get("confidence") or 0.0),
            language=language,
            entities=entities,
            slots=dict(tracker.slots),
            form=tracker.active_loop_name,
            streaming=bool(metadata.get("streaming")),
            offer=state.pending.pop("offer", None),
            carried=bool(carried),
            begun=_begun(tracker),
            interrupted=_interrupted(tracker),
        )
        if message.get("rest") and message.get("rest_intent"):
            state.pending["rest"] = {"text": message["rest"], "intent": message["rest_intent"]}
        return turn

    @property
    def plain(self) -> str:
        """The text as it is read for limits and references: in the catalogue's language, "women's" as women."""
        return _POSSESSIVE.sub(r"\1", _I_AM.sub(" ", in_english(self.text).replace("’", "'")))

    @property
    def shopper_id(self) -> str:
        return self.conversation.shopper_id

    def entity(self, name: str) -> Any:
        """The first value of an entity, or ``None``."""
        return next((found.get("value") for found in self.entities if found.get("entity") == name), None)

    def slot(self, name: str) -> Any:
        return self.slots.get(name)

    @property
    def writes(self) -> bool:
        """Whether the writer of texts speaks the conversation's language."""
        return self.house.settings.voice.language[:2] == self.language

    def say(self, key: str, **values: object) -> str:
        """The house's words for ``key`` in the conversation's language."""
        said = self.house.wording.say(key, self.language, f"{self.conversation.id}:{self.text}", **values)
        return spaced(said) if self.language == "zh" else said

    def one_of(self, values: Sequence[str]) -> str:
        """ "XS, S or M"."""
        return self._listed(values, "list.or")

    def all_of(self, values: Sequence[str]) -> str:
        """ "XS, S and M"."""
        return self._listed(values, "list.and")

    def _listed(self, values: Sequence[str], last: str) -> str:
        *head, tail = [self.named(value) for value in values] or [""]
        listed = self.say(last).join(part for part in (self.say("list.comma").join(head), tail) if part)
        return spaced(listed) if self.language == "zh" else listed

    def named(self, value: str) -> str:
        """A value of the catalogue in the conversation's language, as far as there is a word for it."""
        return in_chinese(value) if self.language == "zh" else value

    def propose(self, kind: str, **what: Any) -> None:
        """Remember what the bot offers with this reply, for a "yes" or "no" in the next turn."""
        self.state.pending["offer"] = {"kind": kind, **what}

    @property
    def email(self) -> str | None:
        found = EMAIL.search(self.text)
        return found.group().rstrip(".").lower() if found else None

    @property
    def order_number(self) -> str | None:
        """An order number that the extractor found."""
        named = self.entity("order_number")
        return str(named).lstrip("#").upper() if named else None

    @property
    def likely_number(self) -> str | None:
        """What can only be the order number once one was asked for: "it's 10023"."""
        found = _LIKELY_NUMBER.search(EMAIL.sub(" ", self.text))
        return self.order_number or (found.group(1).upper() if found else None)

    async def shown(self) -> list[Item]:
        """The items of the last list, in the order shown; those that left the shelf are left out."""
        found = await self.budget.store(self.house.catalogue.get_many, self.state.shown)
        return list(found.values())

    async def items(self, ids: list[str]) -> list[Item]:
        return list((await self.budget.store(self.house.catalogue.get_many, ids)).values())

    async def referred(self) -> list[Item]:
        """The items that the text points at: a tapped card, "the second one", a colour, a title, or the focus."""
        tapped = self.entity("item_id")
        if tapped:
            return await self.items([str(tapped)])
        compared = self.state.pending.get("away") == "comparison" and _BY_COMPARING.search(self.plain)
        shown = await self.items(self.state.compared) if compared else await self.shown()
        return await self.items(self.house.retrieval.references.resolve(self.plain, shown, self.state.focus))

    @property
    def ordinal(self) -> int | None:
        """The place that the extractor found ("the second", "第二个"), from 0; -1 is the last."""
        value = str(self.entity("ordinal") or "")
        if not value.lstrip("-").isdigit() or not int(value):
            return None
        return int(value) - 1 if int(value) > 0 else int(value)

    async def remember(self, taste: Taste) -> None:
        await self.budget.store(self.house.profiles.add_taste, self.shopper_id, taste)


def spaced(text: str) -> str:
    """Chinese with a space between it and Latin letters or digits: "Ridge Boot和" → "Ridge Boot 和"."""
    return _SEAM.sub(" ", text)


def _conversation(house: House, sender_id: str) -> tuple[Conversation, DialogueState]:
    """The conversation behind Rasa's sender id; one made in `rasa shell` begins here."""
    try:
        conversation = house.conversations.get(sender_id)
    except NotFound:
        conversation = house.conversations.ensure(sender_id)
    return conversation, house.conversations.state(conversation.id)


def _begun(tracker: Tracker) -> str | None:
    """The form that became active since the shopper's last message; its requested slot is still another form's."""
    for event in reversed(tracker.events):
        if event.get("event") == "user":
            return None
        if event.get("event") == "active_loop" and event.get("name"):
            return str(event["name"])
    return None


def _interrupted(tracker: Tracker) -> bool:
    """Whether something other than the form has spoken since the shopper's last message."""
    for event in reversed(tracker.events):
        if event.get("event") == "user":
            return False
        if event.get("event") == "action" and event.get("name") not in (
            tracker.active_loop_name,
            "action_listen",
        ):
            return not str(event.get("name")).endswith("_form")
    return False
