"""The list of what the house is made of, from the environments that are there."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from run.layout import Layout
from run.sbom import write


@pytest.mark.slow
def test_every_part_is_listed_with_its_licence(tmp_path: Path) -> None:
    layout = Layout.of()
    if not layout.bot_python.exists() or shutil.which("npm") is None:
        pytest.skip("both environments and npm are needed")
    files = write(layout, tmp_path)
    assert [file.name for file in files] == ["shop.cdx.json", "bot.cdx.json", "web.cdx.json", "licences.tsv"]
    names = {}
    for file in files[:3]:
        listed = json.loads(file.read_text(encoding="utf-8"))
        assert listed["bomFormat"] == "CycloneDX"
        names[file.name] = {component["name"].lower() for component in listed["components"]}
    assert {"fastapi", "sqlalchemy"} <= names["shop.cdx.json"]
    assert "rasa" in names["bot.cdx.json"] and "lit" in names["web.cdx.json"]
    table = files[3].read_text(encoding="utf-8").splitlines()
    assert any(line.startswith("shop\tfastapi\t") and line.endswith("\tMIT") for line in table)
    assert sum(line.endswith("not stated") for line in table) < len(table) / 5
