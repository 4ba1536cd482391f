"""Naming the intent, and knowing when not to: the bot's pipeline beside Rasa's default and an SVM, in one run.

    python -m benchmarks.understanding --train TRAIN.csv --test TEST.csv
    python -m benchmarks.understanding --train clinc150_small.json --test clinc150_small.json
    python -m benchmarks.understanding --train curekart_train.csv sofmattress_train.csv --clinc clinc150_small.json
    python -m benchmarks.understanding --train curekart_train.csv sofmattress_train.csv --systems shopkeeper SVM \\
        --rounds 16 --first 100 --folds 0 --apart 0.9 --thresholds 0.1 0.12 0.14 0.16 0.18 0.2 0.25 --name …_threshold

``--train`` and ``--test``: CSV files (UTF-8) with the columns sentence and label, or CLINC150's JSON; the label
NO_NODES_DETECTED, or oos, is out of scope, and may be missing from the training file. With ``--test`` each training
file is trained on whole and tested on its test file, whose labels that were never learnt count as errors in scope.
Without it a proxy is made of each training file, ``--rounds`` times: a fourth of its labels is held out and counts as
out of scope, a fourth of the other rows is tested, and CLINC's out-of-scope sentences (where ``--clinc`` is given)
stand beside them. ``--clinc``: trained on train and oos_train, tested on test and oos_test, or on val and oos_val where
there is no test. ``--own``: the bot's own data, cross-validated. One threshold, fixed beforehand, for all: the scope
detector's in ``config.yml``. The model service is started where none answers.

The in-scope accuracy is of the intent named, rejected or not; the line after it counts rejections as errors. Which of
the two a published figure is depends on its threshold: at a low one they are the same. ``--thresholds``: how ours would
do at others. ``--apart``: training sentences as near to a test sentence are not learnt, which makes the proxies as hard
as real chats. ``config.yml``'s threshold was chosen by both, on splits that the results have no part in (``--first``).

Parses are timed one by one with the encoder's time inside. Rasa's default learns for many minutes on a large file: only
``--all`` has it learn from more than 2,000 sentences, or cross-validates it. ``--kept FOLDER`` keeps each system's
answers to each split there, so that a run of hours goes on where it was stopped; answers of a pipeline or of components
that have changed since are not taken.
"""

from __future__ import annotations

import argparse
import sys
from collections import defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from rich.console import Console

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))  # run as a file too, not only by ``-m``

from benchmarks import report
from benchmarks.intents import data, rasa, svm
from benchmarks.intents.apart import apart
from benchmarks.intents.data import BadData, Split
from benchmarks.intents.kept import Kept
from benchmarks.intents.scores import Answer, at, reliability, score
from models.service.client import ModelClient
from run.layout import ROOT, Layout
from run.processes import activate
from run.services import running
from shop.errors import ShopkeeperError
from shop.settings import Settings, load_settings

LARGE = 2000
SYSTEMS = ("shopkeeper", "SVM", "Rasa default")


def main() -> None:
    options = _options()
    console = Console(stderr=True)
    layout = Layout.of()
    activate(layout)
    try:
        settings = load_settings()
        splits = _splits(options)
        for note in filter(None, map(_note, splits)):
            console.print(note, highlight=False, soft_wrap=True)
        with running(layout, settings, "models"):
            if options.apart:
                embed = ModelClient(settings).embeddings().embed_documents
                splits = [apart(split, embed, options.apart) for split in splits]
            _measure(options, splits, layout, settings, console)
    except (BadData, OSError) as error:
        sys.exit(f"understanding: {error}")
    except ShopkeeperError as error:
        sys.exit(f"understanding: {error.message}")


def _measure(
    options: argparse.Namespace, splits: Sequence[Split], layout: Layout, settings: Settings, console: Console
) -> None:
    kept = Kept(options.kept)
    # the second is what a system's answers hang on besides the split
    systems: dict[str, tuple[Callable[[Split], list[Answer]], str]] = {
        "shopkeeper": (lambda split: rasa.answers(split, rasa.ours(), layout, settings), rasa.made_of(settings)),
        "SVM": (svm.answers, ""),
        "Rasa default": (lambda split: rasa.answers(split, rasa.DEFAULT, layout, settings), str(rasa.DEFAULT)),
    }
    found: dict[tuple[str, str], list[dict[str, float]]] = defaultdict(list)
    bins: dict[str, list[tuple[bool, float]]] = defaultdict(list)
    for split in splits:
        for name, (answer, made_of) in systems.items():
            if name not in options.systems:
                continue
            slow = name == "Rasa default" and not options.all and (split.again or len(split.train) > LARGE)
            if slow and not kept.has(split, name, made_of):
                console.print(f"{split.dataset}: without {name}, which would take long (--all)", highlight=False)
                continue
            with console.status(f"{split.dataset}: {name}, {len(split.train)} to learn, {len(split.test)} to name"):
                answers = kept.answers(split, name, made_of, answer)
            found[split.dataset, name].append(score(split.test, answers))
            for threshold in options.thresholds if name == "shopkeeper" else ():
                found[split.dataset, f"{name} at {threshold:g}"].append(score(split.test, at(threshold, answers)))
            bins[name] += [
                (given.intent == label, given.confidence)
                for (_, label), given in zip(split.test, answers, strict=True)
                if label != data.OUT
            ]
    rows = [
        {"dataset": dataset, "system": system, "metric": metric, "value": round(float(np.mean(values)), 4)}
        | ({"rounds": len(scores), "spread": round(float(np.std(values)), 4)} if len(scores) > 1 else {})
        for (dataset, system), scores in found.items()
        for metric in scores[0]
        for values in [[each[metric] for each in scores]]
    ]
    report.write(options.name, rows)
    _draw(bins, report.RESULTS / f"{options.name}.png")


