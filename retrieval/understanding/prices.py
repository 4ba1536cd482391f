# ruff: noqa: E501 (patterns and word lists are read as wholes)
"""Price limits in free text: "under 50", "between 20 and 40 euros", "$100 or less", "around 60", "my budget is 80"."""

from __future__ import annotations

import re
from collections.abc import Container
from decimal import Decimal, InvalidOperation

from retrieval.text import UNITS, stem
from retrieval.understanding.reading import Reading

_CURRENCY = r"(?:[€$£¥]|eur\b|euros?\b|usd\b|us dollars?\b|dollars?\b|gbp\b|pounds?\b|bucks?\b|quid\b|chf\b|francs?\b)"
_NUMBER = r"(?:\d{1,3}(?:[,.' ]\d{3})+(?:[.,]\d{1,2})?|\d+(?:[.,]\d{1,2})?)(?![\d])"
_not_money = "|".join(
    sorted((re.escape(unit) for unit in UNITS if unit.isalpha() and unit != "pound"), key=len, reverse=True)
)
_OTHER = rf"(?!\s*(?:-\s*)?(?:(?:{_not_money}|stars?|star|out of|people|persons?|years?|yrs?|months?|days?|hours?|hrs?|points?|x\b|mens?\b|er)(?![a-z])|[%\"″”★°]))"


def _money(name: str) -> str:
    return rf"(?:(?P<c1_{name}>{_CURRENCY})\s*)?(?P<{name}>{_NUMBER})(?P<k_{name}>k\b)?(?:\s*(?P<c2_{name}>{_CURRENCY}))?{_OTHER}"


_AT_MOST = (
    r"(?:under|below|beneath|less than|lower than|cheaper than|less expensive than|at most|max(?:imum)?(?: of)?|up to|upto|within|until|<=?|≤|"
    r"(?:my )?(?:budget|limit|max price|maximum price|price limit)(?: is| of|:)?(?: (?:around|about))?|"
    r"(?:i |can |to |only |want to |would )*(?:spend|pay)(?: up to| at most| about| around)?|i (?:only )?have(?: only)?)"
)
_AT_LEAST = r"(?:over|above|more than|higher than|pricier than|dearer than|more expensive than|at least|min(?:imum)?(?: of)?|starting (?:at|from)|from|upwards of|>=?|≥)"
_NO = (
    r"(?:no|not|nothing|none|never|isn'?t|aren'?t|can'?t|cannot|don'?t|won'?t|wouldn'?t|shouldn'?t|mustn'?t)"
    r"(?: (?:really|want|like|be|go|going|spend|spending|pay|paying|cost|costing|afford|anything|to))*"
)
_NOT_OVER = rf"{_NO} (?:(?:more|higher|pricier|dearer|more expensive) than|over|above)"
_NOT_UNDER = rf"{_NO} (?:(?:less|lower|cheaper|less expensive) than|under|below)"
_ABOUT = r"(?:around|about|approximately|approx\.?|roughly|circa|ca\.?|near|close to|~)"

_BETWEEN = re.compile(
    rf"(?P<word>\b(?:between|from|price[ds]?|costs?|costing|budget|for)\s+)?{_money('low')}"
    rf"\s*(?P<to>and|to|-|–|—|\.\.)\s*{_money('high')}"
)
_MAX_DENIED = re.compile(rf"(?<![\w]){_NOT_OVER}\s*{_money('high')}")
_MIN_DENIED = re.compile(rf"(?<![\w]){_NOT_UNDER}\s*{_money('low')}")
_MAX_BEFORE = re.compile(rf"(?<![\w]){_AT_MOST}\s*{_money('high')}")
_MAX_AFTER = re.compile(
    rf"(?<![\w.]){_money('high')}\s*(?:or|and|&)?\s*(?:less|under|below|cheaper|max(?:imum)?|tops|at most)\b"
)
_MIN_BEFORE = re.compile(rf"(?<![\w]){_AT_LEAST}\s*{_money('low')}")
_MIN_AFTER = re.compile(
    rf"(?<![\w.]){_money('low')}\s*(?:(?:or|and|&)\s*(?:more|up|above|over|upwards?)\b|\+(?!\s*\d))"
)
_AROUND = re.compile(rf"(?<![\w]){_ABOUT}\s*{_money('mid')}")
_BARE = re.compile(rf"(?<![\w.])(?:for |at )?{_money('high')}")


