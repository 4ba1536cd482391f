# ruff: noqa: E501 (patterns and word lists are read as wholes)
"""Sizes in free text: "size 42", "in XL", "medium", "EU 38", "500 ml", "39-41", whatever the catalogue's own sizes are."""

from __future__ import annotations

import re
from collections.abc import Iterable

from retrieval.text import UNITS, fold, words
from retrieval.understanding.reading import Reading

_LETTERS = {
    "xxs": "xxs|2xs|extra extra small",
    "xs": "xs|extra[- ]small|x[- ]small",
    "s": "s|small",
    "m": "m|med|medium",
    "l": "l|large",
    "xl": "xl|extra[- ]large|x[- ]large|1xl",
    "xxl": "xxl|2xl|xx[- ]large|double xl",
    "xxxl": "xxxl|3xl|xxx[- ]large|triple xl",
    "xxxxl": "xxxxl|4xl",
    "one size": "one[- ]size(?: fits all)?|onesize|os",
}
_ALONE = frozenset({"xxs", "xs", "xl", "xxl", "xxxl", "xxxxl", "one size"})  # mean a size wherever they stand
_LEAD = r"\b(?:in )?(?:my )?(?:size|sized|sizes|sz|eu|uk|us|taille|grosse|waist)(?: is| of|:)?\s*(?:eu |uk |us )?"
_RANGE = re.compile(r"(\d{1,3})\s*-\s*(\d{1,3})")
_MEASURED = rf"(?!\s*-?\s*(?:{'|'.join(unit for unit in UNITS if unit.isalpha())})\b)"  # "36 l" is no size 36
_WIDEST = 6  # of a range of sizes that stands for each of them


class Sizes:
    """Reads sizes against the catalogue's own; what it does not stock is not understood as a size."""

    def __init__(self, sizes: Iterable[str]) -> None:
        self._values: dict[str, list[str]] = {}
        for size in sizes:
            for key in _keys(size):
                self._values.setdefault(key, []).append(size)
        known = [key for key in self._values if key not in _LETTERS]
        spelled = "|".join(re.escape(key).replace("\\ ", " ?") for key in sorted(known, key=len, reverse=True))
        letters = "|".join(f"(?:{pattern})" for key, pattern in _LETTERS.items() if key in self._values)
        anything = "|".join(part for part in (spelled, letters) if part) or r"(?!)"
        self._led = re.compile(rf"{_LEAD}(?P<size>{anything})(?![\w.,]*\d)(?!\w)")
        self._in = re.compile(
            rf"\b(?:in|an?) (?:an? )?(?P<size>{anything})(?![\w.,]*\d)(?!\w)(?= size\b|\s*(?:$|[,.;!?\x00]| and | or | please| for | under))"
        )
        self._trailing = re.compile(rf"\b(?P<size>{anything})[- ](?:sized?|waist)\b")
        ranges = "|".join(re.escape(key) for key in known if _RANGE.fullmatch(key)) or r"(?!)"
        self._range = re.compile(
            rf"(?<![\w.,€$£-])(?P<size>{ranges})(?![\w%-]|\s*[€$£]|\s*(?:eur|usd|dollar|pound|buck))"
        )
        alone = [rf"(?:{pattern})" for key, pattern in _LETTERS.items() if key in self._values and key in _ALONE]
        alone += [re.escape(key).replace("\\ ", " ?") for key in known if _telling(key)]
        self._bare = re.compile(
            rf"(?<![\w.,€$£×-])(?<!× )(?P<size>{'|'.join(alone) or r'(?!)'})(?![\w%€$£])(?![.,]\d){_MEASURED}"
        )
        single = [key for key in ("s", "m", "l") if key in self._values]
        end = r"(?=\s*(?:$|[,.;!?\x00]| in | under | for ))"
        self._letter = re.compile(rf"(?<=[a-z\x00] )(?<!i )(?P<size>{'|'.join(single) or r'(?!)'})\b{end}")
        words = "|".join(_LETTERS[key].split("|")[-1] for key in single)  # small, medium, large
        self._spelled = re.compile(rf"\b(?P<size>{words or r'(?!)'})\b")
        self._more = re.compile(rf"\s*(?:or|and|,|/)\s*(?:size )?(?P<size>{anything})(?![\w.,]*\d)(?!\w)")

    def read_led(self, reading: Reading) -> None:
        """Those that are called sizes: "size 42", "in XL". Read before prices, which would take "size 42 or less"."""
        self._read(reading, self._led, self._in, self._trailing, self._range)

    def read_bare(self, reading: Reading) -> None:
        """Those that can be nothing else: "boots 42", "hoodie xl". Read after prices: "under 42" is none."""
        self._read(reading, self._bare, self._letter)

    def read_spelled(self, reading: Reading) -> None:
        """ "a medium jacket", of things that come in S, M and L: a large mug is none of them. Read after names."""
        self._read(reading, self._spelled)

    def _read(self, reading: Reading, *patterns: re.Pattern[str]) -> None:
        for pattern in patterns:
            while match := pattern.search(reading.open):
                reading.add("sizes", *self._meant(match["size"]))
                end = match.end()
                reading.take(match.start(), end)
                while more := self._more.match(reading.open, end):  # "size 41 or 42"
                    reading.add("sizes", *self._meant(more["size"]))
                    reading.take(more.start(), more.end())
                    end = more.end()

    def _meant(self, said: str) -> list[str]:
        for key, pattern in _LETTERS.items():
            if key in self._values and re.fullmatch(pattern, said):
                return self._values[key]
        for key in (said, said.replace(" ", "")):
            if key in self._values:
                return self._values[key]
        return [
            size
            for key, sizes in self._values.items()
            if key.replace(" ", "") == said.replace(" ", "")
            for size in sizes
        ]


def _keys(size: str) -> list[str]:
    """How a size may be typed: as it is, its letter, its number without "EU", measures joined."""
    plain = re.sub(r"\s+", " ", fold(size)).strip()
    if not plain:
        return []
    keys = [plain]
    keys += [letter for letter, pattern in _LETTERS.items() if re.fullmatch(pattern, plain)]
    keys += re.findall(r"^(?:eu|uk|us|size)\s*(\d+(?:[.,]5)?)$", plain)
    if span := _RANGE.fullmatch(plain):  # "42-44" is a size 43 too
        low, high = int(span[1]), int(span[2])
        keys += [f"{low}-{high}", *(str(size) for size in range(low, high + 1) if high - low <= _WIDEST)]
    measured = [word for word in words(plain) if any(c.isdigit() for c in word) and any(c.isalpha() for c in word)]
    keys += measured if len(measured) == 1 and " ".join(words(plain)[1:]) == measured[0] else []
    return list(dict.fromkeys(keys))


def _telling(key: str) -> bool:
    """Whether a size means itself without the word "size": 42, 500 ml and 32x34 do; 8 and "blue" do not."""
    if re.fullmatch(r"\d{2}(?:[.,]5)?", key):
        return 30 <= float(key.replace(",", ".")) <= 56
    return any(c.isdigit() for c in key) and any(c.isalpha() for c in key)
