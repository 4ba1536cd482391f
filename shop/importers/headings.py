"""What the columns of other people's catalogues are called, in the languages of ``headings.toml``."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

_APART = re.compile(r"[\s_\-./:?*'’()\[\]]+")
_SYMBOLS = re.compile(r"[€£$¥₩₹₽]|\b[A-Z]{3}\b")
_WORDS = ("money", "measures")  # lists of words within names rather than of names


@lru_cache(maxsize=4096)
def folded(name: str) -> str:
    """A column's name without case, signs and unit brackets: "Price (tax incl.)" → "price tax incl"."""
    text = unicodedata.normalize("NFKC", name).replace(",", " ").casefold()
    return " ".join(_APART.sub(" ", text).split())


@lru_cache(maxsize=1)
def _table() -> dict[str, list[str]]:
    with Path(__file__).with_suffix(".toml").open("rb") as file:
        found: dict[str, list[str]] = tomllib.load(file)
    return found


@lru_cache(maxsize=1)
def names() -> dict[str, dict[str, int]]:
    """Field → folded name → rank, the most telling first."""
    return {
        field: {folded(name): rank for rank, name in reversed(list(enumerate(listed)))}
        for field, listed in _table().items()
        if field not in _WORDS
    }


@lru_cache(maxsize=1)
def fields() -> dict[str, str]:
    """Folded name → the field it is a name of; of two fields the one that stands first in the file."""
    found: dict[str, str] = {}
    for field, listed in names().items():
        for name in listed:
            found.setdefault(name, field)
    return found


def known(cells: Iterable[str]) -> int:
    """How many cells are names of columns that we know."""
    table = fields()
    return sum(folded(cell) in table or folded(_SYMBOLS.sub("", cell)) in table for cell in cells if cell.strip())


@lru_cache(maxsize=4096)
def is_money(column: str) -> bool:
    """Whether amounts of money are expected in a column of that name."""
    text = folded(column)
    return any(word in text for word in _table()["money"])


@lru_cache(maxsize=4096)
def is_measure(column: str) -> bool:
    """Whether other numbers with decimals are expected there."""
    text = folded(column)
    return any(word in text for word in _table()["measures"])
