# ruff: noqa: E501 (patterns and word lists are read as wholes)
"""Rating, stock and order of results: "at least 4 stars", "in stock", "cheapest", "best rated", "newest"."""

from __future__ import annotations

import re

from retrieval.understanding.reading import Reading

_STARS = re.compile(
    r"(?:(?:with |rated |rating |a rating )*(?:at least|min(?:imum)?|over|above|more than|from|of|rated|>=?|≥)\s*)?"
    r"(?P<stars>[0-5](?:[.,]\d)?)\s*(?:\+|and (?:up|above|more)|or (?:more|better|higher|above))?\s*-?\s*"
    r"(?:\+\s*)?(?:stars?\b|★|out of 5)(?:\s*(?:and up|and above|or more|or better|or higher|and better|\+))?"
)
_RATED = re.compile(
    r"\b(?:rated|ratings?|reviews?|scored?)\s*(?:of |is )?(?:at least|over|above|more than|from|>=?|≥)?\s*"
    r"(?P<stars>[0-5](?:[.,]\d)?)\s*(?:\+|and (?:up|above)|or (?:more|better|higher|above))?(?![\d.,]*\d)"
)
_WELL_RATED = re.compile(r"\b(?:well|highly|good|great)[- ](?:rated|reviewed|ratings?|reviews?)\b")

_IN_STOCK = re.compile(
    r"\b(?:(?:that (?:is|are) |only |currently |still )*(?:in[- ]stock|available(?: now| today| right now)?|in store|on hand)"
    r"|not (?:sold out|out of stock)|no sold[- ]out(?: (?:ones|items))?|ready to (?:ship|send))\b(?: only)?"
)

_SORTS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "rating",
        re.compile(
            r"\b(?:(?:by |the )?(?:best|top|highest)[- ](?:rated|rating|ratings|reviewed|reviews|scored|scoring)"
            r"|(?:best|top|highest) (?:customer )?(?:reviews?|ratings?)|(?:sort|order)(?:ed)? by (?:rating|reviews?)|most (?:loved|liked))\b"
        ),
    ),
    (
        "price_asc",
        re.compile(
            r"\b(?:(?:the )?cheapest(?: first| ones?)?|(?:the )?(?:lowest|best|smallest) prices?(?: first)?|least expensive|"
            r"most affordable|(?:sort|order)(?:ed)? by price(?: ascending| low to high)?|price low to high|low to high|"
            r"cheap(?: ones?)?|inexpensive|affordable|budget[- ]friendly|low[- ]cost|low[- ]priced?|"
            r"(?:not|nothing|not anything) (?:(?:too|so|very|that|all that) )?(?:expensive|pricey|dear|fancy|costly)|on a (?:\w+ )?budget|bargains?)\b"
        ),
    ),
    (
        "price_desc",
        re.compile(
            r"\b(?:(?:the )?(?:most expensive|priciest|dearest)(?: first| ones?)?|highest prices?(?: first)?|"
            r"price high to low|high to low|(?:sort|order)(?:ed)? by price descending)\b"
        ),
    ),
    (
        "newest",
        re.compile(
            r"\b(?:(?:the )?newest(?: first| ones?)?|latest(?: ones?)?|most recent|just (?:in|arrived)|what(?:'?s| is)? new(?: in)?|"
            r"new (?:arrivals?|in|stuff|things|items|products|releases|collection)|(?:any|some)thing new(?! balance))\b"
        ),
    ),
)


def read_ratings(reading: Reading) -> None:
    """Set ``rating_min`` (0 to 5). Read before prices, which would take "over 4"."""
    for pattern in (_STARS, _RATED):
        for match in reading.take_all(pattern):
            reading.limits["rating_min"] = float(match["stars"].replace(",", "."))
    if reading.take_all(_WELL_RATED):
        reading.limits.setdefault("rating_min", 4.0)


def read_stock(reading: Reading) -> None:
    if reading.take_all(_IN_STOCK):
        reading.limits["in_stock"] = True


def read_sort(reading: Reading) -> None:
    """Set ``sort`` from the first wish that matches; all their words are taken."""
    for sort, pattern in _SORTS:
        if reading.take_all(pattern):
            reading.limits.setdefault("sort", sort)
