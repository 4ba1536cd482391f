"""Reading items and sequences that someone else wrote."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from models.training import shopdata
from shop.errors import BadRow, NotFound


def write(folder: Path, items: list[str], sequences: str) -> Path:
    (folder / "items.jsonl").write_text("\n".join(items) + "\n")
    (folder / "sequences.txt").write_text(sequences)
    return folder


def test_reads_items_and_sequences(tmp_path: Path) -> None:
    data = shopdata.read(write(tmp_path, ['{"id": 1, "title": "a"}', '{"id": "2"}'], "u 1 2\nv 2\nw\n"))
    assert list(data.records) == ["1", "2"] and data.sequences == [["1", "2"], ["2"]]


@pytest.mark.parametrize(
    ("items", "sequences", "message"),
    [
        (["{"], "", "line 1, items.jsonl"),
        (['{"title": "x"}'], "", "line 1, id"),
        (['{"id": 1}'], "u 1\nv 9\n", "line 2, item: got '9'"),
    ],
)
def test_bad_lines_are_named(tmp_path: Path, items: list[str], sequences: str, message: str) -> None:
    with pytest.raises(BadRow, match=message):
        shopdata.read(write(tmp_path, items, sequences))


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match=r"items\.jsonl is missing"):
        shopdata.read(tmp_path)


def test_texts_take_what_is_for_reading() -> None:
    records = [
        {"id": 1, "description": "Warm and dry.", "asin": "B00X", "tags": ["tent", "camp"], "title": "Alta tent"},
        {"id": 2, "asin": "B01Y", "title": "Lamp", "ids": [3, 4]},
    ]
    assert shopdata.texts(records) == ["Alta tent. tent, camp. Warm and dry.", "Lamp"]


def test_attributes_are_what_is_no_sentence() -> None:
    record = json.loads(
        '{"id": "x", "brand": "Alta", "price": "9.50", "description": "%s", "more": {"fit": "slim"}}' % ("a" * 80)
    )
    assert shopdata.attributes(record) == {"brand": "Alta", "price": 9.5, "fit": "slim"}
