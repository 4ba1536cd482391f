"""Query vectors within a time budget: a slow or dead model service costs quality, never the answer."""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import Sequence

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

    async def encode_all(self, texts: Sequence[str]) -> list[Vectors] | None:
        """Vectors of several texts in one request, or None where the encoder is slow or down."""
        missing = [text for text in dict.fromkeys(texts) if text not in self._cache]
        if missing and time.monotonic() < self._until:
            return None
        if missing:
            try:
                found = await asyncio.wait_for(self._embeddings.aembed_documents(missing), self._budget)
            except Exception:  # whatever the client raises, words alone answer
                self._until = time.monotonic() + _REST
                return None
            for text, numbers in zip(missing, found, strict=True):
                self._keep(text, unit(np.asarray(numbers, dtype=np.float32)))
        return [self._cache[text] for text in texts]

    async def encode(self, text: str) -> Vectors | None:
        """The unit vector of a text, shape (d,), or None where the encoder is slow or down."""
        if not text.strip():
            return None
        vectors = await self.encode_all([text])
        return None if vectors is None else vectors[0]

    def _keep(self, text: str, vector: Vectors) -> None:
        self._cache[text] = vector
        if len(self._cache) > _CACHED:
            self._cache.popitem(last=False)
