"""From scores to picks: what every recommender over a :class:`Shelf` shares."""

from __future__ import annotations

import json
import threading
from abc import abstractmethod
from collections.abc import Sequence
from pathlib import Path
from typing import Any, ClassVar, Self

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import load_file, save_file

from models.recommenders import reasons as phrases
from models.recommenders.attributes import bought_again
from models.recommenders.base import CatalogueItem, Embed, History, Progress, Recommender, Step
from models.recommenders.diversity import mmr
from models.recommenders.history import EVENTS, SAID, TASTES, embedded, recent
from models.recommenders.sated import sated_rows
from models.recommenders.shelf import Shelf
from shop.errors import BadInput
from shop.types import Pick, Reason

Scores = NDArray[np.float32]
Rows = NDArray[np.int64]  # of the shelf
Tensors = dict[str, NDArray[Any]]

PART = 256  # histories scored at once
_OWNED = ("purchase", "cart", "dismiss")  # never picked again


class Ranker(Recommender):
    """An algorithm fills in :meth:`learn` and :meth:`scores`, and :meth:`state`/:meth:`restore` for what it learnt.

    ``options`` are the algorithm's settings, keyword arguments of its constructor, kept in ``config.json``.
    Threads may recommend while items come and go; a lock keeps rows and scores together.
    """

    name: ClassVar[str]

    def __init__(self, *, embed: Embed | None = None, **options: Any) -> None:
        self.embed = embed
        self.options = options
        self.shelf = Shelf()
        self.metrics: dict[str, float] = {}
        self._lock = threading.RLock()

    # ── what an algorithm fills in ────────────────────────────────────────────────────────────

    @abstractmethod
    def learn(self, histories: Sequence[History], progress: Progress) -> None:
        """Learn from histories over ``self.shelf``; their words carry vectors already."""

    @abstractmethod
    def scores(self, histories: Sequence[History], rows: Rows | None = None) -> Scores:
        """Scores (B, N), or (B, n) of some rows, finite; histories are bounded, their words carry vectors already."""

    def state(self) -> Tensors:
        """What was learnt, beside the shelf."""
        return {}

    def restore(self, tensors: Tensors) -> None:
        """The opposite of :meth:`state`, called once the shelf is back."""

    def rearranged(self, kept: NDArray[np.int64]) -> None:
        """The shelf changed: what was row ``kept[i]`` is row ``i``, its text perhaps another; later rows are new."""

    def comes_again(self, row: int) -> bool:
        """Whether an item is one that is bought again: its attribute ``consumable`` says so."""
        return bought_again(self.shelf.attributes[row])

    # ── the interface ─────────────────────────────────────────────────────────────────────────

    def fit(
        self, items: Sequence[CatalogueItem], histories: Sequence[History], *, progress: Progress | None = None
    ) -> None:
        shelf = Shelf()
        shelf.put(items)
        self.shelf = shelf
        self.learn(embedded(histories, self.embed), progress or (lambda what, done: None))

    def add_items(self, items: Sequence[CatalogueItem]) -> None:
        with self._lock:
            before = len(self.shelf)
            self.shelf.put(items)
            self.rearranged(np.arange(before))

    def remove_items(self, ids: Sequence[str]) -> None:
        with self._lock:
            before = len(self.shelf)
            kept = self.shelf.remove(ids)
            if len(kept) < before:
                self.rearranged(kept)

    @property
    def ids(self) -> Sequence[str]:
        return self.shelf.ids

    def score(self, histories: Sequence[History]) -> Scores:
        with self._lock:
            if not len(self.shelf):
                return np.zeros((len(histories), 0), np.float32)
            return self.scores(self._read(histories))

    def recommend(
        self,
        history: History,
        limit: int,
        *,
        candidates: Sequence[str] | None = None,
        exclude: Sequence[str] = (),
        adventurous: float = 0.0,
        reasons: int = 0,
    ) -> list[Pick]:
        if limit < 1:
            raise BadInput(f"limit: got {limit}, expected 1 or more", field="limit")
        if not 0.0 <= adventurous <= 1.0:
            raise BadInput(f"adventurous: got {adventurous}, expected 0 to 1", field="adventurous")
        history = self._prepared(history)
        with self._lock:
            return self._picks(history, self.score([history])[0], limit, candidates, exclude, adventurous, reasons)

    def recommend_many(
        self, histories: Sequence[History], limit: int, *, candidates: Sequence[str] | None = None
    ) -> list[list[Pick]]:
        """:meth:`recommend` for many shoppers at once, scored ``PART`` at a time, without reasons."""
        picks: list[list[Pick]] = []
        for first in range(0, len(histories), PART):
            part = histories[first : first + PART]
            with self._lock:
                for history, scores in zip(part, self.score(part), strict=True):
                    picks.append(self._picks(history, scores, limit, candidates, (), 0.0, 0))
        return picks

    def explain(self, history: History, item_id: str, limit: int = 2) -> list[Reason]:
        history = self._prepared(history)
        with self._lock:
            row = self.shelf.row(item_id)
            if row is None:
                return []
            return list(self._explain(history, np.array([row]), self.score([history])[0], limit)[0])

    def save(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        tensors = self.shelf.save(folder / "items.jsonl") | self.state()
        save_file({key: np.ascontiguousarray(value) for key, value in tensors.items()}, folder / "model.safetensors")
        config = {"algorithm": self.name, "options": self.options, "metrics": self.metrics}
        (folder / "config.json").write_text(json.dumps(config, indent=2) + "\n", encoding="utf-8")

    @classmethod
    def load(cls, folder: Path, *, embed: Embed | None = None) -> Self:
        config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        tensors = load_file(folder / "model.safetensors")
        model = cls(embed=embed, **config["options"])
        model.shelf = Shelf.load(folder / "items.jsonl", tensors)
        model.metrics = config.get("metrics", {})
        model.restore(tensors)
        return model

    # ── inside ────────────────────────────────────────────────────────────────────────────────

    def _read(self, histories: Sequence[History]) -> list[list[Step]]:
        """As :meth:`scores` gets them."""
        return embedded([[history[place] for place in recent(history)] for history in histories], self.embed)

    def _prepared(self, history: History) -> list[Step]:
        """With every vector that will be needed, so that nothing is embedded twice."""
        places = recent(history, EVENTS + 1, TASTES + 1)
        ready = dict(zip(places, embedded([[history[p] for p in places]], self.embed)[0], strict=True))
        return [ready.get(place, step) for place, step in enumerate(history)]

    def _picks(
        self,
        history: History,
        scores: Scores,
        limit: int,
        candidates: Sequence[str] | None,
        exclude: Sequence[str],
        adventurous: float,
        reasons: int,
    ) -> list[Pick]:
        rows = self._pick(scores, history, limit, candidates, exclude, adventurous)
        ids = [self.shelf.ids[row] for row in rows]
        why = self._explain(history, rows, scores, reasons) if reasons else [()] * len(rows)
        return [Pick(item_id=i, score=float(scores[r]), reasons=w) for i, r, w in zip(ids, rows, why, strict=True)]

    def _pick(
        self,
        scores: Scores,
        history: History,
        limit: int,
        candidates: Sequence[str] | None,
        exclude: Sequence[str],
        adventurous: float,
    ) -> NDArray[np.int64]:
        shelf = self.shelf
        rows = np.arange(len(shelf)) if candidates is None else shelf.rows(candidates)
        others = [step for step in history if step.item_id and not self._again(step)]
        barred, touched, sated = (np.zeros(len(shelf), bool) for _ in range(3))
        barred[shelf.rows([*(str(step.item_id) for step in others if step.kind in _OWNED), *exclude])] = True
        touched[shelf.rows([str(step.item_id) for step in others])] = True
        sated[sated_rows(history, shelf, self.comes_again)] = True
        rows = rows[~barred[rows]]
        picked: list[NDArray[np.int64]] = []
        seen, enough = touched[rows], sated[rows]
        for group in (rows[~seen & ~enough], rows[~seen & enough], rows[seen]):  # what the shopper knows comes last
            wanted = limit - sum(map(len, picked))
            picked.append(mmr(scores, shelf.vectors, group, wanted, adventurous))
        return np.concatenate(picked)

    def _again(self, step: Step) -> bool:
        """Bought, and of the kind that one buys again."""
        row = self.shelf.row(step.item_id)
        return step.kind == "purchase" and row is not None and self.comes_again(row)

    def _telling(self, history: History, places: Sequence[int], rows: NDArray[np.int64]) -> list[int]:
        """The steps that may be reasons: what was said, the latest ``EVENTS``, and what was on the items themselves."""
        latest = set([place for place in places if history[place].kind not in SAID][-EVENTS:])
        own = set(rows.tolist())
        return [
            place
            for place in places
            if place in latest or history[place].kind in SAID or self.shelf.row(history[place].item_id) in own
        ]

    def _explain(
        self, history: History, rows: NDArray[np.int64], scores: Scores, limit: int
    ) -> list[tuple[Reason, ...]]:
        """For each row the steps whose removal lowers its score most: the removal is done, not estimated."""
        wide = [history[place] for place in recent(history, EVENTS + 1, TASTES + 1)]  # one may move up into the window
        places = self._telling(wide, recent(wide), rows)
        if places and len(rows):
            without = [wide[:place] + wide[place + 1 :] for place in places]
            drops = scores[rows] - self.scores(self._read(without), rows)  # (steps, rows)
        else:
            drops = np.zeros((0, len(rows)), np.float32)
        steps = [wide[place] for place in places]
        return [phrases.top(self.shelf, steps, drops[:, i], int(row), limit) for i, row in enumerate(rows)]
