"""Secrets are made once, and what an older version did not know is added."""

from __future__ import annotations

import tomllib
from pathlib import Path

from run.secrets import ensure
from shop.settings import Secrets

WANTED = set(Secrets.model_fields) - {"seal_before"}  # there only while a rotation is under way


def test_what_is_missing_is_added_and_what_is_there_stays(tmp_path: Path) -> None:
    file = ensure(tmp_path)
    made = tomllib.loads(file.read_text())["secrets"]
    assert set(made) == WANTED and len(set(made.values())) == len(made)
    file.write_text('# ours\n[mail]\nsender = "a@b.example"\n[secrets]\nsession = "of an older version"\nshop = ""\n')
    read = tomllib.loads(ensure(tmp_path).read_text())
    assert read["mail"] == {"sender": "a@b.example"}
    assert read["secrets"]["session"] == "of an older version" and read["secrets"]["shop"] == ""
    assert set(read["secrets"]) == WANTED and len(read["secrets"]["actions_token"]) > 30
    assert file.stat().st_mode & 0o077 == 0
    before = file.read_text()
    assert ensure(tmp_path).read_text() == before
