"""The fit of :class:`SequenceRecommender`: hold out, train the network, choose the fields, weigh the blend, and take in
what was held out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import count

import numpy as np
from numpy.typing import NDArray

from models import metrics
from models.recommenders import appeal, blend
from models.recommenders.base import History, Progress
from models.recommenders.blend import Array, Blend, Example, dense
from models.recommenders.encoding import encode
from models.recommenders.history import recent, weight
from models.recommenders.levels import Levels
from models.recommenders.near import wanted_rows
from models.recommenders.ranker import PART, Scores
from models.recommenders.sequence import APPEAL, BASE, SequenceRecommender, even_blend
from models.recommenders.shares import trail
from models.recommenders.shelf import Shelf
from models.recommenders.two_tower import Towers
from models.training.recommender_loop import Training, train

DRAWN = 2048  # items that a part of the blend's softmax is over
WEIGHED = 8192  # held-out events that the blend learns from, at most
HELD = 2048  # events that are held out at least, where the histories are long enough
ROOM = 200_000_000  # and numbers that it learns from, at most
ASKED = 512  # held-out events that say which fields tell most
FIELDS = 12  # fields of each kind of leaning, at most
ALONE = (1, 0, 0, 0, 0, 0)  # the network
START = (1, 1, 1, 1, 0.01, 1)  # where learning a blend begins
LEANING = 0.1  # and for each leaning
AGAIN = 4  # a fit that goes on from the last one takes one epoch in so many
REST = 2  # and so does the network once the held-out events are among the others
LEAST = 0.1  # nats by which a leaning moves scores, below which it is dropped

RARE = 5.0  # interactions of an item that is half as rare as one without any
STEPS = 20_000  # of all histories that the appeal is learnt from, at most

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
    if model.last is not None:
        training = replace(training, epochs=max(1, training.epochs // AGAIN), patience=training.patience + 1)
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
    model.blend = even_blend(*ALONE)
    if model.use_blend and held:
        lean(model, kept, judges[:ASKED])
        model.blend = weigh(model, kept, held[:WEIGHED], random)
    model.metrics = {
        "epochs": result["epoch"],
        "training seconds": result["seconds"],
        "processes": result["processes"],
        "validation ndcg@10": ndcg(judges, model.scores, model.shelf),
        "validation ndcg@10, network alone": result["best"],
    }
    if model.refresh:
        model.remember(histories, base)
        go_on(model, histories, replace(training, epochs=int(result["epoch"]) // REST), progress)
        if model.chosen:
            model.moves.fit(model.leanings().shares, [trail(history, model.shelf) for history in histories])


def go_on(model: SequenceRecommender, histories: Sequence[History], training: Training, progress: Progress) -> None:
    """Train the network on all there is, from where it stands; nothing is left to stop it early by."""
    assert model.net is not None and model.whitening is not None
    encoded = [encode(history, model.shelf) for history in histories]
    model.meet(encoded)
    epoch = count()
    train(
        model.net,
        model.inputs(),
        encoded,
        model.whitening,
        replace(training, seed=training.seed + 1),
        lambda net: next(epoch),  # the last is the best
        progress=progress,
        folder=None if model.checkpoints is None else model.checkpoints / "rest",
    )
    model.forget()


def hold_out(histories: Sequence[History], shelf: Shelf, wanted: int = HELD) -> tuple[list[History], list[Held]]:
    """Each history up to its last wanted events on items new to the shopper, and these items, where one came before.

    One of each history, and of fewer histories more, to come to about ``wanted`` in all: up to a fifth of what is
    there. What is held out comes with as much of the history as a recommendation would read.
    """
    each = max(1, -(-wanted // max(len(histories), 1)))
    kept: list[History] = []
    held: list[Held] = []
    for history in histories:
        first: dict[int, int] = {}  # row → place
        for place, step in enumerate(history):
            row = shelf.row(step.item_id)
            if row is not None and weight(step) > 0:
                first.setdefault(row, place)
        if len(first) > 1:
            last = sorted(first.items(), key=lambda pair: pair[1])[-max(1, min(each, len(first) // 5)) :]
            for row, place in last:
                before = history[:place]
                held.append(([before[at] for at in recent(before)], row))
            history = history[: last[0][1]]
        kept.append(history)
    return kept, held


def steps_of(history: History, shelf: Shelf) -> list[Held]:
    """Each step to an item that was new to the shopper, with what came before as a recommendation would read it."""
    found: list[Held] = []
    known: set[int] = set()
    for place, step in enumerate(history):
        row = shelf.row(step.item_id)
        if row is None or row in known or weight(step) <= 0:
            continue
        if known:
            before = history[:place]
            found.append(([before[at] for at in recent(before)], row))
        known.add(row)
    return found


def lean(model: SequenceRecommender, histories: Sequence[History], held: Sequence[Held]) -> None:
    """Learn where shoppers go, field by field, and choose the leanings that tell most about what comes next."""
    trails = [trail(history, model.shelf) for history in histories]
    model.spread = Levels.spreads(model.shelf.attributes, trails) if model.use_text else {}
    model.forget()
    model.moves.fit(model.leanings().shares, trails)
    targets = np.array([row for _, row in held], np.int64)
    model.chosen = model.leanings().telling([trail(history, model.shelf) for history, _ in held], targets, FIELDS)


def weigh(
    model: SequenceRecommender, histories: Sequence[History], held: Sequence[Held], random: np.random.Generator
) -> Blend:
    """The blend's weights, first for common and rare items alike; leanings that turn out to move no score are dropped.
    Beside what is left the items' appeal is learnt, and all is weighed again."""
    start = even_blend(*START, *[LEANING] * len(model.chosen))
    examples = drawn(model, held, start.table, random)
    blended = blend.fit(start, examples)
    moved = blend.moved(blended, examples)
    strong = [*range(BASE), *(c for c in range(BASE, len(moved)) if moved[c] >= LEAST)]
    model.chosen = [model.chosen[c - BASE] for c in strong[BASE:]]
    model.appeal = appealing(model, histories, random)
    some = [
        replace(one, channels=[appeal.channel(model.appeal, one) if c == APPEAL else one.channels[c] for c in strong])
        for one in examples
    ]
    start = Blend(blended.table[strong], np.zeros(BASE, np.float32))
    return blend.fit(start, some, tail=model.tail)


