"""What became of a file: rows read and refused, what was guessed, what has to be asked, what was left behind."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from shop.errors import BadRow

KEPT = 1000  # refused rows kept in full; all are counted
EXAMPLES = 5
Kind = Literal["note", "guessed", "asked", "lost"]


@dataclass
class Finding:
    """One thing worth knowing, with the lines it was met in (the first ones) and examples."""

    kind: Kind
    text: str
    count: int = 0
    unit: str = "line"
    lines: list[int] = field(default_factory=list)
    examples: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        where = ""
        if self.lines:
            shown = ", ".join(map(str, self.lines))
            where = (
                f" ({self.unit}{'s' if self.count > 1 else ''} {shown}{' …' if self.count > len(self.lines) else ''})"
            )
        example = f": {'; '.join(self.examples)}" if self.examples else ""
        return f"{self.text}{where}{example}"


@dataclass
class Report:
    """What became of a file: ``rows`` read, ``items`` made, rows ``refused`` (each names line, field and value).

    ``skipped`` are rows that are well but not for sale (drafts, hidden). With ``strict`` the first bad row
    is raised. ``read_as`` tells of each column what it was read as. ``broken`` says where a file seems cut off.
    """

    strict: bool = False
    rows: int = 0
    items: int = 0
    skipped: int = 0
    bad: int = 0
    refused: list[BadRow] = field(default_factory=list)
    findings: dict[tuple[str, str], Finding] = field(default_factory=dict)
    read_as: dict[str, str] = field(default_factory=dict)
    examples: dict[str, str] = field(default_factory=dict)  # of columns
    known: set[str] = field(default_factory=set)  # names of columns that the format has
    broken: str = ""
    format: str = ""
    unit: str = "line"  # what is numbered: of XML its items
    infer: bool = True  # whether kinds may be read out of titles: not of items of our own

    @property
    def notes(self) -> list[str]:
        """All findings in words."""
        return [str(finding) for finding in self.findings.values()]

    def of(self, *kinds: Kind) -> list[Finding]:
        return [finding for finding in self.findings.values() if finding.kind in kinds]

    def refuse(self, row: BadRow) -> None:
        row.count_as(self.unit)
        if self.strict:
            raise row
        self.bad += 1
        if len(self.refused) < KEPT:
            self.refused.append(row)

    def note(self, text: str, *, line: int | None = None, example: str | None = None) -> None:
        """A remark; the same one again adds its line and example."""
        self._tell("note", text, line, example)

    def guess(self, text: str, *, line: int | None = None, example: str | None = None) -> None:
        """What was read one way and might be meant another."""
        self._tell("guessed", text, line, example)

    def ask(self, text: str, *, line: int | None = None, example: str | None = None) -> None:
        """What only the shop's owner can say."""
        self._tell("asked", text, line, example)

    def lose(self, text: str, *, line: int | None = None, example: str | None = None) -> None:
        """What stands in the file and goes nowhere."""
        self._tell("lost", text, line, example)

    def _tell(self, kind: Kind, text: str, line: int | None, example: str | None) -> None:
        finding = self.findings.setdefault((kind, text), Finding(kind, text, unit=self.unit))
        finding.count += 1
        if line is not None and len(finding.lines) < EXAMPLES and line not in finding.lines:
            finding.lines.append(line)
        if example and len(finding.examples) < EXAMPLES and example not in finding.examples:
            finding.examples.append(example)
