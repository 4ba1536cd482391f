"""What may be typed, and what Rasa gets to read of it."""

import pytest

from gateway.text import clean, command, harmless
from shop.errors import BadInput


@pytest.mark.parametrize("text", ["", "   ", "\n\t", "\u200b\u200d", "\u2028 \u00a0"])
def test_empty_and_invisible_texts_are_refused(text: str) -> None:
    with pytest.raises(BadInput, match="empty") as caught:
        clean(text, limit=2000)
    assert caught.value.field == "text"


@pytest.mark.parametrize("text", ["a\x00b", "\x1b[31mred", "a\x7f", "half \ud83d pair"])
def test_control_characters_are_refused_and_named(text: str) -> None:
    with pytest.raises(BadInput, match=r"U\+"):
        clean(text, limit=2000)


def test_length_is_counted_in_characters_after_trimming() -> None:
    assert len(clean(" " + "é" * 2000 + " ", limit=2000)) == 2000
    with pytest.raises(BadInput, match="2001 characters, expected at most 2000"):
        clean("é" * 2001, limit=2000)


def test_line_ends_are_unified_and_joined_emoji_stay() -> None:
    assert clean("a\r\nb\rc", limit=10) == "a\nb\nc"
    assert clean("👩‍👩‍👧", limit=10) == "👩‍👩‍👧"


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("/restart", "restart"),
        (' //  /greet{"a": 1}', 'greet{"a": 1}'),
        ("\u3000/restart", "restart"),
        ("/", "?"),
        ("1/2", "1/2"),
        ("and/or", "and/or"),
    ],
)
def test_a_leading_slash_is_plain_text(typed: str, read: str) -> None:
    assert harmless(typed) == read


def test_a_quick_reply_in_rasas_notation() -> None:
    assert command("ask_human", {}) == "/ask_human"
    assert command("search_item", {"words": 'bläue "x"'}) == '/search_item{"words": "bläue \\"x\\""}'
