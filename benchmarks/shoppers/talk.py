"""One shopper's talk with the bot, from the first line to the goal or to the end of their patience."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from benchmarks.shoppers.goals import SCRIPTS, Goal
from benchmarks.shoppers.seen import Seen
from benchmarks.shoppers.style import typed

Templates = dict[str, list[str]]  # what is said → its wordings, in one language
PATIENCE = 16  # turns
OPTIONS = 2  # an item has a colour and a size at most


def templates(name: str) -> dict[str, Templates]:
    """The wordings of ``benchmarks/shoppers/<name>.yml``, by language."""
    found: dict[str, Templates] = yaml.safe_load(Path(__file__).with_name(f"{name}.yml").read_text(encoding="utf-8"))
    return found


@dataclass
class Talk:
    """``mumbled`` are the places of the lines that say nothing."""

    goal: Goal
    mumbled: set[int] = field(default_factory=set)
    lines: list[str] = field(default_factory=list)
    seen: list[Seen] = field(default_factory=list)
    reached: bool = False

    @property
    def fallbacks(self) -> int:
        """Turns not understood, of those that said something the shop serves."""
        aside = {0} if self.goal.kind == "out of scope" else set()
        return sum(one.fell_back for place, one in enumerate(self.seen) if place not in aside | self.mumbled)

    @property
    def loops(self) -> int:
        """Turns in which the bot says word for word what it said in the turn before."""
        return sum(
            bool(one.text) and one.text == before.text for before, one in zip(self.seen, self.seen[1:], strict=False)
        )


class Speaker:
    """``said`` words the lines; ``say`` sends one and gives what came back; ``in_cart``: whether it holds anything."""

    def __init__(
        self,
        goal: Goal,
        said: Templates,
        say: Callable[[str], Seen],
        in_cart: Callable[[], bool],
        chance: random.Random,
    ) -> None:
        self._goal, self._say, self._in_cart, self._chance = goal, say, in_cart, chance
        self._templates = said
        self._talk = Talk(goal)
        self._temper = goal.temper

    def speak(self) -> Talk:
        for step in SCRIPTS[self._goal.kind]:
            seen = self._line(step, opening=True)
            if self._goal.kind == "another topic" and step == "return_bare":
                continue  # the form's question stays unanswered
            for _ in range(OPTIONS):
                if step == "add" and seen.quick and not self._in_cart():
                    seen = self._typed(seen.quick[0])  # "which size?" and the sizes on the buttons
            while seen.loop and seen.asked and self._knows(seen.asked) and len(self._talk.lines) < PATIENCE:
                seen = self._answer(seen.asked)
        return self._talk

    def _knows(self, asked: str) -> bool:
        """Whoever asks what delivery costs has no order number to give."""
        return asked != "order_number" or bool(self._goal.values["number"])

    def _answer(self, asked: str) -> Seen:
        """What a form asks for is given, once with something else before it where the temper is so."""
        if self._temper in ("aside", "mumble"):
            temper, self._temper = self._temper, "plain"
            return self._line(temper)
        if asked == "confirmed" and self._temper in ("refuse", "other"):
            temper, self._temper = self._temper, "plain"
            return self._line(temper)
        if asked == "lines" and self._temper == "other":
            return self._line("lines", title=self._goal.other)
        key = {"address": "address_to", "new_address": "address_to"}.get(asked, asked)
        return self._line(key)

    def _line(self, key: str, *, opening: bool = False, **values: Any) -> Seen:
        template = self._chance.choice(self._templates[key])
        text = template.format(**{**self._goal.values, **values})
        if key == "mumble":
            self._talk.mumbled.add(len(self._talk.lines))
        return self._typed(typed(text, self._goal.style, self._goal.language, self._chance, opening=opening))

    def _typed(self, text: str) -> Seen:
        seen = self._say(text)
        self._talk.lines.append(text)
        self._talk.seen.append(seen)
        return seen
