"""What the actions say is what the gateway reads, through rasa-sdk's dispatcher and the shape of Rasa's channel."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from rasa_sdk.executor import CollectingDispatcher

from actions.respond import utter
from dialogue.agent import Answered
from dialogue.reply import Reply as Said
from gateway.rasa import join
from shop.types import Card, QuickReply, Source


def as_rasa_sends_it(messages: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rasa 3.6's CollectingOutputChannel: a text is split at blank lines, then comes the custom part."""
    parts: list[dict[str, Any]] = []
    for message in messages:
        if message.get("text"):
            parts += [{"recipient_id": "c", "text": part} for part in message["text"].strip().split("\n\n")]
        if message.get("custom"):
            parts.append({"recipient_id": "c", "custom": message["custom"]})
    return parts


def test_a_reply_survives_the_way() -> None:
    said = Said(
        text="Here you are.\n\nBoth are waterproof.",
        cards=[Card(item_id="1", title="Boot", price=Decimal("89.90"), reasons=("you like hiking",))],
        sources=[Source(kind="faq", id="f1", title="Sizes")],
        data={"order": {"number": "A1"}},
        stream={"kind": "description", "item_id": "1"},
    )
    quick = [QuickReply(title="In blue", payload="q_1")]
    dispatcher = CollectingDispatcher()
    utter(Answered(said, quick), dispatcher)
    (read,) = join(as_rasa_sends_it(dispatcher.messages))
    assert read.text == said.text
    assert read.cards == tuple(said.cards)
    assert read.sources == tuple(said.sources)
    assert read.quick_replies == tuple(quick)
    assert read.data == said.data
    assert read.stream == said.stream


def test_a_reply_without_extras_is_a_text() -> None:
    dispatcher = CollectingDispatcher()
    utter(Answered(Said(text="Hello.")), dispatcher)
    (read,) = join(as_rasa_sends_it(dispatcher.messages))
    assert (read.text, read.cards, read.stream) == ("Hello.", (), None)
