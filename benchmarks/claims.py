# ruff: noqa: E501 (word lists are read as wholes)
"""Counts what a text claims beyond its item's record: a second judge, which shares no code with `words`.

It reads the raw record (a mapping, as in the catalogue's JSON lines) and errs towards complaint: a number, a material, a
colour, a claim or a comparison that the record does not hold is unsupported, and so is one that it denies.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_MATERIALS = (
    "aluminium bamboo beech brass canvas carbon cardboard cashmere ceramic copper cork cotton denim elastane enamel "
    "fibreglass fleece glass gore-tex iron leather linen merino mesh neoprene nylon oak plastic polyamide polycarbonate "
    "polyester porcelain rubber silicone silk steel stoneware suede titanium tritan vibram walnut wool"
).split()
_COLOURS = (
    "beige black blue brown burgundy cream gray green grey khaki mint navy olive orange pink purple red sand silver teal "
    "turquoise violet white yellow"
).split()
_CLAIMS = (
    "waterproof,water repellent,water-resistant,windproof,breathable,organic,vegan,vegetarian,gluten-free,bpa-free,"
    "pfas-free,recycled,sustainable,eco-friendly,warranty,guarantee,certified,handmade,hypoallergenic,antibacterial,"
    "leakproof,wireless,rechargeable,noise-cancelling,dishwasher,microwave,insulated,lightweight,durable,medical,"
    "therapeutic,healthy,pain,posture,free shipping,free delivery,discount,refund,money back,in stock,limited"
).split(",")
_PRAISE = re.compile(
    r"\b(best(?! for)|finest|greatest|ultimate|perfect|ideal|premium|unmatched|unique|superior|most \w+|"
    r"\w+er than|better|cheaper|lighter|warmer|stronger|faster)\b",
    re.IGNORECASE,
)
_DENIAL = re.compile(r"\b(?:not|no|without|none)\b|n't\b", re.IGNORECASE)


def parts(text: str) -> list[str]:
    """Sentences; a full stop between digits ends none."""
    return [piece.strip() for piece in re.split(r"(?<=[.!?])\s+(?=[A-Z0-9])", text) if piece.strip()]


def unsupported(sentence: str, record: Mapping[str, Any]) -> list[str]:
    """What one sentence claims and the record does not hold, in the sentence's words."""
    everything = _flat(json.dumps(record, ensure_ascii=False, default=str))
    said = _flat(sentence)
    found = [number for number in _NUMBER.findall(sentence) if not _has_number(number, everything, record)]
    for word in (*_MATERIALS, *_COLOURS):
        if re.search(rf"\b{word}\b", said) and not re.search(rf"\b{word}", everything):
            found.append(word)
    for claim in _CLAIMS:
        words = _flat(claim)
        if words in said:
            held = _held(words, record)
            denied = _denied(words, said)
            if held is None or held == denied:
                found.append(("not " if denied else "") + claim)
    for match in _PRAISE.finditer(sentence):
        if _flat(match.group()) not in everything:
            found.append(match.group())
    return found


def facts_told(text: str, record: Mapping[str, Any]) -> int:
    """How many fields of the record the text tells: all words and numbers of the value, or the name of a yes or no."""
    said = _tokens(text)
    told = 0
    for name, value in {**record, **dict(record.get("attributes") or {})}.items():
        if name in (
            "id",
            "title",
            "description",
            "attributes",
            "variants",
            "image",
            "url",
            "stock",
            "currency",
            "categories",
        ):
            continue
        values = value if isinstance(value, list) else [value]
        for one in values[:6]:
            text_value = _weight(one) if name == "weight_g" and one else str(one)
            words = _tokens(name if text_value in ("yes", "no", "True", "False") else text_value)
            if words and words <= said:
                told += 1
                break
    return told


def _tokens(text: str) -> set[str]:
    """Words and numbers; a full stop at the end is no part of one."""
    return {word.strip(".") for word in re.findall(r"[\w.]+", _flat(text))} - {""}


def _flat(text: str) -> str:
    return re.sub(r"[\s_-]+", " ", text.lower().replace("−", "-")).replace(",", "")


def _weight(grams: Any) -> str:
    value = float(grams)
    return f"{value / 1000:.2f}".rstrip("0").rstrip(".") + " kg" if value >= 1000 else f"{value:g} g"


def _has_number(number: str, everything: str, record: Mapping[str, Any]) -> bool:
    plain = number.replace(",", "")
    if re.search(rf"(?<![\d.]){re.escape(plain)}(?![\d])", everything):
        return True
    weight = record.get("weight_g")
    return bool(weight) and plain in _weight(weight)


def _denied(words: str, said: str) -> bool:
    """Whether the part of the sentence that holds the words says no to them."""
    clause = next((part for part in re.split(r"[,;:]| but | and ", said) if words in part), said)
    return bool(_DENIAL.search(clause))


def _held(words: str, record: Mapping[str, Any]) -> bool | None:
    """True or False where the record affirms or denies; None where it says nothing of it."""
    for name, value in dict(record.get("attributes") or {}).items():
        if words in _flat(name) or _flat(name) in words:
            return not re.match(r"(?:no\b|none|false|not )", _flat(str(value)))
        if words in _flat(str(value)):
            return True
    text = _flat(
        json.dumps({key: record.get(key) for key in ("title", "description", "materials")}, ensure_ascii=False)
    )
    if words not in text:
        return None
    clause = next((part for part in re.split(r"[.;,]", text) if words in part), text)
    return not _DENIAL.search(clause)
