"""One file a kind of claim; each gives ``problems(sentence, facts)``: what the catalogue does not bear out."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from words.facts import Facts

Claim = Callable[[str, Facts], Iterable[str]]
