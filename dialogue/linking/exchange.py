"""Currencies that amounts are said in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Exchange:
    """``own``: codes of the currencies that prices are in (empty: any). ``rates``: what one unit of another is worth in
    the shop's, as the shop says; nothing is looked up."""

    own: frozenset[str] = frozenset()
    rates: Mapping[str, float] = field(default_factory=dict)

    def is_own(self, code: str) -> bool:
        return not self.own or code in self.own
