"""Recommendation, leave-one-out, full ranking: ours beside popularity, the transition kNN and an id-only Transformer.

    python -m benchmarks.recommendation --data FOLDER [FOLDER …] [--seeds 0 1 2]

A folder holds ``sequences.txt`` (a line ``user item item …``, oldest first) and ``items.jsonl``. The last item of a
sequence is the test, the one before validates, the rest trains; who has fewer than three is left out. All items are
ranked, the history masked, ties averaged; item ids are re-mapped at random before anything else, by the seed. An item
is read by whatever text fields it has; one without a row in ``items.jsonl`` has none. ``rare``: targets with five or
fewer training interactions; ``unseen``: a fit of its own with 5 % of the items taken out of all training sequences,
judged where the target is one of them; without such a target the value is null. Each finished piece is kept in
``--work``: a second start goes on from there, a killed training from its last epoch. A fit on 22,000 shoppers and
12,000 items takes about 6 minutes of one core, the id-only model's about 7.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rich.progress import Progress, TextColumn, TimeElapsedColumn

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))  # run as a file too, not only by ``-m``

from benchmarks import report
from models import encoder, metrics
from models.recommenders import registry
from models.recommenders.base import CatalogueItem, Recommender, Step
from models.training import shopdata
from shop.errors import BadInput, NotFound
from shop.settings import load_settings

RARE = 5
UNSEEN = 0.05
WORK = Path(".shopkeeper/benchmarks/recommendation")
SYSTEMS: dict[str, Callable[[int], Recommender]] = {
    "popularity": lambda seed: registry.create("popularity"),
    "knn": lambda seed: registry.create("item_knn", temperature=1e9, prior=0.0),  # its transitions alone
    "id_only": lambda seed: registry.create(  # as good as it gets: on the validation parts more helped no further
        "sequence",
        use_text=False,
        use_blend=False,
        refresh=False,
        network={"item_dropout": 0.0},
        training={"seed": seed, "epochs": 40, "patience": 4},
    ),
    # rare targets are judged by themselves here: the tail counts more than a shop would have it
    "shopkeeper": lambda seed: registry.create("sequence", refresh=False, tail=4.0, training={"seed": seed}),
}
VALIDATES_ITSELF = ("id_only", "shopkeeper")  # these hold the validation item out themselves; others never see it


@dataclass(frozen=True)
class Task:
    """Items re-mapped at random, and each shopper's history of them, oldest first."""

    name: str
    items: list[CatalogueItem]
    histories: list[list[Step]]

    @classmethod
    def read(cls, folder: Path, seed: int, vectors: NDArray[np.float32], data: shopdata.ShopData) -> Task:
        old = list(data.records)
        order = np.random.default_rng(seed).permutation(len(old))
        new = {old[place]: str(number) for number, place in enumerate(order)}
        items = [
            CatalogueItem(str(number), "", vectors[place], shopdata.attributes(data.records[old[place]]))
            for number, place in enumerate(order)
        ]
        histories = [[Step("purchase", new[item]) for item in sequence] for sequence in data.sequences]
        histories = [history for history in histories if len(history) >= 3]
        if not histories:
            raise BadInput(f"{folder / 'sequences.txt'}: no line has three items: one to train, validate and test each")
        return cls(folder.resolve().name, items, histories)


def embed(data: shopdata.ShopData, work: Path) -> NDArray[np.float32]:
    """Vectors of the items' texts in the order of the records, (N, d); embedded once and kept.

    What has no text gets the mean of the others: it is near to nothing, least of all to what has none either.
    """
    settings = load_settings()
    texts = shopdata.texts(list(data.records.values()))
    digest = hashlib.sha256("\0".join([settings.encoder.model, *texts]).encode()).hexdigest()[:16]
    file = work / f"vectors-{digest}.npy"
    if not file.exists():
        model = encoder.load(settings)
        parts = []
        with Progress(*Progress.get_default_columns(), TimeElapsedColumn()) as bar:
            for first in bar.track(range(0, len(texts), 256), description="embedding the items' texts"):
                parts.append(model.encode(texts[first : first + 256]))
        np.save(file, np.concatenate(parts))
    vectors: NDArray[np.float32] = np.load(file)
    told = np.array([bool(text) for text in texts])
    vectors[~told] = vectors[told].mean(axis=0) if told.any() else 0.0
    return vectors


