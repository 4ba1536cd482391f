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
        (["{"], "u 1\n", "line 1, object in .*items.jsonl"),
        (['{"id": 1}', "", "[1]"], "u 1\n", "line 3, object in .*items.jsonl"),
        (['{"title": "x"}'], "u 1\n", "line 1, id in .*items.jsonl: got None"),
        (['{"id": null}'], "u 1\n", "line 1, id in .*items.jsonl: got None"),
        (['{"id": 1.5}'], "u 1\n", "line 1, id in .*items.jsonl: got 1.5"),
    ],
)
def test_bad_lines_are_named(tmp_path: Path, items: list[str], sequences: str, message: str) -> None:
    with pytest.raises(BadRow, match=message):
        shopdata.read(write(tmp_path, items, sequences))


def test_bytes_that_are_no_text_are_named(tmp_path: Path) -> None:
    write(tmp_path, ['{"id": 1}'], "")
    (tmp_path / "sequences.txt").write_bytes(b"u 1 1\nv \xff\xfe\n")
    with pytest.raises(BadRow, match=r"line 2, text in .*sequences\.txt"):
        shopdata.read(tmp_path)


def test_items_without_a_row_are_there_and_have_no_words(tmp_path: Path) -> None:
    data = shopdata.read(write(tmp_path, ['{"id": 1, "title": "a"}'], "u 1 9\n"))
    assert shopdata.texts(list(data.records.values())) == ["a", ""]


def test_line_ends_blank_lines_and_foreign_ids_are_read(tmp_path: Path) -> None:
    (tmp_path / "items.jsonl").write_bytes('\ufeff{"id": "商品-1"}\r\n\r\n{"id": "é\u00a0x"}\r\n'.encode())
    (tmp_path / "sequences.txt").write_bytes("\ufeffu 商品-1\té\u00a0x\r\n\r\nv 商品-1 \r\n".encode())
    data = shopdata.read(tmp_path)
    assert list(data.records) == ["商品-1", "é\u00a0x"]
    assert data.sequences == [["商品-1", "é\u00a0x"], ["商品-1"]]


def test_markup_and_paths_of_categories_are_read_as_words() -> None:
    records = [{"id": 1, "title": "<b>Pens</b> &amp; ink, 3 < 4", "categories": [["Office", "Pens"], ["Office"]]}]
    assert shopdata.texts(records) == ["Pens & ink, 3 < 4. Office, Pens, Office"]
    assert shopdata.attributes(records[0])["categories"] == ["Office", "Pens", "Office"]
    assert shopdata.texts([{"id": 1, "title": None, "tags": [None, 3]}]) == [""]


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
