"""The script makes what is committed, to the byte; what recommenders are measured on does not change unnoticed."""

from __future__ import annotations

import hashlib
from pathlib import Path
from types import SimpleNamespace

FROZEN = {
    "events.jsonl": "71f68a5e00482f81e76dca6709bfab4a1864bc3f0d4958ef6cdf476398a16bc1",
    "latent.json": "8cf497b93668f9b6bce680e4d1b0b01c03d3731490dfc8514393efdb6564c1e8",
}
LIMIT = 8_000_000  # bytes in the repository


def data_files(folder: Path) -> dict[str, Path]:
    found = [*folder.glob("*.json*"), *folder.glob("images/*.svg")]
    return {str(path.relative_to(folder)): path for path in found}


def test_the_script_reproduces_the_committed_files(demo: SimpleNamespace, remade: Path) -> None:
    committed, new = data_files(demo.folder), data_files(remade)
    assert committed.keys() == new.keys()
    assert [name for name in committed if committed[name].read_bytes() != new[name].read_bytes()] == []


def test_the_events_are_frozen(demo: SimpleNamespace) -> None:
    """A deliberate change of the generator makes every number measured on the demo shop void: measure them again."""
    assert {name: hashlib.sha256((demo.folder / name).read_bytes()).hexdigest() for name in FROZEN} == FROZEN


def test_the_whole_is_small(demo: SimpleNamespace) -> None:
    assert sum(path.stat().st_size for path in data_files(demo.folder).values()) < LIMIT
