"""What is told of items that another shop's catalogue describes, and to whom."""

from __future__ import annotations

import dataclasses
import itertools
import re

import pytest

from shop.types import Item, Profile, Taste
from words.emphasis import Emphasis
from words.facts import Fact, Facts
from words.frames import Frames
from words.openings import Tone
from words.planner import Planner
from words.values import listed, plain

FRAMES = Frames.read("en")
SHORTS = Item(
    id="s-1",
    title="Pina Trail Short",
    description=(
        "They run with you. Our team loves it. The inner brief dries between two runs.\n\n"
        "• Crew pocket.\n• Machine wash/dry.\n• Light blue nylon shell."
    ),
    category="Shorts",
    colours=("Black", "Blue", "Suede"),
    sizes=("28", "30", "32"),
    materials=("CoolTech", "Nylon", "Organic Cotton"),
    attributes={
        "collections": ["New Yoga Collection"],
        "style bottom": ["Workout Pants", "Base Layer"],
        "tags": ["Black", "Suede"],
        "new": True,
        "sale": False,
        "climate": ["All-weather", "Hot", "Warm", "Windy"],
        "pattern": "Solid",
    },
)


def told(item: Item, *likes: str, tone: Tone = "warm", count: int = 4) -> str:
    profile = Profile(shopper_id="s", tastes=tuple(Taste(text=like) for like in likes)) if likes else None
    facts = Facts.of(item)
    planned = Planner(FRAMES, tone).compose(facts, Emphasis.of(facts, profile, FRAMES), count)
    return " ".join(sentence.text for sentence in planned)


LIKES = [(), ("hiking", "blue"), ("commuting", "black"), ("cooking", "coffee"), ("running", "red"), ("knitting",)]


@pytest.mark.parametrize("likes", LIKES)
def test_a_shops_own_filing_is_not_told(likes: tuple[str, ...]) -> None:
    text = told(SHORTS, *likes)
    for word in ("Collection", "collections", "tags", "style", "Workout", "Solid", "new", "sale", "True"):
        assert not re.search(rf"\b{word}\b", text), text


@pytest.mark.parametrize("likes", LIKES)
def test_values_stand_in_a_sentence_as_words(likes: tuple[str, ...]) -> None:
    text = told(SHORTS, *likes)
    assert not re.search(r"(?<=[a-z,] )(?:Black|Blue|Nylon|Organic|Hot|Warm|Crew)\b", text), text
    assert "warm weather" not in text.lower()


def test_sentences_that_lean_on_others_and_speak_for_the_shop_stay_out() -> None:
    facts = Facts.of(SHORTS)
    assert facts.story == ("The inner brief dries between two runs.",)
    assert facts.details == ("crew pocket", "machine wash and dry", "light blue nylon shell")
    for likes in LIKES:
        assert "light blue" not in told(SHORTS, *likes)  # the colour of one picture


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("Nylon", "nylon"),
        ("Organic Cotton", "organic cotton"),
        ("CoolTech", "CoolTech"),
        ("Oslo", "Oslo"),
        ("EVA", "EVA"),
    ],
)
def test_capitals_of_fields(value: str, said: str) -> None:
    assert plain(value) == said


def test_a_list_is_spoken() -> None:
    assert listed(["Black", "Hot", "Hot", "Odd"], {"Hot": "hot days", "Odd": ""}) == "black and hot days"


def test_other_tastes_are_told_otherwise(jacket: Item) -> None:
    """Even where no fact answers to a taste, what is told first follows from it."""
    texts = [told(jacket, *likes) for likes in LIKES]
    assert all(one != other for one, other in itertools.combinations(texts, 2))
    assert texts == [told(jacket, *likes) for likes in LIKES]


@pytest.mark.parametrize("count", [2, 4, 8])
def test_the_length_is_kept(jacket: Item, count: int) -> None:
    for likes in LIKES:
        assert 1 <= len(re.findall(r"[.!?](?:\s|$)", told(jacket, *likes, count=count))) <= count


def test_tones_differ(jacket: Item) -> None:
    warm, plainly, brisk = (told(jacket, tone=tone) for tone in ("warm", "plain", "brisk"))
    assert len({warm, plainly, brisk}) == 3
    assert "Meet" not in plainly and " and it " not in brisk


