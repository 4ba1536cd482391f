"""Which of a customer's means of payment words name: "my visa", "the card ending 4300", "the gift card, not PayPal"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from dialogue.flows.process import Process
from dialogue.flows.words import FlowWords
from shop.types import Means

_DIGITS = re.compile(r"(?<!\w)\d{4}(?!\w)")
FOUR, BRAND, KIND = 4, 2, 1  # how surely the last four digits, a brand, a kind name one
KINDS = ("card", "paypal", "gift_card", "bank_transfer", "invoice")


def named(process: Process, text: str) -> list[Means]:
    """Those that a text names for this process, the surest alone; several where it cannot be told."""
    if process.customer is None:
        return []
    words, means = process.words, process.customer.means
    for part in _about(process, text):
        found = _best(words.without("means_old", part), means, words)
        found = [one for one in found if process.flow.name != "payment_method" or one.id != _paid(process)]
        if found:
            return found
        if words.has("means_original", part) and not _switched(process):
            return [one for one in means if one.id == _paid(process)]
        if words.has("means_same", part) and (last := _used(process)):
            return [one for one in means if one.id == last]
    return []


def _paid(process: Process) -> str:
    return process.order.paid_by if process.order else ""


def _switched(process: Process) -> bool:
    """Whether the order was just moved to another means: what was "original" before it may be either."""
    closed, order = process.turn.state.closed, process.order
    done = closed is not None and closed.name == "payment_method" and closed.outcome == "done"
    return done and closed is not None and order is not None and closed.get("order") == order.number


def _used(process: Process) -> str:
    """What the process before was settled by."""
    closed = process.turn.state.closed
    return (closed.get("method") or "") if closed else ""


def _about(process: Process, text: str) -> list[str]:
    """The sentences that tell of what this process is settled by first, then the whole."""
    words = process.words
    sentences = words.split("sentences", text)
    if process.flow.name == "payment_method":
        own = [one for one in sentences if words.has("about_payment", one) and not words.has("about_difference", one)]
        rest = [part for one in sentences for part in _parts(one) if not words.has("about_difference", part)]
        return [*own, " ".join(rest)] if own else [" ".join(rest)]
    clauses = [part for one in sentences for part in _parts(one)]
    own = [one for one in clauses if words.has("about_difference", one)]
    return [*own, *(one for one in sentences if words.has("about_difference", one)), text]


def _parts(sentence: str) -> list[str]:
    return [part for part in re.split(r"[;]|,(?= )|\b(?:and|but)\b", sentence) if part.strip()]


def _best(text: str, means: Sequence[Means], words: FlowWords) -> list[Means]:
    kinds = words.matching("choice", text, KINDS)
    digits = set(_DIGITS.findall(text))
    scores: dict[str, int] = {}
    for one in means:
        score = FOUR * (bool(one.last_four) and one.last_four in digits)
        score += BRAND * bool(one.brand and re.search(rf"\b{re.escape(one.brand)}\b", text, re.IGNORECASE))
        if not (one.kind == "card" and "gift_card" in kinds and not score):
            score += KIND * (one.kind in kinds)
        scores[one.id] = score
    said = _each(means, scores, kinds)
    if len(said) > 1 and words.has("either_means", text):  # "the gift card, or the visa if that is not enough"
        return said
    most = max(scores.values(), default=0)
    return [one for one in means if most and scores[one.id] == most]


def _each(means: Sequence[Means], scores: dict[str, int], kinds: Sequence[str]) -> list[Means]:
    """All that are named: by digits or brand, or by a kind of which none is named so."""
    sure = [one for one in means if scores[one.id] >= BRAND]
    return [one for one in means if one in sure or (one.kind in kinds and one.kind not in {own.kind for own in sure})]
