"""Answers kept on disk, so that a benchmark of hours can be stopped and go on."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

from benchmarks.intents.data import Split
from benchmarks.intents.scores import Answer


class Kept:
    """A file for each split and system; without a folder nothing is kept."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder

    def has(self, split: Split, system: str, made_of: str) -> bool:
        return self._folder is not None and self._file(self._folder, split, system, made_of).is_file()

    def answers(self, split: Split, system: str, made_of: str, answer: Callable[[Split], list[Answer]]) -> list[Answer]:
        """Those kept, else new ones. ``made_of``: what they hang on besides the split."""
        if self._folder is None:
            return answer(split)
        file = self._file(self._folder, split, system, made_of)
        if not file.is_file():
            found = answer(split)
            self._folder.mkdir(parents=True, exist_ok=True)
            unfinished = file.with_suffix(".new")
            unfinished.write_text(json.dumps([asdict(each) for each in found]), encoding="utf-8")
            unfinished.replace(file)
        return [Answer(**each) for each in json.loads(file.read_text(encoding="utf-8"))]

    @staticmethod
    def _file(folder: Path, split: Split, system: str, made_of: str) -> Path:
        whole = json.dumps([split.train, split.test, system, made_of])
        return folder / f"{hashlib.sha256(whole.encode()).hexdigest()[:24]}.json"