def test_a_flag_without_a_frame_is_left_alone() -> None:
    assert FRAMES.phrases(Fact("erin recommends", "yes")) == []
    assert FRAMES.phrases(Fact("tags", "Black and Suede")) == []
    assert FRAMES.phrases(Fact("blade shape", "curved")) == ["[has|have] a blade shape of curved"]


@pytest.mark.parametrize(
    ("fact", "sentence", "named"),
    [
        (Fact("drop", "8 mm"), "Comet has a drop of 8 mm.", True),
        (Fact("drop", "8 mm"), "Comet is 8 mm and light.", False),
        (Fact("weight per shoe", "220 g"), "They weigh 220 g a shoe.", True),
        (Fact("weight per shoe", "220 g"), "They come in at 220 g.", False),
        (Fact("weight", "220 g"), "It comes in at 220 g.", True),
        (Fact("grind settings", "12"), "It grinds at 12.", False),
        (Fact("grind settings", "12"), "It has 12 grind settings.", True),
        (Fact("materials", "cork"), "Choose cork.", True),
        (Fact("kind", "double-walled cup"), "Dag is a double-walled cup.", True),
    ],
)
def test_a_number_is_of_something(fact: Fact, sentence: str, named: bool) -> None:
    assert FRAMES.is_named_by(sentence, fact) is named


def test_the_catalogues_sentence_spares_the_frame_that_says_the_same() -> None:
    mug = Item(
        id="m-1",
        title="Kettlebrook Dag glass cup",
        brand="Kettlebrook",
        description="It may go in the dishwasher but not in the microwave.",
        attributes={"dishwasher safe": "yes", "microwave safe": "no", "capacity": "90 ml", "made in": "Czechia"},
        weight_g=45.0,
    )
    text = told(mug)
    assert text.count("dishwasher") == text.count("microwave") == 1, text


def test_a_brand_is_liked_on_strong_evidence_alone(jacket: Item) -> None:
    def liked(weight: float, *evidence: str, source: str = "events") -> bool:
        taste = Taste(text="Norrvik", kind="brand", weight=weight, source=source, evidence=evidence)
        profile = Profile(shopper_id="s", tastes=(taste,))
        return bool(Emphasis.of(Facts.of(jacket), profile, FRAMES).liked)

    assert not liked(0.38, "a", "b")  # two views
    assert not liked(0.9, "a")  # of one thing, however often
    assert liked(0.9, "a", "b")
    assert liked(0.3, source="chat")  # told by the shopper


BOOTS = Item(
    id="b-1",
    title="Tarnfell Crag men's hiking boots",
    brand="Tarnfell",
    description="It is waterproof thanks to a membrane. They wear in quickly and dry fast.",
    category="Hiking boots",
    uses=("hiking", "trekking"),
    colours=("black",),
    attributes={
        "cut": "mid",
        "sole": "rubber, stiff",
        "weight per shoe": "330 g",
        "made in": "Peru",
        "warranty": "2 years",
    },
)


@pytest.mark.parametrize("likes", LIKES)
def test_boots_are_they(likes: tuple[str, ...]) -> None:
    text = told(BOOTS, *likes)
    assert not re.search(r"\b[Ii]t\b|Crag (?:is|has|are|have|weighs|comes)\b", text), text


@pytest.mark.parametrize("likes", LIKES)
def test_what_the_kind_says_is_no_use(likes: tuple[str, ...]) -> None:
    opening = told(BOOTS, *likes, count=2)
    assert "boots for hiking and" not in opening and "and trekking" not in opening, opening


@pytest.mark.parametrize("likes", LIKES)
def test_two_facts_make_one_thought(likes: tuple[str, ...]) -> None:
    """No leftovers in one sentence: "They have a mid cut and are made in Peru"."""
    for sentence in told(BOOTS, *likes, count=8).split(". "):
        assert not re.search(r"(?:cut|sole|330 g).*(?:Peru|warranty)|(?:Peru|warranty).*(?:cut|sole|330 g)", sentence)


def test_what_sets_an_item_apart_comes_first() -> None:
    for name in ("cut", "sole", "weight per shoe"):
        facts = dataclasses.replace(Facts.of(BOOTS), story=(), apart=(name,))
        second = list(Planner(FRAMES).compose(facts, Emphasis(), 4))[1]
        assert name in second.facts