def _splits(options: argparse.Namespace) -> list[Split]:
    """Raises :class:`BadData`."""
    clinc = [data.read_clinc(path) for path in options.clinc]
    far = [row for split in clinc for row in split.test if row[1] == data.OUT]
    splits = []
    for place, path in enumerate(options.train):
        rows = data.read_rows(path)
        if options.test:
            test = data.read_rows(options.test[place], test=True)
            splits.append(Split(path.stem, tuple(rows), tuple(test), given=True))
        else:
            name = f"{path.stem}, labels held out"
            seeds = range(options.first, options.first + options.rounds)
            splits += [data.labels_held_out(name, rows, far, seed) for seed in seeds]
            splits += data.folds(f"{path.stem}, cross-validated", rows, options.folds)
    splits += clinc
    if options.own:
        splits += data.folds("our own, cross-validated", data.read_nlu(ROOT / "data" / "nlu"), options.folds)
    return splits


def _note(split: Split) -> str:
    """What a reader of a given test set's figures should know of it."""
    notes = [f"{len(split.known)} test sentences stand in the training data too"] if split.given and split.known else []
    if split.unheard:
        notes.append(f"no training sentence for {', '.join(sorted(split.unheard))}, in scope all the same")
    return f"{split.dataset}: {'; '.join(notes)}" if notes else ""


def _draw(bins: dict[str, list[tuple[bool, float]]], file: Path) -> None:
    """The calibration plot: how often an intent is right, by the confidence in it."""
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    figure, axes = plt.subplots(figsize=(5, 5))
    axes.plot([0, 1], [0, 1], color="grey", linewidth=1, linestyle="--")
    for name, pairs in bins.items():
        right, sure = np.array([pair[0] for pair in pairs]), np.array([pair[1] for pair in pairs])
        points = reliability(right, sure)
        axes.plot([point[0] for point in points], [point[1] for point in points], marker="o", label=name)
    axes.set(xlabel="confidence in the intent", ylabel="share that was right", xlim=(0, 1), ylim=(0, 1))
    axes.legend()
    figure.tight_layout()
    figure.savefig(file, dpi=110)


def _path(text: str) -> Path:
    """As seen from where the command was typed: what follows runs in the project's folder."""
    return Path(text).absolute()


def _options(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--train", type=_path, nargs="*", default=[], help="CSV files (sentence, label), or CLINC150's")
    parser.add_argument("--test", type=_path, nargs="*", default=[], help="such files too, one for each of --train")
    parser.add_argument("--clinc", type=_path, nargs="*", default=[], help="CLINC150's JSON")
    parser.add_argument("--own", action="store_true", help="the bot's own data")
    parser.add_argument("--rounds", type=int, default=5, help="of labels held out")
    parser.add_argument("--first", type=int, default=0, help="the first round's seed")
    parser.add_argument("--folds", type=int, default=5, help="of cross-validation, or 0")
    parser.add_argument("--all", action="store_true", help="Rasa's default on large files and folds too: hours")
    parser.add_argument("--systems", nargs="+", choices=SYSTEMS, default=SYSTEMS, help="all of them, unless named")
    parser.add_argument("--thresholds", nargs="*", type=float, default=[], help="of ours, besides config.yml's")
    parser.add_argument("--apart", type=float, help="cosine from which on a training sentence is not learnt")
    parser.add_argument("--kept", type=_path, help="folder of answers, to go on where a run was stopped")
    parser.add_argument("--name", default="understanding", help="of the result file")
    options = parser.parse_args(arguments)
    if options.test and len(options.test) != len(options.train):
        parser.error(
            f"--test: got {len(options.test)} files, expected one for each of the {len(options.train)} of --train"
        )
    if not (options.train or options.clinc or options.own):
        parser.error("nothing to measure: give --train, --clinc or --own")
    return options


if __name__ == "__main__":
    main()
