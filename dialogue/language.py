"""Which of the bot's languages a message is in."""

from __future__ import annotations

import re
from collections.abc import Container, Mapping
from functools import lru_cache
from math import log
from pathlib import Path

import opencc
import py3langid.langid as langid

from dialogue.linking.grammar import load_grammar
from retrieval.text import fold

SPOKEN = ("en", "zh-Hans", "zh-Hant", "de", "es", "fr", "ja")
_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]")
_KANA = re.compile(r"[\u3040-\u30ff]")
_ANY_WORD = re.compile(r"(?<![^\W_])(?:[^\W\d_]{2,}|[aoyà])(?![^\W_])", re.IGNORECASE)  # no unit, no size
_CODES = re.compile(r"\S*[@\d]\S*")  # addresses, numbers, names of versions
_LATIN_WORD = re.compile(r"[^\W\d_]{2,}")
_LATIN = [tag for tag in SPOKEN if len(tag) == 2 and tag != "ja"]
_ENOUGH_WORDS = 3  # fewer tell a language badly: "ok", "M", "Trail 2 GTX" keep the talk's
_SURE = 0.9
_LEAST = 0.001  # a share that is none
_KNOWN = 3.0  # log odds that one word of a language's own speaks for it
_LEAD = 1.0  # log odds that a language must lead by where the letters do not tell
_TAIWAN = str.maketrans({"賬": "帳"})  # what the converter leaves as it is written elsewhere


def language_of(text: str, previous: str, goods: Container[str] = frozenset()) -> str:
    """The tag of the language that a message is in; a bare title, number or "ok" keeps ``previous``, and so do words
    of ``goods``, the catalogue's own, alone."""
    if _KANA.search(text):
        return "ja"
    if _HAN.search(text):
        return previous if previous == "ja" else _chinese(text, previous)
    text = _CODES.sub(" ", text)
    shares = {str(tag): float(share) for tag, share in _identifier().rank(text.lower())}
    said = [fold(word) for word in _ANY_WORD.findall(text)]
    if said and all(word in goods for word in said):
        return previous
    known = {tag: sum(word in own_words(tag) for word in said) for tag in shares}
    best = max(shares, key=lambda tag: shares[tag])
    sure = len(_LATIN_WORD.findall(text)) >= _ENOUGH_WORDS and shares[best] >= _SURE
    if sure and known[best] >= known.get(previous, 0):
        return best
    return _by_words(shares, known, previous)


def _by_words(shares: Mapping[str, float], known: Mapping[str, int], previous: str) -> str:
    """By the small words that only some languages have: "danke", "y en azul"; in doubt as before."""
    if known.get(previous, 0) >= max(known.values(), default=0):
        return previous
    odds = {tag: log(max(share, _LEAST)) + _KNOWN * known[tag] for tag, share in shares.items()}
    first, second = sorted(odds, key=lambda tag: -odds[tag])[:2]
    return first if odds[first] - odds[second] >= _LEAD else previous


def spoken(tag: str) -> str:
    """The language of ours that a page's or browser's tag asks for: "zh-TW" → zh-Hant, "de-AT" → de, else en."""
    if tag.lower().startswith("zh"):
        return "zh-Hant" if re.search(r"hant|tw|hk|mo", tag, re.IGNORECASE) else "zh-Hans"
    return tag[:2].lower() if tag[:2].lower() in SPOKEN else "en"


def in_script(text: str, tag: str) -> str:
    """Chinese in the script of a language; any other text, and any other language's, as it is."""
    if not tag.startswith("zh") or not _HAN.search(text):
        return text
    return str(_written(tag).convert(text)).translate(_TAIWAN if tag == "zh-Hant" else {})


def _chinese(text: str, previous: str) -> str:
    """By the characters that only one of the two scripts has; without any, as before."""
    to_simplified, to_traditional = _converters()
    if to_simplified.convert(text) != text:
        return "zh-Hant"
    if to_traditional.convert(text) != text:
        return "zh-Hans"
    return previous if previous.startswith("zh") else "zh-Hans"


@lru_cache(maxsize=16)
def own_words(tag: str) -> frozenset[str]:
    """The small words of a language's sentences, folded: those of its classes and those that say nothing new."""
    grammar = load_grammar(tag)
    return grammar.stop | {word for phrase in grammar.classes for word in phrase} | grammar.numbers.keys()


@lru_cache(maxsize=1)
def _converters() -> tuple[opencc.OpenCC, opencc.OpenCC]:
    return opencc.OpenCC("t2s"), opencc.OpenCC("s2t")


@lru_cache(maxsize=2)
def _written(tag: str) -> opencc.OpenCC:
    return opencc.OpenCC("s2twp" if tag == "zh-Hant" else "t2s")


@lru_cache(maxsize=1)
def _identifier() -> langid.LanguageIdentifier:
    path = Path(langid.MODEL_DIR) / langid.MODEL_FILE
    identifier = langid.LanguageIdentifier.from_modelpath(path, norm_probs=True)
    identifier.set_languages(_LATIN)
    return identifier
