"""The oracle of the demo shop: p(next item | latent taste, what was seen so far), by which its events were drawn.

    python data/demo/oracle.py                      NDCG@10 of the oracle and of popularity on the last item, held out
    python data/demo/oracle.py --sequences FOLDER   sequences.txt and items.jsonl for benchmarks/recommendation.py

With c the category of the last item seen, N the items not yet seen, and u the shopper's latent taste:

    p(i | u, c) = (1 - noise) · p(category(i) | u, c) · softmax_{j in category(i), N} s(u, j) at i  +  noise / |N|
    p(d | u, c) = stay · [d = c] + move · moves[c][d] + jump · interests_u[d]      stay, move differ after a purchase
    s(u, i)     = appeal + brand + colour - ((price rank - level) / width)² / 2 - misfit

Frozen: recommenders are measured against it.
"""

from __future__ import annotations

import argparse
import json
import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

HERE = Path(__file__).resolve().parent
STEP_TYPES = ("view", "cart", "purchase", "rating")  # the events that mean an item was looked at


@dataclass(frozen=True)
class State:
    """What the next step depends on: the last item seen, whether it was bought, and all that must not come again."""

    last: str | None = None
    bought: bool = False
    seen: frozenset[str] = frozenset()


class Oracle:
    """``items`` are the catalogue's lines in order, ``latent`` is latent.json. Probabilities have shape (N,)."""

    def __init__(self, items: Sequence[Mapping[str, Any]], latent: Mapping[str, Any]) -> None:
        self.ids = [item["id"] for item in items]
        self.row = {ident: row for row, ident in enumerate(self.ids)}
        self.parameters: dict[str, float] = latent["parameters"]
        self.shoppers: dict[str, dict[str, Any]] = latent["shoppers"]
        self._moves: dict[str, dict[str, float]] = latent["moves"]
        self._items = items
        self._categories = [item["category"] for item in items]
        self._rows: dict[str, NDArray[np.int64]] = {}
        for category in dict.fromkeys(self._categories):
            self._rows[category] = np.array([row for row, other in enumerate(self._categories) if other == category])
        self._appeal = np.array([latent["appeal"][ident] for ident in self.ids])
        self._rank = np.zeros(len(items))
        prices = np.array([float(item["price"]) for item in items])
        for rows in self._rows.values():  # 0 the cheapest of its category, 1 the dearest
            self._rank[rows[np.argsort(prices[rows], kind="stable")]] = np.linspace(0, 1, len(rows))
        self._scores: dict[str, NDArray[np.float64]] = {}

    @classmethod
    def load(cls, folder: Path = HERE) -> Oracle:
        return cls(read(folder / "catalogue.jsonl"), json.loads((folder / "latent.json").read_text()))

    def scores(self, shopper: str) -> NDArray[np.float64]:
        """s(u, i) of all items."""
        if shopper not in self._scores:
            taste, weight = self.shoppers[shopper], self.parameters
            scores = weight["appeal"] * self._appeal
            scores -= ((self._rank - taste["price"]) / weight["price_width"]) ** 2 / 2
            brands, colours, fit = taste["brands"], set(taste["colours"]), taste["fit"]
            for row, item in enumerate(self._items):
                scores[row] += weight["brand"] * brands.get(item["brand"], 0.0)
                if colours.intersection(item.get("colours", ())):
                    scores[row] += weight["colour"]
                theirs = item.get("attributes", {}).get("fit")
                if fit and theirs in ("women's", "men's") and theirs != fit:
                    scores[row] -= weight["misfit"]
            self._scores[shopper] = scores
        return self._scores[shopper]

    def categories(self, shopper: str, state: State) -> dict[str, float]:
        """p(category | u, c)."""
        interests = self.shoppers[shopper]["interests"]
        if state.last is None:
            return dict(interests)
        weight, last = self.parameters, self._categories[self.row[state.last]]
        stay = weight["stay_bought"] if state.bought else weight["stay"]
        move = weight["move_bought"] if state.bought else weight["move"]
        chances: dict[str, float] = defaultdict(float)
        chances[last] += stay
        for category, share in self._moves[last].items():
            chances[category] += move * share
        for category, share in interests.items():
            chances[category] += (1 - stay - move) * share
        return dict(chances)

    def probabilities(self, shopper: str, state: State) -> NDArray[np.float64]:
        """p(i | u, c) of all items, shape (N,), summing to 1; zero where already seen."""
        scores = self.scores(shopper)
        unseen = np.ones(len(self.ids), dtype=bool)
        unseen[[self.row[ident] for ident in state.seen]] = False
        result = np.zeros(len(self.ids))
        for category, chance in self.categories(shopper, state).items():
            rows = self._rows[category][unseen[self._rows[category]]]
            if len(rows):
                weights = np.exp(scores[rows] - scores[rows].max())
                result[rows] += chance * weights / weights.sum()
        result /= result.sum()
        noise = self.parameters["noise"]
        return (1 - noise) * result + noise * unseen / unseen.sum()


