# ruff: noqa: E501 (patterns and word lists are read as wholes)
"""How a shopper turns down a kind of thing: "no books please", "she doesn't drink coffee", "he already has a mug"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from retrieval.text import fold
from retrieval.understanding.grammar import says_nothing

_THING = r"(?P<thing>[^,;.?!]+)"
_LEAD_IN = (
    r"^\W*(?:(?:but|and|well|oh|hmm?|um|sorry|please|ok|okay|actually|maybe|just|only|nah|no|rather|preferably)\b\W*)*?"
)
_NOT_DONE = (
    r"(?:does not|doesn'?t|do not|don'?t|did not|didn'?t|can ?not|can'?t|could not|couldn'?t|will not|won'?t|would not|"
    r"wouldn'?t|never|is not|isn'?t|are not|aren'?t|(?:am|i'?m) not)"
)
_CUES = (
    # "not a machine", "no more mugs", "nothing with coffee"
    rf"{_LEAD_IN}(?:not|no(?: more)?|nothing (?:with|from|like|made of|for)|without|none of the)\s+{_THING}",
    # "something else than knives", "anything but mugs"
    rf"(?:(?:something|anything|everything|things?|ideas?|ones?)\s+)?(?:else|other|different)\s+(?:than|from)\s+{_THING}",
    rf"(?:anything|everything|something)\s+(?:but|except(?: for)?)\s+{_THING}",
    rf"\b(?:(?:apart|aside)\s+from|except(?:\s+for)?|instead\s+of)\s+{_THING}",
    # "he already has a grinder", "we have plenty of mugs"
    rf"\balready\s+(?:has|have|had|got|owns?|bought|gave (?:him|her|them))\s+{_THING}",
    rf"\b(?:has|have|had|got|owns?)\s+(?:enough|plenty of|lots of|loads of|too many|so many|tons of)\s+{_THING}",
    r"\b(?<!you )(?:has|have|had|got|owns?|he'?s|she'?s)\s+(?:got\s+)?(?P<thing>[^,;.?!]+?)\s+already\b",
    # "she doesn't drink coffee", "he isn't into music", "they never wear hats"
    rf"\b{_NOT_DONE}\s+(?:(?:really|even|actually|ever)\s+)?(?:(?:a )?(?:big |great )?\w+(?:\s+(?:into|of|for|with|on))?\s+)?{_THING}",
    # "she hates board games", "he is allergic to nuts"
    rf"\b(?:hates?|dislikes?|allergic\s+to|tired\s+of|sick\s+of|bored\s+(?:of|with)|had enough of)\s+{_THING}",
    # 她不喝咖啡, 他已经有耳机了, as the glossary leaves it: "她不喝 coffee"
    r"(?:(?<!我)(?:不喝|不吃|不用|不穿|不看|不玩|不喜欢|不爱|讨厌)|(?:已经|都)有|有很多|有的是)\s*(?P<thing>[^,;.?!，。；？！]+?)\s*(?:了|的|[,;.?!，。；？！]|$)",
)
_PATTERNS = tuple(re.compile(cue) for cue in _CUES)
_END = re.compile(
    r"\b(?:he|she|they|i|we|it|please|pls|already|but|because|cause|as|since|for|thanks|thank you|any ?more|at all|after all|again|now|"
    r"then|though|too|either|if|that|which|who|this time|one|ones|with)\b.*$"
)
_HOW = re.compile(
    r"^\s*(?:too|so|very|that|as|quite|really|more|less|over|above|under|below|any ?thing|the (?:first|last))\b"
)
_INSTEAD = re.compile(r"\s*(?:but|rather|instead)\b")
_COUNTS = frozenset("two three four five six both each many few several couple".split())
_APART = re.compile(r"\s+(?:and|or|nor)\s+|\s*[/&]\s*")


@dataclass(frozen=True)
class Refused:
    """``things`` in the shopper's words, without articles; ``rest`` is the text without what turns them down."""

    things: tuple[str, ...]
    rest: str


def refused(text: str) -> Refused | None:
    """What a text turns down; ``None`` where it turns down nothing that can be named."""
    said = fold(text)
    for pattern in _PATTERNS:
        match = pattern.search(said)
        if match is None or _HOW.match(match["thing"]):
            continue
        thing = _END.sub("", match["thing"])
        named = [_named(part) for part in _APART.split(thing)]
        things = tuple(name for name in named if name)
        if things:
            after = match.end("thing") if match.end() > match.end("thing") else match.start("thing") + len(thing)
            rest = f"{said[: match.start()]} {_after(said[after:])}"
            return Refused(things, " ".join(rest.split()).strip(" ,.;!?"))
    return None


def _named(part: str) -> str:
    words = re.findall(r"[^\W\d_]+(?:['-][^\W\d_]+)*", part)
    return " ".join(word for word in words if not says_nothing(word) and word not in _COUNTS)


def _after(tail: str) -> str:
    """What follows the thing, but for why it is not wanted: "he has one", "please"; "but tea" is wanted."""
    first, *rest = re.split(r"[,;.?!]", tail)
    instead = _INSTEAD.match(first)
    return ", ".join(part.strip() for part in (first[instead.end() :] if instead else "", *rest) if part.strip())
