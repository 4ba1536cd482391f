"""Drafts for agents: put together from what was said, and which of a model's are fit."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from gateway.outline import fit_reply, fit_summary, opening, outline
from shop.types import Author, Card, Message


def said(author: Author, text: str, **more: Any) -> Message:
    return Message(id=text, conversation_id="c", author=author, text=text, **more)


TALK = [
    said("shopper", "im looking for a red tent"),
    said("bot", "I found 2.", cards=(Card(item_id="t", title="Moor tent", price=Decimal(214)),)),
    said("shopper", "where is my order?"),
    said("bot", "It was sent on Monday.", data={"order": {"number": "AF-104233", "status": "shipped"}}),
    said("shopper", "it has not come for 5 days"),
]


def test_an_outline_holds_what_an_agent_asks_first() -> None:
    text = outline(TALK)
    for part in (
        "im looking for a red tent",
        "AF-104233 (shipped)",
        "Moor tent",
        "(3 in all): it has not come",
        "Monday",
    ):
        assert part in text
    assert outline([]) == "The shopper has not written yet."


def test_an_opening_introduces_the_agent_once() -> None:
    assert opening(TALK, "Bea").startswith("Hello, this is Bea.")
    assert "Bea" not in opening([*TALK, said("agent", "Hello, Bea here")], "Bea")


@pytest.mark.parametrize(
    "draft",
    [
        "Customer: I'm looking for a red tent.",
        "The tent is red. The tent is red.",
        "",
    ],
)
def test_a_summary_that_is_not_fit_is_nothing(draft: str) -> None:
    assert fit_summary(draft) == ""


def test_a_fit_summary_stands_without_its_label() -> None:
    text = "The order was sent on Monday and has not come for 5 days."
    assert fit_summary(f"Summary: {text}") == text


def test_a_reply_is_not_the_shoppers_own_words() -> None:
    assert fit_reply("I'm looking for a red tent. Where is my order?", TALK) == ""
    reply = "I am sorry about the delay. I will ask the carrier and tell you today."
    assert fit_reply(f"Agent: {reply}", TALK) == reply
