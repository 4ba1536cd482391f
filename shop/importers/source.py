"""A file being imported: its encoding found, its rows told apart, its progress shown, its memory bounded."""

from __future__ import annotations

import codecs
import csv
import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import IO, Any

from shop.errors import BadInput, BadRow

SAMPLE = 65_536  # bytes that recognition looks at
LONGEST_CELL = 1_000_000
DEEPEST = 40  # levels of nested JSON
_CHUNK = 1 << 16
_BOMS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}


class Source:
    """An open text file. ``progress`` is told the share read whenever a chunk is."""

    def __init__(
        self, path: Path, encoding: str | None = None, progress: Callable[[float], None] | None = None
    ) -> None:
        self.path = path
        self._progress = progress
        try:
            self.size = path.stat().st_size
            self.encoding = encoding or find_encoding(path)
            self._raw: IO[bytes] = path.open("rb")
            self._decoder = codecs.getincrementaldecoder(self.encoding)(errors="replace")
        except OSError as error:
            raise BadInput(f"{path}: {error.strerror or error}", field="file") from error
        except LookupError as error:
            raise BadInput(f"encoding {encoding!r} is not known", field="encoding") from error

    def __enter__(self) -> Source:
        return self

    def __exit__(self, *_: object) -> None:
        self._raw.close()

    def read(self, size: int = -1) -> bytes:
        """Raw bytes, for parsers of XML, which find the encoding themselves."""
        data = self._raw.read(size)
        self._tell()
        return data

    def sample(self) -> str:
        """The first characters; reading starts over afterwards."""
        text = self._decoder.decode(self._raw.read(SAMPLE))
        self._raw.seek(0)
        self._decoder.reset()
        return text.lstrip("\ufeff")

    def text(self) -> str:
        """All of it, line ends as they are."""
        return "".join(self.chunks())

    def chunks(self) -> Iterator[str]:
        first = True
        while data := self._raw.read(_CHUNK):
            text = self._decoder.decode(data)
            yield text.lstrip("\ufeff") if first else text
            first = False
            self._tell()
        yield self._decoder.decode(b"", final=True)

    def lines(self) -> Iterator[str]:
        """Lines with their ends (\\n, \\r\\n or \\r), as ``csv`` wants them."""
        rest = ""
        for chunk in self.chunks():
            rest += chunk
            if "\n" not in chunk and "\r" not in chunk and len(rest) <= LONGEST_CELL * 2:
                continue
            if rest.endswith("\r"):  # the other half of \r\n may be in the next chunk
                rest, held = rest[:-1], "\r"
            else:
                held = ""
            parts = rest.replace("\r\n", "\n").replace("\r", "\n").split("\n")
            for part in parts[:-1]:
                yield part + "\n"
            rest = parts[-1] + held
        if rest:
            for part in rest.replace("\r\n", "\n").replace("\r", "\n").splitlines(keepends=True):
                yield part

    def rows(self, delimiter: str | None = None) -> Iterator[tuple[int, list[str]]]:
        """(line number, cells) of each row of a CSV file that is not empty; the delimiter is found if not given.

        Raises :class:`BadInput` for a file that is no CSV: a quote never closed, a cell of a million characters.
        """
        chosen = delimiter or find_delimiter(self.sample())
        csv.field_size_limit(LONGEST_CELL)
        reader = csv.reader(self.lines(), delimiter=chosen, strict=True)
        while True:
            line = reader.line_num + 1
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                raise BadInput(f"{self.path.name}, line {line}: {error}", field="file") from error
            if any(cell.strip() for cell in cells):
                yield line, cells

    def table(
        self, refuse: Callable[[BadRow], None], delimiter: str | None = None, required: Sequence[str] = ()
    ) -> Iterator[tuple[int, dict[str, str]]]:
        """(line number, cells by column) under a header row; a row with more cells than columns is refused.

        Raises :class:`BadInput` where a ``required`` column is missing.
        """
        header: list[str] | None = None
        for line, cells in self.rows(delimiter):
            if header is None:
                header = [cell.strip() for cell in cells]
                missing = [name for name in required if name not in header]
                if missing:
                    what = f"the columns {', '.join(missing)} are missing"
                    raise BadInput(f"{self.path.name}: {what}", field=missing[0])
                continue
            if len(cells) > len(header) and any(cell.strip() for cell in cells[len(header) :]):
                expected = f"at most {len(header)} cells, as the header has"
                refuse(BadRow(line=line, field="row", value=cells[len(header) :], expected=expected))
                continue
            padded = cells + [""] * (len(header) - len(cells))
            yield line, dict(zip(header, padded, strict=False))

    def records(self, refuse: Callable[[BadRow], None]) -> Iterator[tuple[int, Any]]:
        """(line number, value) of JSON: each line's, or each element's of an array; an object is one value.

        A JSONL line that is no JSON is refused, and the rest is read; an array that is none is
        :class:`BadInput`. What is nested deeper than anyone's products are is refused too.
        """
        for line, value in self._values(refuse):
            if _deeper(value, DEEPEST):
                expected = f"at most {DEEPEST} levels of nesting"
                refuse(BadRow(line=line, field="row", value="…", expected=expected))
            else:
                yield line, value

    def _values(self, refuse: Callable[[BadRow], None]) -> Iterator[tuple[int, Any]]:
        start = self.sample().lstrip()[:1]
        if start == "[":
            yield from _elements(self)
            return
        try:
            first = json.loads(next(iter(self.sample().splitlines()), ""))
        except (ValueError, RecursionError):
            first = None
        if start == "{" and first is None:
            yield 1, _json(self.text(), self.path.name)
            return
        for number, text in enumerate(self.lines(), start=1):
            if text.strip():
                try:
                    yield number, json.loads(text)
                except (ValueError, RecursionError):
                    refuse(BadRow(line=number, field="line", value=text.strip(), expected="a JSON value"))

    def _tell(self) -> None:
        if self._progress is not None and self.size:
            self._progress(min(1.0, self._raw.tell() / self.size))


