"""What few items of a category share."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from shop.errors import Unavailable
from shop.types import Item
from tests.words.conftest import frames
from words.facts import Facts
from words.peers import Peers


def tent(number: int, **attributes: str) -> Item:
    told = {"sleeps": "2", "made in": "Vietnam", "seasons": "3", "doors": "1", **attributes}
    return Item(
        id=f"t-{number}", title=f"Tarn {number} tent", category="Tents", attributes=told, weight_g=2000.0 + number
    )


OTHERS = [tent(number) for number in range(8)]


def apart(item: Item) -> tuple[str, ...]:
    return Peers(frames(), lambda category: [*OTHERS, item]).apart(Facts.of(item))


@pytest.mark.parametrize(
    ("item", "names"),
    [
        (tent(8), ()),
        (tent(9, doors="2"), ("doors",)),
        (tent(9, seasons="4", doors="2"), ("doors", "seasons")),
        (tent(9, **{"made in": "Peru"}), ()),  # where it comes from wins nobody over
        (tent(9, doors="no"), ()),  # nor does what it has not
        (tent(9).model_copy(update={"weight_g": 900.0}), ("weight",)),
        (tent(9).model_copy(update={"weight_g": 9000.0}), ()),  # nor the weight of the heaviest
    ],
)
def test_what_sets_an_item_apart(item: Item, names: tuple[str, ...]) -> None:
    assert apart(item) == names


def test_few_items_and_none_tell_nothing() -> None:
    facts = Facts.of(tent(9, doors="2"))
    assert Peers(frames()).apart(facts) == ()
    assert Peers(frames(), lambda category: OTHERS[:3]).apart(facts) == ()


def test_a_category_is_read_once_and_a_dead_store_costs_nothing() -> None:
    asked: list[str] = []

    def read(category: str) -> Iterable[Item]:
        asked.append(category)
        if len(asked) == 1:
            return OTHERS
        raise Unavailable("store", "down")

    peers = Peers(frames(), read)
    for _ in range(3):
        assert peers.apart(Facts.of(tent(9, doors="2"))) == ("doors",)
    assert asked == ["Tents"]
    assert peers.apart(Facts.of(tent(9).model_copy(update={"category": "Other"}))) == ()
