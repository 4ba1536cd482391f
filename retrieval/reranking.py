"""An optional second look at the best hits by a cross-encoder, which reads query and item together.

Off unless ``retrieval.reranker`` names a model; only then is torch loaded in this process, and on first use.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Sequence
from typing import Any

import structlog

log = structlog.get_logger()

WINDOW = 30  # hits that are read again


class Reranker:
    def __init__(self, model: str, *, budget: float = 2.0) -> None:
        """``model``: a Hugging Face id or a path; ``budget``: seconds, after which the first order stands."""
        self._name = model
        self._budget = budget
        self._model: Any = None
        self._lock = threading.Lock()

    async def scores(self, query: str, texts: Sequence[str]) -> list[float] | None:
        """Relevance of each text, or None where the model is slow or cannot be loaded."""
        try:
            return await asyncio.wait_for(asyncio.to_thread(self._predict, query, list(texts)), self._budget)
        except TimeoutError:
            log.warning("reranker_slow", seconds=self._budget)
        except (OSError, ValueError, RuntimeError, ImportError) as error:
            log.warning("reranker_failed", model=self._name, reason=str(error))
        return None

    def load(self) -> None:
        """Load the model now, so that no query waits for it."""
        with self._lock:
            if self._model is None:
                from sentence_transformers import CrossEncoder

                self._model = CrossEncoder(self._name)

    def _predict(self, query: str, texts: list[str]) -> list[float]:
        self.load()
        with self._lock:
            return [float(score) for score in self._model.predict([(query, text) for text in texts])]
