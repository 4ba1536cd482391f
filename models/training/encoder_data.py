"""What the encoder is tuned on: the shop's own sentences, and what belongs together in it."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from shop.catalogue import Catalogue
from shop.faqs import Faqs
from shop.profiles import Profiles
from shop.store import Store
from shop.tastes import subject
from shop.types import Event

SOON = timedelta(minutes=30)  # after a search, what is looked at or bought answers it
ANSWERS = 3  # of one search, at most


@dataclass(frozen=True)
class Corpus:
    """``documents``: the sentences of each text. ``pairs``: (query, text of what answers it) to learn from; ``held``:
    (query, place of the answer in ``shelf``) of other shoppers, to judge by."""

    documents: list[list[str]]
    pairs: list[tuple[str, str]]
    held: list[tuple[str, int]]
    shelf: list[str]


def from_store(store: Store, share: float = 0.2) -> Corpus:
    """The catalogue, the FAQ, and what shoppers clicked and bought after a search; ``share`` of them is held out."""
    items = list(Catalogue(store).all())
    texts = {item.id: item.text for item in items}
    row = {item_id: place for place, item_id in enumerate(texts)}
    faqs = list(Faqs(store).all())
    documents = [sentences(text) for text in texts.values()] + [sentences(f"{f.question} {f.answer}") for f in faqs]
    pairs = [(item.title, item.description) for item in items if item.description]
    pairs += [(asked, faq.answer) for faq in faqs for asked in (faq.question, *faq.paraphrases)]
    held: list[tuple[str, int]] = []
    histories = Profiles(store).histories()
    draw = random.Random(0)
    for shopper in sorted(histories):
        answered = [(query, item) for query, item in answers(histories[shopper]) if item in texts]
        if draw.random() < share:
            held += [(query, row[item]) for query, item in answered]
        else:
            pairs += [(query, texts[item]) for query, item in answered]
    return Corpus([d for d in documents if len(d) > 1], pairs, held, list(texts.values()))


def answers(events: Sequence[Event]) -> list[tuple[str, str]]:
    """(what a search was about, id of an item that was looked at or bought right after it), oldest first."""
    found: list[tuple[str, str]] = []
    query, since, taken = "", None, 0
    for event in events:
        if event.type == "search":
            query, since, taken = subject(event.query or ""), event.ts, 0
        elif event.item_id and event.type in ("view", "cart", "purchase"):
            soon = since is not None and event.ts - since <= SOON
            if query and soon and taken < ANSWERS and (query, event.item_id) not in found[-ANSWERS:]:
                found.append((query, event.item_id))
                taken += 1
    return found


def sentences(text: str) -> list[str]:
    return [part.strip() for part in re.split(r"(?<=[.!?。！？])\s+|\n+", text) if len(part.strip()) > 3]
