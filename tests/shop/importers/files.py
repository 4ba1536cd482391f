"""Write a table the way other people's programs do, and read it back as items."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from shop.importers import Options, Report, recognise
from shop.types import Item


def read(
    folder: Path, content: str, encoding: str = "utf-8", name: str = "export", **options: Any
) -> tuple[dict[str, Item], Report]:
    """The items by id, and the report, of a file with this content."""
    path = folder / name
    path.write_bytes(content.encode(encoding))
    return load(path, **options)


def load(path: Path, **options: Any) -> tuple[dict[str, Item], Report]:
    report = Report()
    chosen = Options(**options)
    return {item.id: item for item in recognise(path, chosen).read(path, report)}, report


def csv(header: str, *rows: str | Sequence[object], delimiter: str = ",") -> str:
    """Lines of a CSV; a row of values is quoted where it has to be."""
    import csv as writer
    import io

    lines = [header]
    for row in rows:
        if isinstance(row, str):
            lines.append(row)
            continue
        out = io.StringIO()
        writer.writer(out, delimiter=delimiter, lineterminator="").writerow(row)
        lines.append(out.getvalue())
    return "\n".join(lines) + "\n"


def told(report: Report, text: str) -> bool:
    """Whether the report says this, in a finding or of a refused row."""
    found = [*report.notes, *(row.message for row in report.refused)]
    return any(text.casefold() in one.casefold() for one in found)
