"""One interface for every catalogue format; one file a format stands beside this one."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar

from shop.errors import BadRow
from shop.importers import clean
from shop.importers.draft import Draft
from shop.importers.source import Source
from shop.types import Item

Progress = Callable[[float], None]  # share of the file read, in [0, 1]
LONGEST_ID = 200
KEPT = 1000  # refused rows kept in full; all are counted


@dataclass
class Report:
    """What became of a file: ``rows`` read, ``items`` made, rows ``refused`` (each names line, field and value).

    ``skipped`` are rows that are well but not for sale (drafts, hidden). With ``strict`` the first bad row
    is raised.
    """

    strict: bool = False
    rows: int = 0
    items: int = 0
    skipped: int = 0
    bad: int = 0
    refused: list[BadRow] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def refuse(self, row: BadRow) -> None:
        if self.strict:
            raise row
        self.bad += 1
        if len(self.refused) < KEPT:
            self.refused.append(row)

    def note(self, text: str) -> None:
        """A remark on the whole file, once."""
        if text not in self.notes:
            self.notes.append(text)


@dataclass(frozen=True)
class Options:
    """What a file does not say of itself. ``base`` is the address that relative images and links are taken from."""

    currency: str = "EUR"
    base: str | None = None
    encoding: str | None = None
    mapping: Path | None = None


class Importer(ABC):
    """Reads one format. Bad rows go into the report, and the rest is read on."""

    name: ClassVar[str]

    def __init__(self, options: Options | None = None) -> None:
        self.options = options or Options()

    def _address(self, value: object) -> str | None:
        return clean.address(value, self.options.base)

    @abstractmethod
    def drafts(self, source: Source, report: Report) -> Iterator[Draft]:
        """The file's products, variants folded in; rows that cannot be read go into the report."""

    def read(self, path: Path, report: Report, progress: Progress | None = None) -> Iterator[Item]:
        """The items of a file, one at a time.

        Raises :class:`BadInput` for a file that is broken as a whole, and :class:`BadRow` where the report is strict.
        """
        seen: set[str] = set()
        with Source(path, self.options.encoding, progress) as source:
            for draft in self.drafts(source, report):
                try:
                    item = draft.item(self.options.currency)
                    if len(item.id) > LONGEST_ID or clean.visible(item.id) != item.id:
                        expected = f"an id of at most {LONGEST_ID} visible characters"
                        raise BadRow(line=draft.line, field="id", value=item.id, expected=expected)
                    if item.id in seen:
                        raise BadRow(line=draft.line, field="id", value=item.id, expected="an id that no row above has")
                except BadRow as bad:
                    report.refuse(bad)
                    continue
                seen.add(item.id)
                report.items += 1
                yield item
