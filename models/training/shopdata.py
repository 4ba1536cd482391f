"""Histories and items as files: ``items.jsonl``, and either ``sequences.txt``, a line ``user item item …`` oldest
first, or the events of a shop's tills: ``events.csv``, ``.tsv``, ``.jsonl`` or ``.parquet`` with the columns shopper,
item, time and, where there is one, order."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from models.recommenders.base import Step
from shop.errors import BadInput, BadRow, NotFound

_SPACE = re.compile(r"[ \t]+")  # other spaces belong to an id
_COLUMNS = ("shopper", "item", "time")
_WORDS = dict.fromkeys((*_COLUMNS, "order"), str)  # ids are words, whatever they look like
_READERS: dict[str, Callable[[Path], pd.DataFrame]] = {
    ".csv": lambda file: pd.read_csv(file, dtype=_WORDS),
    ".tsv": lambda file: pd.read_csv(file, dtype=_WORDS, sep="\t"),
    ".jsonl": lambda file: pd.read_json(file, lines=True, dtype=_WORDS, convert_dates=False),
    ".parquet": pd.read_parquet,
}
_TAG = re.compile(r"</?[a-zA-Z!][^<>]*>")


@dataclass(frozen=True)
class ShopData:
    """``records``: an item's fields by its id; ``histories``: what each shopper bought, oldest first."""

    records: dict[str, dict[str, Any]]
    histories: list[list[Step]]

    @property
    def sequences(self) -> list[list[str]]:
        """The items' ids alone."""
        return [[str(step.item_id) for step in history] for history in self.histories]


def read(folder: Path) -> ShopData:
    """Read a folder. Raises :class:`NotFound` for a missing file, :class:`BadRow` for a line that cannot be used.

    An item that only the histories know has a record without words; a line without items is left out.
    """
    if not (folder / "items.jsonl").is_file():
        raise NotFound(f"{folder / 'items.jsonl'} is missing: expected it beside the histories in the data folder")
    histories = histories_file(folder)
    records: dict[str, dict[str, Any]] = {}
    items = folder / "items.jsonl"
    for number, line in _lines(items):
        try:
            record = json.loads(line)
        except ValueError as error:
            raise _bad(items, number, "object", line, "one JSON object") from error
        if not isinstance(record, dict):
            raise _bad(items, number, "object", line, "one JSON object")
        item = record.get("id")
        if isinstance(item, bool) or not isinstance(item, str | int) or not str(item).strip():
            raise _bad(items, number, "id", item, "a word or a whole number")
        records[str(item)] = record
    if histories.name == "sequences.txt":
        sequences = [_SPACE.split(line.strip())[1:] for _, line in _lines(histories)]
        data = ShopData(records, [[Step("purchase", item) for item in sequence] for sequence in sequences if sequence])
        expected = "has no sequence: expected lines 'user item item …'"
    else:
        data = ShopData(records, list(_events(histories).values()))
        expected = f"has no event: expected rows of {', '.join(_COLUMNS)} and perhaps order"
    for sequence in data.sequences:
        for item in sequence:
            records.setdefault(item, {"id": item})
    if not data.histories:
        raise NotFound(f"{histories} {expected}")
    return data


def histories_file(folder: Path) -> Path:
    """The one file of a folder that holds histories. Raises :class:`NotFound` without any."""
    for name in ("sequences.txt", *(f"events{ending}" for ending in _READERS)):
        if (folder / name).is_file():
            return folder / name
    raise NotFound(f"{folder / 'sequences.txt'} is missing: expected it, or events{', '.join(_READERS)}, in the folder")


