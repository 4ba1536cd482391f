"""Histories and items as files: ``sequences.txt``, a line ``user item item …`` oldest first, and ``items.jsonl``."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from shop.errors import BadRow, NotFound


@dataclass(frozen=True)
class ShopData:
    """``records``: an item's fields by its id; ``sequences``: item ids, oldest first, one list a shopper."""

    records: dict[str, dict[str, Any]]
    sequences: list[list[str]]


def read(folder: Path) -> ShopData:
    """Read a folder. Raises :class:`NotFound` for a missing file, :class:`BadRow` for a line that cannot be used."""
    for name in ("items.jsonl", "sequences.txt"):
        if not (folder / name).is_file():
            raise NotFound(f"{folder / name} is missing: expected items.jsonl and sequences.txt in the data folder")
    records: dict[str, dict[str, Any]] = {}
    with (folder / "items.jsonl").open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            try:
                record = json.loads(line)
            except ValueError as error:
                raise BadRow(line=number, field="items.jsonl", value=line, expected="one JSON object") from error
            if not isinstance(record, dict) or "id" not in record:
                raise BadRow(line=number, field="id", value=line, expected="a JSON object with an id")
            records[str(record["id"])] = record
    sequences = []
    with (folder / "sequences.txt").open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            items = line.split()[1:]
            unknown = next((item for item in items if item not in records), None)
            if unknown is not None:
                raise BadRow(line=number, field="item", value=unknown, expected="an id that items.jsonl holds")
            if items:
                sequences.append(items)
    return ShopData(records, sequences)


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
        elif name != "id" and not (isinstance(value, str) and len(value) > 60):
            found[name] = _number(value)
    return found


def _number(value: Any) -> Any:
    """A number that was written as a string is one."""
    if isinstance(value, str) and re.fullmatch(r"-?\d{1,9}([.]\d+)?", value):
        return float(value)
    return value


def _words(value: object) -> str:
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, list) and all(isinstance(member, str) for member in value):
        return ", ".join(value)
    return ""


def _is_spoken(values: Sequence[str]) -> bool:
    """Whether a field is for reading: most of its values are no codes, numbers or links."""
    filled = [value for value in values if value]
    codes = sum(" " not in value and re.search(r"\d|://", value) is not None for value in filled)
    return bool(filled) and codes <= len(filled) / 2


def _order(name: str) -> int:
    return 0 if re.search("title|name", name) else 2 if "desc" in name else 1
