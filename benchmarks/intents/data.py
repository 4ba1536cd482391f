"""Labelled sentences: read from files, and split so that some are out of scope."""

from __future__ import annotations

import csv
import json
import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

OUT = "NO_NODES_DETECTED"  # HINT3's label for what is out of scope
Row = tuple[str, str]  # sentence, label


@dataclass(frozen=True)
class Split:
    """``train`` may hold rows labelled :data:`OUT`; every label of ``test`` stands in ``train`` or is :data:`OUT`."""

    dataset: str
    train: tuple[Row, ...]
    test: tuple[Row, ...]
    again: bool = False  # one of the folds of a cross-validation

    def __post_init__(self) -> None:
        again = {sentence for sentence, _ in self.train} & {sentence for sentence, _ in self.test}
        if again and len(again) > 0.2 * len(self.test):
            raise ValueError(f"{self.dataset}: {len(again)} test sentences stand in the training data too")


def read_csv(path: Path) -> list[Row]:
    """Columns sentence and label."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        for column in ("sentence", "label"):
            if column not in (reader.fieldnames or ()):
                raise ValueError(f"{path.name}: no column {column!r}, has {reader.fieldnames}")
        return [(row["sentence"].strip(), row["label"].strip()) for row in reader if row["sentence"].strip()]


def read_clinc(path: Path) -> Split:
    """CLINC150's JSON: trained on train and oos_train, tested on val and oos_val."""
    parts = json.loads(path.read_text(encoding="utf-8"))
    rows = {
        name: [(sentence, OUT if name.startswith("oos") else label) for sentence, label in part]
        for name, part in parts.items()
    }
    return Split("CLINC150 small", (*rows["train"], *rows["oos_train"]), (*rows["val"], *rows["oos_val"]))


def read_nlu(folder: Path) -> list[Row]:
    """The bot's own data; its intent out_of_scope is :data:`OUT`."""
    rows = []
    for file in sorted(folder.rglob("*.yml")):
        for entry in yaml.safe_load(file.read_text(encoding="utf-8"))["nlu"]:
            label = OUT if entry["intent"] == "out_of_scope" else entry["intent"]
            rows += [(line.removeprefix("- ").strip(), label) for line in entry["examples"].strip().splitlines()]
    return rows


def labels_held_out(dataset: str, rows: Sequence[Row], far: Iterable[Row], seed: int) -> Split:
    """A fourth of the labels goes out of scope, a fourth of the other rows into the test, with ``far`` beside them."""
    chance = random.Random(seed)
    labels = sorted({label for _, label in rows})
    away = set(chance.sample(labels, len(labels) // 4))
    train: list[Row] = []
    test: list[Row] = []
    for sentence, label in rows:
        if label in away:
            test.append((sentence, OUT))
        else:
            (test if chance.random() < 0.25 else train).append((sentence, label))
    known = {label for _, label in train}
    test = [(sentence, label) for sentence, label in test if label in known or label == OUT]
    return Split(dataset, tuple(train), (*test, *far))


def folds(dataset: str, rows: Sequence[Row], count: int, seed: int = 0) -> list[Split]:
    """Cross-validation, each label spread evenly over the folds; without any there is none."""
    chance = random.Random(seed)
    order = sorted(chance.sample(range(len(rows)), len(rows)), key=lambda place: rows[place][1])
    fold = {place: number % max(1, count) for number, place in enumerate(order)}
    return [
        Split(
            dataset,
            tuple(row for place, row in enumerate(rows) if fold[place] != number),
            tuple(row for place, row in enumerate(rows) if fold[place] == number),
            again=True,
        )
        for number in range(count)
    ]
