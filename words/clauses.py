"""Verb phrases made into one sentence: "has a hood" and "has 4 pockets" become "has a hood and 4 pockets"."""

from __future__ import annotations

import re

_SHARED = ("has", "have")
_ADJECTIVE = re.compile(
    r"^(?:is|are) (?:(?:not )?[\w-]+(?: (?:safe|repellent))?|not for the \w+)$"
)  # "is vegan", "is not lined"
_NEGATIVE = re.compile(
    r"^(?:(?:has|have|contains?) no\b|(?:is|are|does|do) not\b|(?:is|are) unlined|(?:comes|come) without)"
)


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
