"""Words that say what a thing is and are no name of the catalogue's: "adidas trainers", "anything by patagonia"."""

from __future__ import annotations

import re
from collections.abc import Iterable

from retrieval.ordinary import go_together
from retrieval.text import fold
from retrieval.understanding.colours import COLOUR_WORDS, family
from retrieval.understanding.degrees import OPPOSITES
from retrieval.understanding.grammar import GRAMMAR, says_nothing
from retrieval.understanding.reading import TAKEN, Reading
from retrieval.understanding.synonyms import counted

_LED = frozenset("for in to into at on during when while because like than as since if so".split())
_OURS = frozenset("my our his her their your".split())  # my boyfriend, her old one
_BORNE = frozenset("by from with called named".split())
# said of any thing that is wanted: a catalogue that does not call its jackets lovely has lovely jackets all the same
PRAISE = frozenset(OPPOSITES) | frozenset(
    "amazing awesome basic beautiful big cheerful classic classy comfortable comfy cool cosy cozy cute decent durable "
    "elegant everyday fancy fashionable favorite favourite fun funky giant gorgeous high huge ideal little lovely mini "
    "modern neat normal original perfect plain popular posh pretty proper quality regular reliable simple sleek solid "
    "standard sturdy stylish tiny top tough trendy trusty typical usual "
    "check display list order pick see view".split()
)

_SHORT = 5
# a size that nothing in the catalogue comes in: those that something does are read before
_SIZE = re.compile(
    r"\b(?:(?:uk|us|eu) )?size (?:(?:uk|us|eu) )?\d{1,3}(?:[.,]5)?(?: (?:uk|us|eu))?\b|\b(?:uk|us|eu) ?\d{1,2}\b"
    r"|\b\d{2}(?: inch)? waist\b|\bwaist \d{2}\b"
)
_WANTED = re.compile(r"\b(?:any|some|sell|stock|carry|buy|have|got|need|want)\s+(?P<thing>[a-z]+)\W*$")


def read_claims(reading: Reading) -> None:
    """Note the open words that stand before something named, after "by" or "with", or, with no kind of thing named,
    alone. To be called last; what a thing is for ("for my mates") claims nothing of it."""
    tokens, headed = reading.tokens(), "categories" in reading.limits
    if headed and (size := _SIZE.search(reading.open)):
        reading.claims.append(size[0])
    place, spoken, led, borne = 0, False, False, False
    while place < len(tokens):
        word = tokens[place].text
        if word == TAKEN or not word[0].isalnum():
            spoken, led, borne = spoken or word == TAKEN, False, False
        elif word in _LED:
            led = spoken
        elif word in _OURS:
            led = True
        elif word.isdigit() or counted(word):
            place += 1  # a tent for two men: the next word is what is counted
        elif word in _BORNE:
            borne = True
        elif _tells(word):
            end = place + 1
            while end < len(tokens) and _tells(tokens[end].text):
                end += 1
            before = end < len(tokens) and tokens[end].text == TAKEN
            if borne or (not led and (before or not headed)):
                new = place > 0 and tokens[place - 1].text == "new" and go_together("new", word)
                reading.claims.append(" ".join(token.text for token in tokens[place - new : end]))
            spoken, borne, place = True, False, end
            continue
        place += 1


def name_thing(reading: Reading, colours: Iterable[str]) -> None:
    """Give back the one word of "do you sell wine" that was taken for a colour the catalogue has no such name for."""
    wanted = _WANTED.search(reading.text)
    if wanted is None or set(reading.limits) != {"colours"}:
        return
    word = wanted["thing"]
    if word in COLOUR_WORDS and family(word) != word and word not in map(fold, colours):
        del reading.limits["colours"]
        reading.show([wanted.span("thing")])


def _tells(word: str) -> bool:
    if word == TAKEN or not word.isalpha() or len(word) == 1 or counted(word):
        return False
    if word.endswith("ing") and len(word) > _SHORT:  # walking boots: what they are for
        return False
    return word not in _LED and word not in _BORNE and word not in GRAMMAR and not says_nothing(word)