# ── held-out evaluation ───────────────────────────────────────────────────────────────────────


def read(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text().splitlines()]


def sequences(events: Iterable[Mapping[str, Any]]) -> dict[str, list[tuple[str, bool]]]:
    """Shopper → (item, whether it was bought before the next new item), oldest first, each item once."""
    found: dict[str, list[tuple[str, bool]]] = defaultdict(list)
    known: dict[str, set[str]] = defaultdict(set)
    for event in sorted(events, key=lambda event: event["ts"]):
        if event["type"] not in STEP_TYPES:
            continue
        shopper, item = event["shopper_id"], event["item_id"]
        if item not in known[shopper]:
            known[shopper].add(item)
            found[shopper].append((item, False))
        if event["type"] == "purchase" and found[shopper][-1][0] == item:
            found[shopper][-1] = (item, True)
    return dict(found)


def ndcg(scores: NDArray[np.float64], target: int, k: int = 10) -> float:
    """NDCG@k with one relevant item; a tie counts at its average rank."""
    rank = float((scores > scores[target]).sum()) + float((scores == scores[target]).sum() - 1) / 2
    return 1 / math.log2(rank + 2) if rank < k else 0.0


def evaluate(folder: Path = HERE, k: int = 10) -> dict[str, float]:
    """NDCG@k of the oracle and of popularity for each shopper's last new item, all others as history."""
    oracle = Oracle.load(folder)
    steps = sequences(read(folder / "events.jsonl"))
    counts = Counter(item for own in steps.values() for item, _ in own[:-1])
    popularity = np.array([float(counts[ident]) for ident in oracle.ids])
    gains: dict[str, list[float]] = {"oracle": [], "popularity": []}
    dismissed: dict[str, set[str]] = defaultdict(set)
    for event in read(folder / "events.jsonl"):
        if event["type"] == "dismiss":
            dismissed[event["shopper_id"]].add(event["item_id"])
    for shopper, own in steps.items():
        *history, (target, _) = own
        seen = frozenset({item for item, _ in history} | dismissed[shopper])
        last, bought = history[-1]
        row = oracle.row[target]
        gains["oracle"].append(ndcg(oracle.probabilities(shopper, State(last, bought, seen)), row, k))
        masked = popularity.copy()
        masked[[oracle.row[item] for item in seen]] = -1
        gains["popularity"].append(ndcg(masked, row, k))
    return {name: sum(values) / len(values) for name, values in gains.items()}


def export(folder: Path, out: Path) -> None:
    """``sequences.txt`` and ``items.jsonl`` as benchmarks/recommendation.py reads them."""
    out.mkdir(parents=True, exist_ok=True)
    lines = [
        " ".join([shopper, *(item for item, _ in own)])
        for shopper, own in sequences(read(folder / "events.jsonl")).items()
    ]
    (out / "sequences.txt").write_text("\n".join(lines) + "\n")
    (out / "items.jsonl").write_text((folder / "catalogue.jsonl").read_text())


def main() -> None:
    parser = argparse.ArgumentParser(description="The demo shop's oracle against popularity.")
    parser.add_argument("--data", type=Path, default=HERE, help="folder of the demo shop")
    parser.add_argument("--sequences", type=Path, help="write sequences.txt and items.jsonl into this folder")
    options = parser.parse_args()
    if options.sequences:
        export(options.data, options.sequences)
    for name, value in evaluate(options.data).items():
        print(f"{name:12} NDCG@10 {value:.4f}")


if __name__ == "__main__":
    main()
