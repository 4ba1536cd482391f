"""The one action of the bot: hands Rasa's reading of a message to the dialogue, and its reply back to Rasa."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import structlog
from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.metrics import Metrics
from dialogue.agent import TAP, Agent, Answered
from dialogue.reading import Utterance
from shop import tracing

KEPT = 60.0  # seconds that an answer is kept, should its message come again
INTENTS = 5  # likeliest ones that the dialogue gets


class Respond(Action):  # type: ignore[misc]  # rasa-sdk carries no types
    def __init__(self, agent: Agent, metrics: Metrics | None = None) -> None:
        self._agent = agent
        self._metrics = metrics or Metrics()
        self._answers: dict[str, asyncio.Future[Answered]] = {}  # by message

    def name(self) -> str:
        return "action_respond"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        """A message that comes again, since the Rasa server that had it died, is answered as it was the first time."""
        metadata = tracker.latest_message.get("metadata") or {}
        key = str(metadata.get("message_id") or "")
        answer = self._answers.get(key)
        if answer is None or (answer.done() and (answer.cancelled() or answer.exception())):
            answer = asyncio.ensure_future(self._answer(tracker, metadata))
            if key:
                self._answers[key] = answer
                asyncio.get_running_loop().call_later(KEPT, self._answers.pop, key, None)
        with self._metrics.seconds.time(), self._counted():
            answered = await asyncio.shield(answer)
        utter(answered, dispatcher)
        return []

    @contextmanager
    def _counted(self) -> Iterator[None]:
        try:
            yield
        except Exception:
            self._metrics.answers.labels("failed").inc()
            raise
        self._metrics.answers.labels("answered").inc()

    async def _answer(self, tracker: Tracker, metadata: dict[str, Any]) -> Answered:
        with (
            structlog.contextvars.bound_contextvars(
                request_id=metadata.get("request_id"), conversation_id=tracker.sender_id
            ),
            tracing.span("action_respond", metadata.get("trace"), conversation_id=tracker.sender_id),
        ):
            return await self._agent.answer(
                tracker.sender_id,
                replace(utterance_of(tracker.latest_message), about=str(metadata.get("about") or "")),
                page_language=str(metadata.get("language") or "en"),
                streaming=bool(metadata.get("streaming")),
                message_id=str(metadata.get("message_id") or ""),
            )


def utterance_of(message: dict[str, Any]) -> Utterance:
    """What Rasa made of a message; a payload (``/choose{"tap": …}``) has no text of its own."""
    text = str(message.get("typed") or message.get("text") or "")
    ranking = message.get("intent_ranking") or [message.get("intent") or {}]
    intents = [(str(one["name"]), float(one.get("confidence") or 0.0)) for one in ranking if one.get("name")]
    if text.startswith("/"):
        entities = {str(one.get("entity")): str(one.get("value")) for one in message.get("entities") or ()}
        tapped = tuple(entities.items()) if TAP in entities else (("intent", intents[0][0] if intents else ""),)
        return Utterance(text="", intents=tuple(intents[:1]), tapped=tapped)
    pieces = tuple((str(p["text"]), str(p["intent"]), float(p["confidence"])) for p in message.get("pieces") or ())
    return Utterance(text=text.strip(), intents=tuple(intents[:INTENTS]), parts=pieces)


def utter(answered: Answered, dispatcher: CollectingDispatcher) -> None:
    """Hand a reply to Rasa, in the shape that the gateway reads (docs/contracts.md)."""
    reply = answered.reply
    extra: dict[str, Any] = {
        "cards": [card.model_dump(mode="json") for card in reply.cards],
        "quick_replies": [tap.model_dump(mode="json") for tap in answered.taps],
        "sources": [source.model_dump(mode="json") for source in reply.sources],
        "data": reply.data,
        "stream": reply.stream,
    }
    extra = {name: value for name, value in extra.items() if value}
    if reply.text or extra:
        dispatcher.utter_message(text=reply.text or None, json_message=extra or None)