def find_encoding(path: Path) -> str:
    """By its mark, else UTF-8 where all of the file is, else Windows-1252, which decodes nearly anything."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    with path.open("rb") as file:
        start = file.read(4)
        for mark, encoding in _BOMS.items():
            if start.startswith(mark):
                return encoding
        file.seek(0)
        try:
            while data := file.read(_CHUNK):
                decoder.decode(data)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return "cp1252"
    return "utf-8"


def find_delimiter(sample: str) -> str:
    """The one of , ; tab | that cuts the first rows into the same, largest number of cells."""

    def score(delimiter: str) -> tuple[float, int]:
        rows = []
        try:
            for row in csv.reader(sample.splitlines()[:30], delimiter=delimiter):
                rows.append(len(row))
        except csv.Error:
            return 0.0, 0
        rows = [cells for cells in rows[:-1] or rows if cells]
        if not rows or rows[0] < 2:
            return 0.0, 0
        return sum(cells == rows[0] for cells in rows) / len(rows) + 0.001 * rows[0], rows[0]

    return max(",;\t|", key=score)


def _deeper(value: Any, levels: int) -> bool:
    """Whether lists and objects stand in each other more than ``levels`` deep; told level by level."""
    level = [value]
    for _ in range(levels + 1):
        level = [
            inner
            for outer in level
            if isinstance(outer, (list, dict))
            for inner in (outer.values() if isinstance(outer, dict) else outer)
        ]
        if not level:
            return False
    return True


def _json(text: str, file: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BadInput(f"{file} is no JSON: {error}", field="file") from error


def _elements(source: Source) -> Iterator[tuple[int, Any]]:
    """The elements of a JSON array, decoded one at a time, so that a large file never is in memory."""
    decoder, buffer, line, started = json.JSONDecoder(), "", 1, False
    chunks = source.chunks()
    expect_comma = False
    while True:
        stripped = buffer.lstrip()
        line += buffer[: len(buffer) - len(stripped)].count("\n")
        buffer = stripped
        if not started and buffer:
            buffer, started = buffer[1:], True
            continue
        if started and expect_comma and buffer[:1] == ",":
            buffer, expect_comma = buffer[1:], False
            continue
        if started and buffer[:1] == "]":
            if buffer[1:].strip() or "".join(chunks).strip():
                raise BadInput(f"{source.path.name}, line {line}: text after the end of the array", field="file")
            return
        if started and buffer and not expect_comma:
            try:
                value, end = decoder.raw_decode(buffer)
                if end < len(buffer):  # a number at the end of a chunk may go on in the next
                    yield line, value
                    line += buffer[:end].count("\n")
                    buffer, expect_comma = buffer[end:], True
                    continue
            except (ValueError, RecursionError):
                if len(buffer) > 50 * LONGEST_CELL:
                    raise BadInput(f"{source.path.name}, line {line}: no JSON value", field="file") from None
        more = _more(chunks, len(buffer))
        if more is None:
            raise BadInput(f"{source.path.name} is no JSON: broken at line {line}", field="file")
        if started and expect_comma and buffer and buffer[0] not in ",]":
            raise BadInput(f"{source.path.name}, line {line}: expected , or ] after a value", field="file")
        buffer += more


def _more(chunks: Iterator[str], held: int) -> str | None:
    """At least as much again as is held, so that a value is never tried more than a few times; None at the end."""
    parts: list[str] = []
    got = 0
    for chunk in chunks:
        parts.append(chunk)
        got += len(chunk)
        if got >= max(held, 1):
            break
    return "".join(parts) if got else None
