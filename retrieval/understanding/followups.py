# ruff: noqa: E501 (patterns and word lists are read as wholes)
"""What a shopper says of the search itself: start over, something else, cheaper, any colour, forget the price."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from retrieval.understanding.reading import Reading
from shop.types import Constraints, Item

_OVER = re.compile(
    r"\b(?:start (?:all )?over(?: again)?|start (?:again|afresh|anew|from scratch)|new search|reset(?: (?:everything|the search|filters?|it))?|"
    r"clear (?:everything|all|the search|(?:the |all )?filters?)|begin again|"
    r"(?:forget (?:about )?(?:it|that)|never ?mind(?: that| it)?|scrap that)(?=\s*[,.;!])|forget (?:it all|all (?:of )?(?:that|it)|everything|what i said)|from scratch|something completely different)\b"
)
_OTHER = re.compile(
    r"\b(?:(?:show|give|see)?\s*(?:me )?(?:something|anything|some|any)\s*(?:else|different|other(?: ones?| options?)?)|"
    r"(?:show|give) (?:me )?(?:the )?(?:others?|more(?: options?| results?| of (?:them|these|those))?)|other (?:ones|options)|different ones?|more options|next (?:page|ones))\b"
)
_STOCKS = re.compile(
    r"\b(?:you|u|ya|guys|they|(?:the|this) (?:shop|store))(?: guys| all)?(?: also| even| still| ever)*"
    r" (?P<verb>carry|stock|offer|keep|supply)\b"
)
_CHEAPER = re.compile(
    r"\b(?:(?:something |anything |a bit |a little |much |way |even )*(?:cheaper|less expensive|lower[- ]priced?|less pricey)(?: ones?| options?)?|(?<!not )(?<!nothing )too (?:expensive|pricey|dear|much money))\b"
)
_DEARER = re.compile(
    r"\b(?:(?:something |a bit |a little )*(?:more expensive|pricier|dearer|higher[- ]end|more premium|fancier)(?: ones?)?|too cheap)\b"
)
_FIELDS = {
    "colours": "colou?rs?",
    "sizes": "sizes?",
    "brands": "brands?|makes?",
    "materials": "materials?|fabrics?",
    "categories": "categor(?:y|ies)|kinds?|types?",
    "price": "prices?|budgets?|price limits?|costs?|money",
    "rating_min": "ratings?|reviews?|stars",
    "in_stock": "stock|availability",
    "uses": "uses?|purpose",
}
_DROPS = tuple(
    (
        field,
        re.compile(
            rf"\b(?:(?:in |of |at )?any (?:{word})\b(?! (?:but|except|other than|apart from)\b)(?: (?:is|are|will) (?:fine|ok(?:ay)?|good|do))?"
            rf"|(?:the )?(?:{word}) (?:does not|doesn'?t|do not|don'?t) (?:really )?matter|(?:the )?(?:{word}) (?:is|are) not important"
            rf"|(?:forget|drop|ignore|remove|lift|without|no|never mind|nevermind) (?:about )?(?:the |a |my )?(?:{word})(?: (?:limit|filter|range))?\b(?! (?:matter|like))"
            rf"|(?:i )?(?:don'?t|do not) care (?:about|what|which) (?:the |it'?s )?(?:{word}))\b"
        ),
    )
    for field, word in _FIELDS.items()
)


def read_followups(reading: Reading) -> None:
    """Put the cues "over", "other", "cheaper", "dearer" and the fields no longer limited on the reading."""
    for cue, pattern in (("over", _OVER), ("other", _OTHER)):
        if reading.take_all(pattern):
            reading.cues.add(cue)
    for match in _STOCKS.finditer(reading.open):
        reading.take(*match.span("verb"))
    for field, pattern in _DROPS:
        if reading.take_all(pattern):
            reading.dropped.add(field)


def read_comparatives(reading: Reading) -> None:
    """ "cheaper" and "more expensive" on their own; "cheaper than 50" has been taken as a price before."""
    for cue, pattern in (("cheaper", _CHEAPER), ("dearer", _DEARER)):
        if reading.take_all(pattern):
            reading.cues.add(cue)


def price_step(cue: str, previous: Constraints | None, shown: Sequence[Item]) -> dict[str, object]:
    """What "cheaper" or "dearer" asks for: below the cheapest shown, above the dearest; else only an order."""
    prices = sorted(item.price for item in shown if item.price is not None)
    cent = Decimal("0.01")
    if cue == "cheaper":
        step: dict[str, object] = {"sort": "price_asc"}
        if prices and prices[0] > cent:
            limit = previous.price_max if previous is not None else None
            step["price_max"] = min(prices[0] - cent, limit) if limit is not None else prices[0] - cent
            if previous is not None and previous.price_min is not None and previous.price_min >= prices[0]:
                step["price_min"] = None
        return step
    step = {"sort": "price_asc"}
    if prices:
        step["price_min"] = prices[-1] + cent
        if previous is not None and previous.price_max is not None and previous.price_max <= prices[-1]:
            step["price_max"] = None
    else:
        step["sort"] = "price_desc"
    return step
