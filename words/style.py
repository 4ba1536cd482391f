"""Whether a sentence of the model's reads well about its item: agreement, no label, nothing twice."""

from __future__ import annotations

import re
from collections.abc import Sequence

from words.facts import Fact, Facts
from words.lines import CHOICES
from words.text import words

FEWEST_WORDS = 3
_ODD = re.compile(
    r"\b(?:made|built) (?:of|from|with) (?:a )?\d|\bis a \d+ (?:k?g|m?l)\.|\b(\w+) \1\b"
    r"|\buses? (?=[a-z])"  # "uses nylon": a frame that is no more, which older adapters learnt
    r"|\ba (?:[aio]|e(?!u)|8|11\b|18\b)(?!ne\b)|^(?!Meet )[^.:]+: ",  # "a aluminium lamp"; a label is no sentence
    re.IGNORECASE,
)
_FRONT = re.compile(r"(?:With|At|Made|From|Weighing|For|Choose) ")


def reads_well(sentence: str, facts: Facts, notes: Sequence[Fact]) -> bool:
    """A whole sentence about the item: it begins with what it speaks of, and says nothing twice."""
    said = words(sentence)
    names = tuple(name for name in (facts.short, facts.item.title, facts.item.brand) if name)
    subject = sentence.startswith((*names, "It ", "They ", "This ", "These ", "Meet ")) or _FRONT.match(sentence)
    if not _agrees(sentence, facts):
        return False
    twice = any(said.count(word) > 1 for word in said if len(word) > 4)
    chosen = sentence.startswith("Choose ") and any(fact.name not in CHOICES for fact in notes)
    return bool(subject) and not twice and not chosen and len(said) >= FEWEST_WORDS and not _ODD.search(sentence)


def _agrees(sentence: str, facts: Facts) -> bool:
    """ "They" of shoes and "it" of a lamp; a name takes no verb where one says "they": "Arrow is", "Arrow are"."""
    if facts.plural:
        named = re.search(rf"{re.escape(facts.short)} (?:(?:from|by) [^,]+ )?(?:are|have|[a-z]+s)\b", sentence)
        return not named and not re.search(r"\bit\b|^This\b", sentence, re.IGNORECASE)
    return not re.search(r"\bthey\b|^These\b", sentence, re.IGNORECASE)


def renamed(sentence: str, facts: Facts) -> str:
    """A name that the sentence before has said too gives way: "Puffin Rock suits ages 10 and up" becomes "It suits"."""
    if facts.plural or not re.match(rf"{re.escape(facts.short)} [a-z]+s\b", sentence):
        return sentence
    return f"It{sentence.removeprefix(facts.short)}"
