"""What of the model's is shown, as far as its English goes."""

from __future__ import annotations

import pytest

from shop.types import Item
from words.facts import Facts
from words.style import reads_well, renamed


@pytest.mark.parametrize(
    ("sentence", "title"),
    [
        ("It has a mid cut and a stiff sole.", "Tarnfell Crag men's boots"),
        ("Crag from Tarnfell are men's boots for hiking.", "Tarnfell Crag men's boots"),
        ("Crag has a mid cut and a stiff sole.", "Tarnfell Crag men's boots"),
        ("Tarnfell Crag: men's boots for hiking.", "Tarnfell Crag men's boots"),
        ("They have a mid cut and a stiff sole.", "Tarnfell Crag desk lamp"),
        ("Crag is a aluminium desk lamp.", "Tarnfell Crag aluminium desk lamp"),
        ("Crag weighs 2 kg and uses aluminium.", "Tarnfell Crag aluminium desk lamp"),
    ],
)
def test_what_does_not_read_well_is_not_shown(sentence: str, title: str) -> None:
    facts = Facts.of(Item(id="c", title=title, brand="Tarnfell"))
    assert not reads_well(sentence, facts, [])


def test_a_name_is_not_said_twice_running() -> None:
    lamp = Facts.of(Item(id="c", title="Tarnfell Crag desk lamp", brand="Tarnfell"))
    boots = Facts.of(Item(id="c", title="Tarnfell Crag men's boots", brand="Tarnfell"))
    assert renamed("Crag weighs 900 g.", lamp) == "It weighs 900 g."
    assert renamed("With Crag, you see more.", lamp) == "With Crag, you see more."
    assert renamed("Crag keep water out.", boots) == "Crag keep water out."
