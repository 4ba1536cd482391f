from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.fusion import convex, highest
from retrieval.lexical import Lexical
from retrieval.passages import passages, sentences
from retrieval.text import terms, words
from retrieval.vocabulary import Vocabulary


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ('27" monitor', "27 inch monitor"),
        ("27-inch", "27in"),
        ("500 ml", "500ml"),
        ("1.5 litres", "1,5 l"),
        ("crème brûlée", "creme brulee"),
        ("Men's", "mens' men"),
        ("running shoes", "run shoe"),
    ],
)
def test_the_same_is_written_in_many_ways(one: str, other: str) -> None:
    assert set(terms(one)) & set(terms(other))


def test_model_numbers_whole_and_in_parts() -> None:
    assert words("WH-1000XM4") == ["wh", "1000xm4", "wh1000xm4"]


def test_chinese_words_and_pairs() -> None:
    assert {"登山鞋", "防水"} <= set(words("防水登山鞋"))


def test_corrections_stay_within_the_vocabulary() -> None:
    vocabulary = Vocabulary({"headphones": 5, "jacket": 3, "jackets": 9, "boots": 4})
    assert vocabulary.correct("hedphones") == "headphones"
    assert vocabulary.correct("jakcet") == "jacket"
    assert vocabulary.correct("boot") is None  # right as it is, in another form
    assert vocabulary.correct("piano") is None
    assert Vocabulary({"beech": 5}).correct("beach") is None  # a word of its own
    assert Vocabulary({"beech": 5}).correct("beeech") == "beech"
    assert "headphones" in vocabulary.repair(["head", "phones"])


def test_nothing_to_find() -> None:
    assert not Lexical([]).scores("boots").size
    assert not Lexical([("", "")]).scores("boots").any()


@given(st.lists(st.tuples(st.text(max_size=30), st.text(max_size=60)), max_size=6), st.text(max_size=40))
def test_any_text(texts: list[tuple[str, str]], query: str) -> None:
    lexical = Lexical(texts)
    scores = lexical.scores(query)
    assert scores.shape == (len(texts),) and (scores >= 0).all()


def test_fusion_is_bounded_and_keeps_agreement() -> None:
    lexical, dense = np.array([3.0, 0.0, 1.0], np.float32), np.array([0.9, 0.2, 0.1], np.float32)
    fused = convex(lexical, dense)
    assert fused.argmax() == 0 and (fused <= 1.0001).all() and (fused >= 0).all()


def test_the_highest() -> None:
    scores = np.array([0.1, 0.9, 0.5, 0.7], np.float32)
    assert set(highest(scores, 2)) == {1, 3}
    assert set(highest(scores, 9)) == {0, 1, 2, 3}


def test_passages_are_whole_sentences() -> None:
    text = "One. Two is longer! Three?\nFour"
    assert sentences(text) == ["One.", "Two is longer!", "Three?", "Four"]
    assert all(len(part) <= 20 for part in passages(text, limit=20))
    assert " ".join(passages(text, limit=20)).replace("\n", " ") == "One. Two is longer! Three? Four"
