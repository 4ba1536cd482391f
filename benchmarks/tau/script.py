"""A scripted shopper: what is said next, and whether the talk ended right.

The shoppers are scripted, not played by a model, so the figures are not those of tau-bench's leaderboard.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

TIMES = 3  # that an answer of ``knows``, or ``otherwise``, is said
TURNS = 16
_ASKS = re.compile(r"\?")
_WORD = re.compile(r"\w+")
_COUNTRY = {"usa", "us", "united", "states", "of", "america"}


@dataclass
class Script:
    """One shopper in one wording. ``said`` counts the answers of ``knows`` by place; -1 is ``otherwise``."""

    messages: Sequence[str]
    knows: Sequence[Sequence[str]]
    otherwise: str
    place: int = 0
    turns: int = 0
    said: dict[int, int] = field(default_factory=dict)

    def next(self, reply: str | None) -> str | None:
        """What is said after a reply, ``None`` at the beginning; ``None`` ends the talk."""
        if self.turns >= TURNS:
            return None
        words = self._answer(reply) if reply is not None else None
        if words is None and self.place < len(self.messages):
            words, self.place = self.messages[self.place], self.place + 1
        if words is None and reply is not None and _ASKS.search(reply) and self._free(-1):
            words = self.otherwise
        if words is not None:
            self.turns += 1
        return words

    def _answer(self, reply: str) -> str | None:
        for number, (pattern, answer) in enumerate(self.knows):
            if re.search(pattern, reply, re.IGNORECASE) and self._free(number):
                return answer
        return None

    def _free(self, number: int) -> bool:
        used = self.said.get(number, 0)
        if used >= TIMES:
            return False
        self.said[number] = used + 1
        return True


@dataclass(frozen=True)
class End:
    """How a talk ended. ``wrong`` are writes that nobody wanted, ``lacking`` wanted ones that were not made."""

    wrong: tuple[Mapping[str, Any], ...] = ()
    lacking: tuple[Mapping[str, Any], ...] = ()
    unsaid: tuple[str, ...] = ()
    person: bool = True  # whether a person was called exactly where one was wanted

    @property
    def right(self) -> bool:
        return not (self.wrong or self.lacking or self.unsaid) and self.person


def judged(script: Mapping[str, Any], writes: Sequence[Mapping[str, Any]], said: str, *, person: bool) -> End:
    """``writes`` of the order server, ``said`` all of the bot's words, ``person`` whether one has the conversation."""
    left = list(writes)
    lacking = []
    for wanted in script["want"]:
        made = next((write for write in left if same(wanted, write)), None)
        if made is None:
            lacking.append(wanted)
        else:
            left.remove(made)
    unsaid = tuple(one for one in script["says"] if not re.search(one, said, re.IGNORECASE))
    return End(tuple(left), tuple(lacking), unsaid, person or not script["person"])


def same(wanted: Mapping[str, Any], write: Mapping[str, Any]) -> bool:
    """Whether a write is the wanted one: lists without their order, an address by its words."""
    return wanted.keys() == write.keys() and all(_plain(wanted[key]) == _plain(write[key]) for key in wanted)


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping) and ("address1" in value or "street" in value):
        return _words(value)
    if isinstance(value, Mapping):
        return sorted((str(old), str(new)) for old, new in value.items())
    if isinstance(value, list):
        return sorted(tuple(map(str, one)) if isinstance(one, (list, tuple)) else str(one) for one in value)
    return str(value).lstrip("#").casefold()


def _words(address: Mapping[str, str]) -> set[str]:
    told = " ".join(str(part) for name, part in address.items() if name != "name")
    return set(_WORD.findall(told.casefold())) - _COUNTRY
