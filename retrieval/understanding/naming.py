# ruff: noqa: E501 (patterns and word lists are read as wholes)
"""Reads the catalogue's names in a text, wanted or not wanted: "blue", "not leather", "anything but nike"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from retrieval.columns import PATH
from retrieval.text import fold, stem
from retrieval.understanding.audiences import AUDIENCE_OF, is_audience, narrowed, served
from retrieval.understanding.grammar import says_nothing
from retrieval.understanding.reading import TAKEN, Reading, Token
from retrieval.understanding.synonyms import counted
from retrieval.understanding.values import Named, Names

_NOT = re.compile(
    r"\b(?:(?:in\s+)?(?:anything|everything|something|(?:any|all|every)(?:\s+(?:colou?rs?|brands?|materials?|makes?|kinds?|ones?))?)\s+(?:but|except|other than|apart from)|other than|apart from|except(?: for)?|excluding|"
    r"(?:i\s+)?(?:do not|don'?t|dont|doesn'?t|does not|didn'?t|would not|wouldn'?t|can'?t|cannot|won'?t)\s+"
    r"(?:really\s+)?(?:want|like|need|wear|have|be|contain|include|use|show me|show)(?:\s+(?:any|it in|it to be|them in|to be|ones?))?|"
    r"(?:i\s+)?(?:hate|dislike|avoid)|leave out|skip|minus|without(?: any)?|isn'?t|is not|aren'?t|are not|not|non|no|nothing|never|neither|nor)\b[\s-]*"
    r"(?:(?:made (?:of|from|with)|from|for|by|in|of|the|a|an|any|that are|that is|being|contain(?:ing)?|with|but)\s+)*"
)
_GLUE = frozenset({"or", "and", "nor", "&", ",", "/", "the", "any", "a"})
_LED_AWAY = frozenset(
    {"for", "with", "fits", "fit", "fitting", "compatible", "to", "into", "onto", "like", "than", "holds"}
)
_LIMITS = ("categories", "colours", "brands", "materials", "features", "audiences")  # facets that can be excluded


def read_names(reading: Reading, names: Names, spoken_of: Sequence[str] = ()) -> None:
    """Add categories, brands, materials, uses and colours, and their ``not_`` counterparts.

    ``spoken_of``: the categories of the search that the text may change.
    """
    _read_unwanted(reading, names)
    _read_free(reading, names)
    doubtful = _read_wanted(reading, names)
    _keep_to_what_is_there(reading, names, doubtful, spoken_of)


def _read_unwanted(reading: Reading, names: Names) -> None:
    for match in list(_NOT.finditer(reading.open)):
        tokens = [token for token in reading.tokens() if token.start >= match.end()]
        gap = end = match.end()  # nothing unread may lie between the words of one exclusion
        position, found, thing = 0, False, False
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
            if found and named.facet == "categories" and not thing:
                break  # "no leather boots": of boots, those that are not leather
            thing = named.facet == "categories"
            reading.add(f"not_{named.facet}", *(named.every or named.values))
            position = _past(tokens, position, named)
            gap = end = tokens[position - 1].end
            found = True
        if found:
            reading.take(match.start(), end)


def _read_free(reading: Reading, names: Names) -> None:
    """ "leather-free", "caffeine free", unless the catalogue says so itself ("gluten-free")."""
    for match in list(re.finditer(r"\b([^\W\d_]+)[- ]free\b", reading.open)):
        named = names.at([match[1], "free"])
        if named is not None and named.length == 1 and named.facet in ("materials", "colours", "features"):
            reading.add(f"not_{named.facet}", *(named.every or named.values))
            reading.take(*match.span())


def _read_wanted(reading: Reading, names: Names) -> set[str]:
    """The features among them that are doubtful without a kind of thing."""
    tokens = reading.tokens()
    categories: list[tuple[Named, bool]] = []
    used: list[str] = []
    doubtful: set[str] = set()
    position, spoken, led_away = 0, False, False  # led away: after "for" in "a case for a phone"
    while position < len(tokens):
        word = tokens[position].text
        named = names.at(_words(tokens[position:])) if word != TAKEN else None
        if named is not None and _no_name(named, tokens, position):
            named = None
        if named is None:
            if word in _LED_AWAY:
                led_away = spoken  # but not in "looking for a phone"
            elif word == TAKEN or not word[0].isalnum():
                led_away = False
            elif len(word) > 1 and not says_nothing(word):
                spoken = True
            position += 1
            continue
        past = _past(tokens, position, named)
        span = tokens[position].start, tokens[past - 1].end
        if named.facet == "categories":
            audience = all(is_audience(value) for value in named.values)
            if audience or (not led_away and _is_head(tokens, past, names, named)):
                categories.append((named, audience))
                if named.ranked:
                    reading.ranked.append(reading.text[slice(*span)])
                reading.take(*span)
            elif (other := names.at(_words(tokens[position:]), skip="categories")) and other.facet != "brands":
                reading.add(other.facet, *other.values)  # "a hiking trip" is of the use, not of the category
                end = tokens[_past(tokens, position, other) - 1].end
                if other.facet == "uses":
                    used.append(reading.text[tokens[position].start : end])
                reading.take(tokens[position].start, end)
        elif named.facet != "brands" or not led_away:  # a case for an Apple phone need not be Apple's
            reading.add(named.facet, *named.values)
            if named.facet == "uses":
                used.append(reading.text[slice(*span)])
            if named.doubtful:
                doubtful.update(named.values)
            reading.take(*span)
        spoken = True
        position = past
    uses = [use for use in reading.limits.get("uses", ()) if "gift" not in use.casefold()]
    if uses:  # a gift for a coffee lover is for coffee
        reading.limits["uses"] = tuple(uses)
    nobody = "audiences" not in reading.limits and not any(audience for _, audience in categories)
    if nobody and (whom := names.relatives(reading.open)):
        _read_relative(reading, *whom, categories, names)
    if categories:
        found = [(narrowed(named.values, reading.text), audience) for named, audience in categories]
        reading.add("categories", *_combined(found, names))
        for facet in ("materials", "colours"):
            if facet in reading.limits:
                reading.limits[facet] = names.kinds.kin_within(
                    facet, reading.limits[facet], reading.limits["categories"]
                )
        if uses and not names.kinds.serve(reading.limits["categories"], uses):
            del reading.limits["uses"]  # no mug is said to be for coffee: "coffee mugs" are mugs all the same
            reading.ranked += used
    return doubtful


def _read_relative(
    reading: Reading, match: re.Match[str], whom: Named, categories: list[tuple[Named, bool]], names: Names
) -> None:
    """ "for my dad", beside a kind of thing that is made for men or women, or beside none."""
    kinds = [kind for named, _ in categories for kind in named.values]
    if whom.facet == "audiences" and not (kinds and not names.kinds.carry(kinds, whom.facet, served(whom.values))):
        reading.add(whom.facet, *whom.values)
    elif whom.facet == "categories" and kinds:
        categories.append((whom, True))
    else:
        return
    reading.take(*match.span())


def _keep_to_what_is_there(reading: Reading, names: Names, doubtful: set[str], spoken_of: Sequence[str]) -> None:
    """Of a coffee none is said to be vegan or not: the word ranks, and limits nothing; the wood of a lamp is oak."""
    named = reading.limits.get("categories", ())
    if not named and spoken_of and "materials" in reading.limits:
        reading.limits["materials"] = names.kinds.kin_within("materials", reading.limits["materials"], spoken_of)
    for feature in reading.limits.pop("features", ()):
        kinds = named or (spoken_of if feature in doubtful else ())
        carried = bool(kinds) and names.kinds.carry(kinds, "features", (feature,))
        if carried or not (named or feature in doubtful):
            reading.add("features", feature)
        else:
            reading.ranked.append(fold(feature))


def without_names(text: str, names: Names) -> str:
    """A folded text in which each stretch of names is "item"."""
    reading = Reading(text, text=text)
    tokens = reading.tokens()
    position = 0
    while position < len(tokens):
        named = names.at(_words(tokens[position:]))
        past = position + 1 if named is None else _past(tokens, position, named)
        if named is not None and named.facet != "audiences":
            reading.take(tokens[position].start, tokens[past - 1].end)
        position = past
    return re.sub(r"\x00+(?:[\s,&/-]*(?:\band\b|\bor\b)?\s*\x00+)*", "item", reading.open)


def _combined(found: list[tuple[tuple[str, ...], bool]], names: Names) -> list[str]:
    """Alternatives, except that an audience narrows what it stands beside: men's + jackets → "Men > Jackets".

    Of a department and a kind of thing in it ("a sleeping bag for camping") the kind is meant.
    """
    audiences = [value for values, audience in found if audience for value in values]
    things = [value for values, audience in found if not audience for value in values]
    things = [
        one for one in things if not any(names.kinds.together(one, other) == f"{one}{PATH}{other}" for other in things)
    ]
    if not things or not audiences:
        return audiences or things
    pairs = [pair for audience in audiences for thing in things if (pair := names.kinds.together(audience, thing))]
    return pairs or things


def _no_name(named: Named, tokens: list[Token], position: int) -> bool:
    """Who asks for olives, glasses, or a tent for two men, means no colour, no material, and not whom it is for."""
    last = tokens[_past(tokens, position, named) - 1].text
    if named.facet in ("colours", "materials") and last.endswith("s") and not last.endswith("ss"):
        return not any(last in fold(value).split() for value in named.every or named.values)
    before = tokens[position - 1].text if position else ""
    return named.facet == "audiences" and (before.isdigit() or counted(before) is not None)


def _is_head(tokens: list[Token], position: int, names: Names, named: Named) -> bool:
    """Whether the category's name before this place is what is looked for, and not said of it.

    "phones under 200", "headphones noise cancelling", and "suitcase cabin" where there are cabin suitcases, are; in
    "phone case" another thing follows, and in "phone charger" a word that may be one, after a singular.
    """
    after = tokens[position] if position < len(tokens) else None
    if after is None or after.text == TAKEN or not after.text.isalpha():
        return True
    if says_nothing(after.text) or after.text in _AFTER or after.text in AUDIENCE_OF:
        return True
    if names.at(_words(tokens[position:]), skip="categories") is not None:
        return True
    if stem(after.text) in names.things:
        return False
    if position + 1 < len(tokens) and tokens[position + 1].text == "than":
        return True  # a mat thicker than that
    if named.length > 1:
        return True  # "coffee grinder manual"
    return tokens[position - 1].text.endswith("s") or names.kinds.titled(named.values, stem(after.text))


_AFTER = frozenset(
    "without no not s age aged ages pls please under below over above one ones now today then too also only thanks "
    "two three four five six made cost costs costing priced sized between around about max maximum".split()
)


def _past(tokens: list[Token], position: int, named: Named) -> int:
    """The place after a name's last word; an "&" within it counts for no word."""
    left = named.length
    while left:
        left -= tokens[position].text != "&"
        position += 1
    return position


def _words(tokens: list[Token]) -> list[str]:
    """The words from here up to the next break."""
    words: list[str] = []
    for token in tokens[:6]:
        if token.text == TAKEN or not (token.text[0].isalnum() or token.text == "&"):
            break
        if token.text != "&":
            words.append(token.text)
    return words
