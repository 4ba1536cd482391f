from __future__ import annotations

import pytest

from retrieval.references import References
from shop.types import Item


@pytest.fixture
def shown(items: list[Item]) -> list[Item]:
    by_id = {item.id: item for item in items}
    return [by_id[i] for i in ("b1", "j1", "j3", "h2")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("the second one", ["j1"]),
        ("2nd", ["j1"]),
        ("number 3 please", ["j3"]),
        ("#1", ["b1"]),
        ("tell me about the last one", ["h2"]),
        ("second to last", ["j3"]),
        ("compare the first and the third", ["b1", "j3"]),
        ("compare 1 and 4", ["b1", "h2"]),
        ("what's the difefrence between 1 and 4", ["b1", "h2"]),
        ("between 1 and 4 euros", []),
        ("the first two", ["b1", "j1"]),
        ("both", ["b1", "j1"]),
        ("all of them", ["b1", "j1", "j3", "h2"]),
        ("the white one", ["h2"]),
        ("the cheaper one", ["h2"]),
        ("the cheapest", ["h2"]),
        ("the most expensive one", ["j3"]),
        ("the best rated", ["j3"]),
        ("the down jacket", ["j3"]),
        ("add the harbour rain jacket to my cart", ["j1"]),
        ("is the ridgeline waterproof?", ["b1"]),
        ("the leather one", ["b1"]),
        ("the headphones", ["h2"]),
        ("the one from halden", ["j1"]),
        ("the tenth one", []),
        ("firsst or tihrd, which is better", ["b1", "j3"]),
        ("do you have it for fifty", []),
        ("what are your opening hours", []),
        ("", []),
    ],
)
def test_resolves(shown: list[Item], text: str, expected: list[str]) -> None:
    assert References().resolve(text, shown) == expected


def test_it_is_the_focus(shown: list[Item]) -> None:
    assert References().resolve("add it to my cart", shown, shown[2]) == ["j3"]
    assert References().resolve("do you have that in blue", shown, "z9") == ["z9"]
    assert References().resolve("how much is it", shown[:1]) == ["b1"]
    assert References().resolve("how much is it", shown) == []


def test_nothing_shown() -> None:
    assert References().resolve("the second one", []) == []
