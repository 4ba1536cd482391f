"""The recommendation benchmark on data sets as others keep them; its models are the cheap ones."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np
import pytest

from benchmarks import recommendation
from benchmarks.report import write
from models.training import shopdata
from shop.errors import BadInput


class Words:
    """Texts to vectors of eight numbers."""

    def encode(self, texts: list[str]) -> np.ndarray:
        assert all(isinstance(text, str) for text in texts)
        return np.random.default_rng(0).normal(size=(len(texts), 8)).astype(np.float32)


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recommendation.encoder, "load", lambda settings: Words())


def folder(place: Path, sequences: str, items: str = '{"id": "商品-1", "name": "<b>Tent</b> &amp; pegs"}') -> Path:
    place.mkdir(parents=True, exist_ok=True)
    (place / "items.jsonl").write_text(items, encoding="utf-8")
    (place / "sequences.txt").write_text(sequences, encoding="utf-8")
    return place


def events(place: Path, rows: str) -> Path:
    place.mkdir(parents=True, exist_ok=True)
    (place / "items.jsonl").write_text('{"id": "a", "title": "Milk"}', encoding="utf-8")
    (place / "events.csv").write_text("shopper,item,time,order\n" + rows, encoding="utf-8")
    return place


def run(data: Path, work: Path) -> dict[tuple[str, str], float | None]:
    rows = recommendation.run([data], [0], ["popularity", "knn"], True, work)
    write("recommendation", rows, folder=work)
    recommendation.plot(rows, work / "recommendation.png")
    return {(row["system"], row["metric"]): row["value"] for row in rows}


@pytest.mark.parametrize(
    "sequences",
    [
        "u 商品-1 b c\r\n\r\nü 商品-1 b d\r\nw b\r\nx b c\r\ny\r\n",  # CRLF, blank lines, short ones, ids of all kinds
        "u a b a b a b\nv a a a a\nw b a b\n",  # what was had already comes again
        "u " + " ".join(f"i{n % 400}" for n in range(1000)) + "\nv i1 i2 i3\n",
    ],
)
def test_every_metric_has_a_row(tmp_path: Path, sequences: str) -> None:
    rows = run(folder(tmp_path / "data", sequences), tmp_path / "work")
    for system in ("popularity", "knn"):
        for metric in ("ndcg@5", "ndcg@10", "hr@5", "hr@10", "ndcg@10/rare", "ndcg@10/unseen"):
            assert (system, metric) in rows
        assert rows[system, "hr@10"] is not None and 0 <= rows[system, "hr@10"] <= 1


def test_where_nothing_can_be_judged_the_value_is_null(tmp_path: Path) -> None:
    data = folder(tmp_path / "data", "".join(f"u{n} a b c\n" for n in range(9)))
    assert run(data, tmp_path / "work")["knn", "ndcg@10/unseen"] is None
    text = (tmp_path / "work" / "recommendation.json").read_text()
    assert "NaN" not in text and json.loads(text)["rows"]


def test_without_any_text_all_items_are_alike(tmp_path: Path) -> None:
    data = shopdata.read(folder(tmp_path / "data", "u 1 2 3\n", '{"id": 1, "title": null}'))
    (tmp_path / "work").mkdir()
    assert not recommendation.embed(data, tmp_path / "work").any()


def test_an_item_without_text_stands_at_the_mean(tmp_path: Path) -> None:
    data = shopdata.read(folder(tmp_path / "data", "u 1 2 3\n", '{"id": 1, "title": "a"}\n{"id": 2, "title": "b"}'))
    (tmp_path / "work").mkdir()
    vectors = recommendation.embed(data, tmp_path / "work")
    assert np.allclose(vectors[2], vectors[:2].mean(axis=0))


def test_a_second_start_reads_what_is_done(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = folder(tmp_path / "data", "u a b c\nv a b d\n")
    before = run(data, tmp_path / "work")
    monkeypatch.setattr(recommendation, "measure", None)
    assert run(data, tmp_path / "work") == before


def test_results_on_other_data_of_the_same_name_are_not_taken(tmp_path: Path) -> None:
    run(folder(tmp_path / "data", "u a b c\n"), tmp_path / "work")
    with pytest.raises(BadInput, match="other data"):
        run(folder(tmp_path / "data", "u a b d\n"), tmp_path / "work")


@pytest.mark.parametrize(
    ("sequences", "items", "told"),
    [
        ("u a b c\n", '{"id": 1}\n\n{"id": 2\n', r"line 3, object in .*items\.jsonl"),
        ("u a b\n", '{"id": 1}\n', r"no line has three items"),
        ("u\n", '{"id": 1}\n', r"sequences\.txt has no sequence"),
    ],
)
def test_bad_data_is_told_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sequences: str, items: str, told: str
) -> None:
    data = folder(tmp_path / "data", sequences, items)
    monkeypatch.setattr(sys, "argv", ["recommendation", "--data", str(data), "--work", str(tmp_path / "work")])
    with pytest.raises(SystemExit, match=told):
        recommendation.main()


def test_a_split_by_time_judges_the_first_basket_after_the_cut(tmp_path: Path) -> None:
    rows = (
        "u,a,2026-01-01,1\nu,b,2026-01-01,1\nu,a,2026-03-01,2\nu,c,2026-03-01,2\nu,d,2026-03-02,3\nw,c,2026-01-05,4\n"
    )
    data = shopdata.read(events(tmp_path / "data", rows))
    train, cases = recommendation.by_time(data.histories, 28, tmp_path)
    assert [[step.item_id for step in history] for history in train] == [["a", "b"], ["c"]]
    assert [case.targets for case in cases] == [("a", "c")]


def test_new_and_repeated_items_of_a_basket_have_rows_of_their_own(tmp_path: Path) -> None:
    days = [f"2026-0{month}-{day:02}" for month in (1, 2, 3) for day in (3, 10, 17, 24)]
    rows = "".join(
        f"u{n},{i},{day},{day}\n" for n in range(9) for at, day in enumerate(days) for i in ("a", f"i{at % 9}")
    )
    found = recommendation.run(
        [events(tmp_path / "data", rows)], [0], ["popularity", "lately", "knn", "basket_knn"], True, tmp_path, days=10
    )
    values = {(row["system"], row["metric"]): row for row in found}
    assert values["basket_knn", "hit@10/all"]["value"] == 1.0
    for metric in ("recall@20/again", "ndcg@10/all", "fit_cpu_minutes"):
        assert all((system, metric) in values for system in ("popularity", "lately", "knn", "basket_knn"))
    assert values["knn", "ndcg@10/all"]["low"] <= values["knn", "ndcg@10/all"]["value"]
    assert values["knn", "ndcg@10/all"]["shoppers"] == 9


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ("u,a,yesterday,1\n", r"line 2, time in .*events\.csv: got 'yesterday'"),
        ("u,,2026-01-01,1\n", r"line 2, item in "),
        ("", "has no event"),
        ("u,a,2026-01-01,1\n", "no shopper bought both before and in the last 28 days"),
    ],
)
def test_bad_events_are_told_in_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rows: str, told: str) -> None:
    data = events(tmp_path / "data", rows)
    command = ["recommendation", "--data", str(data), "--work", str(tmp_path / "work"), "--split", "time"]
    monkeypatch.setattr(sys, "argv", command)
    with pytest.raises(SystemExit, match=told):
        recommendation.main()


def test_the_committed_results_are_not_written_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recommendation.report, "RESULTS", tmp_path / "results")
    data = folder(tmp_path / "data", "u a b c\nv a b d\n")
    command = ["recommendation", "--data", str(data), "--work", str(tmp_path), "--seeds", "0", "--no-unseen"]
    monkeypatch.setattr(sys, "argv", [*command, "--systems", "popularity", "--name", "mine"])
    recommendation.main()
    assert [file.name for file in (tmp_path / "results").glob("*.json")] == ["mine.json"]
