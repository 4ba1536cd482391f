"""One suite for every recommender: what the interface promises, whoever stands behind it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from numpy.testing import assert_allclose

from models.recommenders import registry
from models.recommenders.base import History, Recommender, Step
from models.recommenders.history import EVENTS, TASTES
from models.recommenders.ranker import Ranker, Rows, Scores
from shop.errors import BadInput, NotFound
from tests.models.recommenders import toy
from tests.models.recommenders.toy import view

OPTIONS = {"als": {"factors": 4}, "bpr": {"factors": 8}}  # three kinds need no more
PERSONAL = sorted(set(registry.names()) - {"popularity", "basket_knn"})  # basket kNN tells what is bought again
FROM_TEXT = sorted(set(PERSONAL) - {"als", "bpr"})

_fitted: dict[str, Path] = {}


@pytest.fixture(scope="session")
def saved(tmp_path_factory: pytest.TempPathFactory):
    """A folder with the fitted recommender of a name; each is fitted once."""

    def folder(name: str) -> Path:
        if name not in _fitted:
            model = registry.create(name, embed=toy.embed, **OPTIONS.get(name, {}))
            model.fit(toy.items(), toy.histories())
            _fitted[name] = tmp_path_factory.mktemp(name)
            model.save(_fitted[name])
        return _fitted[name]

    return folder


@pytest.fixture(params=registry.names())
def model(request: pytest.FixtureRequest, saved) -> Recommender:
    return registry.load(saved(request.param), embed=toy.embed)


@pytest.fixture(params=PERSONAL)
def personal(request: pytest.FixtureRequest, saved) -> Recommender:
    return registry.load(saved(request.param), embed=toy.embed)


@pytest.fixture(params=FROM_TEXT)
def textual(request: pytest.FixtureRequest, saved) -> Recommender:
    return registry.load(saved(request.param), embed=toy.embed)


def kinds(picks) -> list[str]:
    return [pick.item_id.split("-")[0] for pick in picks]


# ── scores ────────────────────────────────────────────────────────────────────────────────────


def test_scores_are_finite_and_shaped(model: Recommender) -> None:
    scores = model.score([[], [view("tent-1")], [Step("taste", text="lamp", value=1.0)]])
    assert scores.shape == (3, len(model.ids)) and scores.dtype == np.float32
    assert np.isfinite(scores).all()


def test_a_score_does_not_depend_on_its_batch(model: Recommender) -> None:
    some = [[view("tent-1")], [view("lamp-1"), view("lamp-2"), view("lamp-3")], []]
    together = model.score(some)
    for alone, history in zip(together, some, strict=True):
        assert_allclose(model.score([history])[0], alone, atol=1e-4)


def test_cold_shoppers_get_what_is_popular(model: Recommender) -> None:
    assert {pick.item_id for pick in model.recommend([], 3)} <= {f"{k}-{n}" for k in toy.KINDS for n in range(4)}


def test_the_toy_shops_known_answer(personal: Recommender) -> None:
    for kind in toy.KINDS:
        history = [view(f"{kind}-{n}") for n in (2, 3)]
        assert set(kinds(personal.recommend(history, 3))) == {kind}


def test_steps_that_mean_nothing_change_nothing(model: Recommender) -> None:
    history = [view("tent-1")]
    odd = [Step("view", "no such item"), Step("view"), Step("search"), Step("search", text=""), *history]
    assert_allclose(model.score([odd])[0], model.score([history])[0], atol=1e-4)


# ── picks ─────────────────────────────────────────────────────────────────────────────────────


def test_picks_are_the_best_scores_in_order(model: Recommender) -> None:
    history = [view("shoe-1")]
    scores = dict(zip(model.ids, model.score([history])[0], strict=True))
    picks = model.recommend(history, 5)
    assert [pick.score for pick in picks] == sorted((pick.score for pick in picks), reverse=True)
    for pick in picks:
        assert pick.score == pytest.approx(scores[pick.item_id], abs=1e-4)
    others = set(model.ids) - {pick.item_id for pick in picks} - {"shoe-1"}
    assert max(scores[i] for i in others) <= picks[-1].score + 1e-4


def test_only_candidates_and_nothing_excluded(model: Recommender) -> None:
    picks = model.recommend([view("tent-1")], 9, candidates=["lamp-1", "lamp-2", "lamp-1", "gone"], exclude=["lamp-2"])
    assert [pick.item_id for pick in picks] == ["lamp-1"]
    assert model.recommend([], 3, candidates=[]) == []


def test_what_is_owned_or_dismissed_is_not_picked(model: Recommender) -> None:
    history = [Step("purchase", "tent-0"), Step("cart", "lamp-0"), Step("dismiss", "shoe-0")]
    picked = {pick.item_id for pick in model.recommend(history, 100)}
    assert picked == set(model.ids) - {"tent-0", "lamp-0", "shoe-0"}


def test_what_was_viewed_comes_last(model: Recommender) -> None:
    picked = [pick.item_id for pick in model.recommend([view("tent-0")], 100)]
    assert picked[-1] == "tent-0" and len(picked) == len(model.ids)


def test_consumables_may_be_bought_again(model: Recommender) -> None:
    model.add_items([toy.item("tent-9", "tent pegs", popularity=9.0, consumable=True)])
    assert "tent-9" in {pick.item_id for pick in model.recommend([Step("purchase", "tent-9")], 100)}


def test_adventurous_lists_are_more_varied(personal: Recommender) -> None:
    history = [view("tent-1"), view("tent-2")]
    plain = personal.recommend(history, 6)
    varied = personal.recommend(history, 6, adventurous=0.9)
    assert len(set(kinds(varied))) > len(set(kinds(plain)))
    assert varied[0] == plain[0]


def test_bad_input_is_named(model: Recommender) -> None:
    with pytest.raises(BadInput, match="limit"):
        model.recommend([], 0)
    with pytest.raises(BadInput, match="adventurous"):
        model.recommend([], 1, adventurous=1.5)
    with pytest.raises(BadInput, match="vector"):
        model.add_items([toy.CatalogueItem("x", "x", np.zeros(3, np.float32))])


# ── what is said ──────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "step",
    [Step("taste", text="lamp for reading", value=1.0), Step("search", text="lamp"), Step("context", text="a lamp")],
)
def test_words_count_before_any_event(textual: Recommender, step: Step) -> None:
    assert set(kinds(textual.recommend([step], 3))) == {"lamp"}


def test_a_vector_can_be_given_with_the_words(textual: Recommender) -> None:
    words = Step("taste", text="lamp", value=1.0)
    given = Step("taste", text="lamp", value=1.0, vector=toy.embed(["lamp"])[0])
    expected = textual.score([[words]])[0]
    textual.embed = None
    assert_allclose(textual.score([[given]])[0], expected, atol=1e-5)


@pytest.mark.parametrize("step", [Step("taste", text="shoe", value=-1.0), Step("rating", "shoe-3", value=1.0)])
def test_dislikes_push_down(textual: Recommender, step: Step) -> None:
    shoes = [row for row, i in enumerate(textual.ids) if i.startswith("shoe")]
    for history in ([], [view("shoe-1"), view("lamp-1")]):
        before, after = textual.score([history, [*history, step]])
        assert np.exp(after[shoes]).sum() < np.exp(before[shoes]).sum()


# ── reasons ───────────────────────────────────────────────────────────────────────────────────

LIVED = [
    view("lamp-2"),
    Step("search", text="tent for two"),
    Step("taste", text="lamp", value=0.8),
    Step("purchase", "tent-4"),
    view("shoe-3"),
    Step("taste", text="shoe", value=-0.7),
    Step("rating", "lamp-5", value=5.0),
    view("lamp-2"),
]


def test_reasons_are_what_removal_shows(model: Recommender) -> None:
    check_reasons(model)


def test_reasons_are_what_removal_shows_where_leanings_count() -> None:
    """Items with a brand, which their shoppers hold to whatever they look at."""
    model = registry.create("sequence", embed=toy.embed)
    model.fit(toy.branded(), toy.loyal())
    assert {field for _, field in model.chosen} >= {"brand"}
    check_reasons(model)


def check_reasons(model: Recommender) -> None:
    """Recomputed naively through ``recommend`` alone: the history without each step in turn."""

    def score(history: list[Step], item_id: str) -> float:
        return model.recommend(history, 1, candidates=[item_id])[0].score

    for pick in model.recommend(LIVED, 6, reasons=2):
        drops = [
            score(LIVED, pick.item_id) - score(LIVED[:place] + LIVED[place + 1 :], pick.item_id)
            for place in range(len(LIVED))
        ]
        told = [reason for reason in pick.reasons if reason.kind != "popular"]
        best = {}
        for step, drop in zip(LIVED, drops, strict=True):
            key = (step.kind, step.item_id or step.text)
            best[key] = max(best.get(key, -1.0), drop)
        expected = sorted((drop for drop in best.values() if drop > 2e-3), reverse=True)[:2]
        assert [reason.drop for reason in told][: len(expected)] == pytest.approx(expected, abs=2e-3)
        for reason in told:
            assert best[reason.kind, reason.ref] == pytest.approx(reason.drop, abs=2e-3)


def test_explain_agrees_with_recommend(personal: Recommender) -> None:
    for pick in personal.recommend(LIVED, 3, reasons=2):
        again = personal.explain(LIVED, pick.item_id, 2)
        assert [(r.kind, r.ref) for r in again] == [(r.kind, r.ref) for r in pick.reasons]


def test_reasons_read_like_a_shopkeepers(textual: Recommender) -> None:
    reason = textual.explain([view("tent-1")], "tent-2")[0]
    assert reason.text == "you looked at tent 1" and reason.ref == "tent-1" and reason.drop > 0
    pick = textual.recommend([Step("taste", text="lamp", value=1.0)], 1, reasons=1)[0]
    assert pick.reasons[0].text == "you like lamp"


def test_the_cold_are_told_that_it_is_popular(model: Recommender) -> None:
    assert [reason.kind for reason in model.recommend([], 1, reasons=2)[0].reasons] == ["popular"]
    assert model.explain([], "no such item") == []


# ── the catalogue moves on ────────────────────────────────────────────────────────────────────


def test_a_new_item_works_from_its_text(textual: Recommender) -> None:
    textual.add_items([toy.item("lamp-new", "a lamp just in")])
    ranked = [pick.item_id for pick in textual.recommend([view("lamp-1"), view("lamp-2")], 100)]
    assert ranked.index("lamp-new") < toy.EACH


def test_items_go_and_others_keep_their_scores_order(model: Recommender) -> None:
    history = [view("tent-2"), view("tent-3")]
    before = [pick.item_id for pick in model.recommend(history, 100)]
    model.remove_items(["shoe-1", "tent-5", "never here"])
    after = [pick.item_id for pick in model.recommend(history, 100)]
    assert set(model.ids) == set(after) == set(before) - {"shoe-1", "tent-5"}
    assert after[:4] == [i for i in before if i not in ("shoe-1", "tent-5")][:4]
    model.add_items([toy.item("tent-5")])
    assert model.score([history]).shape == (1, len(model.ids))


def test_a_replaced_item_stays_one_item(textual: Recommender) -> None:
    textual.add_items([toy.item("shoe-7", "a lamp after all")])
    assert list(textual.ids).count("shoe-7") == 1
    assert textual.recommend([Step("search", text="lamp")], 100)[0].item_id.startswith(("lamp", "shoe-7"))


def test_an_empty_catalogue_has_no_picks() -> None:
    for name in registry.names():
        empty = registry.create(name, embed=toy.embed)
        assert empty.recommend([view("tent-1")], 5) == []
        assert empty.score([[], []]).shape == (2, 0)


@pytest.mark.parametrize("name", registry.names())
def test_it_works_before_any_fit(name: str) -> None:
    unfitted = registry.create(name, embed=toy.embed)
    unfitted.add_items(toy.items())
    assert len(unfitted.recommend([view("tent-1"), Step("search", text="lamp")], 5)) == 5


# ── saving, and rough treatment ───────────────────────────────────────────────────────────────


def test_saved_and_loaded_it_scores_the_same(model: Recommender, tmp_path: Path) -> None:
    model.add_items([toy.item("late", "a late lamp")])
    model.save(tmp_path / "model")
    assert {"config.json", "model.safetensors"} <= {file.name for file in (tmp_path / "model").iterdir()}
    again = registry.load(tmp_path / "model", embed=toy.embed)
    assert again.name == model.name and list(again.ids) == list(model.ids)
    assert_allclose(again.score([LIVED]), model.score([LIVED]), atol=1e-5)


def test_what_cannot_be_loaded_is_named(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match=r"config\.json"):
        registry.load(tmp_path)
    (tmp_path / "config.json").write_text("{}")
    with pytest.raises(BadInput, match="cannot be read"):
        registry.load(tmp_path)
    with pytest.raises(BadInput, match="popularity"):
        registry.create("oracle")


def test_ten_thousand_events_cost_no_more_than_seventy(model: Recommender, monkeypatch: pytest.MonkeyPatch) -> None:
    assert isinstance(model, Ranker)
    lengths: list[int] = []  # of every history that is scored, for the picks and for their reasons
    scores = model.scores

    def counted(histories: Sequence[History], rows: Rows | None = None) -> Scores:
        lengths.extend(map(len, histories))
        return scores(histories, rows)

    monkeypatch.setattr(model, "scores", counted)
    start = datetime(2026, 1, 1, tzinfo=UTC)
    ids = list(model.ids)
    long = [Step("view", ids[n % len(ids)], ts=start - timedelta(seconds=n)) for n in range(10_000)]
    assert len(model.recommend(long, 5, reasons=2)) == 5
    assert max(lengths) <= EVENTS + TASTES and len(lengths) <= 1 + EVENTS + TASTES


def test_a_burst_of_views_does_not_drown_the_rest(textual: Recommender) -> None:
    history = [view("tent-1"), view("tent-2"), *[view("lamp-1")] * 500]
    scores = dict(zip(textual.ids, textual.score([history])[0], strict=True))
    assert np.isfinite(list(scores.values())).all()
    assert "lamp" in kinds(textual.recommend(history, 3))


def test_contradictory_ratings_are_survived(model: Recommender) -> None:
    history = [Step("rating", "tent-1", value=v) for v in (1.0, 5.0, 1.0, 99.0, -3.0)]
    assert len(model.recommend(history, 5, reasons=1)) == 5
