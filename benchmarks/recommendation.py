"""Recommendation, full ranking, on the histories of any shop: ours beside popularity and the kNNs, in one run.

    python -m benchmarks.recommendation --data FOLDER [FOLDER …] --split leave-one-out [--name NAME] [--seeds 0 1 2]
    python -m benchmarks.recommendation --data FOLDER [FOLDER …] --split time [--days 28] [--name NAME]

A folder holds ``items.jsonl`` and either ``sequences.txt`` (a line ``user item item …``, oldest first) or the events
of the tills, ``events.csv`` (or .tsv, .jsonl, .parquet) with the columns shopper, item, time and perhaps order; without
it what one shopper bought on one day is a basket. The table goes to ``benchmarks/results/NAME.json``.

*Leave one out*: the last item of a history is the test, the one before validates, the rest trains; who has fewer than
three is left out; the history is masked. ``unseen``: a fit of its own with 5 % of the items taken out of all training
histories, judged where the target is one of them.

*Time*: all fit on what happened before the last ``--days``; judged is each shopper's first basket after that, given all
their baskets before. ``item``: each new item of the basket by itself, the others masked, which is the next item where
a basket has no order; ``new``: the basket's new items, ranked among what the shopper has never had; ``again``: what is
bought again, ranked among what the shopper has had; ``all``: the whole basket among everything. ``unseen``: new items
that no one had before the cut.

All items are ranked and ties averaged or broken at random: item ids are re-mapped at random before anything else, by
the seed. An item is read by whatever text fields it has; one without a row in ``items.jsonl`` has none. ``rare``:
targets with five or fewer training interactions. Without anything to judge a value is null. ``low`` and ``high`` are
the 95 % interval of a bootstrap over shoppers, ``std`` is over seeds. Each finished piece is kept in ``--work``: a
second start goes on from there, a killed training from its last epoch. A fit on 22,000 shoppers and 12,000 items takes
about 6 minutes of one core, the id-only model's about 7.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
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
from models.recommenders.history import baskets, when
from models.training import shopdata
from shop.errors import BadInput, NotFound
from shop.settings import load_settings

RARE = 5
UNSEEN = 0.05
DRAWS = 1000  # of the bootstrap
WORK = Path(".shopkeeper/benchmarks/recommendation")
SPLITS = ("leave-one-out", "time")
SYSTEMS: dict[str, Callable[[int, str], Recommender]] = {  # by seed and split
    "popularity": lambda seed, split: registry.create("popularity"),
    "lately": lambda seed, split: registry.create("popularity", days=14.0),  # popularity of the last weeks
    "knn": lambda seed, split: registry.create("item_knn", temperature=1e9, prior=0.0),  # its transitions alone
    "basket_knn": lambda seed, split: registry.create("basket_knn"),
    "id_only": lambda seed, split: (
        registry.create(  # as good as it gets: on the validation parts more helped no further
            "sequence",
            use_text=False,
            use_blend=False,
            refresh=split == "time",
            network={"item_dropout": 0.0},
            training={"seed": seed, "epochs": 40, "patience": 4},
        )
    ),
    # left one out, rare targets are judged by themselves: the tail counts more than a shop would have it
    "shopkeeper": lambda seed, split: registry.create(
        "sequence", refresh=split == "time", tail=1.0 if split == "time" else 4.0, training={"seed": seed}
    ),
}
USUAL = {"leave-one-out": ["popularity", "knn", "id_only", "shopkeeper"], "time": list(SYSTEMS)}
VALIDATES_ITSELF = ("id_only", "shopkeeper")  # these hold the validation item out themselves; others never see it

Values = dict[str, NDArray[np.float64]]  # metric → its value for each shopper judged, NaN where there is none


@dataclass(frozen=True)
class Case:
    """What is judged: a history, and the item ids of what came next."""

    history: list[Step]
    targets: tuple[str, ...]


@dataclass(frozen=True)
class Task:
    """Items re-mapped at random, each shopper's history of them, oldest first, and what is judged.

    ``train``: histories before what is judged; ``validation``: how many steps at the end of each are for validation.
    """

    name: str
    items: list[CatalogueItem]
    train: list[list[Step]]
    cases: list[Case]
    validation: int = 0

    @classmethod
    def read(
        cls, folder: Path, seed: int, vectors: NDArray[np.float32], data: shopdata.ShopData, days: float | None = None
    ) -> Task:
        """``days``: of the time split; None leaves one out."""
        old = list(data.records)
        order = np.random.default_rng(seed).permutation(len(old))
        new = {old[place]: str(number) for number, place in enumerate(order)}
        items = [
            CatalogueItem(str(number), "", vectors[place], shopdata.attributes(data.records[old[place]]))
            for number, place in enumerate(order)
        ]
        histories = [[replace(step, item_id=new[str(step.item_id)]) for step in own] for own in data.histories]
        name = folder.resolve().name
        if days is not None:
            return cls(name, items, *by_time(histories, days, folder))
        histories = [history for history in histories if len(history) >= 3]
        if not histories:
            raise BadInput(f"{folder}: no line has three items: one to train, validate and test each")
        cases = [Case(history[:-1], (str(history[-1].item_id),)) for history in histories]
        return cls(name, items, [history[:-1] for history in histories], cases, validation=1)


def by_time(histories: Sequence[list[Step]], days: float, folder: Path) -> tuple[list[list[Step]], list[Case]]:
    """Histories before the last ``days``, and of each the first basket after them. Raises :class:`BadInput` without
    times, or where nothing is left to learn from or to judge."""
    times = [when(step) for history in histories for step in history if step.ts]
    if len(times) < sum(map(len, histories)):
        raise BadInput(f"{folder}: a split by time needs events with times, not sequences.txt", field="split")
    cut = max(times) - timedelta(days=days)
    train, cases = [], []
    for history in histories:
        at = sum(when(step) < cut for step in history)
        before, after = history[:at], history[at:]
        if before:
            train.append(before)
        if before and after:
            number = baskets(history)
            own = [str(step.item_id) for step, n in zip(after, number[at:], strict=True) if n == number[at]]
            cases.append(Case(before, tuple(dict.fromkeys(own))))
    if not cases:
        raise BadInput(f"{folder}: no shopper bought both before and in the last {days:g} days", field="days")
    return train, cases


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


def judge(model: Recommender, cases: Sequence[Case], seen: NDArray[np.float64] | None) -> Values:
    """Metrics of each case. ``seen``: training interactions of each item, for baskets of a split by time; None judges
    the one target of each case."""
    at = {item_id: row for row, item_id in enumerate(model.ids)}
    found: list[dict[str, float]] = []
    for first in range(0, len(cases), 256):
        part = cases[first : first + 256]
        for case, scores in zip(part, model.score([case.history for case in part]), strict=True):
            had = np.array(sorted({at[str(step.item_id)] for step in case.history}), np.int64)
            targets = np.array([at[target] for target in case.targets], np.int64)
            found.append(one_item(scores, had, targets) if seen is None else basket(scores, had, targets, seen))
    names = dict.fromkeys(name for one in found for name in one)
    return {name: np.array([one.get(name, np.nan) for one in found]) for name in names}


def one_item(scores: NDArray[np.float32], had: NDArray[np.int64], target: NDArray[np.int64]) -> dict[str, float]:
    scores[had[had != target[0]]] = -np.inf
    place = metrics.places(scores[None], target)
    return {
        f"{name}@{k}": float(metric(place, k)[0])
        for k in (5, 10)
        for name, metric in (("ndcg", metrics.ndcg), ("hr", metrics.hit_rate))
    }


def basket(
    scores: NDArray[np.float32], had: NDArray[np.int64], targets: NDArray[np.int64], seen: NDArray[np.float64]
) -> dict[str, float]:
    again, new = targets[np.isin(targets, had)], targets[~np.isin(targets, had)]
    known = np.zeros(len(scores), bool)
    known[had] = True
    found = metrics.basket(scores, targets, "all")
    found |= metrics.basket(np.where(known, scores, -np.inf), again, "again") if len(again) else {}
    if not len(new):
        return found
    fresh = np.where(known, -np.inf, scores)
    found |= metrics.basket(fresh, new, "new")
    own = fresh[new]
    fresh[new] = -np.inf  # each by itself: the others stand in no one's way
    above, tied = (fresh > own[:, None]).sum(axis=1), (fresh == own[:, None]).sum(axis=1) + 1
    place = metrics.Place(above, tied)
    ndcg, hits = metrics.ndcg(place, 10), metrics.hit_rate(place, 10)
    found |= {"ndcg@10/item": float(ndcg.mean()), "hr@10/item": float(hits.mean())}
    for name, some in (("rare", (seen[new] <= RARE) & (seen[new] > 0)), ("unseen", seen[new] == 0)):
        if some.any():
            found[f"ndcg@10/{name}"] = float(ndcg[some].mean())
    return found


def measure(
    task: Task, system: str, seed: int, unseen: bool, folder: Path, tell: Callable[[str, float], None]
) -> tuple[Values, dict[str, float]]:
    """Fit one system and judge it: a piece of the table, and what it took."""
    dropped = 0 if system in VALIDATES_ITSELF else task.validation
    train = [history[: len(history) - dropped] for history in task.train]
    out: set[str] = set()
    if unseen:
        draw = np.random.default_rng((seed, 5)).permutation(len(task.items))[: round(UNSEEN * len(task.items))]
        out = {task.items[place].id for place in draw}
        train = [[step for step in history if step.item_id not in out] for history in train]
    model = SYSTEMS[system](seed, "leave-one-out" if task.validation else "time")
    if hasattr(model, "checkpoints"):
        model.checkpoints = folder / "checkpoints"
    began = time.process_time()
    model.fit(task.items, train, progress=tell)
    spent = time.process_time() - began
    measured: dict[str, float] = getattr(model, "metrics", {})
    took = {"fit_cpu_minutes": max(spent, measured.get("training seconds", 0.0)) / 60}
    took |= {name: value for name, value in measured.items() if name.startswith("validation")}
    if unseen:
        values = judge(model, [case for case in task.cases if case.targets[0] in out], None)
        return {f"{name}/unseen": values.get(name, np.zeros(0)) for name in ("ndcg@10", "hr@10")}, {}
    seen = np.zeros(len(task.items))
    for history in task.train:
        for step in history[: len(history) - task.validation]:
            seen[int(str(step.item_id))] += 1
    row = {item.id: place for place, item in enumerate(task.items)}
    if not task.validation:
        return judge(model, task.cases, seen[[int(item_id) for item_id in row]]), took
    values = judge(model, task.cases, None)
    rare = seen[[int(case.targets[0]) for case in task.cases]] <= RARE
    return values | {"ndcg@10/rare": np.where(rare, values["ndcg@10"], np.nan)}, took


def bounds(values: NDArray[np.float64]) -> tuple[float, float]:
    """The 95 % interval of the mean by a bootstrap over shoppers (Efron and Tibshirani 1993, chapter 13)."""
    random = np.random.default_rng(0)
    means = [values[random.integers(0, len(values), len(values))].mean() for _ in range(DRAWS)]
    low, high = np.quantile(means, (0.025, 0.975))
    return float(low), float(high)


def claim(place: Path, folder: Path) -> None:
    """Make ``place`` the one of this data. Raises :class:`BadInput` where it holds what was measured on other data."""
    parts = [file.read_bytes() for file in (folder / "items.jsonl", shopdata.histories_file(folder))]
    digest, note = hashlib.sha256(b"\0".join(parts)).hexdigest(), place / "data.sha256"
    place.mkdir(parents=True, exist_ok=True)
    if note.exists() and note.read_text() != digest:
        raise BadInput(f"{place} holds results on other data than {folder}: remove it or give another --work")
    note.write_text(digest)


def run(
    folders: Sequence[Path],
    seeds: Sequence[int],
    systems: Sequence[str],
    unseen: bool,
    work: Path,
    fits: bool = True,
    days: float | None = None,
) -> list[dict[str, Any]]:
    """All pieces that are not done yet, and the rows of all that are: the mean over seeds, their deviation, and the
    interval over shoppers. ``days``: of the time split; None leaves one out."""
    work.mkdir(parents=True, exist_ok=True)
    values: dict[tuple[str, str, str], list[NDArray[np.float64]]] = defaultdict(list)
    for folder in folders:
        name = folder.resolve().name
        data = shopdata.read(folder)
        claim(work / name, folder)
        vectors = embed(data, work)
        for seed in seeds:
            task = Task.read(folder, seed, vectors, data, days)
            for system in systems:
                for piece in ("seen", "unseen") if unseen and days is None else ("seen",):
                    of_split = piece if days is None else f"time{days:g}"
                    place = work / name / system / f"{of_split}-{seed}"
                    if not fits and not (place / "values.npz").exists():
                        continue
                    for metric, own in _once(place, task, system, seed, piece).items():
                        values[name, system, metric].append(own)
    rows = []
    for (dataset, system, metric), all_values in values.items():
        judged = [own[~np.isnan(own)] for own in all_values if not np.isnan(own).all()]
        means = [float(own.mean()) for own in judged]
        row: dict[str, Any] = {"dataset": dataset, "system": system, "metric": metric, "value": None, "std": None}
        if judged:
            row |= {"value": float(np.mean(means)), "std": float(np.std(means))}
        if judged and len({len(own) for own in judged}) == 1 and len(judged[0]) > 1:
            row["low"], row["high"] = bounds(np.mean(judged, axis=0))
            row["shoppers"] = len(judged[0])
        rows.append({**row, "seeds": len(judged)})
    return rows


def _once(place: Path, task: Task, system: str, seed: int, piece: str) -> Values:
    done = place / "values.npz"
    if not done.exists():
        place.mkdir(parents=True, exist_ok=True)
        title = f"{task.name}, {system}, {piece} items, seed {seed}"
        with Progress(*Progress.get_default_columns(), TextColumn("{task.fields[what]}"), TimeElapsedColumn()) as bar:
            line = bar.add_task(title, total=1.0, what="")
            values, took = measure(
                task,
                system,
                seed,
                piece == "unseen",
                place,
                lambda what, share: bar.update(line, completed=share, what=what),
            )
        kept_values: dict[str, Any] = values | {name: np.array([value]) for name, value in took.items()}
        np.savez(done, **kept_values)
    with np.load(done) as kept:
        return dict(kept)


def plot(rows: Sequence[dict[str, Any]], file: Path) -> None:
    """NDCG@10 of each system, over all targets and some of them; a picture a data set."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    datasets = list(dict.fromkeys(row["dataset"] for row in rows))
    wanted = ("ndcg@10", "ndcg@10/rare", "ndcg@10/unseen")
    labels = ["all targets", "rare", "unseen"]
    if any(row["metric"] == "ndcg@10/all" for row in rows):
        wanted, labels = ("ndcg@10/all", "ndcg@10/new", "ndcg@10/again"), ["basket", "new items", "bought again"]
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
        axis.set_xticks(np.arange(len(wanted)) + 0.4 - 0.4 / len(systems), labels)
        axis.set_title(dataset)
        axis.set_ylabel("NDCG@10")
        axis.legend()
    figure.tight_layout()
    figure.savefig(file, dpi=120)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", nargs="+", type=Path, required=True, metavar="FOLDER", help="each its own data set")
    parser.add_argument("--split", choices=SPLITS, default=SPLITS[0])
    parser.add_argument("--days", type=float, default=28.0, help="what a split by time judges: 28 unless told")
    parser.add_argument("--name", help="of the results' file; recommendation-SPLIT unless told")
    parser.add_argument("--seeds", nargs="+", type=int, default=[0, 1, 2], help="0 1 2 unless told")
    parser.add_argument("--systems", nargs="+", choices=list(SYSTEMS), help="those of the split unless told")
    parser.add_argument("--no-unseen", action="store_true", help="leave out the fits with 5 %% of the items held out")
    parser.add_argument("--work", type=Path, default=WORK, help=f"what is done so far: {WORK}")
    parser.add_argument("--only-done", action="store_true", help="fit nothing: the table of what is done so far")
    options = parser.parse_args()
    unseen, fits = not options.no_unseen, not options.only_done
    days = options.days if options.split == "time" else None
    systems = options.systems or USUAL[options.split]
    try:
        rows = run(options.data, options.seeds, systems, unseen, options.work, fits, days)
    except (BadInput, NotFound) as error:
        sys.exit(str(error))
    if not rows:
        sys.exit(f"nothing of this is done yet in {options.work}")
    name = options.name or f"recommendation-{options.split}"
    report.write(name, rows, folder=report.RESULTS)
    plot(rows, report.RESULTS / f"{name}.png")


if __name__ == "__main__":
    main()
