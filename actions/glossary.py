"""Chinese shop talk in the English words of the catalogue, and the catalogue's values in Chinese.

Limits and references are resolved against the catalogue's own values. Where those are English and the shopper writes
Chinese, this small dictionary stands between them; what it does not hold is left to the bot's gloss, or stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

import yaml

from actions.language import CJK
from actions.numerals import with_digits
from bot.components.glossary import gloss

FILE = Path(__file__).with_name("glossary_zh.yml")

_CURRENCY = r"(?:元|块钱?|欧元?|美元|刀|英镑|€|\$)"
_NUMBER = rf"(?:[€$£¥]\s*)?(\d+(?:[.,]\d+)?)\s*{_CURRENCY}?(?![\d码号升克厘毫公米人个件双星])"
_UNITS = {"毫升": "ml", "升": "l", "公斤": "kg", "千克": "kg", "克": "g", "毫米": "mm", "厘米": "cm", "公分": "cm"}
_MEASURES = "包袋箱罐听盒瓶双件条只把顶本支套副杯台张"
_COUNTS = dict(
    zip(
        "一二三四五六七八九两12345678",
        "one two three four five six seven eight nine two one two three four five six seven eight".split(),
        strict=True,
    )
)
_ABOUT = "(?:左右|上下|出头)"
_RUN = re.compile(f"{CJK.pattern}+")
# grammar first: prices, sizes, stars, measures
_GRAMMAR: list[tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]]] = [
    (re.compile(r"([\u4e00-\u9fff])[不没]\1"), r"\1"),  # "防不防水" asks what "防水" asks
    (re.compile(r"没有?(?=[^，。！]*[吗嘛么]\W*$)"), " "),  # "没有粉色吗" would like one
    # "不含坚果的零食" is "零食" first
    (
        re.compile(r"(不含|不带|不要|不是|非)(?!常)([\u4e00-\u9fff]{1,6}?)的(?=[\u4e00-\u9fff]{2})([\u4e00-\u9fff]+)"),
        r"\3 \1\2 ",
    ),
    (re.compile(r"(\d{2})\s*(?:到|至|-|~|或)\s*(\d{2})\s*[码号]"), r" size \1 or size \2 "),
    (re.compile(rf"预算[\u4e00-\u9fff：:]{{0,3}}?(?={_NUMBER}\s*(?:[以之]|{_ABOUT}))"), " "),
    (re.compile(rf"预算(?:是|就|只有|在|有|大概|大约|差不多|：|:)*\s*{_NUMBER}(?!\s*[到至~-])"), r" under \1 "),
    (re.compile(rf"{_NUMBER}\s*(?:到|至|-|~)\s*{_NUMBER}\s*(?:之间)?"), r" between \1 and \2 "),
    (re.compile(r"(?:评分|评价)?\s*([1-5](?:\.\d)?)\s*(?:颗?星|分)\s*(?:及?以上|起)?"), r" at least \1 stars "),
    (re.compile(r"(?:评分|评价)[在要]?\s*([1-5](?:\.\d)?)\s*(?:及?以上|起)"), r" at least \1 stars "),
    (re.compile(rf"(?:不低于|不少于|至少|最少)\s*{_NUMBER}"), r" over \1 "),
    (
        re.compile(
            rf"(?:(?:不|别|不要|不能|不想|不可|不会)(?:超过?|高于|多于|大于)|低于|少于|小于|最多|最高|顶多|不到)\s*{_NUMBER}"
        ),
        r" under \1 ",
    ),
    (re.compile(rf"(?:超过|高于|多于|大于)\s*{_NUMBER}"), r" over \1 "),
    (re.compile(rf"{_NUMBER}\s*(?:以下|以内|之内|之下|内|封顶)"), r" under \1 "),
    (re.compile(rf"{_NUMBER}\s*(?:以上|往上|起)"), r" over \1 "),
    (re.compile(rf"(?:大概|大约|差不多|约)\s*{_NUMBER}\s*{_ABOUT}?"), r" around \1 "),
    (re.compile(rf"{_NUMBER}\s*{_ABOUT}"), r" around \1 "),
    (re.compile(rf"(\d+(?:[.,]\d+)?)\s*{_CURRENCY}"), r" \1 euros "),
    (re.compile(r"(\d{2}(?:\.5)?|X{0,3}[SLsl]|[Mm])\s*[码号]"), r" size \1 "),
    (re.compile(rf"(\d+(?:\.\d+)?)\s*({'|'.join(_UNITS)})"), lambda found: f" {found[1]} {_UNITS[found[2]]} "),
    (re.compile(r"前两[个件款双]"), " the first two "),
    (re.compile(r"前三[个件款双]"), " the first three "),
    (
        re.compile(r"([一两二三四五六七八九]|\d)\s*个?人(?![的]?手)"),
        lambda found: f" for {_COUNTS.get(found[1], found[1])} ",
    ),
    (re.compile(rf"(?<!这)(?<!那)(?:[一两二三四五六七八九十]|\d+)\s*[{_MEASURES}](?![{_MEASURES}])"), " "),
]
_PLACES = dict(zip("一二三四五六七八九十", range(1, 11), strict=True))
_PLACE = re.compile(r"第\s*([一二三四五六七八九十]|\d{1,2})\s*[个件款双条种项]?|最后(?:一)?[个件款双]?")
_SEAM = re.compile(r"(?<=[\u3400-\u9fff])(?=[A-Za-z])|(?<=[A-Za-z])(?=[\u3400-\u9fff])")  # 有tarnfell帐篷
_ORDINALS = "zeroth first second third fourth fifth sixth seventh eighth ninth tenth".split()


def in_english(text: str) -> str:
    """The text with everything the dictionary knows put into English; a text without Chinese comes back as it is."""
    if not CJK.search(text):
        return text
    text = with_digits(_PLACE.sub(_place, text))
    for pattern, english in _GRAMMAR:
        text = pattern.sub(english, text)
    words, pattern = _words()
    text = pattern.sub(lambda match: f" {words[match.group()]} ", text)
    text = _RUN.sub(_glossed, _SEAM.sub(" ", text))
    return re.sub(r"[\s，。！？、；：]+", " ", text).strip()


def in_chinese(value: str) -> str:
    """A value of the catalogue as a Chinese shopper would say it, or as it is."""
    return _shown().get(value.casefold(), value)


def asked_for(text: str) -> str:
    """A Chinese request without what is said around it: "有没有沙发吗" → "沙发"."""
    around = [word for word, english in _read()["around"].items() if not english.strip() and len(word) > 1]
    first = "|".join(["有没有", "一?个", *sorted(map(re.escape, around), key=len, reverse=True)])
    return (
        re.sub(rf"^(?:{first}|[找买卖要有想\s，])+|(?:推荐|有[没吗不]?$|[\s吗呢吧的了啊呀卖嘛。！？?!~])+$", "", text)
        or text
    )


def _glossed(match: re.Match[str]) -> str:
    """Words that are no goods of ours, by the gloss that the bot reads by; a name that it does not know stays."""
    run = match.group()
    return f" {gloss(run) or (run if len(run) > 1 else '')} "


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
    """Every word, longer ones first; the one character of a colour counts with what makes it one, or before goods."""
    read = _read()
    hues, goods = read["hues"], sorted(read["goods"], key=len, reverse=True)
    words = {
        f"{shade}{hue}{end}": f"{said}{english}"
        for hue, english in hues.items()
        for shade, said in (("", ""), ("深", "dark "), ("浅", "light "), ("大", ""))
        for end in ("色", "的", "款", *([""] if said else []))
    }
    words |= {
        word: said for name, group in read.items() if name not in ("hues", "attributes") for word, said in group.items()
    }
    patterns = [re.escape(word) for word in sorted(words, key=len, reverse=True)]
    before_goods = f"(?:{'|'.join(hues)})(?={'|'.join(map(re.escape, goods))})"
    return words | hues, re.compile("|".join([*patterns, before_goods]))


@lru_cache(maxsize=1)
def _shown() -> dict[str, str]:
    shown: dict[str, str] = {}
    for group in ("attributes", "colours", "materials", "uses", "goods", "qualities"):
        for chinese, english in _read()[group].items():
            shown.setdefault(english, chinese)
    return shown