_UNITS_SAID = "one two three four five six seven eight nine".split()
_TEENS = "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_WORTH = {word: value for value, word in enumerate(_UNITS_SAID, 1)} | {w: v for v, w in enumerate(_TEENS, 10)}
_WORTH |= {word: value for value, word in zip(range(20, 100, 10), _TENS, strict=True)}
_SAID = rf"(?:{'|'.join([*_TENS, *_TEENS, *_UNITS_SAID])}|a|hundred|thousand)"
_SPELLED = rf"(?P<said>{_SAID}(?:(?:[\s-]+|(?:(?<=hundred)|(?<=thousand)) and ){_SAID})*)"
_SPELLED_PRICE = (
    re.compile(rf"(?:(?<![\w]){_AT_MOST}|(?<![\w]){_AT_LEAST}|\b{_ABOUT}|\bbetween|\band|\bto)\s+{_SPELLED}\b"),
    re.compile(rf"\b{_SPELLED}(?=\s+{_CURRENCY})"),
)


def in_digits(text: str) -> str:
    """A folded text with the amounts spelled out where a price is said in digits: "under fifty" → "under 50"."""
    for pattern in _SPELLED_PRICE:
        text = pattern.sub(_in_digits, text)
    return text


def _in_digits(match: re.Match[str]) -> str:
    total = part = 0
    words = re.findall(r"[a-z]+", match["said"])
    if words[-1] == "a" or not (len(words) > 1 or words[0] in _TENS or match.re is _SPELLED_PRICE[1]):
        return match[0]  # "and one more"
    for word in words:
        if word == "hundred":
            part = max(part, 1) * 100
        elif word == "thousand":
            total, part = total + max(part, 1) * 1000, 0
        else:
            part += _WORTH.get(word, 0)
    amount = str(total + part)
    return match[0][: match.start("said") - match.start()] + amount


def read_prices(reading: Reading, measures: Container[str] = ()) -> None:
    """Set ``price_min`` and ``price_max``; numbers with a unit ("under 2 kg", "over 4 stars") are not prices.

    ``measures``: stems of the words that stand after numbers in this catalogue ("300 lumens"), which no price has.
    """

    def counts(match: re.Match[str]) -> bool:
        following = re.match(r"[\s-]*([^\W\d_]+)", reading.open[match.end() :])
        return following is not None and stem(following[1]) in measures

    for match in _BETWEEN.finditer(reading.open):
        low, high = _value(match, "low"), _value(match, "high")
        currency = any(match[group] for group in ("c1_low", "c2_low", "c1_high", "c2_high"))
        said = bool(match["word"]) or (currency and match["to"] != "and")
        if (
            counts(match)
            or low is None
            or high is None
            or low >= high
            or not (said or (match["to"] in "-–—" and low >= 10))
        ):
            continue
        if not currency and re.search(r"\b(?:size|sizes|age|aged|ages)\s*$", reading.text[: match.start()]):
            continue
        _take(reading, match, price_min=low, price_max=high)
    for pattern, field, name in (
        (_MAX_DENIED, "price_max", "high"),  # before "under" and "over" are read by themselves
        (_MIN_DENIED, "price_min", "low"),
        (_MAX_BEFORE, "price_max", "high"),
        (_MAX_AFTER, "price_max", "high"),
        (_MIN_BEFORE, "price_min", "low"),
        (_MIN_AFTER, "price_min", "low"),
    ):
        for match in pattern.finditer(reading.open):
            if (value := _value(match, name)) is not None and not counts(match):
                _take(reading, match, **{field: value})
    for match in _AROUND.finditer(reading.open):
        if (value := _value(match, "mid")) is not None and not counts(match):
            _take(reading, match, price_min=_round(value * 4 / 5), price_max=_round(value * 6 / 5))
    for match in _BARE.finditer(reading.open):
        value = _value(match, "high")
        if value is not None and (match["c1_high"] or match["c2_high"]):
            _take(reading, match, price_max=value)
    low, high = reading.limits.get("price_min"), reading.limits.get("price_max")
    if low is not None and high is not None and low > high:
        reading.limits["price_min"], reading.limits["price_max"] = high, low


def _take(reading: Reading, match: re.Match[str], **limits: Decimal) -> None:
    reading.limits.update(limits)
    reading.take(*match.span())


def _value(match: re.Match[str], name: str) -> Decimal | None:
    text = re.sub(r"[' ]", "", match[name])
    last = max(text.rfind(","), text.rfind("."))
    if last >= 0 and len(text) - last - 1 == 3:  # 1,000 and 1.000
        text = re.sub(r"[.,]", "", text)
    elif last >= 0:
        text = re.sub(r"[.,]", "", text[:last]) + "." + text[last + 1 :]
    try:
        value = Decimal(text)
    except InvalidOperation:
        return None
    value = value * 1000 if match[f"k_{name}"] else value
    return value if value <= 10_000_000 else None


def _round(value: Decimal) -> Decimal:
    return value.quantize(Decimal(1)) if value >= 10 else value.quantize(Decimal("0.01"))
