"""Drafts put together without a model, and which of a model's drafts are fit for an agent's eyes."""

from __future__ import annotations

import re
from collections.abc import Sequence

from shop.types import Message

WIDTH = 300  # characters of a message that are quoted
SHOWN = 3  # products named
ECHO = 0.7  # share of a reply's words that may be the shopper's own

_SPEAKER = re.compile(r"^(summary|agent|assistant|reply|support agent)\s*:\s*", re.IGNORECASE)
_CUSTOMER = re.compile(r"^(customer|shopper|user)\s*:", re.IGNORECASE | re.MULTILINE)
_SENTENCE_END = re.compile(r"(?<=[.!?。！？])\s*")
_WORD = re.compile(r"\w+")


def outline(messages: Sequence[Message]) -> str:
    """What was asked first and last, what was shown, and the last answer, in the speakers' own words."""
    asked = [message.text[:WIDTH] for message in messages if message.author == "shopper"]
    answered = [message.text[:WIDTH] for message in messages if message.author in ("bot", "agent")]
    if not asked:
        return "The shopper has not written yet."
    lines = [f"First question: {asked[0]}"]
    orders = dict.fromkeys(order for message in messages if (order := _order(message)))
    if orders:
        lines.append(f"Order: {', '.join(orders)}")
    shown = next((message.cards for message in reversed(messages) if message.cards), ())
    if shown:
        lines.append(f"Shown last: {', '.join(card.title for card in shown[:SHOWN])}")
    if len(asked) > 1:
        lines.append(f"Latest message ({len(asked)} in all): {asked[-1]}")
    if answered:
        lines.append(f"Latest answer: {answered[-1]}")
    return "\n".join(lines)


def opening(messages: Sequence[Message], agent: str) -> str:
    """How an agent may begin."""
    if not any(message.author == "shopper" for message in messages):
        return f"Hello, this is {agent}. How can I help you?"
    if any(message.author == "agent" for message in messages):
        return "Thank you, I am looking into it now."
    return f"Hello, this is {agent}. Thank you for your patience; I am looking into it now."


def fit_summary(draft: str) -> str:
    """The draft, or nothing where it speaks as the customer or turns in circles, as small models do."""
    text = _SPEAKER.sub("", draft.strip())
    sentences = [one.casefold() for one in _SENTENCE_END.split(text) if one.strip()]
    circles = len(set(sentences)) < len(sentences)
    return "" if circles or _CUSTOMER.search(text) else text


def fit_reply(draft: str, messages: Sequence[Message]) -> str:
    """The same for a reply; nor may it say the shopper's own words back."""
    text = fit_summary(draft)
    theirs = {
        word for message in messages if message.author == "shopper" for word in _WORD.findall(message.text.casefold())
    }
    words = _WORD.findall(text.casefold())
    echoed = sum(word in theirs for word in words)
    return "" if echoed > ECHO * len(words) else text


def _order(message: Message) -> str | None:
    order = message.data.get("order")
    if not isinstance(order, dict) or not order.get("number"):
        return None
    return f"{order['number']} ({str(order.get('status', '')).replace('_', ' ')})"
