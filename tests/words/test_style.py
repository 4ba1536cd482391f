"""What of the model's is shown, as far as its English goes."""

from __future__ import annotations

import pytest

from shop.types import Item
from words.facts import Fact, Facts
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
        ("It measures XS to XXL.", "Tarnfell Crag women's long-sleeved T-shirt"),
        ("They measure 36 to 42.", "Tarnfell Crag men's boots"),
        ("Crag pairs with your second one for stereo.", "Tarnfell Crag 30 W portable speaker"),
        ("It is a 30 W portable speaker with 20 hours of music.", "Tarnfell Crag 30 W portable speaker"),
        ("It plays for 30 hours before next charges.", "Tarnfell Crag 30 W portable speaker"),
        ("It fits in sizes XS to XXL.", "Tarnfell Crag men's fleece jacket"),
        ("With a grind setting of 12, Crag goes by hand.", "Tarnfell Crag hand coffee grinder"),
        ("They have 1 pair.", "Tarnfell Crag ankle socks"),
        ("Choose it in white and yellow.", "Tarnfell Crag desk lamp"),
        ("They are stiff men's boots.", "Tarnfell Crag men's boots"),
    ],
)
def test_what_does_not_read_well_is_not_shown(sentence: str, title: str) -> None:
    facts = Facts.of(Item(id="c", title=title, brand="Tarnfell"))
    assert not reads_well(sentence, facts, [])


@pytest.mark.parametrize(
    ("sentence", "title"),
    [
        ("Choose it in white or yellow.", "Tarnfell Crag desk lamp"),
        ("It measures 40 × 30 cm.", "Tarnfell Crag wall clock"),
        ("It measures 30 cm and weighs 900 g.", "Tarnfell Crag wall clock"),
        ("Crag pairs with a second one for stereo.", "Tarnfell Crag 30 W portable speaker"),
        ("It comes in sizes XS to XXL.", "Tarnfell Crag women's long-sleeved T-shirt"),
    ],
)
def test_what_reads_well_is_shown(sentence: str, title: str) -> None:
    assert reads_well(sentence, Facts.of(Item(id="c", title=title, brand="Tarnfell")), [])


def test_the_opening_says_what_it_is() -> None:
    facts = Facts.of(Item(id="c", title="Tarnfell Crag desk lamp", brand="Tarnfell"))
    notes = [Fact("kind", "desk lamp"), Fact("brand", "Tarnfell")]
    assert reads_well("Crag from Tarnfell is a desk lamp.", facts, notes)
    assert not reads_well("Crag from Tarnfell is a desk lamp.", facts, notes[1:])


@pytest.mark.parametrize("sentence", ["It comes in Austria.", "Crag from Austria is dishwasher safe."])
def test_a_country_is_where_it_comes_from(sentence: str) -> None:
    facts = Facts.of(Item(id="c", title="Tarnfell Crag enamel mug", brand="Tarnfell"))
    assert not reads_well(sentence, facts, [Fact("made in", "Austria")])
    assert reads_well("It comes from Austria.", facts, [Fact("made in", "Austria")])


def test_a_name_is_not_said_twice_running() -> None:
    lamp = Facts.of(Item(id="c", title="Tarnfell Crag desk lamp", brand="Tarnfell"))
    boots = Facts.of(Item(id="c", title="Tarnfell Crag men's boots", brand="Tarnfell"))
    assert renamed("Crag weighs 900 g.", lamp) == "It weighs 900 g."
    assert renamed("With Crag, you see more.", lamp) == "With Crag, you see more."
    assert renamed("Crag keep water out.", boots) == "Crag keep water out."
