"""The pins hold all that is needed: a package's own needs too, without what only the tests bring."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from run.lock import LEFT_OUT, ROOT, closure, normal, wanted


@pytest.mark.parametrize(("asked", "pins"), [("shop.in", ["shop.txt"]), ("dev.in", ["shop.txt", "dev.txt"])])
def test_what_a_package_needs_is_pinned_with_it(asked: str, pins: list[str]) -> None:
    folder = ROOT / "requirements"
    needed = closure(Path(sys.executable), wanted(folder / asked))
    pinned = {normal(line.split("==")[0]) for name in pins for line in wanted(folder / name)}
    assert len(needed) > 10
    assert sorted(name for name in needed - pinned if not LEFT_OUT.match(name)) == []
