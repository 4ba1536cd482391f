"""A file being imported: its encoding found, its rows told apart, its progress shown, its memory bounded."""

from __future__ import annotations

import codecs
import csv
import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import IO, TYPE_CHECKING

from shop.errors import BadInput, BadRow
from shop.importers import headings, sheets
from shop.importers.encoding import Encoding, find_encoding

if TYPE_CHECKING:
    from shop.importers.report import Report

SAMPLE = 65_536  # bytes that recognition looks at
LONGEST_CELL = 1_000_000
_CHUNK = 1 << 16
_DELIMITERS = ",;\t|¦"
_SEP = re.compile(r'\ufeff?"?sep=(.)"?[,;\t]*\r?\n?', re.IGNORECASE)
_HEAD = 15  # rows that may stand above the header


class Source:
    """An open file of text (or a sheet). ``progress`` is told the share read whenever a chunk is.

    ``report``, if given, is told how the file was read: encoding, lines in another one, repaired rows.
    """

    def __init__(
        self,
        path: Path,
        encoding: str | Encoding | None = None,
        progress: Callable[[float], None] | None = None,
        report: Report | None = None,
    ) -> None:
        self.path = path
        self.report = report
        self._progress = progress
        try:
            self.size = path.stat().st_size
            self.is_sheet = sheets.is_sheet(path)
            chosen = encoding if isinstance(encoding, Encoding) else Encoding(encoding) if encoding else None
            chosen = chosen or (Encoding("utf-8") if self.is_sheet else find_encoding(path))
            self._chosen = chosen
            self.encoding, self._fallback = chosen.name, chosen.fallback
            self._raw: IO[bytes] = path.open("rb")
            self._decoder = codecs.getincrementaldecoder(self.encoding)(errors="replace")
        except OSError as error:
            raise BadInput(f"{path}: {error.strerror or error}", field="file") from error
        except LookupError as error:
            raise BadInput(f"encoding {encoding!r} is not known", field="encoding") from error
        if report is not None and not self.is_sheet and str(chosen) not in ("UTF-8", "UTF-8-SIG"):
            report.note(f"read as {chosen}")

    def __enter__(self) -> Source:
        return self

    def __exit__(self, *_: object) -> None:
        self._raw.close()

    def again(self) -> Source:
        """The same file from its start, silently, to look ahead."""
        return Source(self.path, self._chosen)

    def read(self, size: int = -1) -> bytes:
        """Raw bytes."""
        data = self._raw.read(size)
        self._tell()
        return data

    def sample(self) -> str:
        """The first characters; reading starts over afterwards. Of a sheet its first rows."""
        if self.is_sheet:
            return "\n".join("\t".join(cells) for _, cells in zip(range(30), self._sheet_rows(), strict=False))
        data = self._raw.read(SAMPLE)
        self._raw.seek(0)
        if self._fallback is not None:
            return "".join(self._decoded(line)[0] for line in data.splitlines(keepends=True)).lstrip("\ufeff")
        text = self._decoder.decode(data)
        self._decoder.reset()
        return text.lstrip("\ufeff")

    def text(self) -> str:
        """All of it, line ends as they are."""
        return "".join(self.chunks())

    def chunks(self) -> Iterator[str]:
        if self._fallback is not None:
            yield from self._mixed()
            return
        first = True
        while data := self._raw.read(_CHUNK):
            text = self._decoder.decode(data)
            yield text.lstrip("\ufeff") if first else text
            first = False
            self._tell()
        yield self._decoder.decode(b"", final=True)

    def _mixed(self) -> Iterator[str]:
        """Line by line, each in its own encoding; those that are not in the file's are told."""
        for number, data in enumerate(self._raw, start=1):
            text, repaired = self._decoded(data)
            if repaired and self.report is not None:
                what = f"bytes that are not {self.encoding.upper()} were read as {self._fallback}"
                self.report.guess(what, line=number, example=text.strip()[:80])
            if number % 1000 == 0:
                self._tell()
            yield text.lstrip("\ufeff") if number == 1 else text

    def _decoded(self, data: bytes) -> tuple[str, bool]:
        try:
            return data.decode(self.encoding), False
        except UnicodeDecodeError:
            pass
        assert self._fallback is not None
        parts, rest = [], data
        while rest:  # good characters of the file's own encoding stay, whatever stands beside them
            try:
                parts.append(rest.decode(self.encoding))
                break
            except UnicodeDecodeError as error:
                parts.append(rest[: error.start].decode(self.encoding))
                end = error.start + 1
                while end < len(rest) and rest[end] > 127 and codecs.lookup(self._fallback).name in _TWO_BYTES:
                    end += 1
                parts.append(rest[error.start : end].decode(self._fallback, "replace"))
                rest = rest[end:]
        return "".join(parts), True

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

    def rows(
        self, delimiter: str | None = None, refuse: Callable[[BadRow], None] | None = None
    ) -> Iterator[tuple[int, list[str]]]:
        """(line number, cells) of each row that is not empty; the delimiter is found if not given.

        A row whose quotes make no sense goes to ``refuse``, and reading goes on with the next line; without
        ``refuse`` it raises :class:`BadInput`.
        """
        if self.is_sheet:
            for number, cells in enumerate(self._sheet_rows(), start=1):
                if any(cell.strip() for cell in cells):
                    yield number, cells
            return
        chosen = delimiter or find_delimiter(self.sample())
        csv.field_size_limit(LONGEST_CELL)
        lines = _Rewound(self.lines())
        while True:
            reader = csv.reader(lines, delimiter=chosen, strict=True)
            try:
                while True:
                    lines.mark()
                    cells = next(reader)
                    if lines.first == 1 and _SEP.fullmatch(lines.kept[0]):
                        continue
                    if any(cell.strip() for cell in cells):
                        yield lines.first, cells
            except StopIteration:
                return
            except csv.Error as error:
                self._broken(lines, error, refuse)

    def _broken(self, lines: _Rewound, error: csv.Error, refuse: Callable[[BadRow], None] | None) -> None:
        text = lines.kept[0].strip() if lines.kept else ""
        cut_off = "unexpected end" in str(error)
        if refuse is None:
            raise BadInput(f"{self.path.name}, line {lines.first}: {error}", field="file") from error
        expected = 'quotes that close, and are doubled within a cell: "15"" sleeve"'
        if cut_off and self.report is not None:
            self.report.broken = f"line {lines.first}: a quote that is never closed; the file may be cut off"
        refuse(BadRow(line=lines.first, field="row", value=text, expected=expected))
        lines.rewind()

    def _sheet_rows(self) -> Iterator[list[str]]:
        yield from sheets.rows(self.path)

    def head(self, delimiter: str | None = None) -> list[str]:
        """The header's cells; none for an empty file."""
        with self.again() as other:
            return next((cells for _, cells in other._from_header(delimiter, lambda bad: None)), [])

    def _from_header(self, delimiter: str | None, refuse: Callable[[BadRow], None]) -> Iterator[tuple[int, list[str]]]:
        """Rows from the header on: the first that names columns; a title and notes above it are left out."""
        rows = self.rows(delimiter, refuse)
        first = [row for _, row in zip(range(_HEAD), rows, strict=False)]
        if not first:
            return
        best = max(headings.known(cells) for _, cells in first)
        widths = [len([cell for cell in cells if cell.strip()]) for _, cells in first]
        start = 0
        if best >= 2:
            start = next(at for at, (_, cells) in enumerate(first) if headings.known(cells) == best)
            if any(width >= widths[start] for width in widths[:start]):
                start = 0  # a row above that is as wide is the header, in words nobody knows
            if headings.known(first[0][1]) >= 2 and len(first[0][1]) >= len(first[start][1]):
                start = 0
        elif widths[0] == 1 and max(widths) > 2:
            start = next(at for at, width in enumerate(widths) if width > 1)
        if start and self.report is not None:
            above = "; ".join(" ".join(filter(None, cells)) for _, cells in first[:start])
            self.report.note(f"{start} line(s) above the header were left out: {above[:80]}")
        yield from first[start:]
        yield from rows

    def table(
        self, refuse: Callable[[BadRow], None], delimiter: str | None = None, required: Sequence[str] = ()
    ) -> Iterator[tuple[int, dict[str, str]]]:
        """(line number, cells by column) under a header row; a row with more cells than columns is refused.

        Of columns that have the same name the first keeps it. Raises :class:`BadInput` where a ``required``
        column is missing.
        """
        header: list[str] | None = None
        for line, cells in self._from_header(delimiter, refuse):
            if header is None:
                header = self._distinct([cell.strip() for cell in cells])
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

    def _distinct(self, header: list[str]) -> list[str]:
        seen: dict[str, int] = {}
        for place, name in enumerate(header):
            seen[name] = seen.get(name, 0) + 1
            if name and seen[name] > 1:
                header[place] = f"{name} [{seen[name]}]"
                if self.report is not None:
                    self.report.ask(f"the column {name!r} stands {seen[name]} times: the first was read")
        return header

    def _tell(self) -> None:
        if self._progress is not None and self.size:
            self._progress(min(1.0, self._raw.tell() / self.size))


