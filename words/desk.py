"""What may go to the model of a conversation, and what may come back of it: for drafts that an agent reads.

No personal data goes into a prompt: addresses, numbers that belong to a person or an order, and names that introduce
themselves become a mark. A draft may bring no number, price or
promise that the conversation does not hold.
"""

from __future__ import annotations

import re

from retrieval.text import fold
from words.claims.promises import PROMISE
from words.quantities import quantities
from words.story import is_data
from words.text import sentences

_PERSONAL = (
    (re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"), "[email]"),
    (re.compile(r"(?:https?://|www\.)\S+"), "[link]"),
    (re.compile(r"\b(?:[A-Z]{2}\d{2}[ ]?(?:\w{4}[ ]?){3,7}\w{1,4})\b"), "[account]"),
    (re.compile(r"\b[A-Z]{1,4}-?\d{4,}\b"), "[order]"),
    (re.compile(r"(?<![\w.,])\+?\d(?:[ ()/.-]?\d){6,}(?!\w)"), "[number]"),
    (
        re.compile(
            r"\b\d{1,4}[a-z]?,? (?:[A-Z]\w+ ){1,3}(?:street|st|road|rd|avenue|ave|lane|drive|way|square|court)\b\.?",
            re.I,
        ),
        "[address]",
    ),
    (re.compile(r"\b[A-ZÄÖÜ]\w+(?:straße|strasse|weg|platz|gasse|allee) \d+\w?\b"), "[address]"),
    (re.compile(r"(?<=\b[Mm]y name is )\w+(?: [A-Z]\w+)?|(?<=\b[Ii] am )(?:[A-Z]\w+ ?){1,2}(?=[,.!]|$)"), "[name]"),
)


def impersonal(text: str) -> str:
    """The text without what tells who someone is."""
    for pattern, mark in _PERSONAL:
        text = pattern.sub(mark, text)
    return text


def drafted(text: str, transcript: str) -> str:
    """Those sentences of a draft that the conversation bears out; nothing where the first is not among them."""
    kept = []
    held = quantities(transcript)
    said = fold(transcript)
    for sentence in sentences(text):
        promises_held = all(match.group() in said for match in PROMISE.finditer(fold(sentence)))
        if sentence[-1:] not in ".!?" or not is_data(sentence) or quantities(sentence) - held or not promises_held:
            break
        kept.append(sentence)
    return " ".join(kept)
