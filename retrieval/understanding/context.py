"""What a text means after the search before it: "for men" after jackets, "jackets" after men's, "or green"."""

from __future__ import annotations

import re

from retrieval.columns import PATH
from retrieval.understanding.audiences import is_audience
from retrieval.understanding.reading import Reading
from retrieval.understanding.values import Names
from shop.types import Constraints

KEEPS_THE_REST = re.compile(
    r"\b(?:what about|how about|and (?:in|for|the)|same|instead|but|also|only|rather|make (?:it|that|them))\b"
)
_ADDS = re.compile(r"\s*(?:or|and|also|plus)\b")


def read_in_context(reading: Reading, previous: Constraints, names: Names) -> None:
    """Join audience and thing over turns; the cue "same" says that the search goes on, "more" that values are added."""
    if _ADDS.match(reading.text):
        reading.cues.add("more")
    things = [leaf for value in previous.categories if not is_audience(leaf := value.split(PATH)[-1])]
    audiences = [first for value in previous.categories if is_audience(first := value.split(PATH)[0])]
    said = reading.limits.get("categories", ())
    if not said and things and (whom := names.relatives(reading.open)):
        match, named = whom
        said = named.values if named.facet == "categories" else ()
        if not said:
            reading.add(named.facet, *named.values)
        reading.take(*match.span())
    if said and all(map(is_audience, said)):
        pairs = [pair for audience in said for thing in things if (pair := names.kinds.together(audience, thing))]
    elif said and audiences and (not things or KEEPS_THE_REST.search(reading.text)):
        pairs = [pair for audience in audiences for thing in said if (pair := names.kinds.together(audience, thing))]
    else:
        return
    if pairs:
        reading.limits["categories"] = tuple(dict.fromkeys(pairs))
        if all(map(is_audience, said)) or not things:
            reading.cues.add("same")
