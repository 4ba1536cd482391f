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
    r"|\bmeasures? (?:in )?(?:sizes? )?(?:\d?X*[SML]\b|\d+(?:\.5)? to \d+(?:\.5)?(?=[.,]| and\b))"  # sizes are worn
    r"|\bpack of [\d.]+ k?g dried\b"
    r"|\bbefore next\b|\bfits? in sizes?\b|\bgoes by hand\b|\bsetting of \d|\b(?:has|have) \d+ pairs?\b"
    r"|\byour second one\b"  # "pairs with your second one": who says that there is one?
    r"|\ba (?:[aio]|e(?!u)|8|11\b|18\b)(?!ne\b)|^(?!Meet )[^.:]+: ",  # "a aluminium lamp"; a label is no sentence
    re.IGNORECASE,
)
_ORIGINS = frozenset({"made in", "packed in", "origin"})
_FRONT = re.compile(r"(?:With|At|Made|From|Weighing|For|Choose) ")


def reads_well(sentence: str, facts: Facts, notes: Sequence[Fact]) -> bool:
    """A whole sentence about the item: it begins with what it speaks of, and says nothing twice."""
    said = words(sentence)
    names = tuple(name for name in (facts.short, facts.item.title, facts.item.brand) if name)
    subject = sentence.startswith((*names, "It ", "They ", "This ", "These ", "Meet ")) or _FRONT.match(sentence)
    if not _agrees(sentence, facts):
        return False
    twice = any(said.count(word) > 1 for word in said if len(word) > 4)
    if _says_kind_again(sentence, facts, notes) or _comes_oddly(sentence, facts, notes):
        return False
    # one chooses a colour, and blue or red
    chosen = sentence.startswith("Choose ") and (" and " in sentence or any(one.name not in CHOICES for one in notes))
    return bool(subject) and not twice and not chosen and len(said) >= FEWEST_WORDS and not _ODD.search(sentence)


def _agrees(sentence: str, facts: Facts) -> bool:
    """ "They" of shoes and "it" of a lamp; a name takes no verb where one says "they": "Arrow is", "Arrow are"."""
    if facts.plural:
        named = re.search(rf"{re.escape(facts.short)} (?:(?:from|by) [^,]+ )?(?:are|have|[a-z]+s)\b", sentence)
        return not named and not re.search(r"\bit\b|^This\b", sentence, re.IGNORECASE)
    return not re.search(r"\bthey\b|^These\b", sentence, re.IGNORECASE)


def _says_kind_again(sentence: str, facts: Facts, notes: Sequence[Fact]) -> bool:
    """ "It is an 18 l backpack" after "Aurora is a hiking backpack": what it is, the opening has said."""
    noun = facts.noun
    if not noun or any(fact.name == "kind" for fact in notes):
        return False
    return bool(re.search(rf"\b(?:is|are) (?:an? )?[^,;]*\b{re.escape(noun)}\b", sentence, re.IGNORECASE))


def _comes_oddly(sentence: str, facts: Facts, notes: Sequence[Fact]) -> bool:
    """ "It comes in Austria", "Dag from Czechia is dishwasher safe"."""
    places = "|".join(re.escape(fact.value) for fact in notes if fact.name in _ORIGINS)
    name = re.escape(facts.short)
    return bool(places and re.search(rf"\bcomes? in (?:{places})|^{name} from (?:{places})", sentence))


def renamed(sentence: str, facts: Facts) -> str:
    """A name that the sentence before has said too gives way: "Puffin Rock suits ages 10 and up" becomes "It suits"."""
    if facts.plural or not re.match(rf"{re.escape(facts.short)} [a-z]+s\b", sentence):
        return sentence
    return f"It{sentence.removeprefix(facts.short)}"
