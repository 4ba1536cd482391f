"""Two versions of the recommender tried against each other: half of the shoppers get one, half the other.

    python -m models.recommenders.trial --start 4     version 4 against the current one
    python -m models.recommenders.trial [--days 14]   what came of it so far
    python -m models.recommenders.trial --stop        everyone gets the current one again

The chances p may be read every day: they account for all the readings. A pick counts as clicked when its item was
looked at, put into the cart or bought within a week of being shown.
"""

from __future__ import annotations

import argparse
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from rich.console import Console
from rich.table import Table

from models.recommenders import versions
from models.training.train_recommender import tell
from shop.errors import ShopkeeperError
from shop.settings import load_settings
from shop.shown import ShownPicks
from shop.store import Store
from shop.types import now

EFFECT = 0.01  # how far apart two versions' rates are expected to lie, chosen before any trial: one click in a hundred
console = Console()


@dataclass(frozen=True)
class Rate:
    """A share of the picks shown, and its standard error."""

    value: float
    error: float

    @classmethod
    def of(cls, shoppers: Iterable[tuple[int, int]]) -> Rate:
        """From (shown, taken) of each shopper. The shopper is what chance drew, and one's picks are alike: the error
        is that of a ratio of means over shoppers (delta method; Deng, Knoblich and Lu 2018, section 3.1)."""
        pairs = list(shoppers)
        n, shown = len(pairs), sum(shown for shown, _ in pairs)
        if not shown:
            return cls(0.0, math.inf)
        value = sum(taken for _, taken in pairs) / shown
        squares = sum((taken - value * own) ** 2 for own, taken in pairs)
        return cls(value, math.sqrt(squares * n / (n - 1)) / shown if n > 1 else math.inf)

    def chance(self, other: Rate) -> float:
        """How likely a difference this large ever comes up where there is none, two-sided: it may be read every day,
        and the trial ended as soon as it is small.

        The inverse of a likelihood ratio against normal differences of ``EFFECT``, which exceeds 1/p at any time
        with a chance of at most p (Robbins 1970; Johari et al. 2017, "Peeking at A/B tests", section 4).
        """
        variance = self.error**2 + other.error**2
        if math.isinf(variance) or self.value == other.value:
            return 1.0
        if not variance:
            return 0.0
        mixed = variance + EFFECT**2
        ratio = (EFFECT * (self.value - other.value)) ** 2 / (2 * variance * mixed) + math.log(variance / mixed) / 2
        return min(1.0, math.exp(-ratio)) if ratio < 700 else 0.0


def table(outcomes: Mapping[str, Mapping[str, tuple[int, int, int]]]) -> Table:
    """A line a version; every other one is held against the one that was shown most."""
    found = Table("version", "shoppers", "picks", "clicked", "bought")
    first: tuple[Rate, Rate] | None = None
    for model, own in sorted(outcomes.items(), key=lambda pair: -sum(shown for shown, _, _ in pair[1].values())):
        clicked = Rate.of((shown, clicks) for shown, clicks, _ in own.values())
        bought = Rate.of((shown, buys) for shown, _, buys in own.values())
        cells = [f"{100 * rate.value:.2f} % ± {196 * rate.error:.2f}" for rate in (clicked, bought)]
        if first is not None:
            cells = [
                f"{cell} (p = {rate.chance(other):.3f})"
                for cell, rate, other in zip(cells, (clicked, bought), first, strict=True)
            ]
        first = first or (clicked, bought)
        found.add_row(model, str(len(own)), str(sum(shown for shown, _, _ in own.values())), *cells)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--start", type=int, metavar="VERSION")
    parser.add_argument("--stop", action="store_true")
    parser.add_argument("--days", type=int, default=14, help="how far back the picks that are counted were shown")
    options = parser.parse_args()
    settings = load_settings()
    try:
        if options.start is not None or options.stop:
            versions.challenge(settings.state / "models" / "recommender", options.start)
            tell(settings)
        else:
            shown = ShownPicks(Store(settings.store_url))
            console.print(table(shown.outcomes(now() - timedelta(days=options.days))))
    except ShopkeeperError as error:
        raise SystemExit(f"trial: {error}") from error


if __name__ == "__main__":
    main()
