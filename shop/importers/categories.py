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
