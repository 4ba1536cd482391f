# ruff: noqa: E501 (patterns are read as wholes)
"""What an item may be said to be or do: waterproof, organic, vegan, guaranteed, good for the back."""

from __future__ import annotations

import re
from collections.abc import Iterator

from retrieval.text import fold
from words.claims.polarity import clauses, denies
from words.facts import Facts
from words.text import stems

# a claim → what bears it out in the facts; None: the same words
_CLAIMS: dict[str, str | None] = {
    r"water[- ]?(?:proof|tight)": r"waterproof|\d mm of water|waterproof [\d,]+ mm",
    r"(?:water|splash|rain|weather)[- ]?(?:resist|repel|proof)\w*": r"water[- ]?(?:resist|repel|proof)\w*|splash|rain",
    r"wind[- ]?(?:proof|resist)\w*": r"wind",
    r"breath(?:able|es?|ability)": r"breath",
    r"(?:shock|dust|scratch|tear|fire|heat|stain|rust|uv|odou?r|slip)[- ]?(?:proof|resist|free)\w*": None,
    r"leak[- ]?proof": r"leak",
    r"insulat\w*": r"insulat|r-value|keeps (?:cold|hot)",
    r"organic\w*": None,
    r"vegan": None,
    r"vegetarian": None,
    r"gluten": None,
    r"(?:bpa|pfas|pfc|lead|sugar|fat|lactose|dairy|nut|chemical)[- ]free": None,
    r"recycl\w*": None,
    r"sustainab\w*|eco\w*|environment\w*|planet|green(?:er)? choice|carbon[- ]neutral|ethical\w*|fair[- ]?trade": None,
    r"hypoallergenic|non[- ]?toxic|natural|pure|chemical": None,
    r"warrant\w*|guarantee\w*": r"warrant|guarantee",
    r"certif\w*|approved|tested|award\w*|patent\w*": None,
    r"hand[- ]?(?:made|crafted|knit\w*|sewn)|craft\w*|artisan\w*": None,
    r"(?:machine|hand)[- ]wash\w*": r"wash",
    r"(?:dishwasher|microwave|oven)\b": None,
    r"anti\w+": None,
    r"pain\w*|posture|therap\w*|medic\w*|heal\w*|cure\w*|health\w*|doctor\w*|ortho\w*|immun\w*|relie[fv]\w*|sleep better|"
    r"weight loss|detox\w*|injur\w*|ergonom\w*": None,
    r"wireless\w*|bluetooth|rechargeable|usb\S*": None,
    r"touch[- ]?screen": None,
    r"quick[- ]dry\w*|wick\w*|stretch\w*": None,
    r"durab\w*|rugged|robust|indestructible|long[- ]lasting|lasts?|sturdy|tough": None,
    r"light ?weight|ultra[- ]?light": None,
    r"safe\w*|secure\w*": None,
}
_PATTERNS = {re.compile(rf"(?<!\w)(?:{claim})"): re.compile(borne or claim) for claim, borne in _CLAIMS.items()}
_LOOSE = frozenset(stems("safe included"))


def problems(sentence: str, facts: Facts) -> Iterator[str]:
    affirmed = [clause for clause in clauses(facts.held) if not denies(clause)]
    for clause in clauses(sentence):
        denied = denies(clause)
        for claim, borne in _PATTERNS.items():
            found = claim.search(clause)
            if found and not denied and not any(borne.search(held) for held in affirmed):
                yield found.group()
        yield from _turned(clause, denied, facts)
    for fact in facts.facts:  # what the shopper must not be told by leaving a word out
        if not fact.holds and fold(fact.value) in ("no", "false") and f"{fold(fact.name)} yes" in fold(sentence):
            yield fact.name


def _turned(clause: str, denied: bool, facts: Facts) -> Iterator[str]:
    """A yes said as a no, or a no as a yes; what the catalogue says both ways of is left to its words."""
    there, affirmed = stems(clause), fold(facts.held)
    for fact in facts.facts:
        if fact.holds and fold(fact.value) not in ("yes", "included"):
            continue
        if not fact.holds and fold(fact.name) in affirmed:  # "Cocona performance fabric", "performance fabric: no"
            continue
        name = stems(fact.name) - _LOOSE
        if name and name <= there and denied == fact.holds:
            yield f"{'not ' if denied else ''}{fact.name}"
