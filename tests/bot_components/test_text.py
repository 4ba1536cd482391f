import pytest

from bot.components.parts import cut
from bot.components.text import LONGEST, fold, mask, words


def test_personal_data_does_not_reach_the_encoder():
    hidden = mask("Order AF-104233, mail Anna@Example.com")
    assert "104233" not in hidden
    assert "anna" not in hidden
    assert "email address" in hidden


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("  Helloooo   THERE ", "helloo there"),
        ("ｗｈｅｒｅ", "where"),
        ("a\u200bb\x00c", "a b c"),
        ("don’t", "don't"),
        ("", ""),
    ],
)
def test_fold(text, expected):
    assert fold(text) == expected


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("need a gift 🎁 for mum 🙏🙏", "need a gift for mum"),
        ("我喜欢棕色❤️", "我喜欢棕色"),
        ("✅ order number", "order number"),
        ("👍", "👍"),
        ("5 😊", "5 😊"),
    ],
)
def test_emoji_beside_words_are_not_read(text, read):
    assert mask(text) == read


def test_a_very_long_message_is_read_to_its_limit():
    assert len(fold("word " * 5000)) <= LONGEST


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("don't want t-shirts!", ["don't", "want", "t-shirts", "!"]),
        ("我想买跑鞋", ["我", "想", "买", "跑鞋"]),
        ("要42码的t恤", ["要", "42", "码", "的", "t", "恤"]),
        ("ok👍", ["ok", "👍"]),
        ("", []),
    ],
)
def test_words(text, expected):
    assert [word for word, _ in words(text)] == expected


def test_words_know_where_they_stand():
    text = "买 AF-104233 的 tent"
    assert all(text[start : start + len(word)] == word for word, start in words(text))


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("show me tents. also where is my order?", ["show me tents.", "also where is my order?"]),
        (
            "Hello, hope you are well! not what i ordered. Thanks!",
            ["Hello, hope you are well!", "not what i ordered", ". Thanks!"],
        ),
        ("any headlamps? not black", []),
        ("what tents are there and wheres my parcel", 2),
        ("change my address and tell me how long delivery takes", 2),
        ("where is my order and can you cancel it", 2),
        ("有帐篷吗？另外我的订单到哪了", 2),
        ("有没有蓝色的夹克 另外运费多少", ["有没有蓝色的夹克", "另外运费多少"]),
        ("red and blue shoes", []),
        ("boots for men and women", []),
        ("how much is 1.5 l", []),
        ("yes", []),
        ("???", []),
        ("", []),
    ],
)
def test_cut(text, pieces):
    found = [piece for piece, _ in cut(text)]
    assert (len(found) == pieces) if isinstance(pieces, int) else (found == pieces)
    assert all(text[start:].lstrip().startswith(piece[:5]) for piece, start in cut(text))
