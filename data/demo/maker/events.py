"""What the shoppers did over nine months: views by the oracle's probabilities, and what came of them.

Frozen: recommenders are measured on it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import numpy as np
from numpy.typing import NDArray
from oracle import Oracle, State

from maker.items import Made
from maker.shoppers import Person
from maker.words import search_words

REFERENCE = datetime(2026, 11, 1, 12, tzinfo=UTC)  # "today" in the files
DAYS = 270
MOST_EVENTS = 80


@dataclass
class Walk:
    """One shopper's way through the shop. ``baskets`` are what was bought together: (when, item ids)."""

    person: Person
    events: list[dict[str, Any]] = field(default_factory=list)
    baskets: list[tuple[datetime, list[str]]] = field(default_factory=list)

    def add(self, kind: str, when: datetime, item: str | None = None, **extra: object) -> None:
        event: dict[str, Any] = {"shopper_id": self.person.id, "type": kind}
        if item is not None:
            event["item_id"] = item
        self.events.append(event | extra | {"ts": when})


def make_walks(
    seed: int, people: list[Person], made: list[Made], oracle: Oracle, progress: Callable[[int], None]
) -> list[Walk]:
    walks = []
    for person in people:
        walks.append(_Walker(Random(f"{seed}:events:{person.id}"), person, made, oracle).walk())
        progress(1)
    return walks


class _Walker:
    def __init__(self, r: Random, person: Person, made: list[Made], oracle: Oracle) -> None:
        self.r, self.person, self.made, self.oracle = r, person, made, oracle
        self.scores = oracle.scores(person.id)
        self.spread = float(np.std(self.scores)) or 1.0
        self.out = Walk(person)
        self.state = State()

    def walk(self) -> Walk:
        forced = [age for age, _ in self.person.persona["orders"]] if self.person.persona else []
        steps = 34 if forced else min(44, max(17, int(self.r.lognormvariate(3.38, 0.32))))
        views: list[int] = []
        while sum(views) < steps:
            views.append(self.r.randint(2, 5))
        for number, age in enumerate(self._ages(len(views), forced)):
            when = (REFERENCE - timedelta(days=age)).replace(microsecond=0)
            self._session(when if age in forced else _by_day(when), age in forced, views[number])
            if len(self.out.events) >= MOST_EVENTS - 12:
                break
        self.out.events.sort(key=lambda event: event["ts"])
        return self.out

    def _ages(self, sessions: int, forced: list[float]) -> list[float]:
        """Days before the reference date, oldest first; most shoppers have been here within the last weeks."""
        newest = max(forced) + 1 if forced else min(60.0, self.r.expovariate(1 / 9) + 0.05)
        slots: set[int] = set()  # half days, so that no two sessions overlap
        while len(slots) < sessions - (len(forced) or 1):
            slots.add(int((newest + 0.5 + (DAYS - newest) * self.r.random() ** 1.4) * 2) + 1)
        ages = [(slot + 0.6 * self.r.random()) / 2 for slot in slots]
        return sorted(ages + (forced or [newest]), reverse=True)

    def _session(self, when: datetime, must_buy: bool, views: int) -> None:
        r, basket = self.r, []
        for _ in range(views):
            chances = self.oracle.probabilities(self.person.id, self.state)
            row = _draw(r, chances)
            item = self.made[row].item
            if r.random() < 0.22:
                self.out.add("search", when, query=search_words(r, self.made[row], self.person.taste["colours"]))
                when += timedelta(seconds=r.randint(8, 40))
            self.out.add("view", when, item.id)
            when += timedelta(seconds=r.randint(20, 260))
            match = 1 / (1 + np.exp(-float(self.scores[row] - self.scores.mean()) / self.spread))
            bought = False
            if item.in_stock and r.random() < 0.36 * match**1.5:
                self.out.add("cart", when, item.id, value=1.0)
                when += timedelta(seconds=r.randint(15, 120))
                if r.random() < 0.55:
                    bought = True
                    basket.append(item.id)
            self.state = State(item.id, bought, self.state.seen | {item.id})
            if bought:  # so that the step after it is drawn as after a purchase, as the oracle sees it
                self.out.add("purchase", when, item.id, value=1.0)
                when += timedelta(seconds=r.randint(10, 60))
                self._rate(item.id, row, when)
            if r.random() < 0.03:
                self._dismiss(when)
                when += timedelta(seconds=r.randint(5, 30))
        if must_buy and not basket:  # the best that they have seen and not bought
            self._fallback(basket, when)
        self._again(basket, when)
        if basket:
            self.out.baskets.append((when, basket))

    def _rate(self, item: str, row: int, when: datetime) -> None:
        moment = when + timedelta(minutes=self.r.randint(5 * 1440, 16 * 1440))
        if self.r.random() < 0.45 and moment < REFERENCE:
            liking = 4.1 + 0.4 * self.made[row].appeal + self.r.gauss(0, 0.8)
            self.out.add("rating", moment, item, value=float(min(5, max(1, round(liking)))))

    def _dismiss(self, when: datetime) -> None:
        """Something that was put before them and is not theirs: among the least liked of a category they care for."""
        interests = self.person.taste["interests"]
        rows = [
            row
            for row, made in enumerate(self.made)
            if made.kind.leaf in interests and made.item.id not in self.state.seen
        ]
        rows.sort(key=lambda row: (self.scores[row], row))
        item = self.made[self.r.choice(rows[:40])].item.id
        self.out.add("dismiss", when, item)
        self.state = State(self.state.last, self.state.bought, self.state.seen | {item})

    def _fallback(self, basket: list[str], when: datetime) -> None:
        bought = {event["item_id"] for event in self.out.events if event["type"] == "purchase"}
        seen = {event["item_id"] for event in self.out.events if event["type"] == "view"} - bought
        rows = [self.oracle.row[item] for item in seen if self.made[self.oracle.row[item]].item.in_stock]
        best = self.made[max(rows, key=lambda row: (self.scores[row], row))].item.id
        self.out.add("purchase", when, best, value=1.0)
        basket.append(best)
        if best == self.state.last:
            self.state = State(best, True, self.state.seen)

    def _again(self, basket: list[str], when: datetime) -> None:
        """What is used up is bought again after three weeks or more."""
        for event in list(self.out.events):
            if event["type"] != "purchase" or event["item_id"] in basket or when - event["ts"] < timedelta(days=21):
                continue
            item = self.made[self.oracle.row[event["item_id"]]].item
            if item.consumable and item.in_stock and self.r.random() < 0.14:
                self.out.add("purchase", when, item.id, value=float(self.r.randint(1, 2)))
                basket.append(item.id)


def _by_day(when: datetime) -> datetime:
    """The day's 24 hours drawn together to those from 7 to 22, in the same order; the last morning stays."""
    if when.date() == REFERENCE.date():
        return when
    midnight = when.replace(hour=0, minute=0, second=0)
    return midnight + timedelta(hours=7, seconds=int((when - midnight).total_seconds() * 15 / 24))


def _draw(r: Random, chances: NDArray[np.float64]) -> int:
    reached = np.cumsum(chances)
    return int(np.searchsorted(reached, r.random() * reached[-1], side="right"))
