"""What may hurt is read as such in any words, and what may not is not."""

from __future__ import annotations

import pytest

from dialogue.acts.fit import demo_rules
from dialogue.commands import Danger, Emergency, Search
from dialogue.readers.rules import RulesReader
from dialogue.reading import Context, Utterance
from shop.dialogue import State


@pytest.fixture(scope="module")
def rules() -> RulesReader:
    return demo_rules()


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("is it alright to cook on a gas stove in the shed", "flame_indoors"),
        ("a stove to heat our caravan at night, is that ok?", "flame_indoors"),
        ("can it hang over the tub while it is plugged in?", "electric"),
        ("i'm on blood thinners, can i have the green tea", "medical_advice"),
        ("can my 8 month old have one of the energy bars", "medical_advice"),
        ("the bars are out of date, can i still eat them", "spoiled"),
        ("my helmet has a crack after a fall, can i still wear it", "worn"),
    ],
)
def test_a_dangerous_use_is_warned_of(rules: RulesReader, said: str, kind: str) -> None:
    (command,) = rules.read_now(Utterance(said), Context(State())).commands
    assert isinstance(command, Danger)
    assert command.kind == kind


def test_the_use_goes_on_after_a_warning_until_other_matters_come(rules: RulesReader) -> None:
    warned = Context(State(last="danger", warned_of="flame_indoors"))
    (again,) = rules.read_now(Utterance("only for a minute or two then"), warned).commands
    (goods,) = rules.read_now(Utterance("ok, a warm sleeping bag then"), warned).commands
    assert isinstance(again, Danger)
    assert isinstance(goods, Search)


@pytest.mark.parametrize("said", ["my dad collapsed and isn't responding", "there is a bead stuck in her throat"])
def test_an_emergency_comes_first(rules: RulesReader, said: str) -> None:
    (command,) = rules.read_now(Utterance(said), Context(State())).commands
    assert isinstance(command, Emergency)


@pytest.mark.parametrize(
    ("language", "said", "kind"),
    [
        ("de", "kann ich den Kocher im Gartenhäuschen anmachen", "flame_indoors"),
        ("es", "puedo cargar la lámpara al lado de la bañera", "electric"),
        ("fr", "le réchaud peut chauffer la caravane la nuit ?", "flame_indoors"),
        ("zh-Hans", "能用炉子给帐篷取暖过夜吗", "flame_indoors"),
        ("ja", "お風呂の横でランプを充電してもいいですか", "electric"),
        ("de", "mein Hund hat eine Knopfzelle gefressen", "poison"),
        ("es", "mi hija ha bebido el descalcificador", "poison"),
        ("fr", "il ne réagit plus", "medical"),
        ("zh-Hans", "孩子喝了除垢剂", "poison"),
        ("ja", "バッテリーから煙が出ています", "fire"),
    ],
)
def test_what_may_hurt_is_read_in_every_language(rules: RulesReader, language: str, said: str, kind: str) -> None:
    (command,) = rules.read_now(Utterance(said, language=language), Context(State())).commands
    assert isinstance(command, Danger | Emergency)
    assert command.kind == kind


@pytest.mark.parametrize("said", ["a stove for cooking outside the tent", "a lamp for my bedroom", "mugs for hot tea"])
def test_goods_are_no_danger(rules: RulesReader, said: str) -> None:
    commands = rules.read_now(Utterance(said), Context(State())).commands
    assert not any(isinstance(command, Danger | Emergency) for command in commands)


@pytest.mark.parametrize(
    "said",
    [
        "energy bars. my girl swells up from peanuts",
        "peanuts are forbidden at our school, which energy bars can she take",
        "energy bars, and peanuts would kill him",
    ],
)
def test_what_somebody_must_not_have_is_never_wanted(rules: RulesReader, said: str) -> None:
    reading = rules.read_now(Utterance(said), Context(State()))
    assert any(one.op == "without" and "peanut" in one.values for one in reading.health)
    filters = [one for command in reading.commands if isinstance(command, Search) for one in command.filters]
    assert not any(one.field == "allergens" and one.op == "is" for one in filters)


def test_what_is_wanted_is_not_kept_out(rules: RulesReader) -> None:
    assert rules.read_now(Utterance("peanut energy bars for my son"), Context(State())).health == ()
