"""The processes' common log: one file, put aside when it is full, of which a few are kept."""

from __future__ import annotations

from pathlib import Path
from types import TracebackType
from typing import TextIO

LARGEST = 50_000_000  # bytes of one file
KEPT = 5  # put aside: house.log.1 is the latest


class LogFile:
    """A text stream to write to, line by line. Files are their owner's alone."""

    def __init__(self, path: Path, *, largest: int = LARGEST, kept: int = KEPT) -> None:
        self._path = path
        self._largest = largest
        self._kept = kept
        if path.exists():
            self._put_aside()
        self._out = self._opened()

    def write(self, text: str) -> int:
        if self._out.tell() > self._largest and text != "\n":  # between two lines
            self._out.close()
            self._put_aside()
            self._out = self._opened()
        return self._out.write(text)

    def flush(self) -> None:
        self._out.flush()

    def __enter__(self) -> LogFile:
        return self

    def __exit__(self, _: type[BaseException] | None, __: BaseException | None, ___: TracebackType | None) -> None:
        self._out.close()

    def _opened(self) -> TextIO:
        self._path.touch(mode=0o600)
        return self._path.open("w", encoding="utf-8")

    def _put_aside(self) -> None:
        for number in range(self._kept, 0, -1):
            older = self._path if number == 1 else self._aside(number - 1)
            if older.exists():
                older.replace(self._aside(number))

    def _aside(self, number: int) -> Path:
        return self._path.with_name(f"{self._path.name}.{number}")
