"""Every platform's layout comes back right or named, in the encodings that its files come in."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.import_files import ENCODINGS, LAYOUTS, POINTED, judge
from shop.importers import recognise

NAMES = {"woocommerce": "woocommerce", "medusa": "medusa", "google": "google", "meta": "google"}
PLAIN = ("plain", "workbook", "json", "xml")


@pytest.mark.parametrize("name", LAYOUTS)
@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "cp1250", "utf-16", "cp932"])
def test_every_row_is_right_or_named(name: str, encoding: str, tmp_path: Path) -> None:
    path = tmp_path / "export"
    for style in ("1299.00",) if name in POINTED or name == "workbook" else ("1299.00", "1.299,00"):
        try:
            counts, matters = judge(name, encoding, style, path)
        except UnicodeEncodeError:
            pytest.skip("the layout's own header cannot be written in this encoding")
        assert counts["wrong"] == 0 and counts["right"] >= 7, matters
    platform = name.partition(" ")[0].strip(",")
    expected = "records" if platform.startswith(PLAIN) else NAMES.get(platform, platform)
    assert recognise(path).name == expected


def test_encodings_are_those_of_the_world() -> None:
    assert {"utf-8", "utf-16", "cp1252", "mac_roman", "gb18030", "big5", "cp932"} <= ENCODINGS.keys()
