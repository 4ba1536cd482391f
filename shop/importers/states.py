"""Whether something can be had and whether it is shown, as shops write it in the languages of ``states.toml``."""

from __future__ import annotations

import re
import tomllib
from datetime import UTC, datetime, time
from functools import lru_cache
from pathlib import Path
from typing import Literal

from shop.importers import clean

State = Literal["in_stock", "out_of_stock", "backorder", "preorder"]
_COUNT = re.compile(r"[<>~≥≤+]*\s*(-?\d[\d.,\s]*?)\s*\+?\s*(?:[^\W\d]{1,8}\.?)?")
UNTRACKED = 999  # stock of what a shop sells without counting
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")


@lru_cache(maxsize=1)
def _table() -> dict[str, frozenset[str]]:
    with Path(__file__).with_suffix(".toml").open("rb") as file:
        return {meaning: frozenset(map(_folded, words)) for meaning, words in tomllib.load(file).items()}


@lru_cache(maxsize=4096)
def _folded(text: str) -> str:
    text = text.rstrip("/").rpartition("/")[2] if "schema.org/" in text else text
    return " ".join(re.sub(r"[_\-]+", " ", text).split()).casefold() if not text.startswith("-") else text


def state(value: object) -> State:
    """What a cell of availability says; refuses what no language that we know says."""
    if isinstance(value, bool):
        return "in_stock" if value else "out_of_stock"
    text = _folded(value if isinstance(value, str) and value.isalnum() else clean.line(value))
    for meaning in ("in_stock", "out_of_stock", "backorder", "preorder"):
        if text in _table()[meaning]:
            return meaning
    shown = truth_or_none(text)
    if shown is not None:
        return "in_stock" if shown else "out_of_stock"
    raise ValueError("in stock, out of stock, backorder, preorder, or yes or no")


def state_or_none(value: object) -> State | None:
    """The same, None for what is no word of availability."""
    try:
        return state(value)
    except ValueError:
        return None


def truth_or_none(value: object) -> bool | None:
    """Yes, active, published … or no, draft, hidden …; None for anything else."""
    if isinstance(value, bool):
        return value
    text = _folded(clean.line(value))
    if text in _table()["on"]:
        return True
    return False if text in _table()["off"] else None


def count(value: object) -> int:
    """A stock cell: a count ("10", "100.0000", "> 10", "5 pcs"), or whether there is any in words; never below 0.

    What may be ordered though none is there is counted as untracked.
    """
    if isinstance(value, bool):
        return UNTRACKED if value else 0
    text = clean.line(value)
    found = _COUNT.fullmatch(text)
    if found is not None:
        return max(clean.whole(found.group(1)), 0)
    try:
        return 0 if state(text) == "out_of_stock" else UNTRACKED
    except ValueError:
        raise ValueError("a whole number, or whether it is in stock") from None


def moment(value: object, *, end: bool = False) -> datetime:
    """A time as exports write it; a day alone is its start, or its end. Without a zone it is UTC."""
    from dateutil import parser as dates

    text = clean.line(value)
    try:
        first = not _ISO.match(text) and not re.match(r"\d{1,2}/\d{1,2}/", text)
        found: datetime = dates.parse(text, dayfirst=first, default=datetime(2000, 1, 1, tzinfo=None))
    except (ValueError, OverflowError):
        raise ValueError("a date like 2026-03-01 or 2026-03-01T12:00:00Z") from None
    if not re.search(r"\d:\d|T\d{2,4}", text) and end:
        found = datetime.combine(found.date(), time.max)
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)


def span(value: object) -> tuple[datetime | None, datetime | None]:
    """Google's ``from/to`` in ISO 8601; either end may be missing."""
    start, slash, end = clean.line(value).partition("/")
    if not slash:
        raise ValueError("two dates with a slash between them")
    return (moment(start) if start.strip() else None, moment(end, end=True) if end.strip() else None)
