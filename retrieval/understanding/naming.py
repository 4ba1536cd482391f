# ruff: noqa: E501 (patterns and word lists are read as wholes)
"""Reads the catalogue's names in a text, wanted or not wanted: "blue", "not leather", "anything but nike"."""

from __future__ import annotations

import re

from retrieval.text import FILLER, STOP
from retrieval.understanding.reading import TAKEN, Reading, Token
from retrieval.understanding.values import Named, Names

_NOT = re.compile(
    r"\b(?:(?:anything|everything|something|any|all)\s+(?:but|except|other than)|other than|except(?: for)?|excluding|"
    r"(?:i\s+)?(?:do not|don'?t|dont|doesn'?t|does not|didn'?t|would not|wouldn'?t|can'?t|cannot|won'?t)\s+"
    r"(?:really\s+)?(?:want|like|need|wear|have|be|contain|include|use|show me|show)(?:\s+(?:any|it in|it to be|them in|to be|ones?))?|"
    r"(?:i\s+)?(?:hate|dislike|avoid)|leave out|skip|minus|without(?: any)?|isn'?t|is not|aren'?t|are not|not|non|no|nothing|never|neither|nor)\b[\s-]*"
    r"(?:(?:made (?:of|from|with)|from|by|in|of|the|a|an|any|that are|that is|being|contain(?:ing)?|with|but)\s+)*"
)
_GLUE = frozenset({"or", "and", "nor", "&", ",", "/", "the", "any", "a"})
_LED_AWAY = frozenset(
    {"for", "with", "fits", "fit", "fitting", "compatible", "to", "into", "onto", "like", "than", "holds"}
)
_LIMITS = ("categories", "colours", "brands", "materials")  # facets that can be excluded


def read_names(reading: Reading, names: Names) -> None:
    """Add categories, brands, materials, uses and colours, and their ``not_`` counterparts."""
    _read_unwanted(reading, names)
    _read_free(reading, names)
    _read_wanted(reading, names)


def _read_unwanted(reading: Reading, names: Names) -> None:
    for match in list(_NOT.finditer(reading.open)):
        tokens = [token for token in reading.tokens() if token.start >= match.end()]
        gap = end = match.end()  # nothing unread may lie between the words of one exclusion
        position, found = 0, False
        while position < len(tokens):
            token = tokens[position]
            if token.text in _GLUE and found:
                position += 1
                gap = token.end
                continue
            if reading.open[gap : token.start].strip(" -'"):
                break
            named = names.at(_words(tokens[position:]))
            if named is None or named.facet not in _LIMITS:
                break
            reading.add(f"not_{named.facet}", *named.values)
            position += named.length
            gap = end = tokens[position - 1].end
            found = True
        if found:
            reading.take(match.start(), end)


def _read_free(reading: Reading, names: Names) -> None:
    """ "leather-free", "leather free"."""
    for match in list(re.finditer(r"\b([^\W\d_]+)[- ]free\b", reading.open)):
        named = names.at([match[1]])
        if named is not None and named.facet in ("materials", "colours"):
            reading.add(f"not_{named.facet}", *named.values)
            reading.take(*match.span())


def _read_wanted(reading: Reading, names: Names) -> None:
    tokens = reading.tokens()
    categories: list[tuple[Named, Token, bool]] = []
    position = 0
    while position < len(tokens):
        named = names.at(_words(tokens[position:])) if tokens[position].text != TAKEN else None
        if named is None:
            position += 1
            continue
        before = _before(tokens, position)
        after = tokens[position + named.length] if position + named.length < len(tokens) else None
        span = tokens[position].start, tokens[position + named.length - 1].end
        led_away = before in _LED_AWAY
        if named.facet == "categories":
            audience = all(names.is_audience(value) for value in named.values)
            hard = audience or (not led_away and _is_head(after, tokens, position + named.length, names))
            if hard:
                categories.append((named, tokens[position], audience))
                reading.take(*span)
        elif named.facet == "brands" and led_away:
            pass  # a case for an Apple phone need not be Apple's
        else:
            reading.add(named.facet, *named.values)
            reading.take(*span)
        position += named.length
    if categories:
        reading.add("categories", *_combined([(named, audience) for named, _, audience in categories], names))


def _combined(found: list[tuple[Named, bool]], names: Names) -> list[str]:
    """Alternatives, except that an audience narrows what it stands beside: men's + jackets → "Men > Jackets"."""
    audiences = [value for named, audience in found if audience for value in named.values]
    things = [value for named, audience in found if not audience for value in named.values]
    if not things or not audiences:
        return audiences or things
    pairs = [pair for audience in audiences for thing in things if (pair := names.together(audience, thing))]
    return pairs or things


def _is_head(after: Token | None, tokens: list[Token], position: int, names: Names) -> bool:
    """Whether a category's name is what is looked for ("phones under 200") and not said of it ("phone case")."""
    if after is None or after.text == TAKEN or not after.text[0].isalnum():
        return True
    if after.text in STOP or after.text in FILLER or after.text in _AFTER:
        return True
    following = names.at(_words(tokens[position:]))
    return following is not None and following.facet != "categories"


_AFTER = frozenset(
    "without no not s pls please under below over above one ones now today then too also only thanks".split()
)


def _before(tokens: list[Token], position: int) -> str:
    """The word before, past "the", "my" and the like."""
    while position > 0:
        position -= 1
        if tokens[position].text not in ("the", "a", "an", "my", "our", "some", "s"):
            return tokens[position].text
    return ""


def _words(tokens: list[Token]) -> list[str]:
    """The words from here up to the next break."""
    words: list[str] = []
    for token in tokens[:6]:
        if token.text == TAKEN or not (token.text[0].isalnum() or token.text == "&"):
            break
        if token.text != "&":
            words.append(token.text)
    return words
