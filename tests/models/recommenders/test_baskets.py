"""Baskets: what lies in one has no order, the next one is what is learnt, and what is bought again has its rhythm."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file, save_file

from models.recommenders import registry
from models.recommenders.base import History, Step
from models.recommenders.basket_knn import BasketKnn
from models.recommenders.encoding import encode
from models.recommenders.history import baskets, recent, weights
from models.recommenders.near import paths
from models.recommenders.rhythm import Bought, Rhythm
from models.recommenders.sequence import BASE, TOGETHER, SequenceRecommender
from models.recommenders.sequence_fit import hold_out, next_baskets
from models.recommenders.shelf import Shelf
from models.recommenders.transitions import Transitions
from tests.models.recommenders import toy

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def bought(item_id: str, day: float = 0.0, order: str | None = None) -> Step:
    return Step("purchase", item_id, ts=NOON + timedelta(days=day), basket=order)


@pytest.fixture
def shelf() -> Shelf:
    shelf = Shelf()
    shelf.put(toy.items())
    return shelf


def grocer(shoppers: int = 60, seed: int = 0) -> list[History]:
    """Weekly baskets: a lamp of their own in each, and of the tents the one after the last week's."""
    random = np.random.default_rng(seed)
    result = []
    for shopper in range(shoppers):
        lamp, start = f"lamp-{shopper % toy.EACH}", int(random.integers(toy.EACH))
        weeks = [[lamp, f"tent-{(start + week) % toy.EACH}"] for week in range(6)]
        history = []
        for week, basket in enumerate(weeks):
            lines = [basket[place] for place in random.permutation(2)]
            history += [bought(item, 7 * week + shopper % 7, f"{shopper}/{week}") for item in lines]
        result.append(history)
    return result


@pytest.fixture(scope="module")
def fitted() -> SequenceRecommender:
    network = {"width": 16, "heads": 2, "layers": 1, "dropout": 0.0}
    model = registry.create("sequence", embed=toy.embed, network=network, training={"epochs": 8, "rate": 1e-2})
    assert isinstance(model, SequenceRecommender)
    model.fit(toy.items(), grocer())
    return model


# ── what a basket is ──────────────────────────────────────────────────────────────────────────


def test_an_order_is_a_basket_and_without_one_a_day_is() -> None:
    days = [bought("a"), bought("b", 0.1), bought("c", 1)]
    assert baskets(days) == [0, 0, 1]
    assert baskets([bought("a", 0, "x"), bought("b", 0, "y"), bought("c", 3, "y"), bought("d")]) == [0, 1, 1, 2]
    assert baskets([Step("purchase", "a"), Step("purchase", "b")]) == [0, 1]  # no one knows when


def test_looks_and_words_come_one_after_the_other() -> None:
    view = Step("view", "a", ts=NOON)
    assert baskets([view, view, Step("search", text="lamp", ts=NOON), bought("b"), bought("c")]) == [0, 1, 2, 3, 3]


