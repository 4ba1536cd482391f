"""Checks of one turn: its reply, its cards, the cart, the order, who has the conversation."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from benchmarks.playing.predicates import inside, misses
from benchmarks.playing.shopper import Shopper
from dialogue.language import language_of

_HAN = re.compile(r"[\u4e00-\u9fff]")
_KANA = re.compile(r"[\u3040-\u30ff]")
_LATIN_WORD = re.compile(r"[A-Za-z]{2,}")
_TELLING = 5  # words from which on a reply tells its language


@dataclass
class Turn:
    """What a shopper saw of a turn. ``cards`` are item ids; ``lists`` those of all turns so far, this one included."""

    text: str
    cards: list[str]
    tables: str  # comparison, order and cart data, as JSON
    sources: str
    lists: list[list[str]] = field(default_factory=list)


class Judge:
    def __init__(self, shopper: Shopper) -> None:
        self._shopper = shopper

    def faults(self, expect: Any, turn: Turn) -> list[str]:
        """What is wrong with the turn; a list of expectations means that one of them must hold."""
        if isinstance(expect, list):
            tries = [self.faults(one, turn) for one in expect]
            return [] if not all(tries) else [" OR ".join("; ".join(one) for one in tries)]
        return [fault for key, value in expect.items() for fault in self._check(key, value, turn)]

    def _check(self, key: str, value: Any, turn: Turn) -> list[str]:
        read = f"{turn.text}\n{turn.tables}"
        match key:
            case "cards":
                return list(self._cards(value, turn))
            case "says":
                return [f"does not say /{one}/" for one in _listed(value) if not _found(one, read)]
            case "says_any":
                return [] if any(_found(one, read) for one in _listed(value)) else [f"says none of {value}"]
            case "never":
                return [f"says /{one}/" for one in _listed(value) if _found(one, turn.text)]
            case "cart":
                return self._cart(value, self._shopper.cart()["lines"])
            case "cart_total":
                total = float(self._shopper.cart()["total"])
                return [] if inside(total, value) else [f"total {total}"]
            case "owner":
                owner = self._shopper.owner()
                return [] if owner in _listed(value) else [f"owner is {owner}"]
            case "sources":
                return [] if _found(value, turn.sources) else [f"sources: {turn.sources or 'none'}"]
            case "order":
                status = self._shopper.order_status(value["number"])
                return [] if status in _listed(value["status"]) else [f"order {value['number']} is {status}"]
        raise ValueError(f"unknown check {key!r}")

    def _cards(self, wanted: Mapping[str, Any], turn: Turn) -> Sequence[str]:
        needed = {"all", "any", "first", "among"} & wanted.keys()
        low, high = wanted.get("count") or [1 if needed else 0, None]
        items = [self._shopper.item(one) for one in turn.cards]
        found = [] if inside(len(items), [low, high]) else [f"{len(items)} cards"]
        for item in items:
            if bad := misses(item, wanted.get("all", {})):
                found.append(f"{item['title']}: {', '.join(bad)}")
            if "none" in wanted and not misses(item, wanted["none"]):
                found.append(f"{item['title']} is {wanted['none']}")
        if items and "first" in wanted and (bad := misses(items[0], wanted["first"])):
            found.append(f"first, {items[0]['title']}: {', '.join(bad)}")
        if items and "any" in wanted and all(misses(item, wanted["any"]) for item in items):
            found.append(f"none is {wanted['any']}")
        for key, is_in in (("among", True), ("not_among", False)):
            if key in wanted:
                before = turn.lists[wanted[key] - 1]
                found += [f"{one} against {key}" for one in turn.cards if (one in before) is not is_in]
        return found

    def _cart(self, wanted: Sequence[Mapping[str, Any]], lines: Sequence[Mapping[str, Any]]) -> list[str]:
        left = list(lines)
        for want in wanted:
            line = next((line for line in left if self._is(line, want)), None)
            if line is None:
                held = [
                    (one["quantity"], self._shopper.item(one["item_id"])["title"], one.get("options")) for one in lines
                ]
                return [f"cart: {held}, wanted {want}"]
            left.remove(line)
        return [f"cart holds more: {[self._shopper.item(line['item_id'])['title'] for line in left]}"] if left else []

    def _is(self, line: Mapping[str, Any], want: Mapping[str, Any]) -> bool:
        if line["quantity"] != want.get("quantity", 1) or misses(
            self._shopper.item(line["item_id"]), want.get("item", {})
        ):
            return False
        return _folded(want.get("options")).items() <= _folded(line.get("options")).items()

    def is_in(self, language: str, text: str) -> bool:
        """Whether a reply is in a language ("zh", "de"), titles aside; one that is only titles is in any."""
        if language == "zh":
            return not self.not_chinese(text)
        rest = self._untitled(text)
        if language == "ja":
            return bool(_KANA.search(rest)) or not _HAN.search(rest + " ")
        return len(_LATIN_WORD.findall(rest)) < _TELLING or language_of(rest, language).split("-")[0] == language

    def _untitled(self, text: str) -> str:
        for title in self._shopper.titles:
            text = text.replace(title, "")
        return text

    def not_chinese(self, text: str) -> list[str]:
        """Where Latin words outweigh Chinese characters, titles aside."""
        text = self._untitled(text)
        latin, han = len(_LATIN_WORD.findall(text)), len(_HAN.findall(text))
        return [] if han and latin <= han / 2 else ["the reply is not Chinese"]


def _folded(options: Mapping[str, Any] | None) -> dict[str, str]:
    return {name.casefold(): str(value).casefold() for name, value in (options or {}).items()}


def _found(pattern: str, text: str) -> bool:
    return re.search(pattern, text, re.IGNORECASE) is not None


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
