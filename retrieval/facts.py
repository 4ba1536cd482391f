"""What an item's record says that answers a question: its attributes in words, and the sentences of its description."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from retrieval.encoding import QueryEncoder
from retrieval.fields import BUILT_IN, Fields
from retrieval.synonyms import same
from retrieval.text import FILLER, STOP, stem, words
from retrieval.values import data
from shop.types import Item

_SENTENCE = re.compile(r"(?<=[.!?;])\s+|\n+|(?<=[。！？；])")
_LONGEST = 300  # characters of a sentence
_MOST = 80  # sentences
_NAMED = 0.35  # what a question's own words in a fact add to its nearness in meaning
_UNSAID = frozenset({"price", "stock", "rating", "category", "sale"})  # said elsewhere, or no fact of the item


@dataclass(frozen=True)
class Fact:
    text: str
    field: str | None
    source: Literal["attribute", "description", "title"]
    score: float  # 0 to 1


class Facts:
    """Vectors of an item's phrases are the encoder's, which remembers them."""

    def __init__(self, encoder: QueryEncoder) -> None:
        self._encoder = encoder

    async def of(self, item: Item, question: str, fields: Fields, limit: int = 3) -> list[Fact]:
        """The facts nearest to the question, best first; by its words alone where the encoder is down."""
        known = stated(item, fields)
        if not known or not question.strip():
            return []
        shared = np.asarray([_overlap(question, fact, fields) for fact in known], dtype=np.float32)
        vectors = await self._encoder.encode_all([question, *(fact.text for fact in known)])
        if vectors is None:
            scores = shared
        else:
            cosines = np.stack(vectors[1:]) @ vectors[0]
            scores = np.clip(cosines, 0.0, 1.0) * (1 - _NAMED) + _NAMED * shared
        best = np.argsort(-scores, kind="stable")[:limit]
        return [
            Fact(known[place].text, known[place].field, known[place].source, round(float(scores[place]), 4))
            for place in best
            if scores[place] > 0
        ]


def stated(item: Item, fields: Fields) -> list[Fact]:
    """Everything that the record says, a phrase each."""
    found = []
    for field in fields.all():
        if field.name in _UNSAID:
            continue
        value = fields.value(item, field.name)
        if value is not None and not value.source:
            label = field.label if field.name not in BUILT_IN else field.name
            found.append(Fact(f"{label}: {value.said}", field.name, "attribute", 0.0))
    for sentence in _SENTENCE.split(item.description)[:_MOST]:
        if sentence.strip():
            found.append(Fact(sentence.strip()[:_LONGEST], None, "description", 0.0))
    found.append(Fact(item.title, None, "title", 0.0))
    return found


def _overlap(question: str, fact: Fact, fields: Fields) -> float:
    """The share of the question's content words that the fact holds or that ask for its field."""
    asked = _content(question)
    if not asked:
        return 0.0
    held = {*_content(fact.text), *_asking(fact.field, fields)}
    return sum(term in held or any(other in held for other in same(term)) for term in asked) / len(asked)


def _asking(name: str | None, fields: Fields) -> Iterable[str]:
    """Stems that ask for a field: of what it counts, of its dimension."""
    field = fields.get(name) if name else None
    if field is None:
        return ()
    return map(stem, (*data()["nouns"].get(field.name, ()), *data()["asks"].get(field.dimension, ())))


def _content(text: str) -> Sequence[str]:
    return list(dict.fromkeys(stem(word) for word in words(text) if word not in STOP and word not in FILLER))
