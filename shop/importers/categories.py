"""Which of a product's categories a shopper would say."""

from __future__ import annotations

import re
from collections.abc import Sequence

from shop.importers import clean

_ROOT = re.compile(r"(default|root) (category|catalog)|home|shop|all( products)?|uncategori[sz]ed", re.IGNORECASE)
_PROMOTION = re.compile(
    r"\b(sales?|promotions?|collections?|new|what.?s new|offers?|deals|featured|recommend\w*|best ?sellers?|gifts?)\b",
    re.IGNORECASE,
)


_TAIL = re.compile(r"(?:^|\s)(?:&|\+|and|und|et|y|e|o|och|og|en|ja|i|a|и|та|ve|és|și|και)\s", re.IGNORECASE)


class Commas:
    """Tells a comma between category paths from one within a name, by all the cells of a file.

    "Body Care > Perfume, Cologne & Fragrance > Unisex" is one path where "Cologne & Fragrance" starts no other cell,
    only ever follows "Perfume", and ends like an enumeration.
    """

    def __init__(self, separator: str = ">") -> None:
        self._separator = separator
        self._firsts: set[str] = set()
        self._before: dict[str, str | None] = {}  # root → the one leaf before it, None for several

    def learn(self, parts: Sequence[str]) -> None:
        for place, part in enumerate(parts):
            names = [name.strip() for name in part.split(self._separator)]
            if place == 0 or len(names) == 1:
                self._firsts.add(names[0])
            else:
                leaf = parts[place - 1].rpartition(self._separator)[2].strip()
                known = self._before.setdefault(names[0], leaf)
                self._before[names[0]] = leaf if known == leaf else None

    def joined(self, parts: Sequence[str]) -> tuple[list[str], bool]:
        """(paths, whether any were put together)."""
        found: list[str] = []
        for part in parts:
            root = part.split(self._separator)[0].strip()
            leaf = found[-1].rpartition(self._separator)[2].strip() if found else ""
            tail = root not in self._firsts and self._before.get(root) == leaf and _TAIL.search(root)
            if found and tail and self._separator in found[-1]:
                found[-1] += f", {part}"
            else:
                found.append(part)
        return found, len(found) < len(parts)


def choose(paths: Sequence[Sequence[str]]) -> tuple[list[str], list[str]]:
    """(the product's path from the root, leaf last; leaves of the others).

    The deepest path that is no promotion is taken, the first of equals; roots that mean nothing are left out.
    """
    cleaned = []
    for path in paths:
        parts = [part for part in map(clean.words, path) if part]
        while parts and _ROOT.fullmatch(parts[0]):
            parts = parts[1:]
        if parts and parts not in cleaned:
            cleaned.append(parts)
    if not cleaned:
        return [], []
    ranked = sorted(cleaned, key=lambda parts: (any(map(_PROMOTION.search, parts)), -len(parts)))
    best = ranked[0]
    others = [parts[-1] for parts in cleaned if parts is not best and parts != best[: len(parts)]]
    return list(best), clean.unique(others)


def without_title(path: Sequence[str], title: str) -> list[str]:
    """A path whose last part is the product's own title (an item is no category) without it."""
    own = clean.line(title).casefold()
    return list(path[:-1]) if len(path) > 1 and path[-1].casefold() == own else list(path)
