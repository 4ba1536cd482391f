"""What was made from what: a step runs again only when its inputs have changed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path


def digest(inputs: Iterable[Path | str]) -> str:
    """One hash over strings, files, and folders with all that is in them (caches aside)."""
    total = hashlib.sha256()
    for part in inputs:
        if isinstance(part, str):
            total.update(part.encode())
            continue
        files = sorted(part.rglob("*")) if part.is_dir() else [part]
        for file in files:
            if file.is_file() and not {"__pycache__", "node_modules", "dist"} & set(file.parts):
                total.update(str(file.relative_to(part.parent)).encode())
                total.update(file.read_bytes())
    return total.hexdigest()


class Stamps:
    """Step name → digest of its inputs when it last succeeded, in one JSON file."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def _read(self) -> dict[str, str]:
        return json.loads(self._file.read_text()) if self._file.is_file() else {}

    def fresh(self, step: str, inputs: str) -> bool:
        return self._read().get(step) == inputs

    def set(self, step: str, inputs: str) -> None:
        kept = self._read() | {step: inputs}
        self._file.parent.mkdir(parents=True, exist_ok=True)
        scratch = self._file.with_suffix(".new")
        scratch.write_text(json.dumps(kept, indent=1))
        scratch.replace(self._file)
