"""Chinese numerals in digits where they count money or sizes: "两百五" → "250", "两三百" → "200到300"."""

from __future__ import annotations

import re

_DIGITS = {word: value for value, word in enumerate("零一二三四五六七八九")} | {"两": 2, "俩": 2, "〇": 0}
_UNITS = {"十": 10, "百": 100, "千": 1000, "万": 10000}
_ONE = f"[{''.join(_DIGITS)}]"
_UNIT = f"[{''.join(_UNITS)}]"
# a digit and a unit stand in it, or "十" or "百" alone before a currency; "十分" and "千万" are no numbers
_SPELLED = re.compile(
    rf"(?<![第{''.join(_DIGITS)}])(?:(?P<low>{_ONE})(?P<high>{_ONE})(?P<unit>{_UNIT}{{1,2}})"
    rf"|(?P<number>(?:{_ONE}{_UNIT}+|十{_ONE}|(?:十|[百千](?=[元块欧]))(?=[元块欧码号升以之]))(?:零?{_ONE}{_UNIT}*)*)"
    rf"|(?P<single>{_ONE})(?=\s*(?:块|元|欧|美元|英镑|颗?星|升|毫升|公斤|千克)))"
)


def with_digits(text: str) -> str:
    return _SPELLED.sub(_said, text)


def _said(match: re.Match[str]) -> str:
    if match["low"]:
        low, high = (value_of(match[part] + match["unit"]) for part in ("low", "high"))
        return f"{low}到{high}" if low < high else match[0]
    return str(value_of(match[0]))


def value_of(numeral: str) -> int:
    """ "三千零五十" is 3050; a last digit without its unit is of the next lower one, as in "两百五"."""
    total = part = digit = 0
    unit = 1
    for place, char in enumerate(numeral):
        if char in _DIGITS:
            digit = _DIGITS[char]
            if place == len(numeral) - 1:
                part += digit * (unit // 10 if unit > 10 and numeral[place - 1] != "零" else 1)
                digit = 0
            continue
        unit = _UNITS[char]
        if unit == 10000:
            total, part = (total + part + digit) * unit, 0
        else:
            part += (digit or (0 if place and numeral[place - 1] in _UNITS else 1)) * unit
        digit = 0
    return total + part
