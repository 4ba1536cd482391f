"""The base of every action: opens the turn, keeps the time budget, and turns any error into words, once."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from typing import Any, ClassVar

import structlog
from rasa_sdk import Action, Tracker
from rasa_sdk.events import FollowupAction
from rasa_sdk.executor import CollectingDispatcher

from actions.budget import Budget
from actions.language import LANGUAGES, language_of
from actions.reply import Quick, Reply
from actions.turn import Turn
from actions.wiring import House, shared
from shop.errors import (
    BadInput,
    Conflict,
    Forbidden,
    NotFound,
    Overloaded,
    ShopkeeperError,
    TooMany,
    Unauthorized,
    Unavailable,
)
from shop.types import QuickReply

log = structlog.get_logger(__name__)

# what leads on to a second request, and means nothing before it
_JOINED = re.compile(r"^(?:(?:and|also|then|plus|but|oh)\b|还有|另外|然后)[\s,，]*(?:also\b\s*)?", re.IGNORECASE)
_AFTER_STOP = re.compile(r"(?<=[。！？]) +")  # sentences are joined by a space, which Chinese ones have none of
# error → key of the wording that tells the shopper; the first match wins
APOLOGIES: tuple[tuple[type[ShopkeeperError], str], ...] = (
    (TooMany, "error.too_many"),
    (Overloaded, "error.busy"),
    (Unavailable, "error.unavailable"),
    (Forbidden, "error.not_yours"),
    (Unauthorized, "error.not_yours"),
    (NotFound, "error.not_found"),
    (Conflict, "error.conflict"),
    (BadInput, "error.bad_input"),
)


class ShopAction(Action, ABC):  # type: ignore[misc]  # rasa-sdk carries no types
    """An action of ours answers a :class:`Turn` with a :class:`Reply`.

    Subclasses give ``action_name`` and :meth:`answer`; ``succeeds`` says whether the turn counts as understood.
    """

    action_name: ClassVar[str] = ""
    succeeds: ClassVar[bool] = True
    ends_form: ClassVar[bool] = False

    def __init__(self, house: House | None = None) -> None:
        self._house = house

    @property
    def house(self) -> House:
        return self._house or shared()

    def name(self) -> str:
        return self.action_name

    @abstractmethod
    async def answer(self, turn: Turn) -> Reply:
        """What to say. Errors of the house may pass: :meth:`run` puts them into words."""

    async def reply(self, turn: Turn) -> Reply:
        """:meth:`answer`, unless something else is to be said first."""
        return await self.answer(turn)

    def after_error(self) -> list[dict[str, Any]]:
        """Events for Rasa's tracker when :meth:`answer` failed."""
        return []

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        metadata = tracker.latest_message.get("metadata") or {}
        with structlog.contextvars.bound_contextvars(
            request_id=metadata.get("request_id"), conversation_id=tracker.sender_id, action=self.name()
        ):
            turn: Turn | None = None
            try:
                turn = await Turn.open(self.house, tracker)
                reply = await self.reply(turn)
                if self.succeeds:
                    turn.state.failures = 0
                    self._come_to_the_rest(turn, reply)
            except Exception as error:
                reply = self._apology(error, turn, tracker)
                reply.events = self.after_error()
            if turn is not None and turn.carried and not reply.events:
                reply.events = [FollowupAction("action_listen")]  # no rule knows what comes after this
            if turn is not None and turn.language == "zh":
                reply.text = _AFTER_STOP.sub("", reply.text)
            quick = await self._keep(turn, reply)
            reply.utter(dispatcher, quick)
            if turn is not None:
                spent = {part: round(seconds * 1000, 1) for part, seconds in turn.budget.spent.items()}
                log.info("action done", ms=round(turn.budget.used * 1000, 1), spent_ms=spent)
            return reply.events

    def _come_to_the_rest(self, turn: Turn, reply: Reply) -> None:
        """A second request of the same message is taken up once the first one is answered and no form is open."""
        if not reply.text or (turn.form is not None and not self.ends_form):
            return
        rest = turn.state.pending.pop("rest", None)
        if rest:
            rest["text"] = _JOINED.sub("", rest["text"])
            reply.text = f"{reply.text}\n{turn.say('rest.offer', text=rest['text'])}"
            reply.quick = [Quick(rest["text"][:40], rest["intent"], {"words": rest["text"]}), *reply.quick][:4]
            turn.propose("rest", **rest)

    def _apology(self, error: Exception, turn: Turn | None, tracker: Tracker) -> Reply:
        """An error in the shopper's language; never its own text, which is for the log."""
        key = next((key for kind, key in APOLOGIES if isinstance(error, kind)), "error.unknown")
        if key == "error.unknown":
            log.error("action failed", exc_info=error)
        else:
            log.warning("action gave way", error=str(error), code=getattr(error, "code", None))
        if turn is None:  # the store itself is down: nothing is known of the conversation
            text = tracker.latest_message.get("text") or ""
            hint = (tracker.latest_message.get("metadata") or {}).get("language") or "en"
            language = language_of(text, hint[:2] if hint[:2] in LANGUAGES else "en")
            return Reply(self.house.wording.say(key, language))
        reply = Reply(turn.say(key))
        turn.propose("person")
        reply.quick = [Quick(turn.say("tap.person"), "ask_human")]
        return reply

    async def _keep(self, turn: Turn | None, reply: Reply) -> list[QuickReply]:
        """Save the dialogue's state and store the quick replies; without the store the reply still goes out."""
        if turn is None:
            return []
        conversations, conversation_id = self.house.conversations, turn.conversation.id

        def save() -> list[QuickReply]:
            if turn.state != turn.before:
                conversations.save_state(conversation_id, turn.state)
            if not reply.quick:
                return []
            meanings = [(quick.title, quick.intent, quick.entities) for quick in reply.quick]
            return conversations.quick_replies(conversation_id, meanings)

        try:
            return await Budget(max(turn.budget.left, 1.0)).store(save)
        except ShopkeeperError as error:
            log.warning("state not saved", error=str(error))
            return []
