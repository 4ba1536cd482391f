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


def context_of(constraints: Constraints) -> str:
    """The words that name the moment; what is left of a Chinese message names nothing in an English catalogue."""
    return "" if CHINESE.fullmatch(constraints.text) else constraints.text


def own_words(turn: Turn, constraints: Constraints, wishes: Wishes) -> str:
    """The moment in the shopper's own words, "" where they gave none that can be quoted.

    What a reading leaves of a message is torn from it as often as not, and in the catalogue's language.
    """
    if occasion := OCCASION.search(wishes.about):
        return occasion[1].strip()
    words = [word for word in constraints.text.split() if re.search(rf"\b{re.escape(word)}\b", wishes.about, re.I)]
    if turn.language != "en" or not words:
        return ""
    # from the first to the last of the words that were read: "trip to the beach"
    said = re.search(rf"\b{re.escape(words[0])}\b(?:.*\b{re.escape(words[-1])}\b)?", wishes.about, re.IGNORECASE)
    return said[0] if said and len(said[0]) <= _QUOTED else ""


def names_what_is_not_here(turn: Turn, constraints: Constraints) -> bool:
    """ "anything by Patagonia": words, none of which stands in any text of the catalogue, and nothing else."""
    lexical, words = turn.house.retrieval.shelves.lexical, context_of(constraints)
    if not words or has_limits(constraints) or OCCASION.search(turn.text):
        return False
    return not any(map(lexical.knows, lexical.query_terms(words)))


async def suited(turn: Turn, wishes: Wishes, constraints: Constraints) -> list[list[str]]:
    """What suits the moment, kind by kind, where the shopper told of one that no limit stands for."""
    words = context_of(constraints)
    if wishes.gift or not (words or OCCASION.search(wishes.about)):
        return []
    clause = next((part for part in re.split(r"[,;.?!]", wishes.about) if OCCASION.search(part)), words)
    moments = turn.house.retrieval.moments
    try:
        return await turn.budget.call("retrieval", moments.suited(clause, constraints), share=0.5)
    except ShopkeeperError as error:
        log.warning("the moment's kinds were not found", error=str(error))
        return []
