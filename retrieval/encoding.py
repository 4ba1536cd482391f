"""Query vectors within a time budget: a slow or dead model service costs quality, never the answer.

Two encoders, each best at its own: one reads English, one every language. Which one is asked follows from the language
of the talk, which is set once a turn (:func:`speak`) and goes along with the task, threads of it included. All that a
question is compared with is encoded in the same space.
"""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Literal

import numpy as np
from langchain_core.embeddings import Embeddings

from retrieval.store import Vectors, unit

Space = Literal["english", "multilingual"]

_CACHED = 4096
BUDGET = 2.0  # seconds a query waits for its vector: a message read without one is read much worse
_REST = 5.0  # seconds without asking again an encoder that is down
_BREATH = 0.5  # and one that was late
_LANGUAGE: ContextVar[str] = ContextVar("language", default="en")


def speak(language: str) -> None:
    """The rest of this task is about a talk in this language (a tag: en, de, zh-Hans …)."""
    _LANGUAGE.set(language)


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """The block is about a talk in this language."""
    before = _LANGUAGE.set(language)
    try:
        yield
    finally:
        _LANGUAGE.reset(before)


def language() -> str:
    return _LANGUAGE.get()


def space_of(language: str) -> Space:
    return "english" if language.split("-")[0].lower() == "en" else "multilingual"


class QueryEncoder:
    def __init__(
        self, embeddings: Embeddings, multilingual: Embeddings | None = None, *, budget: float = BUDGET
    ) -> None:
        """``multilingual``: the encoder of what is not English; without it ``embeddings`` reads everything.
        ``budget``: seconds a query waits for its vector.
        """
        self.embeddings: dict[Space, Embeddings] = {"english": embeddings}
        if multilingual is not None:
            self.embeddings["multilingual"] = multilingual
        self._budget = budget
        self._cache: OrderedDict[tuple[Space, str], Vectors] = OrderedDict()
        self._until: dict[Space, float] = {"english": 0.0, "multilingual": 0.0}

    @property
    def is_multilingual(self) -> bool:
        return "multilingual" in self.embeddings

    @property
    def space(self) -> Space:
        """Where texts of this task's talk are encoded."""
        return space_of(language()) if self.is_multilingual else "english"

    async def encode_all(self, texts: Sequence[str], *, space: Space | None = None) -> list[Vectors] | None:
        """Vectors of several texts in one request, or None where the encoder is slow or down."""
        space = space or self.space
        missing = [text for text in dict.fromkeys(texts) if (space, text) not in self._cache]
        if missing and time.monotonic() < self._until[space]:
            return None
        if missing:
            try:
                found = await asyncio.wait_for(self.embeddings[space].aembed_documents(missing), self._budget)
            except Exception as error:  # whatever the client raises, words alone answer
                late = isinstance(error, TimeoutError)
                self._until[space] = time.monotonic() + (_BREATH if late else _REST)
                return None
            for text, numbers in zip(missing, found, strict=True):
                self._keep((space, text), unit(np.asarray(numbers, dtype=np.float32)))
        return [self._cache[space, text] for text in texts]

    async def encode(self, text: str) -> Vectors | None:
        """The unit vector of a text, shape (d,), or None where the encoder is slow or down."""
        if not text.strip():
            return None
        vectors = await self.encode_all([text])
        return None if vectors is None else vectors[0]

    def _keep(self, key: tuple[Space, str], vector: Vectors) -> None:
        self._cache[key] = vector
        if len(self._cache) > _CACHED:
            self._cache.popitem(last=False)
