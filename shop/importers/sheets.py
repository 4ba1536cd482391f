"""Excel workbooks: the rows of the sheet that holds a table, numbers and dates as text."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from zipfile import BadZipFile

from shop.errors import BadInput

_ZIP = b"PK\x03\x04"
_OLD = b"\xd0\xcf\x11\xe0"  # .xls of before 2007


def is_sheet(path: Path) -> bool:
    """Whether a file is an .xlsx by its first bytes. Raises :class:`BadInput` for an old .xls."""
    with path.open("rb") as file:
        start = file.read(4)
    if start == _OLD:
        raise BadInput(f"{path.name} is an old .xls: save it as .xlsx or CSV", field="file")
    return start == _ZIP


def rows(path: Path) -> Iterator[list[str]]:
    """Rows of the sheet with the most of them, read one at a time."""
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of styles that mean nothing to us
            file = path.open("rb")  # a name without .xlsx is none of its business
            book = load_workbook(file, read_only=True, data_only=True)
            try:
                sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"] or book.worksheets
                sheet = max(sheets, key=lambda sheet: (sheet.max_row or 0) * (sheet.max_column or 0))
                sheet.reset_dimensions()
                for row in sheet.iter_rows(values_only=True):
                    yield [_text(value) for value in row]
            finally:
                book.close()
                file.close()
    except (BadZipFile, InvalidFileException, KeyError, ValueError, OSError, AttributeError, TypeError) as error:
        raise BadInput(f"{path.name} is no workbook that can be read: {error}", field="file") from error


def _text(value: object) -> str:
    """A cell as an export would write it; a number's three decimals can be read one way only."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        if value.is_integer():
            return str(int(value))
        text = f"{round(value, 6):f}".rstrip("0")
        return text + "0" if len(text.partition(".")[2]) == 3 else text
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    return str(value)
