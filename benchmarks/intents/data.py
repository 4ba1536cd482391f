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
OUT_NAMES = (OUT, "oos", "out_of_scope")  # and those of CLINC150 and of the bot's own data
COLUMNS = ("sentence", "label")
Row = tuple[str, str]  # sentence, label


class BadData(ValueError):
    """A file that cannot be measured with; the message names it, and the line."""


@dataclass(frozen=True)
class Split:
    """``train`` may hold rows labelled :data:`OUT`. Without ``given``, every label of ``test`` is one of ``train`` or
    :data:`OUT`, and the two share few sentences; a test set that was given is measured as it is.
    """

    dataset: str
    train: tuple[Row, ...]
    test: tuple[Row, ...]
    again: bool = False  # one of the folds of a cross-validation
    given: bool = False  # the test set is a file of its own

    def __post_init__(self) -> None:
        inside = {label for _, label in self.train} - {OUT}
        if len(inside) < 2:
            raise BadData(f"{self.dataset}: got {len(inside)} labels to learn, expected two or more besides {OUT}")
        if all(label == OUT for _, label in self.test):
            raise BadData(f"{self.dataset}: no test sentence is in scope")
        if not self.given and len(self.known) > 0.2 * len(self.test):
            raise BadData(f"{self.dataset}: {len(self.known)} test sentences stand in the training data too")

    @property
    def known(self) -> set[str]:
        """The sentences of both parts."""
        return {sentence for sentence, _ in self.train} & {sentence for sentence, _ in self.test}

    @property
    def unheard(self) -> set[str]:
        """Labels in scope of the test that no training row has: nothing can name them."""
        return {label for _, label in self.test} - {label for _, label in self.train} - {OUT}


def read_rows(path: Path, *, test: bool = False) -> list[Row]:
    """A CSV file, or one side of a JSON file in CLINC150's form.

    Raises:
        BadData: it cannot be read so.
    """
    rows = _clinc(path)[test] if path.suffix.lower() == ".json" else read_csv(path)
    if not rows:
        raise BadData(f"{path.name}: no sentences")
    return rows


def read_csv(path: Path) -> list[Row]:
    """Columns sentence and label, in any order and among others; a row without a sentence is passed over."""
    rows = []
    with path.open(encoding="utf-8-sig", newline="") as file:
        try:
            reader = csv.DictReader(file)
            names = {(name or "").strip().casefold(): name for name in reader.fieldnames or ()}
            for column in COLUMNS:
                if column not in names:
                    raise BadData(f"{path.name}: no column {column!r}, has {', '.join(map(repr, names)) or 'none'}")
            for row in reader:
                sentence, label = ((row[names[column]] or "").strip() for column in COLUMNS)
                if sentence and not label:
                    raise BadData(f"{path.name}, line {reader.line_num}: {sentence[:40]!r} has no label")
                if sentence:
                    rows.append((sentence, OUT if label in OUT_NAMES else label))
        except UnicodeDecodeError as error:
            raise BadData(f"{path.name}: not UTF-8 ({error.reason} at byte {error.start})") from None
        except csv.Error as error:
            raise BadData(f"{path.name}, line {reader.line_num}: {error}") from None
    return rows


def read_clinc(path: Path) -> Split:
    """CLINC150's JSON, a list of [sentence, label] a part: trained on train and oos_train, tested on test and oos_test,
    or on val and oos_val where it has no test.
    """
    train, test = _clinc(path)
    return Split("CLINC150 small", tuple(train), tuple(test))


def _clinc(path: Path) -> tuple[list[Row], list[Row]]:
    try:
        parts = json.loads(path.read_text(encoding="utf-8"))
        rows = {
            name: [(sentence, OUT if label in OUT_NAMES else label) for sentence, label in part]
            for name, part in parts.items()
        }
    except (ValueError, AttributeError, TypeError) as error:
        raise BadData(f"{path.name}: not CLINC150's form, lists of [sentence, label] by part: {error}") from None
    tested = "test" if "test" in rows or "oos_test" in rows else "val"
    sides = [rows.get(part, []) + rows.get(f"oos_{part}", []) for part in ("train", tested)]
    return sides[0], sides[1]


def read_nlu(folder: Path) -> list[Row]:
    """The bot's own data; its intent out_of_scope is :data:`OUT`."""
    rows = []
    for file in sorted(folder.rglob("*.yml")):
        for entry in yaml.safe_load(file.read_text(encoding="utf-8"))["nlu"]:
            label = OUT if entry["intent"] in OUT_NAMES else entry["intent"]
            rows += [(line.removeprefix("- ").strip(), label) for line in entry["examples"].strip().splitlines()]
    return rows


def labels_held_out(dataset: str, rows: Sequence[Row], far: Iterable[Row], seed: int) -> Split:
    """A fourth of the labels goes out of scope, a fourth of the other rows into the test, with ``far`` beside them.

    What is out of scope already is learnt and tested in the same shares as what is in scope.
    """
    chance = random.Random(seed)
    labels = sorted({label for _, label in rows} - {OUT})
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
