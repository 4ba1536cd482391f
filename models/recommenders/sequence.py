"""Ours: a causal Transformer over the shopper's steps, blended with a memory of transitions and with the texts."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from models.recommenders import warm
from models.recommenders.attributes import Vocabulary
from models.recommenders.base import Embed, History, Progress
from models.recommenders.blend import Blend, Channel, Dot
from models.recommenders.encoding import Encoded, encode, pack
from models.recommenders.leanings import Leanings
from models.recommenders.moves import Moves
from models.recommenders.near import Near, Touched, last_rows, paths, wanted_rows
from models.recommenders.popularity import count, lately, log_prior
from models.recommenders.ranker import Ranker, Rows, Scores, Tensors
from models.recommenders.rhythm import Rhythm
from models.recommenders.shares import trail
from models.recommenders.transitions import Transitions
from models.recommenders.two_tower import Catalogue, Shape, Towers
from models.recommenders.whitening import Whitening, unit

_NETWORK = {"width": 64, "layers": 2, "heads": 2, "length": 50, "dropout": 0.3, "item_dropout": 0.1}
_FACTS = 3
APPEAL, TOGETHER, LATELY = 5, 6, 7  # channels
BASE = 9  # channels before the leanings
HALVES = (10.0, 40.0)  # days in which what was bought counts half as lately
_TEMPERATURE = 0.1  # of a dislike's cosine
_AGAIN = np.log(0.02 / 0.98)  # of fifty baskets after it was bought one holds it again
_REFERENCE = 1024  # items that a score is relative to


def even_blend(*weights: float) -> Blend:
    """A blend that weighs every history and every item alike."""
    table = np.zeros((len(weights), _FACTS), np.float32)
    table[:, 0] = weights
    return Blend(table, np.zeros(0, np.float32))


_UNFITTED = (0, 0, 0, 1 / _TEMPERATURE, 0.3, *[0] * 4)  # as ItemKnn before a fit


class SequenceRecommender(Ranker):
    """score(i | h) = Σ_c weight_c(h) · channel_c(h, i) − dislikes.

    The channels: the network's logits (:class:`Towers`); log(1 + transitions) from what the shopper touched; the
    text cosine to where those transitions lead; the text cosine to what the shopper touched and said; log
    popularity; the items' appeal (:mod:`appeal`); log(1 + what lay in one basket with what the shopper touched); log
    popularity of the last weeks, by two half-lives; the shopper's leanings, a channel a kind and field
    (:class:`Leanings`). The weights are learnt on each history's last basket, held out of all else, and depend on how
    much is known of shopper and item (:class:`Blend`). Where shoppers buy things again, what they have bought is
    scored by its rhythm (:class:`Rhythm`) instead.

    Options: ``network`` (sizes), ``training`` (:class:`Training`'s settings), ``transitions``, ``decay`` of recency;
    ``tail``: how much more than others an item counts that no one came to before, when the blend is learnt (0 leaves it
    at what is asked for most; of 0, ½, 1, 2 and 4 the default is the highest that costs nothing of the NDCG of Amazon
    Beauty's validation events, while that of rare items grows by 14 %; 4 costs 3 % and lifts it by 25 %);
    ``refresh``: once the weights are learnt, the memory and the network take in the held-out events too.
    """

    name = "sequence"

    def __init__(
        self,
        *,
        embed: Embed | None = None,
        network: dict[str, Any] | None = None,
        training: dict[str, Any] | None = None,
        transitions: dict[str, Any] | None = None,
        decay: float = 0.6,
        tail: float = 1.0,
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
            tail=tail,
            refresh=refresh,
            use_text=use_text,
            use_blend=use_blend,
        )
        self.network = {**_NETWORK, **(network or {})}
        self.training = dict(training or {})
        self.decay, self.tail, self.refresh = decay, tail, refresh
        self.use_text, self.use_blend = use_text, use_blend
        self.checkpoints: Path | None = None  # where a fit keeps them, to go on after a kill
        self.last: SequenceRecommender | None = None  # an earlier fit to go on from
        self.transitions = Transitions(**(transitions or {}))
        self.together = Transitions(reach=0)
        self.lately: NDArray[np.float32] = np.zeros((len(HALVES), 0), np.float32)  # (2, N) counts
        self.rhythm = Rhythm()
        self.repeat: NDArray[np.float32] = np.zeros(_FACTS + 1, np.float32)  # of its scores: by facts, and its slope
        self.blend = even_blend(*_UNFITTED)
        self.net: Towers | None = None
        self.whitening: Whitening | None = None
        self.vocabulary = Vocabulary()
        self.moves = Moves()
        self.spread: dict[str, float] = {}  # of the levels
        self.chosen: list[tuple[str, str]] = []  # leanings that have a channel
        self.appeal: NDArray[np.float32] = np.zeros(0, np.float32)  # (N,)
        self.residual: NDArray[np.int64] = np.zeros(0, np.int64)  # (N,) rows of the residual table, 0 for none
        self._near: Near | None = None
        self._catalogue: Catalogue | None = None
        self._vectors: torch.Tensor | None = None
        self._keys: NDArray[np.float32]
        self._leanings: Leanings | None = None

    # ── learning: models/recommenders/sequence_fit.py ─────────────────────────────────────────

    def learn(self, histories: Sequence[History], progress: Progress) -> None:
        from models.recommenders import sequence_fit  # accelerate is needed for a fit alone

        sequence_fit.fit(self, histories, progress)

    def remember(self, histories: Sequence[History], base: NDArray[np.float32]) -> None:
        """The memory: popularity on top of ``base``, and transitions."""
        self.shelf.popularity = base
        count(self.shelf, histories)
        rows, numbers = paths(histories, self.shelf)
        self.transitions.fit(rows, len(self.shelf), baskets=numbers)
        self.together.fit(rows, len(self.shelf), baskets=numbers)
        self.lately = np.stack([lately(self.shelf, histories, days) for days in HALVES])
        self.rhythm.fit(histories, self.shelf)
        self.forget()

    def build(self, histories: Sequence[Encoded], kinds: set[str], seed: int) -> None:
        """A new network for these items and these kinds of event, with what the last one knew where there is one;
        what no one touched has no residual."""
        N = len(self.shelf)
        last = self.last if self.last is not None and warm.fits(self.last, self) else None
        self.whitening = last.whitening if last is not None else None
        self.whitening = self.whitening or Whitening.of(self.shelf.vectors)
        self.vocabulary = Vocabulary.of(self.shelf.attributes if self.use_text else [])
        self.meet(histories)
        self.appeal = np.zeros(N, np.float32)
        torch.manual_seed(seed)
        shape = Shape(self.whitening.turn.shape[1], N + 1, len(self.vocabulary), **self.network)
        self.net = Towers(shape)
        if last is not None:
            warm.carry(last, self)
        self.last = last
        self.net.met(kinds)
        self._near = None
        self.forget()

    def meet(self, histories: Sequence[Encoded]) -> None:
        """Give a residual to each item that someone touched, and to no other."""
        seen = np.zeros(len(self.shelf), bool)
        for history in histories:
            seen[history.rows[history.rows >= 0]] = True
        self.residual = np.where(seen, np.arange(1, len(seen) + 1), 0)
        self.forget()

    def forget(self) -> None:
        """Drop what was worked out from the catalogue and the network: one of them has changed."""
        self._catalogue = self._vectors = self._leanings = None

    # ── scoring ───────────────────────────────────────────────────────────────────────────────

    def scores(self, histories: Sequence[History], rows: Rows | None = None) -> Scores:
        """Logits less the log of their exponentials' sum, taken over ``_REFERENCE`` items spread over the shelf and
        scaled to all: log p(item) up to the luck of the draw, and cheap for a few rows."""
        N = len(self.shelf)
        reference = np.linspace(0, N - 1, min(N, _REFERENCE)).astype(np.int64)
        touched = self.touched(histories)
        if rows is None:
            scores = self._logits(histories, touched, None)
            total = _log_sum_exp(scores[:, reference])
        else:
            both = self._logits(histories, touched, np.concatenate([reference, rows]))
            scores, total = both[:, len(reference) :], _log_sum_exp(both[:, : len(reference)])
        scores = scores - total - np.float32(np.log(N / len(reference)))
        if self.rhythm.fitted and self.repeat.any():
            at = np.arange(N) if rows is None else rows
            for b, (own, told) in enumerate(self.again(histories)):
                place = np.searchsorted(own, at)
                met = own[np.minimum(place, len(own) - 1)] == at if len(own) else np.zeros(len(at), bool)
                scores[b, met] = told[place[met]]
        return scores

    def comes_again(self, row: int) -> bool:
        """Beside what says so of itself, what buyers were seen to come back for."""
        return super().comes_again(row) or (self.rhythm.fitted and bool(self.rhythm.again[row] >= _AGAIN))

    def again(self, histories: Sequence[History]) -> list[tuple[NDArray[np.int64], Scores]]:
        """Of each history the rows that were bought before, rising, and their scores."""
        facts = self.facts(histories) @ self.repeat[:-1]
        found = [self.rhythm(history, self.shelf) for history in histories]
        return [(rows, fact + self.repeat[-1] * told) for fact, (rows, told) in zip(facts, found, strict=True)]

    def _logits(self, histories: Sequence[History], touched: Sequence[Touched], rows: Rows | None) -> Scores:
        channels = self.channels(histories, touched, self.blend.table, rows)
        logits = self.blend(channels, self.facts(histories), self.frequency(rows))
        if self.use_text:
            logits += self._nearness().unwanted(touched, rows) / np.float32(_TEMPERATURE)
        cold = [b for b, one in enumerate(touched) if not one]
        if cold:
            logits[cold] = log_prior(self.shelf.popularity)[slice(None) if rows is None else rows]
        return logits

    def touched(self, histories: Sequence[History]) -> list[Touched]:
        return [Touched.by(history, self.shelf, self.decay) for history in histories]

    def channels(
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
            channels[0] = self.network_logits(histories, rows)
        if any(used[1:3]) and self.transitions.fitted:
            spread = self.transitions.spread(touched)
            channels[1] = spread[:, at].log1p()
            channels[2] = Dot(unit(spread @ near.items), items)
        if used[3]:
            channels[3] = Dot(near.wanted(touched), items)
        if used[4]:
            prior = log_prior(self.shelf.popularity)[at]
            channels[4] = Dot(np.ones((len(histories), 1), np.float32), prior[:, None])
        if used[APPEAL]:
            channels[APPEAL] = Dot(np.ones((len(histories), 1), np.float32), self.appeal[at][:, None])
        if used[TOGETHER] and self.together.fitted:
            channels[TOGETHER] = self.together.spread(touched)[:, at].log1p()
        for c, bought in enumerate(self.lately, LATELY):
            if used[c] and bought.any():
                prior = log_prior(bought)[at]
                channels[c] = Dot(np.ones((len(histories), 1), np.float32), prior[:, None])
        if any(used[BASE:]):
            trails = [trail(history, self.shelf) for history in histories]
            channels[BASE:] = self.leanings().dots(trails, self.chosen, rows)
        return channels

    def leanings(self) -> Leanings:
        """Made anew when the catalogue moved."""
        if self._leanings is None:
            self._leanings = Leanings(self.vocabulary, self.shelf, self.moves, self.spread)
        return self._leanings

    @torch.inference_mode()
    def network_logits(self, histories: Sequence[History], rows: Rows | None = None) -> Dot:
        """The network's logits."""
        assert self.net is not None and self.whitening is not None
        self.net.eval()
        inputs = self.inputs()
        if self._vectors is None:
            self._vectors = self.net.items(inputs.text, inputs.attributes, inputs.residual)
            self._keys = self.net.keys(self._vectors, inputs.log_prior).numpy()
        steps = pack([encode(history, self.shelf) for history in histories], self.whitening, self.net.shape.length)
        ends = (steps.kind > 0).sum(dim=1)
        shoppers = self.net.shoppers(self._vectors, steps)[torch.arange(len(ends)), ends]  # (B, d): after the last
        return Dot(self.net.queries(shoppers).numpy(), self._keys if rows is None else self._keys[rows])

    def facts(self, histories: Sequence[History]) -> NDArray[np.float32]:
        """What the weights depend on: 1, how well known the last basket's items are, how long a history is; (B, F)."""
        facts = np.ones((len(histories), _FACTS), np.float32)
        for b, history in enumerate(histories):
            rows = wanted_rows(history, self.shelf)
            last = last_rows(history, self.shelf)
            facts[b, 1] = np.log1p(self.shelf.popularity[last]).mean() / 5 if last else 0.0
            facts[b, 2] = np.log1p(len(rows)) / 3
        return facts

    def frequency(self, rows: Rows | None = None) -> NDArray[np.float32]:
        """Log popularity of all items or some, standardised over all of them; (N,)."""
        prior = log_prior(self.shelf.popularity)
        standard: NDArray[np.float32] = ((prior - prior.mean()) / max(float(prior.std()), 1e-6)).astype(np.float32)
        return standard if rows is None else standard[rows]

    def _nearness(self) -> Near:
        if self._near is None or self._near.shelf is not self.shelf:
            self._near = Near(self.shelf, self.whitening)
        return self._near

    def inputs(self) -> Catalogue:
        """The item tower's input, made anew when the catalogue moved."""
        if self._catalogue is None:
            assert self.whitening is not None
            text = (
                self.whitening(self.shelf.vectors)
                if self.use_text
                else np.zeros((len(self.shelf), self.whitening.turn.shape[1]), np.float32)
            )
            attributes = self.vocabulary.encode(self.shelf.attributes)
            prior = log_prior(self.shelf.popularity)
            self._catalogue = Catalogue(*map(torch.from_numpy, (text, attributes, self.residual, prior)))
            self._vectors = None
        return self._catalogue

    # ── the catalogue moves, the disk ─────────────────────────────────────────────────────────

    def rearranged(self, kept: NDArray[np.int64]) -> None:
        for memory in (self.transitions, self.together, self.rhythm):
            memory.rearrange(kept, len(self.shelf))
        bought = np.zeros((len(HALVES), len(self.shelf)), np.float32)
        if self.lately.shape[1]:
            bought[:, : len(kept)] = self.lately[:, kept]
        self.lately = bought
        for name in ("residual", "appeal"):
            before = getattr(self, name)
            after = np.zeros(len(self.shelf), before.dtype)
            if len(before):
                after[: len(kept)] = before[kept]
            setattr(self, name, after)
        self.forget()

    def state(self) -> Tensors:
        tensors: Tensors = self.transitions.state() | self.together.state("together") | self.rhythm.state()
        tensors |= {
            "lately": self.lately,
            "repeat": self.repeat,
            "blend": self.blend.table,
            "tilt": self.blend.tilt,
            "residual": self.residual,
            "appeal": self.appeal,
        }
        if self.net is not None and self.whitening is not None:
            tensors |= {"whitening.mean": self.whitening.mean, "whitening.turn": self.whitening.turn}
            tensors |= {f"net.{key}": value.numpy() for key, value in self.net.state_dict().items()}
            words: dict[str, Any] = {"known": self.vocabulary.known, "edges": self.vocabulary.edges}
            words |= {"chosen": self.chosen, "spread": self.spread}
            tensors |= self.moves.state() if self.chosen else {}
            tensors["vocabulary"] = np.frombuffer(json.dumps(words).encode(), np.uint8)
        return tensors

    def restore(self, tensors: Tensors) -> None:
        self.transitions.restore(tensors)
        self.together.restore(tensors, "together")
        table = tensors["blend"]
        if "lately" in tensors:
            self.rhythm.restore(tensors)
            self.lately, self.repeat = tensors["lately"], tensors["repeat"]
        else:  # a fit of before there were baskets lacks the channels that came with them
            table = np.insert(table, [TOGETHER] * (BASE - TOGETHER), 0.0, axis=0)
        self.blend = Blend(table, tensors["tilt"])
        self.residual, self.appeal = tensors["residual"], tensors["appeal"]
        if "vocabulary" not in tensors:
            return
        words = json.loads(tensors["vocabulary"].tobytes())
        self.vocabulary, self.spread = Vocabulary(words["known"], words["edges"]), words["spread"]
        self.chosen = [(kind, field) for kind, field in words["chosen"]]
        if self.chosen:
            self.moves.restore(tensors)
        self.whitening = Whitening(tensors["whitening.mean"], tensors["whitening.turn"])
        weights = {k.removeprefix("net."): torch.from_numpy(v) for k, v in tensors.items() if k.startswith("net.")}
        width = self.whitening.turn.shape[1]
        self.net = Towers(Shape(width, len(weights["residual.weight"]), len(self.vocabulary), **self.network))
        self.net.load_state_dict(weights)
        self.net.eval()


def _log_sum_exp(logits: Scores) -> Scores:
    """Over the last axis, which stays."""
    most = logits.max(axis=-1, keepdims=True)
    total: Scores = most + np.log(np.exp(logits - most).sum(axis=-1, keepdims=True))
    return total
