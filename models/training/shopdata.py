"""Histories and items as files: ``sequences.txt``, a line ``user item item …`` oldest first, and ``items.jsonl``."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from shop.errors import BadRow, NotFound

_SPACE = re.compile(r"[ \t]+")  # other spaces belong to an id
_TAG = re.compile(r"</?[a-zA-Z!][^<>]*>")


@dataclass(frozen=True)
class ShopData:
    """``records``: an item's fields by its id; ``sequences``: item ids, oldest first, one list a shopper."""

    records: dict[str, dict[str, Any]]
    sequences: list[list[str]]


def read(folder: Path) -> ShopData:
    """Read a folder. Raises :class:`NotFound` for a missing file, :class:`BadRow` for a line that cannot be used.

    An item that only ``sequences.txt`` knows has a record without words; a line without items is left out.
    """
    for name in ("items.jsonl", "sequences.txt"):
        if not (folder / name).is_file():
            raise NotFound(f"{folder / name} is missing: expected items.jsonl and sequences.txt in the data folder")
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
    sequences = [_SPACE.split(line.strip())[1:] for _, line in _lines(folder / "sequences.txt")]
    sequences = [sequence for sequence in sequences if sequence]
    for sequence in sequences:
        for item in sequence:
            records.setdefault(item, {"id": item})
    if not sequences:
        raise NotFound(f"{folder / 'sequences.txt'} has no sequence: expected lines 'user item item …'")
    return ShopData(records, sequences)


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
