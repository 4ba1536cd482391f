"""Query vectors within a time budget: a slow or dead model service costs quality, never the answer."""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict

import numpy as np
from langchain_core.embeddings import Embeddings

from retrieval.store import Vectors, unit

_CACHED = 2048
_REST = 5.0  # seconds without asking again after a failure


class QueryEncoder:
    def __init__(self, embeddings: Embeddings, *, budget: float = 0.8) -> None:
        """``budget``: seconds a query waits for its vector."""
        self._embeddings = embeddings
        self._budget = budget
        self._cache: OrderedDict[str, Vectors] = OrderedDict()
        self._until = 0.0

    async def encode(self, text: str) -> Vectors | None:
        """The unit vector of a text, shape (d,), or None where the encoder is slow or down."""
        if not text.strip():
            return None
        if text in self._cache:
            self._cache.move_to_end(text)
            return self._cache[text]
        if time.monotonic() < self._until:
            return None
        try:
            numbers = await asyncio.wait_for(self._embeddings.aembed_query(text), self._budget)
        except Exception:  # whatever the client raises, words alone answer
            self._until = time.monotonic() + _REST
            return None
        vector: Vectors = unit(np.asarray(numbers, dtype=np.float32))
        self._cache[text] = vector
        if len(self._cache) > _CACHED:
            self._cache.popitem(last=False)
        return vector
