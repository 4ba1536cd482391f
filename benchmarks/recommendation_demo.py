"""The demo shop, whose tastes are known: NDCG@10 of each system as a share of the oracle that knows them.

    python -m benchmarks.recommendation_demo [--systems popularity item_knn shopkeeper]

Every shopper's last new item is held out with all that follows it; all 1,236 items are ranked, what was seen or
dismissed is left out, ties are averaged. Searches are left out, since they tell of the next item what the oracle
does not know. The oracle (data/demo/oracle.py) is the process that the events were drawn
from. ``shopkeeper, tail 0`` is ours with its long tail left as the likelihood has it. Needs about three minutes of one
core.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import sys
from collections import defaultdict
from datetime import datetime
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
from rich.progress import Progress, TextColumn

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))  # run as a file too, not only by ``-m``

from benchmarks import report
from benchmarks.recommendation import embed
from models import encoder, metrics
from models.recommenders import registry
from models.recommenders.base import CatalogueItem, Step
from models.service.schema import ItemUpsert
from models.training import shopdata
from shop.settings import load_settings
from shop.types import Item

DEMO = Path(__file__).resolve().parent.parent / "data" / "demo"
SYSTEMS: dict[str, tuple[str, dict[str, Any]]] = {  # algorithm and options
    "popularity": ("popularity", {}),
    "item_knn": ("item_knn", {}),
    "shopkeeper": ("sequence", {}),
    "shopkeeper, tail 0": ("sequence", {"tail": 0.0}),
}


def oracle_module(folder: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("demo_oracle", folder / "oracle.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["demo_oracle"] = module
    spec.loader.exec_module(module)
    return module


def histories(folder: Path, step_types: tuple[str, ...]) -> dict[str, tuple[list[Step], str]]:
    """Each shopper's steps before the last item that was new to them, and that item."""
    events: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for line in (folder / "events.jsonl").read_text(encoding="utf-8").splitlines():
        event = json.loads(line)
        events[event["shopper_id"]].append(event)
    found = {}
    for shopper, own in events.items():
        own.sort(key=lambda event: event["ts"])
        first: dict[str, int] = {}
        for place, event in enumerate(own):
            if event["type"] in step_types:
                first.setdefault(event["item_id"], place)
        target, cut = max(first.items(), key=lambda pair: pair[1])
        steps = [
            Step(e["type"], e.get("item_id"), e.get("query"), e.get("value"), datetime.fromisoformat(e["ts"]))
            for e in own[:cut]
        ]
        found[shopper] = (steps, target)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=DEMO, metavar="FOLDER")
    parser.add_argument("--systems", nargs="+", choices=list(SYSTEMS), default=list(SYSTEMS))
    parser.add_argument("--work", type=Path, default=Path(".shopkeeper/benchmarks/recommendation"))
    parser.add_argument("--searches", action="store_true", help="let the systems read searches, unlike the oracle")
    options = parser.parse_args()
    options.work.mkdir(parents=True, exist_ok=True)
    oracle = oracle_module(options.data)
    scores = oracle.evaluate(options.data)
    lines = (options.data / "catalogue.jsonl").read_text(encoding="utf-8").splitlines()
    wires = [ItemUpsert.of(Item.model_validate_json(line)) for line in lines]
    data = shopdata.ShopData({wire.id: {"id": wire.id, "text": wire.text} for wire in wires}, [])
    vectors = embed(data, options.work)
    items = [CatalogueItem(w.id, w.title, v, w.attributes) for w, v in zip(wires, vectors, strict=True)]
    shoppers = histories(options.data, oracle.STEP_TYPES)
    if not options.searches:
        shoppers = {s: ([step for step in own if step.kind != "search"], item) for s, (own, item) in shoppers.items()}
    words = encoder.load(load_settings()).encode
    rows = []

    def row(system: str, value: float) -> None:
        rows.append({"dataset": "demo", "system": system, "metric": "ndcg@10", "value": value})
        share = {"dataset": "demo", "system": system, "metric": "ndcg@10 / oracle"}
        rows.append({**share, "value": value / scores["oracle"]})

    row("oracle", scores["oracle"])
    for system in options.systems:
        algorithm, settings = SYSTEMS[system]
        model = registry.create(algorithm, embed=words, **settings)
        with Progress(*Progress.get_default_columns(), TextColumn("{task.fields[what]}")) as bar:
            line = bar.add_task(system, total=1.0, what="")
            model.fit(
                items,
                [steps for steps, _ in shoppers.values()],
                progress=lambda what, done, line=line, bar=bar: bar.update(line, completed=done, what=what),
            )
        at = {item_id: place for place, item_id in enumerate(model.ids)}
        targets = np.array([at[target] for _, target in shoppers.values()])
        found = model.score([steps for steps, _ in shoppers.values()])
        for b, (steps, _) in enumerate(shoppers.values()):
            found[b, [at[step.item_id] for step in steps if step.item_id]] = -np.inf
        row(system, float(metrics.ndcg(metrics.places(found, targets), 10).mean()))
    report.write("recommendation_demo", rows)


if __name__ == "__main__":
    main()
