"""Insults are told from hard words about a parcel and from names of goods."""

from __future__ import annotations

import pytest

from words.abuse import is_abusive


@pytest.mark.parametrize(
    "text",
    [
        "you're stupid",
        "stupid bot",
        "FUCK YOU",
        "shut up",
        "you are such a useless bot",
        "what an idiot",
        "滚",
        "傻逼机器人",
    ],
)
def test_insults(text: str) -> None:
    assert is_abusive(text)


@pytest.mark.parametrize(
    "text",
    [
        "this bag is useless",
        "the zip is rubbish",
        "it was a stupid mistake of mine",
        "a trash bag for the kitchen",
        "shiitake knife",
        "do you have a dumbbell?",
        "this is the worst delivery ever",
        "滚筒洗衣机",
    ],
)
def test_no_insults(text: str) -> None:
    assert not is_abusive(text)
