"""Whether an entry's twin in another language says the same, as far as figures, names and negations tell."""

from __future__ import annotations

import re
from collections.abc import Iterator

from shop.types import FaqEntry

_NUMBER = re.compile(r"\d+(?:[.,:\u00a0 ]\d+)*")
_WORDS = {
    "a": "1", "an": "1", "one": "1", "once": "1", "two": "2", "twice": "2", "both": "2", "three": "3", "four": "4",
    "five": "5", "six": "6", "ten": "10",
}  # fmt: skip
# what stays as it is in every language: codes, addresses, brands, sizes
_NAMES = re.compile(
    r"\b(?:[A-Z]{2,}[A-Z0-9]*-?|PayPal|Kestrel Parcels|Bluepost|Hedgehog Express|Linden Street|Harbour Road|\S+@\S+\w)"
)
_TRANSLATED = frozenset({"PDF", "VAT"})
_NOT = {
    "en": re.compile(r"\b(?:not|no|never|without|cannot|nothing|only)\b", re.IGNORECASE),
    "de": re.compile(r"\b(?:nicht|nie|kein\w*|ohne|nichts|nein|nur|erst)\b", re.IGNORECASE),
    "es": re.compile(r"\b(?:no|nunca|sin|ni|nada|sol[oa]s?|salvo)\b", re.IGNORECASE),
    "fr": re.compile(r"\b(?:ne|pas|jamais|sans|rien|non|ni|seul\w*|uniquement)\b|\bn'", re.IGNORECASE),
    "ja": re.compile(r"ません|な[いくし]|[われせ]ず|除|いいえ|だけ|のみ|しか"),
    "zh": re.compile(r"[不没无未非只仅除才]|需要"),
}


def faults(entry: FaqEntry, twin: FaqEntry) -> Iterator[str]:
    """What of ``entry``'s answer is not in its twin's, in words."""
    said, wanted = numbers(twin.answer), numbers(entry.answer)
    spelt = [_WORDS[word] for word in re.findall(r"[a-z]+", entry.answer.lower()) if word in _WORDS]
    if missing := _less(wanted, said):
        yield f"does not say {', '.join(missing)}"
    if added := _less(_less(said, wanted), spelt):
        yield f"says {', '.join(added)}, which the entry does not"
    names = [name for name in _NAMES.findall(entry.answer) if name not in _TRANSLATED]
    if lost := [name for name in names if name not in twin.answer]:
        yield f"does not name {', '.join(lost)}"
    if _NOT["en"].search(entry.answer) and not _NOT[twin.language].search(twin.answer):
        yield "has lost a negation"


def numbers(text: str) -> list[str]:
    """The figures of a text, written one way: "4,90" and "4.90" are 4.90, "1.000" and "1 000" are 1000."""
    found = []
    for figure in _NUMBER.findall(text):
        figure = re.sub(r"[.,\u00a0 ](\d{3})(?!\d)", r"\1", figure)
        found += [part.replace(",", ".") for part in re.split(r"[\u00a0 ]", figure)]
    return found


def _less(these: list[str], those: list[str]) -> list[str]:
    """Those of ``these`` that are not among ``those``, each counted."""
    rest = list(those)
    return [one for one in these if not (one in rest and (rest.remove(one) or True))]
