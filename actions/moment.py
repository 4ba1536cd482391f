"""The moment that a suggestion is for ("a weekend in the mountains"): its words, and what suits it."""

from __future__ import annotations

import re

import structlog

from actions.finding import CHINESE
from actions.picks import Wishes
from actions.reading import has_limits
from actions.turn import Turn
from shop.errors import ShopkeeperError
from shop.types import Constraints

log = structlog.get_logger(__name__)

_QUOTED = 60  # characters at most
# "something for a weekend in the mountains": the occasion, in the shopper's words
OCCASION = re.compile(
    r"\b(?:for|going on|off on|planning) (?!me\b|us\b|someone\b)([^,;.?!]{4,60})(?=$|[,;.?!])", re.IGNORECASE
)
# "my girlfriend and i are going …": who does it, and that it will be done
_DOING = re.compile(
    r"^.*?\b(?:i|we|you|they|he|she|who)?\s*(?:'m|'re|'ll be|\bam|\bare|\bwill be|\bis)\s+"
    r"(?:(?:both|all|also|soon|now|just)\s+)*(?:(?:going|off)\s+(?=\w+ing\b))?",
    re.IGNORECASE,
)
_ARTICLE = re.compile(r"\b(?:my|our|his|her|their|the|an?)\s+$", re.IGNORECASE)
_PRICE = re.compile(
    r"\s+(?:between|under|below|around|about|over|above|from|up to|at most|less than|not more than|max(?:imum)?)\s"
    r"\D{0,12}\d.*$",
    re.IGNORECASE,
)
_REST = re.compile(r"\s+(?:instead|please|pls|then|maybe|though|too|again)\W*$", re.IGNORECASE)

_MAKER = re.compile(
    r"\b(?:any|anything|something|stuff|things|products|items|goods) (?:made )?(?:by|from) (?:the )?\w+(?: \w+)?\W*$",
    re.I,
)


def context_of(constraints: Constraints) -> str:
    """The words that name the moment; what is left of a Chinese message names nothing in an English catalogue."""
    return "" if CHINESE.fullmatch(constraints.text) else constraints.text


def own_words(turn: Turn, constraints: Constraints, wishes: Wishes) -> str:
    """The moment in the shopper's own words, "" where they gave none that can be quoted.

    What a reading leaves of a message is torn from it as often as not, and in the catalogue's language.
    """
    if occasion := OCCASION.search(wishes.about):
        return _REST.sub("", _PRICE.sub("", occasion[1])).strip()
    clause, words = _clause(wishes.about, constraints), constraints.text.split()
    if turn.language != "en" or not clause:
        return ""
    told = _DOING.sub("", clause)
    if not (places := _found(words, told)):
        told = clause
        places = _found(words, clause)
    # up to the last of the words that were read; from the first of them, where it is not told what is being done
    start = 0 if told != clause else min(place.start() for place in places)
    before = _ARTICLE.search(told[:start])
    said = told[before.start() if before else start : max(place.end() for place in places)]
    return said if len(said) <= _QUOTED else ""


def _clause(about: str, constraints: Constraints) -> str:
    """The part of the message that holds most of the words that were read in it; "" where none of them stands there."""
    parts = [(len(_found(constraints.text.split(), part)), part.strip()) for part in re.split(r"[,;.?!]", about)]
    most, best = max(parts, key=lambda entry: entry[0])
    return best if most else ""


def _found(words: list[str], text: str) -> list[re.Match[str]]:
    """Where the words stand in the text."""
    return [place for word in words if (place := re.search(rf"\b{re.escape(word)}\b", text, re.IGNORECASE))]


def names_what_is_not_here(turn: Turn, constraints: Constraints) -> bool:
    """ "anything by Patagonia": a maker the catalogue has no such name for; or words, none of which stands in any text
    of the catalogue, and nothing else."""
    lexical, words = turn.house.retrieval.shelves.lexical, context_of(constraints)
    if not words or has_limits(constraints) or OCCASION.search(turn.text):
        return False
    return bool(_MAKER.search(turn.plain)) or not any(map(lexical.knows, lexical.query_terms(words)))


def _names_a_kind(turn: Turn, words: str) -> bool:
    """Whether the words are a part of the catalogue, and nothing else."""
    limits = turn.house.retrieval.understander.read(words).constraints
    return bool(limits.categories) and not limits.text


async def suited(turn: Turn, wishes: Wishes, constraints: Constraints) -> list[list[str]]:
    """What suits the moment, kind by kind, where the shopper told of one that no limit stands for."""
    words = context_of(constraints)
    occasion = OCCASION.search(wishes.about)
    if wishes.gift or not (words or occasion):
        return []
    if not words and occasion and _names_a_kind(turn, occasion[1]):  # all that is for the kitchen suits
        return await turn.budget.call("retrieval", turn.house.retrieval.moments.within(constraints), share=0.5)
    told = _clause(wishes.about, constraints) or words  # torn words ("kids rainy day") mean less than the sentence
    clause = next((part for part in re.split(r"[,;.?!]", wishes.about) if OCCASION.search(part)), told)
    moments = turn.house.retrieval.moments
    try:
        return await turn.budget.call("retrieval", moments.suited(clause, constraints), share=0.5)
    except ShopkeeperError as error:
        log.warning("the moment's kinds were not found", error=str(error))
        return []
