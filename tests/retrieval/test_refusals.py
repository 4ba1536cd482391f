from __future__ import annotations

import pytest

from retrieval.understanding.refusals import refused


@pytest.mark.parametrize(
    ("text", "things", "rest"),
    [
        ("not a machine he has one", ("machine",), ""),
        ("no books please", ("books",), ""),
        ("something else than knives", ("knives",), ""),
        ("anything but mugs and knives", ("mugs", "knives"), ""),
        ("she doesn't drink coffee", ("coffee",), "she"),
        ("he's got a mug already", ("mug",), ""),
        ("he isn't a fan of music", ("music",), "he"),
        ("she has enough scarves, max 40", ("scarves",), "she max 40"),
        ("he is allergic to nuts", ("nuts",), "he is"),
        ("她不喝 coffee", ("coffee",), "她"),
        ("他已经有 headphones 了", ("headphones",), "他"),
        ("not coffee but tea", ("coffee",), "tea"),
        ("a gift for my sister, she already has headphones", ("headphones",), "a gift for my sister, she"),
    ],
)
def test_what_is_turned_down(text: str, things: tuple[str, ...], rest: str) -> None:
    said = refused(text)
    assert said is not None and (said.things, said.rest) == (things, rest)


@pytest.mark.parametrize(
    "text",
    ["not too expensive", "not more than 50 euros", "no thanks", "not for him", "not the first one", "none of these",
     "she already has two of those", "nothing over 30", "i don't know", "max 40 euros", "a non-stick pan"],
)  # fmt: skip
def test_what_turns_nothing_down(text: str) -> None:
    assert refused(text) is None
