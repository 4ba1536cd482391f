"""The fit of :class:`SequenceRecommender`: hold out, train the network, choose the fields, weigh the blend."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from models import metrics
from models.recommenders import blend
from models.recommenders.affinity import Affinity
from models.recommenders.base import History, Progress
from models.recommenders.blend import Blend, Example, dense
from models.recommenders.encoding import encode
from models.recommenders.history import recent, weight
from models.recommenders.near import wanted_rows
from models.recommenders.ranker import PART, Scores
from models.recommenders.sequence import SequenceRecommender, blend_table
from models.recommenders.shelf import Shelf
from models.recommenders.two_tower import Towers
from models.training.recommender_loop import Training, train

DRAWN = 2048  # items that a part of the blend's softmax is over
WEIGHED = 8192  # held-out events that the blend learns from, at most
ASKED = 512  # held-out events that say which fields tell most
FIELDS = 10  # fields of the affinity, at most
ALONE = blend_table(1, 0, 0, 0, 0)  # the network
START = (1, 1, 1, 1, 0.01)  # where learning a blend begins
LEANING = 0.1  # and for each field of the affinity

Held = tuple[History, int]  # a history and the row of what came next


def fit(model: SequenceRecommender, histories: Sequence[History], progress: Progress) -> None:
    """Everything but the blend's weights and early stopping learns from what is left after :func:`hold_out`."""
    training = Training(**model.training)
    kept, held = hold_out(histories, model.shelf)
    base = model.shelf.popularity
    model.remember(kept, base)
    encoded = [encode(history, model.shelf) for history in kept]
    model.build(encoded, {step.kind for history in kept for step in history}, training.seed)
    assert model.net is not None and model.whitening is not None
    random = np.random.default_rng(training.seed)
    held = [held[place] for place in random.permutation(len(held))]
    judges = held[: training.evaluate]

    def evaluate(net: Towers) -> float:
        model.forget()
        return ndcg(judges, lambda histories: dense(model.network_logits(histories)), model.shelf)

    result = train(
        model.net,
        model.inputs(),
        encoded,
        model.whitening,
        training,
        evaluate,
        progress=progress,
        folder=model.checkpoints,
    )
    model.forget()
    model.blend = Blend(ALONE)
    if model.use_blend and held:
        model.fields = telling(model, judges[:ASKED])
        model.forget()
        model.blend = weigh(model, held[:WEIGHED], random)
    model.metrics = {
        "epochs": result["epoch"],
        "training seconds": result["seconds"],
        "validation ndcg@10": ndcg(judges, model.scores, model.shelf),
        "validation ndcg@10, network alone": result["best"],
    }
    if model.refresh:
        model.remember(histories, base)


def hold_out(histories: Sequence[History], shelf: Shelf) -> tuple[list[History], list[Held]]:
    """Each history up to its last wanted event on an item new to the shopper, and that item, where one came before.

    What is held out comes with as much of the history as a recommendation would read.
    """
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
            held.append(([history[at] for at in recent(history)], row))
        kept.append(history)
    return kept, held


def telling(model: SequenceRecommender, held: Sequence[Held]) -> list[str]:
    """The fields whose leanings tell most about what comes next."""
    fields = sorted(set(model.vocabulary.fields) - {""})
    every = Affinity(model.vocabulary, model.vocabulary.encode(model.shelf.attributes), fields)
    targets = np.array([row for _, row in held], np.int64)
    lifts = every.lifts(model.touched([history for history, _ in held]), targets)
    best = sorted(zip(lifts.tolist(), fields, strict=True), reverse=True)[:FIELDS]
    return [field for lift, field in best if lift > 0]


def weigh(model: SequenceRecommender, held: Sequence[Held], random: np.random.Generator) -> Blend:
    """The blend's weights: a softmax over ``DRAWN`` items, drawn anew for each part, and the targets."""
    N, start = len(model.shelf), blend_table(*START, *[LEANING] * len(model.fields))
    examples = []
    for first in range(0, len(held), PART):
        part = held[first : first + PART]
        histories = [history for history, _ in part]
        drawn = random.permutation(N)[:DRAWN]
        own = np.array([row for _, row in part], np.int64)
        columns, place = np.unique(np.concatenate([drawn, own]), return_inverse=True)
        targets: NDArray[np.int64] = place[len(drawn) :]
        barred = np.repeat(~np.isin(columns, drawn)[None], len(part), axis=0)  # the other rows' targets
        at = {int(row): column for column, row in enumerate(columns)}
        for b, history in enumerate(histories):  # what the shopper had already is no negative
            barred[b, [at[row] for row in wanted_rows(history, model.shelf) if row in at]] = True
        barred[np.arange(len(part)), targets] = False
        channels = model.channels(histories, model.touched(histories), start, columns)
        some = [None if channel is None else dense(channel) for channel in channels]
        examples.append(Example(some, model.facts(histories), targets, barred, float(np.log(N / len(drawn)))))
    return blend.fit(start, examples)


def ndcg(held: Sequence[Held], score: Callable[[Sequence[History]], Scores], shelf: Shelf) -> float:
    """NDCG@10 of held-out events, full ranking without what the history holds; 0 without any."""
    found = []
    for first in range(0, len(held), PART):
        part = held[first : first + PART]
        scores = score([history for history, _ in part])
        for b, (history, row) in enumerate(part):
            scores[b, [at for at in wanted_rows(history, shelf) if at != row]] = -np.inf
        found.append(metrics.ndcg(metrics.places(scores, np.array([row for _, row in part])), 10))
    return float(np.concatenate(found).mean()) if found else 0.0
