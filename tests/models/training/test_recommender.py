"""Training the sequence model: what it learns, that a kill costs nothing, and that its fit can be put into service."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from models.recommenders import registry, versions
from models.recommenders.base import Step
from models.recommenders.encoding import encode, pack, windows
from models.recommenders.sequence import SequenceRecommender
from models.recommenders.sequence_fit import hold_out
from models.recommenders.shelf import Shelf
from models.recommenders.two_tower import Catalogue, Shape, Towers
from models.recommenders.whitening import Whitening
from models.training.recommender_loop import Objective, Training, batches, train
from models.training.train_recommender import read_config
from shop.errors import BadSettings
from tests.models.recommenders import toy
from tests.models.recommenders.toy import view

SMALL = {"width": 16, "heads": 2, "layers": 1, "dropout": 0.0}


class Killed(Exception):
    pass


def model(epochs: int = 6, **training: object) -> SequenceRecommender:
    options = {"epochs": epochs, "tokens": 256, "every": 1, **training}
    made = registry.create("sequence", embed=toy.embed, network=SMALL, training=options)
    assert isinstance(made, SequenceRecommender)
    return made


def test_it_learns_the_order_that_shoppers_keep() -> None:
    fitted = model(epochs=20, rate=1e-2)
    fitted.fit(toy.items(), toy.histories(300))
    assert fitted.metrics["validation ndcg@10"] > 0.7  # n is followed by n + 1, always
    assert fitted.recommend([view("tent-2"), view("tent-3")], 1)[0].item_id == "tent-4"


def test_the_same_seed_gives_the_same_model() -> None:
    first, second, other = model(2), model(2), model(2, seed=1)
    for each in (first, second, other):
        each.fit(toy.items(), toy.histories())
    history = [[view("tent-1")]]
    np.testing.assert_array_equal(first.score(history), second.score(history))
    assert not np.allclose(first.score(history), other.score(history))


def test_a_killed_training_goes_on_where_it_was(tmp_path: Path) -> None:
    whole = model()
    whole.fit(toy.items(), toy.histories())

    def kill(what: str, done: float) -> None:
        if what.startswith("epoch 4"):
            raise Killed

    started: list[str] = []
    for progress in (kill, lambda what, done: started.append(what)):
        again = model()
        again.checkpoints = tmp_path
        try:
            again.fit(toy.items(), toy.histories(), progress=progress)
        except Killed:
            continue
    assert next(what for what in started if what.startswith("epoch")).startswith("epoch 4")
    np.testing.assert_allclose(again.score([[view("lamp-1")]]), whole.score([[view("lamp-1")]]), atol=1e-4)


def test_of_many_steps_it_takes_fewer_epochs() -> None:
    seen: list[str] = []
    steps = sum(map(len, toy.histories()))
    model(6, most=3 * steps).fit(toy.items(), toy.histories(), progress=lambda what, done: seen.append(what))
    assert {what.split(",")[0] for what in seen if what.startswith("epoch")} <= {f"epoch {n}" for n in (1, 2, 3)}


def test_other_settings_begin_anew(tmp_path: Path) -> None:
    first = model(2)
    first.checkpoints = tmp_path
    first.fit(toy.items(), toy.histories())
    seen: list[str] = []
    second = model(3)
    second.checkpoints = tmp_path
    second.fit(toy.items(), toy.histories(), progress=lambda what, done: seen.append(what))
    assert any(what.startswith("epoch 1,") for what in seen)


def test_a_fit_goes_on_from_the_last_one() -> None:
    first, anew, again = model(20, rate=1e-2), model(1), model(4)
    first.fit(toy.items(), toy.histories(300))
    again.last = first
    newer = [toy.item("tent-9"), *reversed(toy.items())]  # rows have moved
    for each in (anew, again):
        each.fit(newer, toy.histories(300, seed=1))
    alone = "validation ndcg@10, network alone"
    assert again.metrics["epochs"] == 1  # a quarter
    assert again.metrics[alone] > 0.9 * first.metrics[alone] > anew.metrics[alone]
    assert again.recommend([view("tent-2"), view("tent-3")], 1)[0].item_id == "tent-4"


def test_a_fit_begins_anew_where_the_texts_are_in_another_space() -> None:
    first, second = model(1), model(1)
    first.fit(toy.items(), toy.histories())
    turned = [replace(item, vector=np.roll(item.vector, 5)) for item in toy.items()]
    second.last = first
    second.fit(turned, toy.histories())
    assert second.last is None
    second.last, first.network = first, {**first.network, "width": 8}
    second.fit(toy.items(), toy.histories())
    assert second.last is None


def test_short_histories_give_one_event_and_few_long_ones_several() -> None:
    shelf = Shelf()
    shelf.put(toy.items())
    long = [view(f"{kind}-{n}") for kind in toy.KINDS for n in range(toy.EACH)]
    kept, held = hold_out([long, *toy.histories(9)], shelf, wanted=40)
    assert len(held) == 4 + 9 and len(kept[0]) == len(long) - 4
    assert [len(one.history) for one in held[:4]] == [20, 21, 22, 23]


def test_held_out_events_are_in_no_part_of_the_training() -> None:
    shelf = Shelf()
    shelf.put(toy.items())
    histories = toy.histories(30)
    kept, held = hold_out(histories, shelf)
    assert len(kept) == len(held) == 30
    for history, left, one in zip(histories, kept, held, strict=True):
        assert left == history[:-1] == one.history and [shelf.ids[row] for row in one.rows] == [history[-1].item_id]


@pytest.mark.parametrize("refresh", [True, False])
def test_what_was_held_out_is_taken_in_at_the_end(refresh: bool) -> None:
    """An item that is the last of every history it stands in is held out each time: the rest of the fit meets it."""
    histories = [[view("tent-0"), view("tent-1"), view("tent-2")] for _ in range(40)]
    fitted = model(4)
    fitted.refresh = refresh
    fitted.fit(toy.items(), histories)
    row = fitted.ids.index("tent-2")
    assert bool(fitted.residual[row]) is refresh
    assert bool(fitted.transitions.matrix[fitted.ids.index("tent-1"), row]) is refresh


def test_what_is_held_out_is_new_to_the_shopper() -> None:
    shelf = Shelf()
    shelf.put(toy.items())
    history = [view("tent-1"), view("tent-2"), Step("purchase", "tent-2"), Step("taste", text="blue"), view("tent-1")]
    kept, held = hold_out([history, history[:1]], shelf)
    assert kept == [history[:1], history[:1]] and [[shelf.ids[row] for row in one.rows] for one in held] == [["tent-2"]]


def test_only_what_is_new_to_the_shopper_is_predicted() -> None:
    shelf = Shelf()
    shelf.put(toy.items())
    history = [
        view("tent-1"),
        Step("purchase", "tent-1"),
        Step("taste", text="a", vector=toy.embed(["a"])[0]),
        view("tent-2"),
    ]
    assert encode(history, shelf).fresh.tolist() == [True, False, False, True]


@pytest.mark.parametrize("steps", [3, 8, 9, 12, 20, 21])
def test_windows_predict_every_step_once(steps: int) -> None:
    shelf = Shelf()
    shelf.put(toy.items())
    history = encode([view(item.id) for item in toy.items()[:steps]], shelf)
    pieces = windows(history, 8)
    assert all(len(piece) <= 8 for piece in pieces)
    assert [row for piece in pieces for row in piece.rows[piece.fresh]] == list(history.rows)


def test_batches_hold_every_history_once() -> None:
    lengths = list(np.random.default_rng(0).integers(1, 40, 300))
    groups = list(batches(lengths, 200, np.random.default_rng(1)))
    assert sorted(place for group in groups for place in group) == list(range(300))
    assert all(len(group) * max(lengths[place] for place in group) <= 240 for group in groups)


# ── the network ───────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def parts() -> tuple[Towers, Catalogue, Shelf, Whitening]:
    shelf = Shelf()
    shelf.put(toy.items())
    whitening = Whitening.of(shelf.vectors)
    torch.manual_seed(0)
    net = Towers(Shape(whitening.turn.shape[1], len(shelf) + 1, 2, **SMALL))
    text = torch.from_numpy(whitening(shelf.vectors))
    N = len(shelf)
    catalogue = Catalogue(text, torch.ones(N, 1, dtype=torch.long), torch.arange(1, N + 1), torch.zeros(N))
    return net.eval(), catalogue, shelf, whitening


def test_the_past_does_not_see_the_future(parts) -> None:
    net, catalogue, shelf, whitening = parts
    vectors = net.items(catalogue.text, catalogue.attributes, catalogue.residual)
    history = [view(f"tent-{n}") for n in range(5)]
    changed = [*history[:3], view("lamp-1"), view("lamp-2")]
    one, two = (net.shoppers(vectors, pack([encode(h, shelf)], whitening, 50)) for h in (history, changed))
    torch.testing.assert_close(one[:, :4], two[:, :4])
    assert not torch.allclose(one[:, 4], two[:, 4])


def test_sampled_softmax_with_every_item_is_the_full_one(parts) -> None:
    """Where no item outshouts the rest, the corrected loss of a part of them is close to the exact one."""
    net, catalogue, shelf, whitening = parts
    net.scale.data.zero_()
    steps = pack([encode(history, shelf) for history in toy.histories(12)], whitening, 50)
    full = Objective(net, catalogue, len(shelf))(steps).item()
    sampled = np.mean([Objective(net, catalogue, 16)(steps).item() for _ in range(20)])
    assert sampled == pytest.approx(full, abs=0.05)


def test_an_item_without_residual_stands_on_its_text(parts) -> None:
    net, catalogue, *_ = parts
    known = net.items(catalogue.text, catalogue.attributes, catalogue.residual)
    unseen = net.items(catalogue.text, catalogue.attributes, torch.zeros_like(catalogue.residual))
    assert float((known * unseen).sum(-1).mean().detach()) > 0.9


def test_a_training_without_histories_leaves_the_network_whole(parts) -> None:
    net, catalogue, _, whitening = parts
    found = train(net, catalogue, [], whitening, Training(epochs=1), lambda net: 0.0, progress=lambda what, done: None)
    assert found["epoch"] == 1.0


# ── into service ──────────────────────────────────────────────────────────────────────────────


def test_what_was_fitted_can_be_published_and_loaded(tmp_path: Path) -> None:
    fitted = model(2)
    fitted.fit(toy.items(), toy.histories())
    folder = versions.publish(fitted, tmp_path)
    again = registry.load(folder, embed=toy.embed)
    np.testing.assert_allclose(again.score([[view("tent-1")]]), fitted.score([[view("tent-1")]]), atol=1e-5)


def test_an_unknown_key_of_the_configuration_is_named(tmp_path: Path) -> None:
    file = tmp_path / "wrong.toml"
    file.write_text('algoritm = "sequence"')
    with pytest.raises(BadSettings, match="algoritm"):
        read_config(file)
