"""Chinese shop talk in the English words of the catalogue, and the catalogue's values in Chinese.

Limits and references are resolved against the catalogue's own values. Where those are English and the shopper writes
Chinese, this small dictionary stands between them; what it does not hold stays as it is.
"""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

import yaml

FILE = Path(__file__).with_name("glossary_zh.yml")

_NUMBER = r"(?:[€$£¥]\s*)?(\d+(?:[.,]\d+)?)\s*(?:元|块钱?|欧元?|美元|英镑|€|\$)?"
# grammar first: prices, sizes, places, "not"
_GRAMMAR = [
    (re.compile(rf"{_NUMBER}\s*(?:到|至|-|~)\s*{_NUMBER}\s*(?:之间)?"), r" between \1 and \2 "),
    (re.compile(rf"(?:(?:不|别|不要|不能|不想|不可)超过|别超|低于|少于|最多|不到)\s*{_NUMBER}"), r" under \1 "),
    (re.compile(rf"(?:超过|高于|多于|至少)\s*{_NUMBER}"), r" over \1 "),
    (re.compile(rf"{_NUMBER}\s*(?:以下|以内|之内|内)"), r" under \1 "),
    (re.compile(rf"{_NUMBER}\s*(?:以上|起)"), r" over \1 "),
    (re.compile(rf"{_NUMBER}\s*左右"), r" around \1 "),
    (re.compile(r"(\d{2}(?:\.5)?|X{0,3}[SLsl]|[Mm])\s*[码号]"), r" size \1 "),
    (re.compile(r"(?:不要|不想要|不是|除了|非)\s*"), " not "),
    (re.compile(r"换成|改成"), " in "),
    (re.compile(r"前两[个件款双]"), " the first two "),
    (re.compile(r"前三[个件款双]"), " the first three "),
    (re.compile(r"[和与跟]"), " and "),
    (re.compile(r"[它]|这[个件款双]"), " it "),
]
_PLACES = dict(zip("一二三四五六七八九十", range(1, 11), strict=True))
_PLACE = re.compile(r"第\s*([一二三四五六七八九十]|\d{1,2})\s*[个件款双条种项]?|最后(?:一)?[个件款双]?")
_SEAM = re.compile(r"(?<=[\u3400-\u9fff])(?=[A-Za-z])|(?<=[A-Za-z])(?=[\u3400-\u9fff])")  # 有tarnfell帐篷
_CHINESE = re.compile(r"[\u3400-\u9fff]")
_ORDINALS = "zeroth first second third fourth fifth sixth seventh eighth ninth tenth".split()


def in_english(text: str) -> str:
    """The text with everything the dictionary knows put into English; a text without Chinese comes back as it is."""
    if not _CHINESE.search(text):
        return text
    text = _SEAM.sub(" ", _PLACE.sub(_place, text))
    for pattern, english in _GRAMMAR:
        text = pattern.sub(english, text)
    words, pattern = _words()
    text = pattern.sub(lambda match: f" {words[match.group()]} " if words[match.group()] else " ", text)
    return re.sub(r"[\s，。！？、；：]+", " ", text).strip()


def in_chinese(value: str) -> str:
    """A value of the catalogue as a Chinese shopper would say it, or as it is."""
    return _shown().get(value.casefold(), value)


def _place(match: re.Match[str]) -> str:
    said = match[1]
    if said is None:
        return " the last one "
    place = _PLACES.get(said) or int(said)
    return f" the {_ORDINALS[place]} one " if 0 < place < len(_ORDINALS) else match[0]


@lru_cache(maxsize=1)
def _read() -> dict[str, dict[str, str]]:
    loaded: dict[str, dict[str, str]] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return loaded


@lru_cache(maxsize=1)
def _words() -> tuple[dict[str, str], re.Pattern[str]]:
    words = {chinese: english for group in _read().values() for chinese, english in group.items()}
    return words, re.compile("|".join(re.escape(word) for word in sorted(words, key=len, reverse=True)))


@lru_cache(maxsize=1)
def _shown() -> dict[str, str]:
    shown: dict[str, str] = {}
    for group, words in _read().items():
        if group in ("colours", "goods", "materials", "uses", "qualities"):
            for chinese, english in words.items():
                shown.setdefault(english, chinese)
    return shown
