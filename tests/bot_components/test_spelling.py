"""Slips are read as the word meant; what is a word, an address or a number is left alone."""

import pytest
from rasa.shared.nlu.training_data.message import Message

from bot.components.spelling import SPELLED, Spelling, SpellingCorrector

SENTENCES = ["where is my order", "it has been two weeks", "show me a tent", "i want a refund", "don't ship it"] * 3


@pytest.fixture(scope="module")
def spelling():
    return Spelling.of([*SENTENCES, "order it"])


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("wher is my ordr its been 2 weaks", "where is my order its been 2 weeks"),
        ("Shwo me a tnet", "show me a tent"),
        ("i wnat a refnud!!", "i want a refund!!"),
        ("reffund my orderr", "refund my order"),
        ("a damp lamp", "a damp lamp"),  # English words that were never learnt, near to others that were
        ("write to ordr@wher.example", "write to ordr@wher.example"),
        ("AF-TNET-0001", "af-tnet-0001"),
        ("我的ordr在哪", "我的ordr在哪"),
        ("", ""),
    ],
)
def test_slips_are_put_right(spelling, typed, read):
    assert spelling(typed) == read


def test_what_was_learnt_reads_as_it_is(spelling):
    assert [spelling(sentence) for sentence in SENTENCES] == SENTENCES


def test_the_first_letter_counts_then_the_commoner_word():
    spelling = Spelling({"tents": 1, "rents": 9, "tenth": 1, "tenthly": 9})
    assert spelling.word("ltents") == "tents"
    assert spelling.word("tentsh") in {"tents", "tenth"}
    assert Spelling({"shade": 1, "shape": 5}).word("shaqe") == "shape"


@pytest.mark.parametrize(
    ("typed", "near"),
    [
        ("ordre", True),
        ("ordr", True),
        ("orderr", True),
        ("ordur", True),
        ("rodre", False),  # two slips, and another first letter
        ("oreer", True),
        ("ord", False),  # two slips in a short word
        ("oddrr", False),
    ],
)
def test_how_near_a_word_must_be(typed, near):
    assert (Spelling({"order": 1}).word(typed) == "order") is near


@pytest.mark.parametrize(
    ("typed", "near"),
    [("delviry", True), ("delivvrry", True), ("dlvery", True), ("telviry", False), ("delvir", False), ("dlvr", False)],
)
def test_a_long_word_may_have_two_slips(typed, near):
    assert (Spelling({"delivery": 1}).word(typed) == "delivery") is near


@pytest.mark.parametrize("name", ["priya", "pavel", "oreos", "alexa"])
def test_a_short_name_is_no_slip(name):
    assert Spelling({"price": 9, "parcel": 9, "orders": 9, "alert": 9}).word(name) == name


def test_one_slip_is_likelier_than_two():
    assert Spelling({"refund": 1, "refuse": 90}).word("refunx") == "refund"
    assert Spelling({"abc": 1}).word("cba") == "cba"
    assert Spelling({"ab": 1}).word("bba") == "bba"  # shorter words are no one's slips


def test_pieces_are_read_too_and_the_text_stays(spelling):
    piece = Message(data={"text": "wher is it"})
    message = Message(data={"text": "Wher is it", "parts": [piece]})
    SpellingCorrector(None, None, spelling).process([message])
    assert message.get("text") == "Wher is it"
    assert (message.get(SPELLED), piece.get(SPELLED)) == ("where is it", "where is it")
