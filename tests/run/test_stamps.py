"""What was made from what."""

from __future__ import annotations

from pathlib import Path

from run.stamps import Stamps, digest


def test_a_step_is_fresh_until_its_inputs_change(tmp_path: Path) -> None:
    source = tmp_path / "source"
    source.mkdir()
    (source / "a.yml").write_text("one")
    stamps = Stamps(tmp_path / "state" / "stamps.json")
    assert not stamps.fresh("train", digest([source]))
    stamps.set("train", digest([source]))
    assert stamps.fresh("train", digest([source]))
    (source / "a.yml").write_text("two")
    assert not stamps.fresh("train", digest([source]))


def test_a_renamed_file_is_a_change_and_a_cache_is_none(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("one")
    before = digest([tmp_path])
    (tmp_path / "__pycache__").mkdir()
    (tmp_path / "__pycache__" / "a.pyc").write_bytes(b"compiled")
    assert digest([tmp_path]) == before
    (tmp_path / "a.py").rename(tmp_path / "b.py")
    assert digest([tmp_path]) != before


def test_steps_do_not_forget_each_other(tmp_path: Path) -> None:
    Stamps(tmp_path / "stamps.json").set("web", "1")
    Stamps(tmp_path / "stamps.json").set("bot", "2")
    assert Stamps(tmp_path / "stamps.json").fresh("web", "1")