def test_a_basket_counts_as_one_event_of_those_that_are_read() -> None:
    history = [bought(str(n), n // 4) for n in range(40)]
    assert recent(history, events=3) == list(range(28, 40))
    assert recent(history[:-1], events=1) == [36, 37, 38]


def test_a_basket_fades_as_one() -> None:
    assert weights([bought("a"), bought("b"), bought("c", 1)], 0.5) == [0.35, 0.35, 0.7]


def test_a_step_of_the_network_is_a_basket(shelf: Shelf) -> None:
    history = [bought("tent-1"), bought("tent-2"), bought("tent-1"), bought("tent-2", 1), bought("tent-3", 1)]
    found = encode(history, shelf)
    assert len(found) == 2 and found.steps.tolist() == [0, 0, 1, 1]
    assert found.fresh.tolist() == [True, True, False, True]


def test_transitions_lead_from_basket_to_basket(shelf: Shelf) -> None:
    rows, numbers = paths([[bought("tent-0"), bought("tent-1"), bought("tent-2", 1), bought("tent-3", 1)]], shelf)
    after, beside = Transitions(reach=3, back=0.0), Transitions(reach=0)
    after.fit(rows, 4, baskets=numbers)
    beside.fit(rows, 4, baskets=numbers)
    assert [tuple(pair) for pair in np.argwhere(after.matrix.toarray())] == [(0, 2), (0, 3), (1, 2), (1, 3)]
    assert [tuple(pair) for pair in np.argwhere(beside.matrix.toarray())] == [(0, 1), (1, 0), (2, 3), (3, 2)]


# ── what is learnt ────────────────────────────────────────────────────────────────────────────


def test_what_is_held_out_is_later_than_all_that_is_learnt_from(shelf: Shelf) -> None:
    kept, held = hold_out(grocer(), shelf)
    assert len(held) == pytest.approx(60 * 5 / 5, rel=0.2)
    last = max(step.ts for history in kept for step in history)
    for one in held:
        after = next(own for own in grocer() if own[0] == one.history[0])[len(one.history)]
        assert after.ts > last and after.ts > one.history[-1].ts  # never the rest of a basket
    assert any(one.again for one in held)


def test_a_basket_is_seen_from_before_it(shelf: Shelf) -> None:
    history = [bought("tent-1"), bought("tent-2"), bought("tent-1", 1), bought("tent-3", 1), bought("tent-4", 1)]
    rows = [shelf.row(f"tent-{n}") for n in (1, 3, 4)]
    assert next_baskets(history, shelf) == [(2, rows[1:], rows[:1])]


def test_the_order_of_a_baskets_lines_changes_nothing(fitted: SequenceRecommender) -> None:
    history = grocer(1)[0]
    turned = [step for week in range(6) for step in history[2 * week : 2 * week + 2][::-1]]
    np.testing.assert_allclose(fitted.score([history]), fitted.score([turned]), atol=1e-3)


def test_it_learns_what_comes_again_and_what_comes_next(fitted: SequenceRecommender) -> None:
    history = grocer(1)[0][:6]  # three weeks
    ids = [fitted.ids[row] for row in np.argsort(-fitted.score([history])[0])]
    (last,) = (int(step.item_id[-1]) for step in history[-2:] if step.item_id.startswith("tent"))
    assert set(ids[:2]) == {"lamp-0", f"tent-{(last + 1) % toy.EACH}"}


def test_what_buyers_come_back_for_is_offered_again(fitted: SequenceRecommender) -> None:
    picks = fitted.recommend(grocer(1)[0][:6], 3, reasons=1)
    again = next(pick for pick in picks if pick.item_id == "lamp-0")
    assert again.reasons[0].kind == "purchase" and again.reasons[0].ref == "lamp-0"


def test_buyers_are_not_sated_of_what_they_come_back_for(fitted: SequenceRecommender, tmp_path: Path) -> None:
    fitted.save(tmp_path)
    model = registry.load(tmp_path)
    model.add_items([toy.item(item_id, category=item_id) for item_id in fitted.ids])  # each a kind of its own
    assert "lamp-0" in {pick.item_id for pick in model.recommend(grocer(1)[0][:6], 3)}


def test_rhythm_is_saved_with_the_rest(fitted: SequenceRecommender, tmp_path) -> None:
    fitted.save(tmp_path)
    history = grocer(1)
    np.testing.assert_allclose(registry.load(tmp_path).score(history), fitted.score(history), atol=1e-4)


def test_a_fit_of_before_there_were_baskets_is_read(fitted: SequenceRecommender, tmp_path: Path) -> None:
    fitted.save(tmp_path)
    tensors = load_file(tmp_path / "model.safetensors")
    later = ("together.", "rhythm.", "lately", "repeat")
    earlier = {name: tensor for name, tensor in tensors.items() if not name.startswith(later)}
    earlier["blend"] = np.delete(tensors["blend"], range(TOGETHER, BASE), axis=0)
    save_file(earlier, tmp_path / "model.safetensors")
    read = registry.load(tmp_path)
    tensors["blend"][TOGETHER:BASE], tensors["repeat"][:] = 0.0, 0.0  # as if nothing of it told anything
    save_file(tensors, tmp_path / "model.safetensors")
    np.testing.assert_allclose(read.score(grocer(9)), registry.load(tmp_path).score(grocer(9)), atol=1e-4)
    read.remove_items(["lamp-1"])
    assert len(read.recommend(grocer(1)[0], 3, reasons=1)) == 3


# ── what is bought again ──────────────────────────────────────────────────────────────────────


def test_what_is_due_is_likelier_than_what_was_bought_once() -> None:
    shelf = Shelf()
    shelf.put(toy.items())
    rhythm = Rhythm()
    rhythm.fit(grocer(200), shelf)
    rows, told = rhythm(grocer(1)[0], shelf)
    assert shelf.ids[rows[told.argmax()]].startswith("lamp") and np.exp(told.max()) > 0.8
    assert (told <= 0).all()


def test_where_no_one_buys_again_there_is_no_rhythm(shelf: Shelf) -> None:
    rhythm = Rhythm()
    rhythm.fit([[bought(f"tent-{n}", n) for n in range(8)]] * 100, shelf)
    assert not rhythm.fitted and len(rhythm([bought("tent-1")], shelf)[0]) == 0


def test_basket_knn_against_the_formula(shelf: Shelf) -> None:
    model = BasketKnn(fade=0.5, group=2, group_fade=0.1)
    model.shelf = shelf
    days = [bought("tent-1"), bought("tent-2", 1), bought("tent-1", 2)]
    u = model.frequencies([days]).toarray()[0]
    one, two = shelf.row("tent-1"), shelf.row("tent-2")
    assert u[one] == pytest.approx((1 + 0.1 * 1) / 4) and u[two] == pytest.approx(0.5 / 4)  # of two groups of two
    assert Bought.of(days, shelf).baskets == 3
