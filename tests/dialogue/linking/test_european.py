"""German, Spanish and French: limits as exact as in English, allergies in any order of the words, words inflected,
compounded and elided."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import pytest

from dialogue.commands import Command, Search
from dialogue.labels import LabelBook
from dialogue.linking.forms import Forms
from dialogue.linking.phrases import keys
from dialogue.linking.tokens import tokenize
from dialogue.readers.rules import RulesReader
from dialogue.reading import Context, Utterance
from shop.dialogue import State
from tests.dialogue import demo

LABELS = Path(__file__).parents[3] / "data" / "demo" / "labels"


@lru_cache(maxsize=1)
def reader() -> RulesReader:
    return RulesReader(lambda: (demo.items(), demo.fields()), LabelBook([LABELS]))


def read(language: str, text: str) -> Command:
    return reader().read_now(Utterance(text=text, language=language), Context(State())).commands[0]


def limits(language: str, text: str) -> tuple[tuple[str, ...], set[tuple[str, str, object]]]:
    """The kinds of a search and its filters: (field, op, a bound to the whole number, or the values)."""
    command = read(language, text)
    assert isinstance(command, Search), command
    found = set()
    for one in command.filters:
        bound = one.high if one.high is not None else one.low
        found.add((one.field, one.op, round(bound) if bound is not None else one.values))
    return command.kinds, found


@pytest.mark.parametrize(
    ("language", "said", "kind", "wanted"),
    [
        (
            "de", "Regenjacke für Herren, mind. 15.000 mm Wassersäule, bloß nicht schwarz, bis 130 €", "Rain jackets",
            {("audience", "is", ("men",)), ("waterproof", "at_least", 15000), ("colour", "is_not", ("black",)),
             ("price", "at_most", 130)},
        ),
        (
            "de", "Suche ein 4-Jahreszeiten-Zelt für 3 Leute unter 300 €", "Tents",
            {("seasons", "between", 4), ("sleeps", "covers", 3), ("price", "at_most", 300)},
        ),
        ("de", "schwarze Damenregenjacken", "Rain jackets",
         {("audience", "is", ("women",)), ("colour", "is", ("black",))}),
        ("fr", "jveux une popote pr 4 à moins de 60e", "Camping cookware",
         {("serves", "covers", 4), ("price", "at_most", 60)}),
        ("es", "bolsas de viaje q no sean de cuero", "Duffel bags", {("material", "is_not", ("leather",))}),
        ("de", "ne bratpfanne, ne 28er", "Frying pans", {("diameter", "between", 280)}),
        ("de", "Zelt bis 300 Franken", "Tents", set()),  # without a rate no limit
        ("de", "Schlafsack bis minus 10 Grad", "Sleeping bags", {("comfort temperature", "at_most", -10)}),
        (
            "es", "botas de montaña para mujer, talla 39, nada de negro, como máximo 130 €", "Hiking boots",
            {("audience", "is", ("women",)), ("size", "is", ("39",)), ("colour", "is_not", ("black",)),
             ("price", "at_most", 130)},
        ),
        (
            "es", "auriculares inalámbricos con cancelación de ruido por menos de 150", "Headphones",
            {("wireless", "has", ()), ("noise cancelling", "has", ()), ("price", "at_most", 150)},
        ),
        ("es", "saco de dormir para 5 grados bajo cero", "Sleeping bags", {("comfort temperature", "at_most", -5)}),
        (
            "fr", "une veste de pluie femme, au moins 10 000 mm, pas plus de 140 €", "Rain jackets",
            {("audience", "is", ("women",)), ("waterproof", "at_least", 10000), ("price", "at_most", 140)},
        ),
        ("fr", "un sac à dos d'environ 40 litres, sans dépasser 150 €", "Backpacks",
         {("capacity", "around", 40000), ("price", "at_most", 150)}),
    ],
)  # fmt: skip
def test_a_wish_has_its_limits(language: str, said: str, kind: str, wanted: set[tuple[str, str, object]]) -> None:
    assert limits(language, said) == ((kind,), wanted)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("de", "meine Tochter ist gegen Erdnüsse allergisch, welche Müsliriegel kann sie essen?"),
        ("de", "Energieriegel bitte, wegen Erdnussallergie keine Erdnüsse"),
        ("es", "mi hijo es alérgico al cacahuete, ¿qué barritas puede comer?"),
        ("es", "tengo alergia a los cacahuetes, ¿tenéis barritas?"),
        ("fr", "mon fils est allergique aux arachides, vous avez des barres pour lui ?"),
        ("fr", "les cacahuètes, on y est allergiques, quelles barres ?"),
    ],
)
def test_what_is_named_beside_an_allergy_is_kept_out(language: str, said: str) -> None:
    command = read(language, said)
    assert isinstance(command, Search) and command.kinds == ("Energy bars",)
    assert [(one.op, one.safety) for one in command.filters] == [("without", True)]
    assert "peanuts" in command.filters[0].values


@pytest.mark.parametrize(
    ("language", "said", "field", "descending"),
    [
        ("de", "welches davon wiegt am wenigsten?", "weight", False),
        ("de", "die leichteste bitte", "weight", False),
        ("es", "¿cuál es la más ligera?", "weight", False),
        ("fr", "la batterie la plus longue", "battery", True),
        ("fr", "la moins chère", "price", False),
    ],
)
def test_degrees_stand_before_and_behind(language: str, said: str, field: str, descending: bool) -> None:
    command = read(language, said)
    assert isinstance(command, Search) and command.sort is not None
    assert (command.sort.field, command.sort.descending) == (field, descending)


def test_inflected_words_and_compounds_are_those_of_the_tables() -> None:
    forms = Forms("german", ["schwarz", "damen", "regenjacke", "kaffee", "tasse"], joints=["s", "n"])
    settled = forms.settled(tokenize("schwarzen Damenregenjacken Kaffeetasse Lieblingstasse"))
    assert [token.word for token in settled] == ["schwarz", "damen", "regenjacke", "kaffee", "tasse", "lieblingstasse"]
    assert settled[1].text + settled[2].text == "Damenregenjacken"  # places of the message stay


def test_elided_words_are_words_of_their_own() -> None:
    assert keys("la colonne d'eau") == ("la", "colonne", "d", "eau")
    assert keys("don't") == ("dont",)
