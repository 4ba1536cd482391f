"""Ours: a causal Transformer over the shopper's steps, blended with a memory of transitions and with the texts."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from models import metrics
from models.recommenders import blend as blending
from models.recommenders.affinity import Affinity
from models.recommenders.attributes import Vocabulary
from models.recommenders.base import Embed, History, Progress
from models.recommenders.blend import Blend, Channel, Dot, Example, dense
from models.recommenders.encoding import Encoded, encode, pack
from models.recommenders.history import weight
from models.recommenders.near import Near, Touched, wanted_rows
from models.recommenders.popularity import count, log_prior
from models.recommenders.ranker import PART, Ranker, Rows, Scores, Tensors
from models.recommenders.shelf import Shelf
from models.recommenders.transitions import Transitions
from models.recommenders.two_tower import Catalogue, Shape, Towers
from models.recommenders.whitening import Whitening, unit

_NETWORK = {"width": 64, "layers": 2, "heads": 2, "length": 50, "dropout": 0.3, "item_dropout": 0.3}
_FACTS = 3
_TEMPERATURE = 0.1  # of a dislike's cosine
_DRAWN = 2048  # items that a part of the blend's softmax is over
_REFERENCE = 1024  # items that a score is relative to
_WEIGHED = 8192  # held-out events that the blend learns from, at most


def _table(*weights: float) -> NDArray[np.float32]:
    """A blend that weighs every history alike."""
    table = np.zeros((len(weights), _FACTS), np.float32)
    table[:, 0] = weights
    return table


_UNFITTED = _table(0, 0, 0, 1 / _TEMPERATURE, 0.3)  # as ItemKnn before a fit
_ALONE = _table(1, 0, 0, 0, 0)  # the network
_START = (1, 1, 1, 1, 0.01)  # where learning a blend begins
_LEANING = 0.1  # and for each field of the affinity
_FIELDS = 10  # fields of the affinity, at most
_ASKED = 512  # held-out events that say which fields tell most

Held = tuple[History, int]  # a history and the row of the event that came next


class SequenceRecommender(Ranker):
    """score(i | h) = Σ_c weight_c(h) · channel_c(h, i) − dislikes.

    The channels: the network's logits (:class:`Towers`); log(1 + transitions) from what the shopper touched; the
    text cosine to where those transitions lead; the text cosine to what the shopper touched and said; log
    popularity; the shopper's leanings, a channel a field (:class:`Affinity`). The weights are learnt on each
    history's last event, held out of all else, and depend on how much is known (:class:`Blend`).

    Options: ``network`` (sizes), ``training`` (:class:`Training`'s settings), ``transitions``, ``decay`` of recency;
    ``refresh``: once the weights are learnt, the memory holds the held-out events too.
    """

    name = "sequence"

    def __init__(
        self,
        *,
        embed: Embed | None = None,
        network: dict[str, Any] | None = None,
        training: dict[str, Any] | None = None,
        transitions: dict[str, Any] | None = None,
        decay: float = 0.7,
        refresh: bool = True,
        use_text: bool = True,
        use_blend: bool = True,
    ) -> None:
        super().__init__(
            embed=embed,
            network=network,
            training=training,
            transitions=transitions,
            decay=decay,
            refresh=refresh,
            use_text=use_text,
            use_blend=use_blend,
        )
        self.network = {**_NETWORK, **(network or {})}
        self.training = dict(training or {})
        self.decay, self.refresh, self.use_text, self.use_blend = decay, refresh, use_text, use_blend
        self.checkpoints: Path | None = None  # where a fit keeps them, to go on after a kill
        self.transitions = Transitions(**(transitions or {}))
        self.blend = Blend(_UNFITTED)
        self.net: Towers | None = None
        self.whitening: Whitening | None = None
        self.vocabulary = Vocabulary()
        self.fields: list[str] = []  # of the affinity
        self.residual: NDArray[np.int64] = np.zeros(0, np.int64)  # (N,) rows of the residual table, 0 for none
        self._near: Near | None = None
        self._catalogue: Catalogue | None = None
        self._vectors: torch.Tensor | None = None
        self._keys: NDArray[np.float32]
        self._affinity: Affinity

    # ── learning ──────────────────────────────────────────────────────────────────────────────

    def learn(self, histories: Sequence[History], progress: Progress) -> None:
        from models.training.recommender_loop import Training, train  # accelerate is needed for a fit alone

        training = Training(**self.training)
        kept, held = hold_out(histories, self.shelf)
        base = self.shelf.popularity
        self._remember(kept, base)
        encoded = [encode(history, self.shelf) for history in kept]
        self._build(encoded, {step.kind for history in kept for step in history}, training.seed)
        assert self.net is not None and self.whitening is not None
        random = np.random.default_rng(training.seed)
        held = [held[place] for place in random.permutation(len(held))]
        judges = held[: training.evaluate]

        def evaluate(net: Towers) -> float:
            self._vectors = None
            return self._ndcg(judges, lambda histories: dense(self._network(histories)))

        result = train(
            self.net,
            self._inputs(),
            encoded,
            self.whitening,
            training,
            evaluate,
            progress=progress,
            folder=self.checkpoints,
        )
        self._vectors = None
        self.blend = Blend(self._start() if self.use_blend else _ALONE)
        if self.use_blend and held:
            self.fields = self._telling(judges[:_ASKED])
            self._catalogue = None
            self.blend = self._weigh(held, random)
        self.metrics = {"epochs": result["epoch"], "training seconds": result["seconds"]}
        self.metrics |= {"validation ndcg@10": self._ndcg(judges, self.scores)}
        self.metrics["validation ndcg@10, network alone"] = result["best"]
        if self.refresh:
            self._remember(histories, base)

    def _remember(self, histories: Sequence[History], base: NDArray[np.float32]) -> None:
        """The memory: popularity on top of ``base``, and transitions."""
        self.shelf.popularity = base
        count(self.shelf, histories)
        paths = [list(dict.fromkeys(wanted_rows(history, self.shelf))) for history in histories]
        self.transitions.fit(paths, len(self.shelf))
        self._catalogue = None

    def _build(self, histories: Sequence[Encoded], kinds: set[str], seed: int) -> None:
        """A new network for these items and these kinds of event; what no one touched has no residual."""
        N = len(self.shelf)
        self.whitening = Whitening.of(self.shelf.vectors)
        self.vocabulary = Vocabulary.of(self.shelf.attributes if self.use_text else [])
        seen = np.zeros(N, bool)
        for history in histories:
            seen[history.rows[history.rows >= 0]] = True
        self.residual = np.where(seen, np.arange(1, N + 1), 0)
        torch.manual_seed(seed)
        shape = Shape(self.whitening.turn.shape[1], N + 1, len(self.vocabulary), **self.network)
        self.net = Towers(shape)
        self.net.met(kinds)
        self._catalogue = self._vectors = self._near = None

    def _telling(self, held: Sequence[Held]) -> list[str]:
        """The fields whose leanings tell most about what comes next."""
        fields = sorted(set(self.vocabulary.fields) - {""})
        every = Affinity(self.vocabulary, self.vocabulary.encode(self.shelf.attributes), fields)
        targets = np.array([row for _, row in held], np.int64)
        lifts = every.lifts(self._touched([history for history, _ in held]), targets)
        best = sorted(zip(lifts.tolist(), fields, strict=True), reverse=True)[:_FIELDS]
        return [field for lift, field in best if lift > 0]

    def _start(self) -> NDArray[np.float32]:
        return _table(*_START, *[_LEANING] * len(self.fields))

    def _weigh(self, held: Sequence[Held], random: np.random.Generator) -> Blend:
        """The blend's weights: a softmax over ``_DRAWN`` items, drawn anew for each part, and the targets."""
        N, start = len(self.shelf), self._start()
        parts = []
        for first in range(0, min(len(held), _WEIGHED), PART):
            part = held[first : first + PART]
            histories = [history for history, _ in part]
            drawn = random.permutation(N)[:_DRAWN]
            own = np.array([row for _, row in part], np.int64)
            columns, place = np.unique(np.concatenate([drawn, own]), return_inverse=True)
            targets = place[len(drawn) :]
            barred = np.repeat(~np.isin(columns, drawn)[None], len(part), axis=0)  # the other rows' targets
            at = {int(row): column for column, row in enumerate(columns)}
            for b, history in enumerate(histories):  # what the shopper had already is no negative
                barred[b, [at[row] for row in wanted_rows(history, self.shelf) if row in at]] = True
            barred[np.arange(len(part)), targets] = False
            channels = self._channels(histories, self._touched(histories), start)
            some = [None if channel is None else dense(channel)[:, columns] for channel in channels]
            raise_by = float(np.log(N / len(drawn)))
            parts.append(Example(some, self._facts(histories), targets, barred, raise_by))
        return blending.fit(start, parts)

    def _ndcg(self, held: Sequence[Held], score: Callable[[Sequence[History]], Scores]) -> float:
        """NDCG@10 of held-out events, full ranking without what the history holds; 0 without any."""
        found = []
        for first in range(0, len(held), PART):
            part = held[first : first + PART]
            scores = score([history for history, _ in part])
            for b, (history, row) in enumerate(part):
                touched = [at for at in wanted_rows(history, self.shelf) if at != row]
                scores[b, touched] = -np.inf
            found.append(metrics.ndcg(metrics.places(scores, np.array([row for _, row in part])), 10))
        return float(np.concatenate(found).mean()) if found else 0.0

    # ── scoring ───────────────────────────────────────────────────────────────────────────────

    def scores(self, histories: Sequence[History], rows: Rows | None = None) -> Scores:
        """Logits less the log of their exponentials' sum, taken over ``_REFERENCE`` items spread over the shelf and
        scaled to all: log p(item) up to the luck of the draw, and cheap for a few rows."""
        N = len(self.shelf)
        reference = np.linspace(0, N - 1, min(N, _REFERENCE)).astype(np.int64)
        touched = self._touched(histories)
        if rows is None:
            scores = self._logits(histories, touched, None)
            total = _log_sum_exp(scores[:, reference])
        else:
            both = self._logits(histories, touched, np.concatenate([reference, rows]))
            scores, total = both[:, len(reference) :], _log_sum_exp(both[:, : len(reference)])
        return scores - total - np.float32(np.log(N / len(reference)))

    def _logits(self, histories: Sequence[History], touched: Sequence[Touched], rows: Rows | None) -> Scores:
        channels = self._channels(histories, touched, self.blend.table, rows)
        logits = self.blend(channels, self._facts(histories))
        if self.use_text:
            logits += self._nearness().unwanted(touched, rows) / np.float32(_TEMPERATURE)
        cold = [b for b, one in enumerate(touched) if not one]
        if cold:
            logits[cold] = log_prior(self.shelf.popularity)[slice(None) if rows is None else rows]
        return logits

    def _touched(self, histories: Sequence[History]) -> list[Touched]:
        return [Touched.by(history, self.shelf, self.decay) for history in histories]

    def _channels(
        self,
        histories: Sequence[History],
        touched: Sequence[Touched],
        table: NDArray[np.float32],
        rows: Rows | None = None,
    ) -> list[Channel | None]:
        """The channels in the order of the blend's table, of all rows or some; None where it has no weight."""
        used = [bool(row.any()) for row in table]
        near, at = self._nearness(), slice(None) if rows is None else rows
        items = near.items[at]
        channels: list[Channel | None] = [None] * len(table)
        if used[0] and self.net is not None:
            channels[0] = self._network(histories, rows)
        if any(used[1:3]) and self.transitions.fitted:
            spread = self.transitions.spread(touched)
            channels[1] = spread[:, at].log1p()
            channels[2] = Dot(unit(spread @ near.items), items)
        if used[3]:
            channels[3] = Dot(near.wanted(touched), items)
        if used[4]:
            prior = log_prior(self.shelf.popularity)[at]
            channels[4] = Dot(np.ones((len(histories), 1), np.float32), prior[:, None])
        if any(used[5:]):
            self._inputs()
            shares = self._affinity.items[at]
            channels[5:] = [Dot(queries, shares) for queries in self._affinity.queries(touched)]
        return channels

    @torch.inference_mode()
    def _network(self, histories: Sequence[History], rows: Rows | None = None) -> Dot:
        """The network's logits."""
        assert self.net is not None and self.whitening is not None
        self.net.eval()
        inputs = self._inputs()
        if self._vectors is None:
            self._vectors = self.net.items(inputs.text, inputs.attributes, inputs.residual)
            self._keys = self.net.keys(self._vectors, inputs.log_prior).numpy()
        steps = pack([encode(history, self.shelf) for history in histories], self.whitening, self.net.shape.length)
        ends = (steps.kind > 0).sum(dim=1)
        shoppers = self.net.shoppers(self._vectors, steps)[torch.arange(len(ends)), ends]  # (B, d): after the last
        return Dot(self.net.queries(shoppers).numpy(), self._keys if rows is None else self._keys[rows])

    def _facts(self, histories: Sequence[History]) -> NDArray[np.float32]:
        """What the weights depend on: 1, how well known the last item is, how long the history is; (B, F)."""
        facts = np.ones((len(histories), _FACTS), np.float32)
        for b, history in enumerate(histories):
            rows = wanted_rows(history, self.shelf)
            facts[b, 1] = np.log1p(self.shelf.popularity[rows[-1]]) / 5 if rows else 0.0
            facts[b, 2] = np.log1p(len(rows)) / 3
        return facts

    def _nearness(self) -> Near:
        if self._near is None or self._near.shelf is not self.shelf:
            self._near = Near(self.shelf, self.whitening)
        return self._near

    def _inputs(self) -> Catalogue:
        """The item tower's input, made anew when the catalogue moved."""
        if self._catalogue is None:
            assert self.whitening is not None
            text = (
                self.whitening(self.shelf.vectors)
                if self.use_text
                else np.zeros((len(self.shelf), self.whitening.turn.shape[1]), np.float32)
            )
            attributes = self.vocabulary.encode(self.shelf.attributes)
            self._affinity = Affinity(self.vocabulary, attributes, self.fields)
            prior = log_prior(self.shelf.popularity)
            self._catalogue = Catalogue(*map(torch.from_numpy, (text, attributes, self.residual, prior)))
            self._vectors = None
        return self._catalogue

    # ── the catalogue moves, the disk ─────────────────────────────────────────────────────────

    def rearranged(self, kept: NDArray[np.int64]) -> None:
        self.transitions.rearrange(kept, len(self.shelf))
        residual = np.zeros(len(self.shelf), np.int64)
        if len(self.residual):
            residual[: len(kept)] = self.residual[kept]
        self.residual = residual
        self._catalogue = None

    def state(self) -> Tensors:
        tensors: Tensors = self.transitions.state() | {"blend": self.blend.table, "residual": self.residual}
        if self.net is not None and self.whitening is not None:
            tensors |= {"whitening.mean": self.whitening.mean, "whitening.turn": self.whitening.turn}
            tensors |= {f"net.{key}": value.numpy() for key, value in self.net.state_dict().items()}
            words = {"known": self.vocabulary.known, "edges": self.vocabulary.edges, "fields": self.fields}
            tensors["vocabulary"] = np.frombuffer(json.dumps(words).encode(), np.uint8)
        return tensors

    def restore(self, tensors: Tensors) -> None:
        self.transitions.restore(tensors)
        self.blend, self.residual = Blend(tensors["blend"]), tensors["residual"]
        if "vocabulary" not in tensors:
            return
        words = json.loads(tensors["vocabulary"].tobytes())
        self.vocabulary, self.fields = Vocabulary(words["known"], words["edges"]), words["fields"]
        self.whitening = Whitening(tensors["whitening.mean"], tensors["whitening.turn"])
        weights = {k.removeprefix("net."): torch.from_numpy(v) for k, v in tensors.items() if k.startswith("net.")}
        width = self.whitening.turn.shape[1]
        self.net = Towers(Shape(width, len(weights["residual.weight"]), len(self.vocabulary), **self.network))
        self.net.load_state_dict(weights)
        self.net.eval()


def hold_out(histories: Sequence[History], shelf: Shelf) -> tuple[list[History], list[Held]]:
    """Each history up to its last wanted event on an item new to the shopper, and that item, where one came before."""
    kept: list[History] = []
    held: list[Held] = []
    for history in histories:
        first: dict[int, int] = {}  # row → place
        for place, step in enumerate(history):
            row = shelf.row(step.item_id)
            if row is not None and weight(step) > 0:
                first.setdefault(row, place)
        if len(first) > 1:
            row, place = max(first.items(), key=lambda pair: pair[1])
            history = history[:place]
            held.append((history, row))
        kept.append(history)
    return kept, held


def _log_sum_exp(logits: Scores) -> Scores:
    """Over the last axis, which stays."""
    most = logits.max(axis=-1, keepdims=True)
    total: Scores = most + np.log(np.exp(logits - most).sum(axis=-1, keepdims=True))
    return total