def appealing(model: SequenceRecommender, histories: Sequence[History], random: np.random.Generator) -> Array:
    """The items' appeal, from the steps of these histories, all or as many as there is room for."""
    steps = [step for history in histories for step in steps_of(history, model.shelf)]
    steps = [steps[place] for place in random.permutation(len(steps))[:STEPS]]
    start = even_blend(0, 0, 0, 0, 1, 0, *[LEANING] * len(model.chosen)).table
    return appeal.fit(start, drawn(model, steps, start, random), len(model.shelf))


def drawn(model: SequenceRecommender, held: Sequence[Held], table: Array, random: np.random.Generator) -> list[Example]:
    """Events over ``DRAWN`` items, drawn anew for each part, and the targets: the channels that ``table`` weighs,
    of as many events as there is room for."""
    N = len(model.shelf)
    held = held[: ROOM // (min(N, DRAWN) * max(1, int(table.any(axis=1).sum())))]
    examples = []
    for first in range(0, len(held), PART):
        part = held[first : first + PART]
        histories = [history for history, _ in part]
        sample = random.permutation(N)[:DRAWN]
        own = np.array([row for _, row in part], np.int64)
        columns, place = np.unique(np.concatenate([sample, own]), return_inverse=True)
        targets: NDArray[np.int64] = place[len(sample) :]
        barred = np.repeat(~np.isin(columns, sample)[None], len(part), axis=0)  # the other rows' targets
        at = {int(row): column for column, row in enumerate(columns)}
        for b, history in enumerate(histories):  # what the shopper had already is no negative
            barred[b, [at[row] for row in wanted_rows(history, model.shelf) if row in at]] = True
        barred[np.arange(len(part)), targets] = False
        channels = model.channels(histories, model.touched(histories), table, columns)
        some = [None if channel is None else dense(channel) for channel in channels]
        facts, frequency = model.facts(histories), model.frequency(columns)
        rarity = (1.0 / (1.0 + model.shelf.popularity[own] / RARE)).astype(np.float32)
        raise_by = float(np.log(N / len(sample)))
        examples.append(Example(some, facts, frequency, targets, barred, columns, rarity, raise_by))
    return examples


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
