"""What each stage of the encoder's tuning gains or loses on a shop's own searches.

    python -m benchmarks.encoder_tuning [--words 200] [--meanings 400] [--seeds 0]

LoRA adapters as ``models.training.train_encoder`` makes them, on the shop of the settings (the demo shop, once it is
set up). Systems: ``base``, then masked words and next sentences (``words``), then what belongs together after them
(``words, meanings``), and this last stage alone (``meanings``). Rows: recall@10 and the mean reciprocal rank of the
searches of a fifth of the shoppers, held out of all stages, over all items; ``gain``: recall@10 less the base's.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from rich.progress import Progress

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))  # run as a file too, not only by ``-m``

from benchmarks.report import write
from models.training.encoder_data import Corpus, from_store
from models.training.encoder_loop import Plan
from models.training.train_encoder import tune
from shop.errors import ShopkeeperError
from shop.settings import Settings, load_settings
from shop.store import Store

Measured = dict[str, dict[str, float]]  # system → metric → value


def measure(settings: Settings, corpus: Corpus, plan: Plan) -> Measured:
    """Both ways to the last stage, with one seed; nothing is kept of the adapters."""
    with Progress() as bar, tempfile.TemporaryDirectory() as folder:
        line = bar.add_task("", total=1.0)

        def told(what: str, done: float) -> None:
            bar.update(line, completed=done, description=what)

        both = tune(settings, corpus, plan, Path(folder) / "both", told)
        alone = tune(settings, corpus, replace(plan, words=0), Path(folder) / "alone", told)
    found = {
        "base": both["base"],
        "words": both["words"],
        "words, meanings": both["meanings"],
        "meanings": alone["meanings"],
    }
    base = found["base"]["recall@10"]
    return {
        system: {"recall@10": one["recall@10"], "mrr": one["mrr"], "gain": one["recall@10"] - base}
        for system, one in found.items()
    }


def rows(measured: Sequence[Measured], dataset: str) -> list[dict[str, Any]]:
    """The mean over seeds, and their deviation."""
    values: dict[tuple[str, str], list[float]] = defaultdict(list)
    for one in measured:
        for system, metrics in one.items():
            for metric, value in metrics.items():
                values[system, metric].append(value)
    return [
        {
            "dataset": dataset,
            "system": system,
            "metric": metric,
            "value": float(np.mean(found)),
            "std": float(np.std(found)),
            "seeds": len(found),
        }
        for (system, metric), found in values.items()
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--words", type=int, default=200, help="steps of the first stage")
    parser.add_argument("--meanings", type=int, default=Plan.meanings, help="steps of the second")
    parser.add_argument("--minutes", type=float, default=Plan.minutes, help="of each stage at most")
    parser.add_argument("--seeds", type=int, nargs="+", default=[0])
    options = parser.parse_args()
    if min(options.words, options.meanings) < 1:
        parser.error("each stage needs a step at least")
    settings = load_settings()
    plan = Plan(words=options.words, meanings=options.meanings, minutes=options.minutes)
    try:
        corpus = from_store(Store(settings.store_url))
        print(f"{len(corpus.shelf)} items, {len(corpus.pairs)} pairs, {len(corpus.held)} searches held out", flush=True)
        found = [measure(settings, corpus, replace(plan, seed=seed)) for seed in options.seeds]
    except ShopkeeperError as error:
        sys.exit(f"encoder_tuning: {error}")
    write("encoder_tuning", rows(found, "demo"))


if __name__ == "__main__":
    main()
