"""Items by words of their titles and by their codes."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Collection, Sequence

from dialogue.linking.phrases import keys
from dialogue.linking.tokens import Token
from shop.types import Item

_MANY = 40  # items of one name: more share a word than a name
_SHORTEST_CODE = 5
_NOT_CODE = re.compile(r"[^a-z0-9]")
_RUN = 12  # tokens of a title that are compared


class ItemNames:
    """``tells_apart`` says of a stem whether it can be a name, rather than what the shop calls everything; ``light``
    words end no name: "the Reverb in white" is not the in-ear one."""

    def __init__(
        self, items: Sequence[Item], tells_apart: Callable[[str], bool], light: Collection[str] = frozenset()
    ) -> None:
        self._light = light
        self.items = {item.id: item for item in items}
        self._holding: dict[str, set[str]] = defaultdict(set)  # stem → ids
        for item in items:
            for root in keys(item.title, stems=True):
                self._holding[root].add(item.id)
            if item.brand:
                for root in keys(item.brand, stems=True):
                    self._holding[root].add(item.id)
        self.distinct = frozenset(
            root for root, ids in self._holding.items() if tells_apart(root) and len(ids) <= _MANY
        )
        self._begins = frozenset(filter(None, map(_beginning, items)))
        codes: dict[str, set[str]] = defaultdict(set)
        for item in items:
            for code in (item.id, *(variant.sku for variant in item.variants)):
                codes[_compact(code)].add(item.id)
        self._codes = sorted((code, tuple(sorted(ids))) for code, ids in codes.items() if len(code) >= 3)
        self._starts = [code for code, _ in self._codes]

    def titled(self, root: str) -> frozenset[str]:
        return frozenset(self._holding.get(root, ()))

    def at(self, tokens: Sequence[Token], place: int) -> tuple[int, frozenset[str], bool] | None:
        """(length, ids, whether a name is among the tokens) of the longest run of title words from ``place``."""
        first = self._holding.get(tokens[place].stem)
        if not first or tokens[place].type == "mark":
            return None
        ids, length, named = first, 1, tokens[place].stem in self.distinct
        sure = (ids, length)
        run: tuple[str, ...] = (tokens[place].stem,)
        for token in tokens[place + 1 : place + _RUN]:
            if token.type == "mark" and token.word in "&/'\"":
                length += 1
                continue
            narrower = ids & self._holding.get(token.stem, set())
            if not narrower or token.type == "mark":
                break
            run = (*run, token.stem)
            ids, length, named = narrower, length + 1, named or token.stem in self.distinct or run in self._begins
            sure = sure if token.word in self._light else (ids, length)
        ids, length = sure
        while length > 1 and tokens[place + length - 1].type == "mark":
            length -= 1
        return length, frozenset(ids), named

    def coded(self, said: str) -> tuple[str, ...]:
        """Ids whose code or SKU is this, or begins so: "KT-INS114", "ktins114"."""
        code = _compact(said)
        if len(code) < 3 or not any(char.isdigit() for char in code):
            return ()
        start = bisect_left(self._starts, code)
        found: dict[str, None] = {}
        exact: dict[str, None] = {}
        while start < len(self._starts) and self._starts[start].startswith(code) and len(found) < 12:
            found.update(dict.fromkeys(self._codes[start][1]))
            if self._starts[start] == code:
                exact.update(dict.fromkeys(self._codes[start][1]))
            start += 1
        if exact:
            return tuple(exact)
        return tuple(found) if len(code) >= _SHORTEST_CODE else ()


def _beginning(item: Item) -> tuple[str, ...]:
    """The brand and the word behind it, where a title begins so: that word is a name, were it a colour's too."""
    title, brand = (
        tuple(stem for stem in keys(text, stems=True) if stem.isalnum()) for text in (item.title, item.brand or "")
    )
    return title[: len(brand) + 1] if brand and title[: len(brand)] == brand and len(title) > len(brand) else ()


def _compact(code: str) -> str:
    return _NOT_CODE.sub("", code.lower())
