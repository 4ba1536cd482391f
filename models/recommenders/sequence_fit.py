"""The fit of :class:`SequenceRecommender`: hold out, train the network, choose the fields, weigh the blend, and take in
what was held out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import count

import numpy as np
import torch
from numpy.typing import NDArray

from models import metrics
from models.recommenders import appeal, blend
from models.recommenders.base import History, Progress
from models.recommenders.blend import Array, Blend, Example, dense
from models.recommenders.encoding import encode
from models.recommenders.history import baskets, recent, weight, when
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
ALONE = (1, *[0] * (BASE - 1))  # the network
START = (1, 1, 1, 1, 0.01, 1, 1, 0.01, 0.01)  # where learning a blend begins
LEANING = 0.1  # and for each leaning
AGAIN = 4  # a fit that goes on from the last one takes one epoch in so many
REST = 2  # and so does the network once the held-out events are among the others
LEAST = 0.1  # nats by which a leaning moves scores, below which it is dropped

RARE = 5.0  # interactions of an item that is half as rare as one without any
SETTLED = 300  # steps of weighing what is bought again against what is new
STEPS = 20_000  # of all histories that the appeal is learnt from, at most


@dataclass(frozen=True)
class Held:
    """A history and what the basket after it held: rows that were new to the shopper, and rows bought before."""

    history: History
    rows: tuple[int, ...]
    again: tuple[int, ...] = ()


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
    fresh = [one for one in held if one.rows]
    judges = fresh[: training.evaluate]

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
    if model.use_blend and fresh:
        lean(model, kept, judges[:ASKED])
        model.blend = weigh(model, kept, fresh[:WEIGHED], random)
        model.repeat = settle(model, held[: training.evaluate])
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
    """Each history up to what is held out, and what is: baskets, each with all that came before it.

    Where events have times, everything from a day on: as late a day as leaves about ``wanted`` baskets, a fifth of
    what is there at most. Where they have none, each history's last basket with something new to the shopper, and of
    fewer histories more. What is held out comes with as much of the history as a recommendation would read.
    """
    own = [next_baskets(history, shelf) for history in histories]
    if _timed(histories):
        times = sorted(when(histories[b][place]) for b, found in enumerate(own) for place, _, _ in found)
        cut = times[-max(1, min(wanted, len(times) // 5))] if times else datetime.max.replace(tzinfo=UTC)
        cuts = [next((at for at, step in enumerate(h) if step.ts and when(step) >= cut), len(h)) for h in histories]
        own = [[one for one in found if one[0] >= at] for found, at in zip(own, cuts, strict=True)]
    else:
        each = max(1, -(-wanted // max(len(histories), 1)))
        own = [[one for one in found if one[1]] for found in own]
        own = [found[-max(1, min(each, (len(found) + 1) // 5)) :] for found in own]
        cuts = [found[0][0] if found else len(h) for found, h in zip(own, histories, strict=True)]
    held = []
    for history, found in zip(histories, own, strict=True):
        for place, rows, again in found:
            before = history[:place]
            held.append(Held([before[at] for at in recent(before)], tuple(rows), tuple(again)))
    return [history[:at] for history, at in zip(histories, cuts, strict=True)], held


def _timed(histories: Sequence[History]) -> bool:
    told = [step.ts is not None for history in histories for step in history if step.item_id]
    return bool(told) and all(told)


def next_baskets(history: History, shelf: Shelf) -> list[tuple[int, list[int], list[int]]]:
    """Each basket but the first: where it begins, the rows new to the shopper in it, and those that were bought before;
    one that has neither is left out."""
    found: list[tuple[int, list[int], list[int]]] = []
    known: set[int] = set()
    bought: set[int] = set()
    number = -1
    now: dict[int, bool] = {}  # what the basket holds, and whether it was bought
    fresh: list[int] = []
    again: list[int] = []
    for place, (step, basket) in enumerate(zip(history, baskets(history), strict=True)):
        if basket != number:
            known |= now.keys()
            bought |= {row for row, own in now.items() if own}
            now, number = {}, basket
            start, fresh, again = place, [], []
            if known:
                found.append((start, fresh, again))
        row = shelf.row(step.item_id)
        if row is None or weight(step) <= 0 or row in now:
            continue
        now[row] = step.kind == "purchase"
        if row not in known:
            fresh.append(row)
        elif now[row] and row in bought:
            again.append(row)
    return [one for one in found if one[1] or one[2]]


def steps_of(history: History, shelf: Shelf) -> list[Held]:
    """Each basket with something new to the shopper, with what came before as a recommendation would read it."""
    found = [(history[:place], tuple(rows)) for place, rows, _ in next_baskets(history, shelf) if rows]
    return [Held([before[at] for at in recent(before)], rows) for before, rows in found]


def lean(model: SequenceRecommender, histories: Sequence[History], held: Sequence[Held]) -> None:
    """Learn where shoppers go, field by field, and choose the leanings that tell most about what comes next."""
    trails = [trail(history, model.shelf) for history in histories]
    model.spread = Levels.spreads(model.shelf.attributes, trails) if model.use_text else {}
    model.forget()
    model.moves.fit(model.leanings().shares, trails)
    pairs = [(trail(one.history, model.shelf), row) for one in held for row in one.rows][:ASKED]
    targets = np.array([row for _, row in pairs], np.int64)
    model.chosen = model.leanings().telling([trail for trail, _ in pairs], targets, FIELDS)


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
    start = even_blend(0, 0, 0, 0, 1, *[0] * (BASE - 5), *[LEANING] * len(model.chosen)).table
    return appeal.fit(start, drawn(model, steps, start, random), len(model.shelf))


def drawn(model: SequenceRecommender, held: Sequence[Held], table: Array, random: np.random.Generator) -> list[Example]:
    """Events over ``DRAWN`` items, drawn anew for each part, and the targets: the channels that ``table`` weighs,
    of as many events as there is room for."""
    N = len(model.shelf)
    held = held[: ROOM // (min(N, DRAWN) * max(1, int(table.any(axis=1).sum())))]
    examples = []
    for first in range(0, len(held), PART):
        part = held[first : first + PART]
        histories = [one.history for one in part]
        sample = random.permutation(N)[:DRAWN]
        own = np.array([row for one in part for row in one.rows], np.int64)
        owners = np.repeat(np.arange(len(part)), [len(one.rows) for one in part])
        columns, place = np.unique(np.concatenate([sample, own]), return_inverse=True)
        targets: NDArray[np.int64] = place[len(sample) :]
        barred = np.repeat(~np.isin(columns, sample)[None], len(part), axis=0)  # the other rows' targets
        at = {int(row): column for column, row in enumerate(columns)}
        for b, history in enumerate(histories):  # what the shopper had already is no negative
            barred[b, [at[row] for row in wanted_rows(history, model.shelf) if row in at]] = True
        channels = model.channels(histories, model.touched(histories), table, columns)
        some = [None if channel is None else dense(channel) for channel in channels]
        facts, frequency = model.facts(histories), model.frequency(columns)
        rarity = (1.0 / (1.0 + model.shelf.popularity[own] / RARE)).astype(np.float32)
        raise_by = float(np.log(N / len(sample)))
        examples.append(Example(some, facts, frequency, targets, owners, barred, columns, rarity, raise_by))
    return examples


def settle(model: SequenceRecommender, held: Sequence[Held]) -> Array:
    """What is bought again against what is new: weights of the facts and a slope, which make the scores of things
    bought before most likely in one softmax with all others as they are. (F + 1,), zeros where no rhythm was learnt."""
    found = np.zeros(len(model.repeat), np.float32)
    model.repeat = found
    if not model.rhythm.fitted or not held:
        return found
    rest, told, owners, asked = [], [], [], []
    for first in range(0, len(held), PART):
        part = held[first : first + PART]
        scores = model.scores([one.history for one in part])
        for b, one in enumerate(part):
            rows, own = model.rhythm(one.history, model.shelf)
            scores[b, rows] = -np.inf
            rest.append(np.logaddexp.reduce(scores[b]))
            told.append(own)
            owners.append(np.full(len(rows), first + b))
            asked.append(np.isin(rows, one.again))
    facts = torch.from_numpy(model.facts([one.history for one in held]))
    owner = torch.from_numpy(np.concatenate(owners))
    chance, target = torch.from_numpy(np.concatenate(told)), torch.from_numpy(np.concatenate(asked))
    number = torch.tensor([float(len(one.rows) + len(one.again)) for one in held])
    others = torch.tensor(np.array(rest, np.float32))
    parameters = torch.zeros(len(found), requires_grad=True)
    with torch.no_grad():
        parameters[-1] = 1.0
    optimizer = torch.optim.Adam([parameters], lr=0.05)
    for _ in range(SETTLED):
        scores_again = (facts @ parameters[:-1])[owner] + parameters[-1] * chance
        total = others.exp().index_add(0, owner, scores_again.exp()).log()
        loss = (number * total).sum() - scores_again[target].sum()
        optimizer.zero_grad()
        (loss / number.sum()).backward()  # type: ignore[no-untyped-call]
        optimizer.step()
    settled: Array = parameters.detach().numpy()
    return settled


def ndcg(held: Sequence[Held], score: Callable[[Sequence[History]], Scores], shelf: Shelf) -> float:
    """NDCG@10 of what was new in held-out baskets, each item by itself: full ranking without what the history holds and
    without the others; the mean over baskets, 0 without any."""
    found = []
    for first in range(0, len(held), PART):
        part = held[first : first + PART]
        scores = score([one.history for one in part])
        for b, one in enumerate(part):
            own = scores[b, list(one.rows)]
            scores[b, [*wanted_rows(one.history, shelf), *one.rows]] = -np.inf
            above = (scores[b] > own[:, None]).sum(axis=1)
            found.append(metrics.ndcg(metrics.Place(above, (scores[b] == own[:, None]).sum(axis=1) + 1), 10).mean())
    return float(np.mean(found)) if found else 0.0
