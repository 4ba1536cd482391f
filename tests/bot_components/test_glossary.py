import pytest

from bot.components.glossary import entries, gloss


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("我的包裹还没到", "my parcel has not arrived yet"),
        ("取消订单 AF-104233", "cancel my order AF-104233"),
        ("where is it", "where is it"),
        ("第二个有货吗", "the second one in stock"),
        ("", ""),
    ],
)
def test_the_longest_entry_counts(text, expected):
    assert gloss(text) == expected


def test_an_unknown_word_is_left_out():
    assert gloss("魑魅魍魉") == ""


def test_every_entry_is_chinese_to_english():
    assert len(entries()) > 500
    assert all(word and not word.isascii() for word in entries())
    assert all(meaning.isascii() for meaning in entries().values())
