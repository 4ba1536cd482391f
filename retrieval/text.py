# ruff: noqa: E501 (patterns and word lists are read as wholes)
"""Words as the lexical index sees them: folded, joined with their units, stemmed; Chinese, Japanese and Korean too.

The same function reads items, FAQ entries and queries, so that "27 inch", "27-inch" and '27"' meet.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

import opencc
import Stemmer

STOP = frozenset(
    "a about am an and any are as at be been but by can could did do does for from had has have he her him his how i if in "
    "into is it its just like me my of on or our please she should so some than that the their them then there these "
    "they this those to up us was we were what when where which who why will with would you your "
    "im ive ill dont doesnt didnt isnt cant cannot wont youre were thats whats lets hes shes gonna anyone".split()
)

# What a shopper says around what they want; it names nothing on the shelf.
FILLER = frozenset(
    "anything actually buy find get give hello hey hi instead looking look make maybe might need recommend search see sell show "
    "something stuff suggest thanks thank thing things want wanna really very good nice great best".split()
)

UNITS = {
    "inch": "inch", "inches": "inch", '"': "inch", "″": "inch", "”": "inch", "zoll": "inch",
    "cm": "cm", "centimetre": "cm", "centimetres": "cm", "centimeter": "cm", "centimeters": "cm",
    "mm": "mm", "millimetre": "mm", "millimetres": "mm", "millimeter": "mm", "millimeters": "mm",
    "m": "m", "metre": "m", "metres": "m", "meter": "m", "meters": "m", "ft": "ft", "feet": "ft", "foot": "ft",
    "ml": "ml", "millilitre": "ml", "millilitres": "ml", "milliliter": "ml", "milliliters": "ml", "cl": "cl",
    "l": "l", "litre": "l", "litres": "l", "liter": "l", "liters": "l", "oz": "oz", "ounce": "oz", "ounces": "oz",
    "g": "g", "gram": "g", "grams": "g", "gramme": "g", "grammes": "g", "kg": "kg", "kilo": "kg", "kilos": "kg",
    "kilogram": "kg", "kilograms": "kg", "lb": "lb", "lbs": "lb", "pound": "lb",
    "gb": "gb", "tb": "tb", "mb": "mb", "w": "w", "watt": "w", "watts": "w", "v": "v", "volt": "v", "volts": "v",
    "mah": "mah", "hz": "hz", "khz": "khz", "mhz": "mhz", "ghz": "ghz", "mp": "mp", "megapixel": "mp", "megapixels": "mp",
    "pack": "pack", "pcs": "pack", "pieces": "pack", "piece": "pack", "tog": "tog", "denier": "denier",
}  # fmt: skip

_CJK = r"\u3400-\u9fff\u3040-\u30ff\uac00-\ud7af\uf900-\ufaff"
_unit = "|".join(sorted((re.escape(u) for u in UNITS if u.isalpha()), key=len, reverse=True))
_TOKEN = re.compile(
    rf"(?P<measure>\d+(?:[.,]\d+)?)(?:[\s-]?(?P<unit>{_unit})(?![a-z0-9])|(?P<inch>in)(?![a-z0-9])|\s?(?P<mark>[\"″”]))"
    rf"|(?P<cjk>[{_CJK}]+)"
    rf"|(?P<word>[^\W_{_CJK}]+(?:[-'./&+][^\W_{_CJK}]+)*)"
)

_ALIKE = str.maketrans({"’": "'", "‘": "'", "ß": "ss", "‐": "-", "‑": "-", "‒": "-", "–": "-", "—": "-"})


def fold(text: str) -> str:
    """Lower case, compatibility forms unified, accents off Latin letters, one kind of quote and of dash; Chinese in
    simplified characters."""
    if text.isascii():
        return text.lower()
    text = unicodedata.normalize("NFKD", simplified(text.translate(_ALIKE))).casefold()
    stripped = "".join(char for char in text if not ("\u0300" <= char <= "\u036f"))
    return unicodedata.normalize("NFC", stripped)


def simplified(text: str) -> str:
    """Traditional Chinese characters as simplified ones, one for one, so that places stay."""
    return _HAN.sub(lambda found: "".join(map(_simple, found[0])), text) if _HAN.search(text) else text


@lru_cache(maxsize=20_000)
def _simple(char: str) -> str:
    found: str = _converter().convert(char)
    return found if len(found) == 1 and found <= "\uffff" else char


@lru_cache(maxsize=1)
def _converter() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")


_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]+")
_IRREGULAR = {"knives": "knife", "knifes": "knife", "shelves": "shelf", "scarves": "scarf", "loaves": "loaf"}


@lru_cache(maxsize=100_000)
def stem(word: str) -> str:
    """The Snowball English stem of a folded word; words with digits or foreign letters stay as they are."""
    word = _IRREGULAR.get(word, word)
    if not (word.isascii() and word.isalpha() and len(word) > 2):
        return word
    found: str = _stemmer().stemWord(word)
    # Snowball leaves "bras" and "bos" their s, since "gas" must keep it
    return found[:-1] if len(found) > 3 and found.endswith(("as", "os")) else found


@lru_cache(maxsize=1)
def _stemmer() -> Stemmer.Stemmer:
    stemmer = Stemmer.Stemmer("english")
    stemmer.maxCacheSize = 0  # the cache above is the one that threads may share
    return stemmer


def words(text: str) -> list[str]:
    """Folded words before stemming and stop words: measures joined ("27inch"), compounds whole and in parts."""
    found: list[str] = []
    for match in _TOKEN.finditer(fold(text)):
        if number := match["measure"]:
            unit = UNITS[match["unit"] or match["mark"] or "inch"]
            number = number.replace(",", ".")
            found += [number, number.rstrip("0").rstrip(".") + unit if "." in number else number + unit]
        elif run := match["cjk"]:
            found += _cjk(run)
        else:
            found += _word(match["word"])
    return found


def terms(text: str, *, keep_stop: bool = False) -> list[str]:
    """Index terms of a text: :func:`words`, stop words out, stemmed."""
    return [stem(word) for word in words(text) if keep_stop or word not in STOP]


def _word(word: str) -> list[str]:
    parts = re.split(r"[-'./&+]", word)
    if len(parts) == 1:
        return [word]
    if "'" in word and parts[-1] in ("s", "t", "d", "m", "re", "ve", "ll"):  # men's, don't
        return _word("-".join(parts[:-1])) if len(parts) > 2 else [parts[0]]
    if all(part.isdigit() for part in parts):
        return [word.replace("'", "")]
    return [*parts, "".join(parts)]  # wh-1000xm4 → wh, 1000xm4, wh1000xm4


def _cjk(run: str) -> list[str]:
    """jieba's words of a run of Chinese (Japanese and Korean fare by its characters), and its bigrams."""
    import jieba  # the dictionary takes a second to load: only where there is Chinese

    jieba.setLogLevel(60)
    pieces = list(jieba.cut_for_search(run))
    pairs = [run[i : i + 2] for i in range(len(run) - 1)]
    return list(dict.fromkeys([*pieces, *pairs]))
