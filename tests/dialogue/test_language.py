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
