"""How long one recommendation takes, and how many shoppers a second a batch serves, over a catalogue of 20,000 items.

    python -m benchmarks.recommendation_latency [--items 20000] [--threads 2]

One recommendation: the profile read from the shop store (SQLite), 20 picks, two reasons each. Shoppers have 1 to
50 events, 15 on average. The catalogue and the shoppers are drawn at random by a seed, and the sequence model is
fitted for one epoch: its speed does not depend on what it learnt.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import torch

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))  # run as a file too, not only by ``-m``

from benchmarks import report
from models.recommenders import registry
from models.recommenders.base import CatalogueItem, Step
from models.recommenders.history import merge
from models.recommenders.ranker import Ranker
from shop.catalogue import Catalogue
from shop.profiles import Profiles
from shop.shoppers import Shoppers
from shop.store import Store
from shop.types import Event, Item

START = datetime(2026, 1, 1, tzinfo=UTC)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--items", type=int, default=20_000)
    parser.add_argument("--shoppers", type=int, default=300)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    random = np.random.default_rng(options.seed)
    vectors = random.standard_normal((options.items, 384)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    items = [
        CatalogueItem(str(n), f"thing {n}", vectors[n], {"brand": f"b{n % 300}", "category": f"c{n % 80}"})
        for n in range(options.items)
    ]
    model = registry.create("sequence", training={"epochs": 1, "evaluate": 256})
    assert isinstance(model, Ranker)
    lengths = np.clip(random.geometric(1 / 15, 3000), 1, 50)
    histories = [[Step("view", str(random.integers(options.items))) for _ in range(n)] for n in lengths]
    model.fit(items, histories[:600])
    rows = []

    def row(metric: str, value: float) -> None:
        rows.append({"dataset": f"{options.items} items", "system": "shopkeeper", "metric": metric, "value": value})

    with tempfile.TemporaryDirectory() as folder:
        store = Store(f"sqlite:///{Path(folder) / 'shop.db'}")
        store.migrate()
        Catalogue(store).upsert(Item(id=item.id, title=item.title, stock=1) for item in items)
        profiles, shoppers = Profiles(store), Shoppers(store)
        known = [shoppers.anonymous() for _ in range(options.shoppers)]
        for shopper, history in zip(known, histories, strict=False):
            events = [
                Event(type="view", item_id=step.item_id, ts=START + timedelta(minutes=place))
                for place, step in enumerate(history)
            ]
            profiles.record(shopper, events)
        for reasons in (0, 2):
            times = []
            for shopper in known:
                began = time.perf_counter()
                profile = profiles.profile(shopper)
                history = merge(profile.events, profile.tastes)
                model.recommend(history, 20, adventurous=0.3, reasons=reasons)
                times.append(1000 * (time.perf_counter() - began))
            name = "with reasons" if reasons else "without reasons"
            row(f"p50 ms, {name}", float(np.percentile(times[20:], 50)))
            row(f"p95 ms, {name}", float(np.percentile(times[20:], 95)))
        store.close()
    began = time.perf_counter()
    model.recommend_many(histories[:2048], 20)
    row("shoppers a second, batch", 2048 / (time.perf_counter() - began))
    report.write("recommendation_latency", rows)


if __name__ == "__main__":
    main()
