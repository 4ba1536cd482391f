"""A file being imported: its encoding found, its rows told apart, its progress shown, its memory bounded."""

from __future__ import annotations

import codecs
import csv
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import IO

from shop.errors import BadInput, BadRow

SAMPLE = 65_536  # bytes that recognition looks at
LONGEST_CELL = 1_000_000
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
