"""Where a shop's state stands."""

from __future__ import annotations

from pathlib import Path

import pytest

from run.layout import ROOT, Layout


@pytest.fixture(autouse=True)
def nowhere(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("SHOPKEEPER_HOME", "SHOPKEEPER_STATE", "SHOPKEEPER_SHOP__NAME"):
        monkeypatch.delenv(name, raising=False)


def test_the_demo_lives_in_the_home_folder() -> None:
    layout = Layout.of()
    assert layout.home == layout.state == ROOT / ".shopkeeper"


def test_another_shop_has_a_state_of_its_own_and_shares_the_home(tmp_path: Path) -> None:
    shop = Layout.of(tmp_path / "luma" / "products.csv")
    other = Layout.of(tmp_path / "other" / "products.csv")
    assert shop.home == other.home == ROOT / ".shopkeeper"
    assert shop.state != other.state  # the same file name in two folders is two shops
    assert shop.state.parent == shop.home / "shops"


def test_a_state_that_was_asked_for_is_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHOPKEEPER_STATE", str(tmp_path))
    assert Layout.of(tmp_path / "products.csv").state == tmp_path


def test_another_shop_shows_nothing_of_the_demo(tmp_path: Path) -> None:
    env = Layout.of(tmp_path / "corner-shop" / "products.csv").environment()
    assert env["SHOPKEEPER_SHOP__DEMO"] == "false"
    assert env["SHOPKEEPER_SHOP__NAME"] == "Corner Shop"  # a file called "products" tells no name, its folder does
    assert env["SHOPKEEPER_CHROMA__PREFIX"].startswith("shopkeeper-")
