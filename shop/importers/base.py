"""One interface for every catalogue format; one file a format stands beside this one."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from shop.errors import BadRow
from shop.importers import clean
from shop.importers.draft import Draft
from shop.importers.grouping import Cells, Keys
from shop.importers.headings import folded, is_measure, is_money
from shop.importers.numbers import Style, settled, unsure
from shop.importers.report import Report
from shop.importers.source import Source, find_delimiter
from shop.types import Item

__all__ = ["Importer", "Options", "Progress", "Report"]

Progress = Callable[[float], None]  # share of the file read, in [0, 1]
LONGEST_ID = 200


@dataclass(frozen=True)
class Options:
    """What a file does not say of itself. ``base`` is the address that relative images and links are taken from.

    ``decimal`` is the mark of decimals, "," or ".", where the file's numbers can be read both ways.
    """

    currency: str = "EUR"
    base: str | None = None
    encoding: str | None = None
    mapping: Path | None = None
    decimal: str | None = None


class Importer(ABC):
    """Reads one format. Bad rows go into the report, and the rest is read on."""

    name: ClassVar[str]
    quiet: ClassVar[tuple[str, ...]] = ()  # how columns begin that are nothing to a shopper, left out without a word

    def __init_subclass__(cls) -> None:
        cls.quiet = tuple(map(folded, cls.quiet))

    def __init__(self, options: Options | None = None) -> None:
        self.options = options or Options()
        self.used: set[str] = set()  # columns that were looked at
        self.aliases: dict[str, str] = {}  # columns under the names that the importer uses
        self._filled: Counter[str] = Counter()
        self._first: dict[str, str] = {}
        self.rename: dict[str, str] = {}  # columns under the names that the format has

    @classmethod
    def recognises(cls, header: set[str]) -> bool:
        """Whether a table with these columns is an export of this platform."""
        return False

    def _address(self, value: object) -> str | None:
        return clean.address(value, self.options.base)

    @abstractmethod
    def drafts(self, source: Source, report: Report) -> Iterator[Draft]:
        """The file's products, variants folded in; rows that cannot be read go into the report."""

    def table(
        self, source: Source, report: Report, required: Sequence[str] = (), delimiter: str | None = None
    ) -> Iterator[tuple[int, Cells]]:
        """(line, cells by column) with numbers in the file's own style; columns nobody reads are told at the end."""
        style, filled, first = self._survey(source, delimiter)
        if not source.is_sheet:
            mark = delimiter or find_delimiter(source.sample())
            report.note(f"columns separated by {'a tab' if mark == chr(9) else mark}")
        if style.comma or style.point:
            report.note(str(style))
        money = [name for column in filled if is_money(name := self.rename.get(column, column))]
        for line, row in source.table(report.refuse, delimiter, required):
            cells = Cells(row, self.used)
            if self.rename:
                self._rename(cells)
            for column in money:
                text = dict.get(cells, column)
                if text and unsure(text):
                    cells[column] = self._sure(report, style, line, column, text)
            yield line, cells
        self._filled, self._first = filled, first

    def _unread(self, report: Report) -> None:
        """Name the columns that hold something and that nobody looked at."""
        report.examples |= self._first
        report.known |= self.used
        for column, count in self._filled.items():
            looked = {column, self.rename.get(column), self.aliases.get(column)} & self.used
            if looked:
                report.read_as.setdefault(column, self.rename.get(column) or "read")
            elif count and column:
                report.read_as[column] = "not read"
                if not folded(column).startswith(self.quiet or ("\0",)):
                    report.lose(f"column {column!r} was not read ({count} cells)", example=self._first[column])

    def _rename(self, cells: Cells) -> None:
        for column, name in self.rename.items():
            if column in cells:
                cells[name] = cells.pop(column)

    def _survey(self, source: Source, delimiter: str | None) -> tuple[Style, Counter[str], dict[str, str]]:
        """One look over the whole file: how it writes numbers, and which columns hold something."""
        style, first = Style(), dict[str, str]()
        header: list[str] = []
        filled: list[int] = []
        numeric: list[int] = []
        with source.again() as other:
            for _, cells in other._from_header(delimiter, lambda bad: None):
                if not header:
                    header = other._distinct([cell.strip() for cell in cells])
                    filled = [0] * len(header)
                    numeric = [at for at, name in enumerate(header) if is_money(name) or is_measure(name)]
                    continue
                for at, cell in enumerate(cells[: len(header)]):
                    if cell:
                        filled[at] += 1
                        if filled[at] == 1:
                            first[header[at]] = cell.strip()[:60]
                for at in numeric:
                    if at < len(cells) and cells[at]:
                        style.learn(cells[at])
        counts: Counter[str] = Counter()
        for name, count in zip(header, filled, strict=True):
            counts[name] += count
        return style, counts, first

    def _sure(self, report: Report, style: Style, line: int, column: str, text: str) -> str:
        """A price like 1.299 by the style of the file; where that tells nothing it is taken for thousands and told."""
        if self.options.decimal in (",", "."):
            return settled(text, self.options.decimal)  # type: ignore[arg-type]
        if style.decimal is not None:
            return settled(text, style.decimal)
        read = settled(text, "," if "." in text else ".")
        what = f"{column!r} can be read two ways, and was taken for thousands (say --decimal)"
        report.guess(what, line=line, example=f"{text} → {read}")
        return read

    def read(self, path: Path, report: Report, progress: Progress | None = None) -> Iterator[Item]:
        """The items of a file, one at a time.

        Raises :class:`BadInput` for a file that is broken as a whole, and :class:`BadRow` where the report is strict.
        """
        report.format = self.name
        currencies: Counter[str] = Counter()
        with Source(path, self.options.encoding, progress, report) as source, closing(Keys()) as keys:
            for item in self._items(self.drafts(source, report), report, keys):
                report.items += 1
                if item.price is not None:
                    currencies[item.currency] += 1
                yield item
        self._unread(report)
        if len(currencies) > 1:
            counted = ", ".join(f"{count} in {name}" for name, count in currencies.most_common())
            own = self.options.currency
            report.ask(f"prices in {len(currencies)} currencies: {counted}; a shopper's limit means {own}")

    def _items(self, drafts: Iterable[Draft], report: Report, keys: Keys) -> Iterator[Item]:
        for draft in drafts:
            try:
                draft.settle(report)
                item = draft.item(self.options.currency)
                if len(item.id) > LONGEST_ID or clean.visible(item.id) != item.id:
                    expected = f"an id of at most {LONGEST_ID} visible characters"
                    raise BadRow(line=draft.line, field="id", value=item.id, expected=expected)
                if not keys.add("id", item.id, item.id):
                    raise BadRow(line=draft.line, field="id", value=item.id, expected="an id that no row above has")
            except BadRow as bad:
                report.refuse(bad)
                continue
            own = [variant.sku for variant in item.variants] or [str(item.attributes.get("sku") or "")]
            for sku in filter(None, own):
                other = keys.first("sku", sku, item.id)
                if other != item.id:
                    what = "one SKU stands in two products; who asks by it is asked which"
                    report.ask(what, line=draft.line, example=f"{sku} in {other} and {item.id}")
            yield item
