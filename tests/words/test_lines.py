"""Ad lines, subjects and gift notes: short, true, and for this reader."""

from __future__ import annotations

from collections.abc import Callable
from typing import get_args

import pytest

from shop.types import Item, Profile
from tests.words.conftest import frames
from words.checker import Checker
from words.facts import Facts
from words.lines import LONGEST, Kind
from words.text import sentences
from words.writer import Writer

Make = Callable[..., Writer]


@pytest.mark.parametrize("kind", get_args(Kind))
async def test_short_and_true(writer: Make, jacket: Item, hiker: Profile, kind: Kind) -> None:
    checker, facts = Checker(frames()), Facts.of(jacket)
    for profile in (None, hiker):
        text = (await writer().line(kind, jacket, profile)).text
        assert "Quill" in text
        assert len(text) <= LONGEST[kind]
        for sentence in sentences(text):
            assert checker.problems(sentence if sentence[-1] in ".!?" else f"{sentence}.", facts) == []


async def test_for_this_reader(writer: Make, jacket: Item, hiker: Profile) -> None:
    made = writer()
    assert (await made.line("subject", jacket, hiker)).text.startswith("For hiking: ")
    assert "hiking" not in (await made.line("subject", jacket, None)).text


async def test_an_ad_praises_nothing_that_is_missing(writer: Make, jacket: Item) -> None:
    text = (await writer().line("ad", jacket, None)).text
    assert " not " not in text and " no " not in text


async def test_forbidden_words_hold_for_lines_too(writer: Make, jacket: Item) -> None:
    assert "Chosen" not in (await writer(None, forbidden=("chosen",)).line("gift", jacket, None)).text