def evaluate(model: Recommender, histories: Sequence[list[Step]], wanted: NDArray[np.bool_]) -> dict[str, Any]:
    """Places of the last items of the ``wanted`` histories, given what came before: above, tied, target's row."""
    at = {item_id: row for row, item_id in enumerate(model.ids)}
    chosen = [history for history, is_wanted in zip(histories, wanted, strict=True) if is_wanted]
    parts, targets = [], []
    for first in range(0, len(chosen), 256):
        part = chosen[first : first + 256]
        scores = model.score([history[:-1] for history in part])
        target = np.array([at[str(history[-1].item_id)] for history in part])
        for b, history in enumerate(part):
            masked = [at[str(step.item_id)] for step in history[:-1]]
            scores[b, [row for row in masked if row != target[b]]] = -np.inf
        parts.append(metrics.places(scores, target))
        targets.append(target)
    if not chosen:
        nothing = np.zeros(0, np.int64)
        return {"place": metrics.Place(nothing, nothing), "target": nothing}
    return {"place": metrics.join(parts), "target": np.concatenate(targets)}


def measure(
    task: Task, system: str, seed: int, unseen: bool, folder: Path, tell: Callable[[str, float], None]
) -> dict[str, float | None]:
    """Fit one system and judge it; the metrics of one piece of the table."""
    train = [history[:-1] if system in VALIDATES_ITSELF else history[:-2] for history in task.histories]
    out: set[str] = set()
    if unseen:
        draw = np.random.default_rng((seed, 5)).permutation(len(task.items))[: round(UNSEEN * len(task.items))]
        out = {task.items[place].id for place in draw}
        train = [[step for step in history if step.item_id not in out] for history in train]
    model = SYSTEMS[system](seed)
    if hasattr(model, "checkpoints"):
        model.checkpoints = folder / "checkpoints"
    began = time.process_time()
    model.fit(task.items, train, progress=tell)
    spent = time.process_time() - began
    measured: dict[str, float] = getattr(model, "metrics", {})
    found: dict[str, float | None] = {"fit_cpu_minutes": max(spent, measured.get("training seconds", 0.0)) / 60}
    if unseen:
        wanted = np.array([history[-1].item_id in out for history in task.histories])
        place = evaluate(model, task.histories, wanted)["place"]
        return {"ndcg@10/unseen": mean(metrics.ndcg(place, 10)), "hr@10/unseen": mean(metrics.hit_rate(place, 10))}
    counts = np.zeros(len(task.items))
    for history in task.histories:
        for step in history[:-2]:
            counts[int(str(step.item_id))] += 1
    judged = evaluate(model, task.histories, np.ones(len(task.histories), bool))
    place = judged["place"]
    rare = counts[judged["target"]] <= RARE
    for k in (5, 10):
        found |= {f"ndcg@{k}": mean(metrics.ndcg(place, k)), f"hr@{k}": mean(metrics.hit_rate(place, k))}
    found["ndcg@10/rare"] = mean(metrics.ndcg(place, 10)[rare])
    return found


def mean(values: NDArray[np.float64]) -> float | None:
    """None where there is nothing to judge, no rare target for one."""
    return float(values.mean()) if len(values) else None


def claim(place: Path, folder: Path) -> None:
    """Make ``place`` the one of this data. Raises :class:`BadInput` where it holds what was measured on other data."""
    parts = [(folder / name).read_bytes() for name in ("items.jsonl", "sequences.txt")]
    digest, note = hashlib.sha256(b"\0".join(parts)).hexdigest(), place / "data.sha256"
    place.mkdir(parents=True, exist_ok=True)
    if note.exists() and note.read_text() != digest:
        raise BadInput(f"{place} holds results on other data than {folder}: remove it or give another --work")
    note.write_text(digest)


