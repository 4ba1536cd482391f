# ruff: noqa: E501 (patterns and word lists are read as wholes)
"""Which of the shown items a shopper means: "the second one", "the blue one", "the cheaper one", a title, "it"."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from retrieval.columns import facet_values
from retrieval.text import FILLER, STOP, fold, stem, terms
from retrieval.understanding.colours import COLOUR_WORDS, family, meant
from shop.types import Item

_ORDINALS = "first second third fourth fifth sixth seventh eighth ninth tenth".split()
_NUMBERS = "one two three four five six seven eight nine ten".split()
_PLACE = {word: place for place, word in enumerate(_ORDINALS)}
_PLACE |= {
    form: place
    for place in range(10)
    for form in (f"{place + 1}st", f"{place + 1}nd", f"{place + 1}rd", f"{place + 1}th")
}
_PLACE_WORD = re.compile(rf"\b({'|'.join([*_ORDINALS, r'(?:10|[1-9])(?:st|nd|rd|th)'])})\b")
_NUMBERED = re.compile(rf"(?:\b(?:number|no\.?|nr\.?|option|item|#)\s*|#)(10|[1-9]|{'|'.join(_NUMBERS)})\b")
_WORD = re.compile(r"[a-z]{5,}")
_NOT_PLACES = frozenset("fifty sixty firsts thirds filth".split())
_BARE_NUMBERS = re.compile(r"^\s*(?:(?:the|number|compare|and|or|vs|versus|with|,|&|\+|10|[1-9])\s*)+[.!?]*\s*$")
_PAIR = re.compile(
    r"\b(?:dif\w+|compar\w+)\b.*?\b(10|[1-9]) (?:and|with|to|or|vs\.?|versus|&) (10|[1-9])\b(?! ?(?:€|euros?|eur)\b)"
)
_LAST = re.compile(
    r"\b(?:(?P<back>second|2nd|third|3rd)[- ](?:to|from)[- ](?:the )?last|last(?: one| item)?|bottom(?: one)?|final(?: one)?)\b"
)
_FIRST_N = re.compile(rf"\b(?P<end>first|last|top|bottom) (?P<n>[2-9]|10|{'|'.join(_NUMBERS[1:])})\b")
_BOTH = re.compile(r"\b(?:both|these two|those two|the two|them both)\b")
_ALL = re.compile(
    r"\b(?:all of (?:them|these|those)|all (?:three|four|five|six|ten)|these|those|them all|each of (?:them|these))\b"
)
_MIDDLE = re.compile(r"\b(?:the )?middle(?: one)?\b")
_IT = re.compile(r"\b(?:it|its|it'?s|this|that|this one|that one|the same(?: one)?|the item|the product)\b")
_THE = re.compile(r"\bthe\b|\bones?\b")

Key = Callable[[Item], float | None]
_EXTREMES: tuple[tuple[re.Pattern[str], Key], ...] = (
    (re.compile(r"\b(?:cheap(?:er|est)|least expensive|less expensive|lowest[- ]priced?|most affordable)\b"), lambda i: None if i.price is None else float(i.price)),
    (re.compile(r"\b(?:most expensive|more expensive|pric(?:iest|ier)|dear(?:er|est)|highest[- ]priced?)\b"), lambda i: None if i.price is None else -float(i.price)),
    (re.compile(r"\b(?:best|better|top|highest)[- ]?(?:rated|reviewed|reviews?|ratings?)\b|\bmost popular\b"), lambda i: None if i.rating is None else -i.rating),
    (re.compile(r"\b(?:light(?:er|est))\b"), lambda i: i.weight_g),
    (re.compile(r"\b(?:heav(?:ier|iest))\b"), lambda i: None if i.weight_g is None else -i.weight_g),
)  # fmt: skip
_MENTIONS = 82.0  # of 100: how nearly a title must stand in the text


class References:
    """Pure and stateless: everything it may refer to is passed in."""

    def __init__(self, find_title: Callable[[str], Iterable[Item]] | None = None) -> None:
        """``find_title`` gives items of the whole catalogue that a text may name; without it only shown ones count."""
        self._find_title = find_title

    def resolve(self, text: str, shown: Sequence[Item], focus: Item | str | None = None) -> list[str]:
        """Ids of the items meant, in the order named; empty where the text refers to none.

        ``focus`` is the item last talked about ("it"); it need not be among the shown.
        """
        said = _WORD.sub(_place_put_right, fold(text))
        focus_id = focus.id if isinstance(focus, Item) else focus
        it = _IT.search(said)
        readers = [self._by_group, self._by_place, self._by_title, self._by_extreme]
        if not it or focus_id is None or _THE.search(said):  # "do you have that in blue" is not of the blue ones
            readers.append(self._by_value)
        for reader in readers:
            if found := reader(said, shown):
                return list(dict.fromkeys(item.id for item in found))
        if it:
            if focus_id is not None:
                return [focus_id]
            if len(shown) == 1:
                return [shown[0].id]
        return []

    def _by_group(self, said: str, shown: Sequence[Item]) -> list[Item]:
        if match := _FIRST_N.search(said):
            count = int(match["n"]) if match["n"].isdigit() else _NUMBERS.index(match["n"]) + 1
            return list(shown[:count] if match["end"] in ("first", "top") else shown[-count:])
        if _BOTH.search(said):
            return list(shown[:2]) if len(shown) >= 2 else []
        if _ALL.search(said) and len(shown) > 1:
            return list(shown)
        return []

    def _by_place(self, said: str, shown: Sequence[Item]) -> list[Item]:
        places: list[tuple[int, int]] = []
        if match := _LAST.search(said):
            back = {"second": 2, "2nd": 2, "third": 3, "3rd": 3}.get(match["back"] or "", 1)
            places.append((match.start(), len(shown) - back))
            said = said[: match.start()] + " " * (match.end() - match.start()) + said[match.end() :]
        places += [(match.start(), _PLACE[match[1]]) for match in _PLACE_WORD.finditer(said)]
        for match in _NUMBERED.finditer(said):
            number = int(match[1]) if match[1].isdigit() else _NUMBERS.index(match[1]) + 1
            places.append((match.start(), number - 1))
        if not places and _BARE_NUMBERS.match(said):
            places += [(match.start(), int(match[0]) - 1) for match in re.finditer(r"10|[1-9]", said)]
        if not places and (pair := _PAIR.search(said)):  # "the difference between 1 and 3"
            places += [(pair.start(place), int(pair[place]) - 1) for place in (1, 2)]
        if not places and (match := _MIDDLE.search(said)) and len(shown) % 2:
            places.append((match.start(), len(shown) // 2))
        return [shown[place] for _, place in sorted(places) if 0 <= place < len(shown)]

    def _by_title(self, said: str, shown: Sequence[Item]) -> list[Item]:
        """Items whose title, or the words that set it apart from the others shown, stand in the text."""
        named = [(item, fuzz.partial_ratio(fold(item.title), said)) for item in shown if len(item.title) > 3]
        whole = [
            (said.find(fold(item.title)), item)
            for item, score in named
            if score >= _MENTIONS and len(said) >= len(item.title) * 0.7
        ]
        if whole:
            return [item for _, item in sorted(whole, key=lambda hit: hit[0])]
        asked = {term for term in terms(said) if term not in _EMPTY}
        if asked:
            titles = [set(terms(item.title)) for item in shown]
            telling = [
                {term for term in title if sum(term in other for other in titles) == 1} & asked for title in titles
            ]
            found = [item for item, common in zip(shown, telling, strict=True) if common - _COLOUR_STEMS]
            if found and len(found) < max(2, len(shown)):
                return sorted(found, key=lambda item: min(_where(said, term) for term in telling[shown.index(item)]))
        if self._find_title is not None:
            return list(self._find_title(said))
        return []

    def _by_extreme(self, said: str, shown: Sequence[Item]) -> list[Item]:
        for pattern, key in _EXTREMES:
            if pattern.search(said):
                keyed = [(value, item) for item in shown if (value := key(item)) is not None]
                if keyed:
                    return [min(keyed, key=lambda pair: pair[0])[1]]
        return []

    def _by_value(self, said: str, shown: Sequence[Item]) -> list[Item]:
        """Those that alone carry a value named: a colour, brand, material, use, size or category."""
        words = re.findall(r"[^\W_]+", said)
        for word in words:
            if word in STOP or word in FILLER or len(word) < 3:
                continue
            found = [item for item in shown if _carries(item, word)]
            if found and (len(found) < len(shown) or len(shown) == 1):
                return found
        return []


def _place_put_right(match: re.Match[str]) -> str:
    """ "firsst", "secnd", "tihrd": a slip in a word of place."""
    word = match[0]
    if word in _PLACE or word in _NOT_PLACES:
        return word
    return next((place for place in _ORDINALS if OSA.distance(word, place, score_cutoff=1) <= 1), word)


def _carries(item: Item, word: str) -> bool:
    if word in COLOUR_WORDS or family(word) is not None:
        return bool(meant(word, item.colours))
    for facet in ("brands", "materials", "uses", "categories"):
        for value in facet_values(item)[facet]:
            if stem(word) in {stem(part) for part in re.findall(r"[^\W_]+", fold(value))}:
                return True
    return False


def _where(said: str, term: str) -> int:
    place = said.find(term[:4])
    return place if place >= 0 else len(said)


_COLOUR_STEMS = {stem(word) for word in COLOUR_WORDS}
_EMPTY = {
    stem(word)
    for word in STOP
    | FILLER
    | {"one", "ones", "item", "items", "cart", "add", "compare", "similar", "tell", "more", "about"}
}
