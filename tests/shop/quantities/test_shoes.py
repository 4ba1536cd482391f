from __future__ import annotations

import pytest

from shop.quantities.shoes import european, find_size, nearest


@pytest.mark.parametrize(
    ("said", "system", "size"),
    [("size 10 us men's", "us", 10), ("UK 8.5", "uk", 8.5), ("eu 42 2/3", "eu", 42 + 2 / 3), ("US size 7½", "us", 7.5)],
)
def test_a_size_with_its_system(said: str, system: str, size: float) -> None:
    found = find_size(said)
    assert found is not None and found.system == system and found.number == pytest.approx(size)


@pytest.mark.parametrize("said", ["size 42", "bus 10", "in 43", "10 used"])
def test_no_system_no_size(said: str) -> None:
    assert find_size(said) is None


def test_conversion() -> None:
    assert european("us", 10, "men") == {"men": 43}
    assert european("uk", 6, "women") == {"women": 39}
    assert european("us", 9) == {"men": 42, "women": 40, "kids": 25.5}
    assert european("us", 99) == {}
    assert nearest(42.667, ["41", "42", "43", "S"]) == "43"
    assert nearest(42.5, ["42", "43"]) == "43"
    assert nearest(50, ["42", "43"]) is None
