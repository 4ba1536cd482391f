"""Verb phrases made into one sentence: "has a hood" and "has 4 pockets" become "has a hood and 4 pockets".

Some may stand in front as well: "With a hood, it weighs 170 g."
"""

from __future__ import annotations

import re

_SHARED = ("has", "have")
_ADJECTIVE = re.compile(
    r"^(?:is|are) (?:(?:not )?[\w-]+(?: (?:safe|repellent))?|not for the \w+)$"
)  # "is vegan", "is not lined"
_NEGATIVE = re.compile(
    r"^(?:(?:has|have|contains?) no\b|(?:is|are|does|do) not\b|(?:is|are) unlined|(?:comes|come) without)"
)
_MADE = re.compile(r"^(?:is|are) made (?:of|in)\b|^comes? from\b")

_WEIGHT = re.compile(r"^(?:weighs?|comes? in at) ")
_SPAN = re.compile(r"^(?:packs?|folds?|measures?|stands?|is|are) (?:down to |into )?[\d.,]+ ")  # goes with a weight

# a verb phrase → how it begins in front of the subject; what holds a list of its own would read as one long list
_FRONTS = (
    (re.compile(r"^(?:has|have) (?!no\b)(?P<rest>(?:(?!,| and ).)+)$"), "With"),
    (re.compile(_WEIGHT.pattern + r"(?P<rest>[\d.,]+ k?g)$"), "At"),
    (re.compile(r"^(?:is|are) made (?P<rest>(?:of|in|for) (?:(?!, | and .+ and ).)+)$"), "Made"),
    (re.compile(r"^comes? from (?P<rest>[^,]+)$"), "From"),
)


def fronted(phrase: str, rest: str) -> str | None:
    """ "has a hood" as "With a hood"; None where it cannot stand in front of the rest: "At 90 g, it is made of tin"."""
    if negative(rest) or _MADE.match(rest) or (_WEIGHT.match(phrase) and not _SPAN.match(rest)):
        return None
    for pattern, lead in _FRONTS:
        if found := pattern.match(phrase):
            return f"{lead} {found['rest']}"
    return None


def negative(phrase: str) -> bool:
    return bool(_NEGATIVE.match(phrase))


def both(first: str, second: str, *, alike: bool) -> str:
    """Two phrases in one; a denial comes last, after "but" where the two are of one topic."""
    if negative(first) and not negative(second):
        first, second = second, first
    link = "but" if alike and negative(second) and not negative(first) else "and"
    rest = _without_verb(first, second)
    if rest is None and link == "and" and (" and " in first or " and " in second):
        return f"{first}, and {{it}} {second}"
    return f"{first} {link} {rest or second}"


def _without_verb(first: str, second: str) -> str | None:
    """What is left of the second where both share their verb."""
    for verb in _SHARED:
        if first.startswith(f"{verb} ") and second.startswith(f"{verb} "):
            return second.removeprefix(f"{verb} ")
    if _ADJECTIVE.match(first) and _ADJECTIVE.match(second) and not negative(first):
        return second.split(" ", 1)[1]
    return None