def _events(file: Path) -> dict[str, list[Step]]:
    """Shopper → what they bought, by time; a row without an order is of the day's basket."""
    try:
        table = _READERS[file.suffix](file)
    except (OSError, ValueError) as error:
        raise BadInput(f"{file} cannot be read: {error}", field="events") from error
    missing = [column for column in _COLUMNS if column not in table]
    if missing:
        raise BadInput(f"{file}: no column {', '.join(missing)}; expected {', '.join(_COLUMNS)} and perhaps order")
    times = pd.to_datetime(table["time"], utc=True, errors="coerce", format="ISO8601")
    for column, known in (("time", times.notna()), *((name, table[name].notna()) for name in ("shopper", "item"))):
        if not known.all():
            row = int(np.flatnonzero(~known)[0])
            expected = "a date or a time in ISO 8601" if column == "time" else "an id"
            raise _bad(file, row + 2, column, table[column].iloc[row], expected)
    orders = table["order"] if "order" in table else pd.Series([None] * len(table), dtype=object)
    found: dict[str, list[Step]] = {}
    order = np.argsort(times.to_numpy(), kind="stable")
    columns = (table["shopper"], table["item"], times, orders)
    for shopper, item, time, basket in zip(*(column.iloc[order] for column in columns), strict=True):
        own = None if basket is None or basket != basket else str(basket)
        found.setdefault(str(shopper), []).append(Step("purchase", str(item), ts=time.to_pydatetime(), basket=own))
    return found


def _lines(file: Path) -> Iterator[tuple[int, str]]:
    """The lines that hold something, numbered from 1. Raises :class:`BadRow` where one is not UTF-8."""
    with file.open("rb") as lines:
        for number, line in enumerate(lines, 1):
            try:
                text = line.decode("utf-8-sig" if number == 1 else "utf-8")
            except UnicodeDecodeError as error:
                raise _bad(file, number, "text", line, "UTF-8") from error
            if text.strip():
                yield number, text


def _bad(file: Path, line: int, field: str, value: object, expected: str) -> BadRow:
    return BadRow(line=line, field=f"{field} in {file}", value=value, expected=expected)


def texts(records: Sequence[Mapping[str, Any]]) -> list[str]:
    """One text an item from whatever fields hold words: names first, descriptions last, codes and links left out."""
    fields = list(dict.fromkeys(name for record in records for name in record if name != "id"))
    spoken = [name for name in fields if _is_spoken([_words(record.get(name)) for record in records])]
    spoken.sort(key=_order)
    return [". ".join(filter(None, (_words(record.get(name)) for name in spoken))) for record in records]


def attributes(record: Mapping[str, Any]) -> dict[str, Any]:
    """What is no sentence: short words, lists of them, numbers, and what a nested table holds of these.

    The vocabulary decides which of them say anything.
    """
    found: dict[str, Any] = {}
    for name, value in record.items():
        if isinstance(value, dict):
            found |= attributes(value)
        elif isinstance(value, list):
            found[name] = _flat(value)
        elif name != "id" and not (isinstance(value, str) and len(value) > 60):
            found[name] = _number(value)
    return found


def _flat(values: Sequence[Any]) -> list[Any]:
    return [one for value in values for one in (_flat(value) if isinstance(value, list) else [value])]


def _number(value: Any) -> Any:
    """A number that was written as a string is one."""
    if isinstance(value, str) and re.fullmatch(r"-?\d{1,9}([.]\d+)?", value):
        return float(value)
    return value


def _words(value: object) -> str:
    """Of a text without its markup, or of the texts in a list, however deep (categories come as paths)."""
    if isinstance(value, str):
        return " ".join(html.unescape(_TAG.sub(" ", value)).split())
    if isinstance(value, list):
        return ", ".join(dict.fromkeys(filter(None, map(_words, value))))
    return ""


def _is_spoken(values: Sequence[str]) -> bool:
    """Whether a field is for reading: most of its values are no codes, numbers or links."""
    filled = [value for value in values if value]
    codes = sum(" " not in value and re.search(r"\d|://", value) is not None for value in filled)
    return bool(filled) and codes <= len(filled) / 2


def _order(name: str) -> int:
    return 0 if re.search("title|name", name) else 2 if "desc" in name else 1