def run(
    folders: Sequence[Path], seeds: Sequence[int], systems: Sequence[str], unseen: bool, work: Path, fits: bool = True
) -> list[dict[str, Any]]:
    """All pieces that are not done yet, and the rows of all that are: the mean over seeds, and their deviation."""
    work.mkdir(parents=True, exist_ok=True)
    values: dict[tuple[str, str, str], list[float | None]] = defaultdict(list)
    for folder in folders:
        data = shopdata.read(folder)
        name = folder.resolve().name
        claim(work / name, folder)
        vectors = embed(data, work)
        for seed in seeds:
            task = Task.read(folder, seed, vectors, data)
            for system in systems:
                for piece in ("seen", "unseen") if unseen else ("seen",):
                    place = work / name / system / f"{piece}-{seed}"
                    if not fits and not (place / "metrics.json").exists():
                        continue
                    for metric, value in _once(place, task, system, seed, piece).items():
                        values[name, system, metric].append(value)
    rows = []
    for (dataset, system, metric), all_values in values.items():
        judged = [value for value in all_values if value is not None]
        value, std = (float(np.mean(judged)), float(np.std(judged))) if judged else (None, None)
        row = {"dataset": dataset, "system": system, "metric": metric, "value": value, "std": std}
        rows.append({**row, "seeds": len(judged)})
    return rows


def _once(place: Path, task: Task, system: str, seed: int, piece: str) -> dict[str, float | None]:
    done = place / "metrics.json"
    if not done.exists():
        place.mkdir(parents=True, exist_ok=True)
        title = f"{task.name}, {system}, {piece} items, seed {seed}"
        with Progress(*Progress.get_default_columns(), TextColumn("{task.fields[what]}"), TimeElapsedColumn()) as bar:
            line = bar.add_task(title, total=1.0, what="")
            found = measure(
                task,
                system,
                seed,
                piece == "unseen",
                place,
                lambda what, share: bar.update(line, completed=share, what=what),
            )
        done.write_text(json.dumps(found), encoding="utf-8")
    kept: dict[str, float | None] = json.loads(done.read_text(encoding="utf-8"))
    return kept


def plot(rows: Sequence[dict[str, Any]], file: Path) -> None:
    """NDCG@10 of each system, over all targets, rare ones and unseen ones; a picture a data set."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    datasets = list(dict.fromkeys(row["dataset"] for row in rows))
    wanted = ("ndcg@10", "ndcg@10/rare", "ndcg@10/unseen")
    figure, axes = pyplot.subplots(1, len(datasets), figsize=(6 * len(datasets), 4), squeeze=False)
    for axis, dataset in zip(axes[0], datasets, strict=True):
        systems = list(dict.fromkeys(row["system"] for row in rows if row["dataset"] == dataset))
        for place, system in enumerate(systems):
            own = {r["metric"]: r for r in rows if r["dataset"] == dataset and r["system"] == system}
            bars = [own.get(metric, {"value": 0.0, "std": 0.0}) for metric in wanted]
            at = np.arange(len(wanted)) + place * 0.8 / len(systems)
            axis.bar(
                at,
                [b["value"] or 0.0 for b in bars],
                0.8 / len(systems),
                yerr=[b["std"] or 0.0 for b in bars],
                label=system,
            )
        axis.set_xticks(np.arange(len(wanted)) + 0.4 - 0.4 / len(systems), ["all targets", "rare", "unseen"])
        axis.set_title(dataset)
        axis.set_ylabel("NDCG@10")
        axis.legend()
    figure.tight_layout()
    figure.savefig(file, dpi=120)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", nargs="+", type=Path, required=True, metavar="FOLDER", help="each its own data set")
    parser.add_argument("--seeds", nargs="+", type=int, default=[0, 1, 2], help="0 1 2 unless told")
    parser.add_argument("--systems", nargs="+", choices=list(SYSTEMS), default=list(SYSTEMS), help="all unless told")
    parser.add_argument("--no-unseen", action="store_true", help="leave out the fits with 5 %% of the items held out")
    parser.add_argument("--work", type=Path, default=WORK, help=f"what is done so far: {WORK}")
    parser.add_argument("--only-done", action="store_true", help="fit nothing: the table of what is done so far")
    options = parser.parse_args()
    unseen, fits = not options.no_unseen, not options.only_done
    try:
        rows = run(options.data, options.seeds, options.systems, unseen, options.work, fits)
    except (BadInput, NotFound) as error:
        sys.exit(str(error))
    if not rows:
        sys.exit(f"nothing of this is done yet in {options.work}")
    report.write("recommendation", rows)
    plot(rows, report.RESULTS / "recommendation.png")


if __name__ == "__main__":
    main()
