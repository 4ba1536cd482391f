"""Which of the bot's languages a message is in."""

from __future__ import annotations

import re
from functools import lru_cache

import py3langid

SPOKEN = ("en", "zh-Hans", "zh-Hant", "de", "es", "fr", "ja")
_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]")
_KANA = re.compile(r"[\u3040-\u30ff]")
_LATIN_WORD = re.compile(r"[^\W\d_]{2,}")
_LATIN = ("en", "de", "es", "fr")
_ENOUGH_WORDS = 3  # fewer tell a language badly: "ok", "M", "Trail 2 GTX" keep the talk's
_SURE = 0.9


def language_of(text: str, previous: str) -> str:
    """The tag of the language that a message is in; a bare title, number or "ok" keeps ``previous``."""
    if _KANA.search(text):
        return "ja"
    if _HAN.search(text):
        return previous if previous in ("zh-Hans", "zh-Hant", "ja") else _script(text)
    words = _LATIN_WORD.findall(text)
    if len(words) < _ENOUGH_WORDS:
        return previous
    found, share = _identifier().classify(text.lower())
    return str(found) if share >= _SURE else previous


def _script(text: str) -> str:
    return "zh-Hans"


@lru_cache(maxsize=1)
def _identifier() -> py3langid.langid.LanguageIdentifier:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_pickled_model(MODEL_FILE, norm_probs=True)
    identifier.set_languages(list(_LATIN))
    return identifier
