"""What the set-up does to a store that holds something already."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from rich.console import Console

from run.layout import Layout
from run.setup import Setup, close
from shop.catalogue import Catalogue
from shop.origin import Origin, demo_subjects, origin
from shop.store import Store
from shop.types import Item


@pytest.fixture
def setup(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Setup:
    monkeypatch.setenv("SHOPKEEPER_STATE", str(tmp_path))
    return Setup(Layout(tmp_path, tmp_path), Console(record=True))


def test_an_own_catalogue_is_kept_and_the_way_out_is_told(setup: Setup) -> None:
    store = Store(setup.settings.store_url)
    store.migrate()
    Catalogue(store).upsert(Item(id=f"own-{number}", title="Own") for number in range(20))
    setup.store()
    setup.store()
    said = setup.console.export_text()
    assert Catalogue(store).count() == 20 and origin(store) is Origin.OWN
    assert "own catalogue of 20 items" in said
    for way in ("SHOP=", "SHOPKEEPER_STATE=", "--demo"):
        assert way in said
    store.close()


@pytest.mark.slow
def test_the_demo_is_loaded_into_an_empty_store_and_again_once_it_was_deleted(setup: Setup) -> None:
    setup.store()
    store = Store(setup.settings.store_url)
    count = Catalogue(store).count()
    assert count > 1000 and {"demo-maya", "shopper-0003"} <= set(demo_subjects(store))
    store.close()
    for file in setup.layout.state.glob("shop.db*"):
        file.unlink()
    setup.store()
    assert Catalogue(Store(setup.settings.store_url)).count() == count


def test_what_others_could_read_is_closed_when_the_shop_opens(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHOPKEEPER_STATE", str(tmp_path))
    before = os.umask(0o022)
    try:
        (tmp_path / "uploads" / "c_1").mkdir(parents=True)
        files = [tmp_path / name for name in ("shop.db", "shop.db-wal", "stamps.json", "uploads/c_1/a.png")]
        for file in files:
            file.write_text("{}")
        files[0].unlink()
        close(tmp_path)
    finally:
        os.umask(before)
    assert all(path.stat().st_mode & 0o077 == 0 for path in (tmp_path, *tmp_path.rglob("*")))
    assert os.access(tmp_path / "uploads" / "c_1", os.X_OK)