_TWO_BYTES = {codecs.lookup(name).name for name in ("gb18030", "big5", "cp932", "cp949", "euc_jp")}


class _Rewound:
    """Lines that can be given once more from the one after the start of the row being read."""

    def __init__(self, lines: Iterator[str]) -> None:
        self._lines = lines
        self._back: list[str] = []
        self.kept: list[str] = []  # lines of the row being read
        self.first = 1
        self._next = 1

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._back.pop() if self._back else next(self._lines)
        self.kept.append(line)
        self._next += 1
        return line

    def mark(self) -> None:
        """A row starts here."""
        self.kept, self.first = [], self._next

    def rewind(self) -> None:
        again = self.kept[1:]
        self._back += reversed(again)
        self._next -= len(again)


def find_delimiter(sample: str) -> str:
    """The one of , ; tab | ¦ under which a row names columns that we know, and rows have the same, largest width."""
    declared = _SEP.match(sample)
    if declared:
        return declared.group(1)

    def score(delimiter: str) -> tuple[int, float, int]:
        rows = []
        try:
            for row in csv.reader(sample.splitlines()[:40], delimiter=delimiter):
                rows.append(row)
        except csv.Error:
            return 0, 0.0, 0
        rows = [cells for cells in rows[:-1] or rows if cells]
        widths = [len(cells) for cells in rows]
        usual = max(widths, key=lambda width: (widths.count(width), width), default=0)
        if usual < 2 and max(widths, default=0) < 2:
            return 0, 0.0, 0
        if usual < 2:
            usual = max(widths)
        named = max((headings.known(cells) for cells in rows[:_HEAD]), default=0)
        return named if named > 1 else 0, widths.count(usual) / len(rows) + 0.001 * usual, usual

    return max(_DELIMITERS, key=score)
