"""Personal text in what people write: cards, accounts, addresses of all kinds, phones, order numbers.

>>> mask("my card is 4111 1111 1111 1111, write to maya@shop.example")
'my card is [card], write to [email]'

Patterns and check digits alone, in time linear in the text. Names need a model: ``models/names.py``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

Kind = Literal["card", "iban", "email", "phone", "address", "order", "name"]
KINDS: tuple[Kind, ...] = ("card", "iban", "email", "phone", "address", "order")
CERTAIN: tuple[Kind, ...] = ("card", "iban", "email", "phone")  # what is no other thing by its form
STORED = "[••••]"  # what stands in the store for a card number

EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}", re.ASCII)
_CARD = re.compile(r"(?<![0-9A-Za-z])\d(?:[ -]?\d){11,18}(?![0-9A-Za-z])")
_IBAN = re.compile(r"(?<![0-9A-Za-z])[A-Za-z]{2}\d{2}(?: ?[0-9A-Za-z]){11,30}")
_PHONE = re.compile(r"(?<![0-9A-Za-z_.,/-])(?:\+|\(\+?)?\d(?:[ ()./-]{0,2}\d){6,14}(?![0-9A-Za-z%]|[.,]\d)")
_CALLED = re.compile(
    "phone|call|tel|mobile|cell|handy|rufen?|whatsapp|ring me|text me|电话|手机|致电|拨打", re.IGNORECASE
)
_ORDER = re.compile(
    r"(?<![0-9A-Za-z])(?:#\s?\d{4,12}|[A-Z]{2,4}-?\d{5,12}|(?<=order )\d{4,12}|(?<=order number )\d{4,12}"
    r"|(?<=订单号)[:：]?\s?\d{4,16}|(?<=订单)[:：]?\s?\d{4,16})(?![0-9A-Za-z])"
)
_WORD = r"[^\W\d_][\w'’.-]{0,30}"
_NAMED = r"[A-Z][\w'’.-]{0,30}"
_TAIL = r"(?:, ?[\w .-]{2,40}){0,3}(?<=\w)"  # flat, postcode, city
_STREET = (
    "street|st|road|rd|avenue|ave|lane|ln|drive|dr|boulevard|blvd|court|ct|square|sq|terrace|close|crescent|way|row"
    "|place|pl|quay|gardens|mews|parkway|highway"
)
_GERMAN = "straße|strasse|str\\.|weg|platz|allee|gasse|ring|ufer|damm"
_ROMANCE = "rue|avenue|boulevard|place|quai|chemin|impasse|allée"
_ADDRESSES = (
    re.compile(rf"(?<!\w)\d{{1,5}}[a-zA-Z]?,? (?:{_NAMED} ){{1,4}}(?i:{_STREET})(?!\w)\.?{_TAIL}"),
    re.compile(
        rf"(?<!\w)\d{{1,5}}[a-z]?,? (?!(?:the|a|an|my|our|this|that|per|for|on|by|in|of) ){_WORD} "
        rf"(?:street|st|road|rd|avenue|ave|lane)(?!\w)\.?{_TAIL}",
        re.IGNORECASE,
    ),
    re.compile(
        rf"(?<!\w)(?:{_NAMED} ){{1,3}}(?:Street|Road|Avenue|Lane|Drive|Square|Way) \d{{1,4}}[a-z]?(?!\w){_TAIL}"
    ),
    re.compile(
        rf"(?<!\w)(?:[A-ZÄÖÜ][\w.-]{{1,30}} )?[\w-]{{1,30}} ?(?:{_GERMAN}) \d{{1,4}} ?[a-z]?(?!\w){_TAIL}",
        re.IGNORECASE,
    ),
    re.compile(
        rf"(?<!\w)\d{{1,4}}(?: ?(?:bis|ter))?,? (?:{_ROMANCE})(?: {_WORD}){{1,5}}(?:, ?\d{{5}} {_WORD})?", re.IGNORECASE
    ),
    re.compile(rf"(?<!\w)(?:calle|avenida|plaza|paseo)(?: {_WORD}){{1,5}},? \d{{1,4}}(?!\w){_TAIL}", re.IGNORECASE),
)
_CHINESE_NUMBER = re.compile(
    r"[0-9０-９一二三四五六七八九十百]{1,5}(?:号|號|弄|栋)(?:[\u4e00-\u9fff0-9A-Za-z]{0,10}(?:室|楼|樓|单元|座))?"
)
_CHINESE_STREET = re.compile(
    r"(?:[\u4e00-\u9fff]{0,6}(?:到|是|在|往|给|为|址))?([\u4e00-\u9fff]+[路街道巷弄里段同][\u4e00-\u9fff]{0,3})$"
)
_LONGEST_STREET = 30  # characters before its number
_DIGITS = re.compile(r"\d")
_IBAN_LENGTHS = {
    "AD": 24, "AE": 23, "AT": 20, "BE": 16, "BG": 22, "CH": 21, "CY": 28, "CZ": 24, "DE": 22, "DK": 18, "EE": 20,
    "ES": 24, "FI": 18, "FR": 27, "GB": 22, "GR": 27, "HR": 21, "HU": 28, "IE": 22, "IL": 23, "IS": 26, "IT": 27,
    "LI": 21, "LT": 20, "LU": 20, "LV": 21, "MC": 27, "MT": 31, "NL": 18, "NO": 15, "PL": 28, "PT": 25, "RO": 24,
    "RS": 22, "SA": 24, "SE": 24, "SI": 19, "SK": 24, "SM": 27, "TR": 26, "UA": 29,
}  # fmt: skip


@dataclass(frozen=True)
class Found:
    """One piece of personal text: ``start`` and ``end`` in characters."""

    start: int
    end: int
    kind: Kind


def find(text: str, kinds: Collection[Kind] = KINDS) -> list[Found]:
    """What stands in a text, in order; where two overlap the longer one stands."""
    return apart(found for kind in kinds if kind in _FINDERS for found in _FINDERS[kind](text))


def mask(text: str, kinds: Collection[Kind] = KINDS) -> str:
    """The text with ``[kind]`` in place of what is personal."""
    return replaced(text, find(text, kinds), lambda found: f"[{found.kind}]")


def without_cards(text: str) -> str:
    """As the store takes a text: nobody needs a card's number here, so that nobody can lose it."""
    return replaced(text, apart(_cards(text)), lambda _: STORED)


