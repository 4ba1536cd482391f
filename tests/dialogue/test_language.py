"""Which language a message is in."""

from __future__ import annotations

import pytest

from dialogue.language import language_of, spoken


@pytest.mark.parametrize(
    ("text", "before", "language"),
    [
        ("Wo ist denn mein Paket geblieben?", "en", "de"),
        ("¿tenéis mochilas de treinta litros?", "en", "es"),
        ("je cherche une lampe pour lire au lit", "en", "fr"),
        ("レインジャケットはありますか", "en", "ja"),
        ("有没有防水的登山鞋", "en", "zh-Hans"),
        ("有沒有防水的登山鞋", "en", "zh-Hant"),
        ("白色", "zh-Hant", "zh-Hant"),
        ("I would like to send this back please", "zh-Hans", "en"),
        ("ok", "zh-Hans", "zh-Hans"),
        ("M", "de", "de"),
        ("no", "zh-Hant", "zh-Hant"),
        ("", "fr", "fr"),
    ],
)
def test_language_of(text: str, before: str, language: str) -> None:
    assert language_of(text, before) == language


@pytest.mark.parametrize(
    ("tag", "language"), [("zh", "zh-Hans"), ("zh-TW", "zh-Hant"), ("de-AT", "de"), ("pt-BR", "en"), ("en-GB", "en")]
)
def test_the_page_s_language(tag: str, language: str) -> None:
    assert spoken(tag) == language


def test_short_messages_are_told_by_the_small_words_of_a_language() -> None:
    assert language_of("y en azul", "en") == "es"
    assert language_of("ja bitte", "en") == "de"
    assert language_of("et en noir ?", "en") == "fr"
    assert language_of("Trail 2 GTX", "de") == "de"
    assert language_of("AF-108335 anders.zimmer@example.com", "zh-Hans") == "zh-Hans"
