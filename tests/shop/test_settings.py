from __future__ import annotations

from pathlib import Path

import pytest

from shop.errors import BadSettings
from shop.settings import load_settings


@pytest.fixture(autouse=True)
def alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SHOPKEEPER_STATE", str(tmp_path))


def test_later_sources_win(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "shopkeeper.toml").write_text(
        '[gateway]\nport = 9000\nmax_text = 500\n[orders]\nlookups_per_hour = 3\n[secrets]\nsession = "in the file"\n'
    )
    (tmp_path / "secrets.toml").write_text('[secrets]\nsession = "kept apart"\n')
    monkeypatch.setenv("SHOPKEEPER_GATEWAY__PORT", "9001")
    settings = load_settings()
    assert (settings.gateway.port, settings.gateway.max_text) == (9001, 500)
    assert settings.orders.lookups_per_hour == 3
    assert settings.secrets.session == "kept apart"
    assert settings.store_url == f"sqlite:///{tmp_path / 'shop.db'}"


@pytest.mark.parametrize(
    ("content", "key"),
    [
        ("[gateway]\nprot = 1", "gateway.prot"),
        ("[gateway]\nport = 'x'", "gateway.port"),
        ("[nonsense]\n", "nonsense"),
        ("no toml", "toml|Expected|expected"),
    ],
)
def test_a_bad_key_is_named(content: str, key: str, tmp_path: Path) -> None:
    (tmp_path / "shopkeeper.toml").write_text(content)
    with pytest.raises(BadSettings, match=key):
        load_settings()