def replaced(text: str, found: Iterable[Found], by: Callable[[Found], str]) -> str:
    """The text with each piece replaced."""
    parts, place = [], 0
    for one in found:
        parts += [text[place : one.start], by(one)]
        place = one.end
    return "".join([*parts, text[place:]])


def apart(found: Iterable[Found]) -> list[Found]:
    """Pieces in order, none over another: the longer one stands, of two as long the first."""
    kept: list[Found] = []
    for one in sorted(found, key=lambda one: (one.start, one.start - one.end)):
        if kept and one.start < kept[-1].end:
            if one.end - one.start > kept[-1].end - kept[-1].start:
                kept[-1] = one
            continue
        kept.append(one)
    return kept


def _cards(text: str) -> Iterator[Found]:
    for match in _CARD.finditer(text):
        if _is_card(re.sub(r"[ -]", "", match.group())):
            yield Found(*match.span(), "card")


def _is_card(digits: str) -> bool:
    """Of a network that there is, as long as its numbers are, with the right check digit (Luhn)."""
    lead, length = int(digits[:4]), len(digits)
    known = (
        (4000 <= lead <= 4999 and length in (16, 19))
        or ((5100 <= lead <= 5599 or 2221 <= lead <= 2720) and length == 16)
        or (lead // 100 in (34, 37) and length == 15)
        or ((lead // 100 in (36, 38, 39) or 3000 <= lead <= 3059) and length == 14)
        or ((3528 <= lead <= 3589 or lead == 6011 or 6440 <= lead <= 6599 or lead // 100 == 62) and 16 <= length <= 19)
        or ((lead // 100 == 50 or 5600 <= lead <= 5899 or lead // 100 in (63, 67)) and 12 <= length <= 19)
    )
    total = sum(
        digit if place % 2 == 0 else sum(divmod(2 * digit, 10))
        for place, digit in enumerate(map(int, reversed(digits)))
    )
    return known and total % 10 == 0


def _ibans(text: str) -> Iterator[Found]:
    for match in _IBAN.finditer(text):
        length = _IBAN_LENGTHS.get(match.group()[:2].upper(), 0)
        end, compact = match.start(), ""
        while end < match.end() and len(compact) < length:
            compact += text[end].strip()
            end += 1
        if length and len(compact) == length and _mod_97(compact.upper()) == 1:
            yield Found(match.start(), end, "iban")


def _mod_97(iban: str) -> int:
    return int("".join(str(int(letter, 36)) for letter in iban[4:] + iban[:4])) % 97


def _phones(text: str) -> Iterator[Found]:
    for match in _PHONE.finditer(text):
        said, digits = match.group(), len(_DIGITS.findall(match.group()))
        told = _CALLED.search(text, max(0, match.start() - 30), match.start()) is not None
        abroad = said.startswith(("+", "(+", "00")) and digits >= 8
        home = said.startswith(("0", "(0")) and 9 <= digits <= 12
        chinese = digits == 11 and re.match(r"1[3-9]", said) is not None
        american = re.fullmatch(r"\(?[2-9]\d\d\)?[ .-]?[2-9]\d\d[ .-]\d{4}", said) is not None
        if abroad or home or chinese or american or (told and digits >= 7):
            yield Found(*match.span(), "phone")


def _addresses(text: str) -> Iterator[Found]:
    for pattern in _ADDRESSES:
        yield from (Found(*match.span(), "address") for match in pattern.finditer(text))
    for match in _CHINESE_NUMBER.finditer(text):
        before = max(0, match.start() - _LONGEST_STREET)
        if street := _CHINESE_STREET.search(text[before : match.start()]):
            yield Found(before + street.start(1), match.end(), "address")


def _by_pattern(kind: Kind, pattern: re.Pattern[str]) -> Callable[[str], Iterator[Found]]:
    return lambda text: (Found(*match.span(), kind) for match in pattern.finditer(text))


_FINDERS: dict[Kind, Callable[[str], Iterator[Found]]] = {
    "card": _cards,
    "iban": _ibans,
    "email": _by_pattern("email", EMAIL),
    "phone": _phones,
    "address": _addresses,
    "order": _by_pattern("order", _ORDER),
}
