"""Finished texts, kept: in memory and in small files under the state folder, so that a restart loses none.

A text's key holds everything that it depends on, so a changed item, voice or model simply has another key.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections import OrderedDict
from pathlib import Path

import structlog

log = structlog.get_logger(__name__)
Text = tuple[str, tuple[str, ...]]  # origin, sentences


class Shelf:
    """``limit`` texts in memory, ``files`` on disk; the oldest files go first. A failing disk costs the cache alone."""

    def __init__(self, folder: Path, *, limit: int = 2000, files: int = 20_000) -> None:
        self._folder = folder
        self._limit = limit
        self._files = files
        self._memory: OrderedDict[str, Text] = OrderedDict()
        self._written = 0

    @staticmethod
    def key(*parts: str) -> str:
        return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:40]

    def get(self, key: str) -> Text | None:
        found = self._memory.get(key)
        if found is not None:
            self._memory.move_to_end(key)
            return found
        try:
            raw = json.loads(self._path(key).read_text("utf-8"))
            found = (str(raw["origin"]), tuple(str(one) for one in raw["sentences"]))
        except (OSError, ValueError, KeyError, TypeError):
            return None
        self._remember(key, found)
        return found

    def put(self, key: str, text: Text, *, lasting: bool = True) -> None:
        """Keep a text; one that is not ``lasting`` is forgotten with the process."""
        self._remember(key, text)
        if not lasting:
            return
        path = self._path(key)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(dir=path.parent, suffix=".part")
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                json.dump({"origin": text[0], "sentences": text[1]}, file, ensure_ascii=False)
            Path(name).replace(path)
        except OSError as error:
            log.warning("text not kept", why=str(error))
            return
        self._written += 1
        if self._written % 500 == 0:
            self._thin()

    def clear(self) -> None:
        self._memory.clear()
        for path in self._folder.glob("*/*.json"):
            path.unlink(missing_ok=True)

    def _remember(self, key: str, text: Text) -> None:
        self._memory[key] = text
        self._memory.move_to_end(key)
        while len(self._memory) > self._limit:
            self._memory.popitem(last=False)

    def _thin(self) -> None:
        there = sorted(self._folder.glob("*/*.json"), key=lambda path: path.stat().st_mtime)
        for path in there[: max(0, len(there) - self._files)]:
            path.unlink(missing_ok=True)

    def _path(self, key: str) -> Path:
        return self._folder / key[:2] / f"{key}.json"
