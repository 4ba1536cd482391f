"""How far words reach: what is negated, only leant to, given up or already owned."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from dialogue.linking.grammar import Grammar
from dialogue.linking.links import ClassSpan, Link, View

_STOPS = frozenset(".!?;:()")  # end every scope
_FREE = frozenset({  # of which "any" one will do
    "colour", "size", "brand", "material", "price", "weight", "length", "capacity", "volume", "height",
})  # fmt: skip
_REACH = 60  # tokens that a part without a comma is looked at around a word
_NEAR = 3  # function words between "no" and what it denies
_REACHING = ("unwanted", "except", "refused", "allergy", "negation", "free", "drop", "already", "leaning", "any")
_DENY_ALL = ("unwanted", "except", "allergy")  # reach over lists to the end of the sentence


@dataclass
class Scopes:
    """Token places by what is said of them."""

    negated: set[int]
    allergic: set[int]
    leaning: set[int]
    dropped: set[int]
    owned: set[int]
    drop_all: bool = False  # "no limit", of nothing in particular


def read_scopes(view: View, grammar: Grammar) -> Scopes:
    scopes = Scopes(set(), set(), set(), set(), set())
    links = list(view.links())
    for span in view.spans(*_REACHING):
        names = span.names
        if "drop" in names and grammar.denies_behind and view.has("except"):
            continue  # "besides red any will do"
        if "drop" in names:
            hit = _reach(view, span, links) or _behind(view, span, links)
            scopes.dropped.update(hit)
            scopes.drop_all |= not hit
        elif "any" in names and not _after_denial(view, span) and (hit := _fields_behind(view, span, links)):
            scopes.dropped.update(hit)
        elif "already" in names:
            scopes.owned.update(_reach(view, span, links, lists=True) or _behind(view, span, links))
        elif "leaning" in names:
            piece = _piece(view, span)
            scopes.leaning.update(range(*piece))
        elif "free" in names:
            scopes.negated.update(_right_before(span, links))
            scopes.allergic.update(_right_before(span, links))
        elif "allergy" in names:
            goods = {place for link in links if link.type == "kind" for place in range(link.start, link.end)}
            named = [link for link in links if link.start not in goods]  # goods are nobody's allergy
            ahead, behind = _reach(view, span, named, lists=True), _behind(view, span, named)
            joined = any(link.type == "allergen" and link.end == span.start for link in named)  # "nut allergy"
            hit = (behind or ahead) if grammar.denies_behind or joined else (ahead or behind)
            scopes.allergic.update(hit)
            scopes.negated.update(hit)
        elif names & {"unwanted", "except", "refused"}:
            over = span.end >= view.end or _ends(
                view.linked.tokens[span.end].word
            )  # it ends its part: of what is before
            forward = bool(names & {"unwanted", "except"}) and not (over and "refused" in names)
            hit = _reach(view, span, links, lists=True) if forward else set()
            scopes.negated.update(hit or (_behind(view, span, links) if "refused" in names else set()))
        elif "negation" in names and not _interrogative(view, span):
            scopes.negated.update(_reach(view, span, links))
    if not scopes.allergic and view.has("allergy"):  # whatever the order of the words: the sure reading
        hit = {place for link in links if link.type == "allergen" for place in range(link.start, link.end)}
        scopes.allergic.update(hit)
        scopes.negated.update(hit)
    return scopes


def _reach(view: View, span: ClassSpan, links: list[Link], *, lists: bool = False) -> set[int]:
    """The places of the noun phrase behind a word, and of those joined to it; with ``lists`` after commas too."""
    found: set[int] = set()
    place, gap = span.end, 0
    by_start = {link.start: link for link in links}
    tokens = view.linked.tokens
    stops = view.linked.stepped_over
    joined = True
    while place < view.end:
        link = by_start.get(place)
        token = tokens[place]
        names = view.at(place)
        if link is not None and link.type not in ("measure", "ordinal") and joined:
            found.update(range(link.start, link.end))
            place, gap = link.end, 0
            continue
        if link is not None and link.type == "measure":
            break
        if token.word in _STOPS or "but" in names or (token.word == "," and not lists):
            break
        if (names & {"seek", "offer", "have_you", "add"} and (found or gap)) or (found and "negation" in names):
            break
        first = place - span.end <= 1 and "one" in names
        if first and place + 1 < view.end and "relative" in view.at(place + 1):
            place, gap = place + 3, 0  # "not the ones that go over the ears": whatever they do
            continue
        if token.type != "mark":
            if found and not names & {"or", "and", "to"} and (not lists or token.word not in stops):
                break
            gap += 1
            new = token.is_word and not names and token.spaced  # "non-stick" is one word where none are spaced
            if not found and new and place + 1 in by_start and gap <= 2 and not lists:
                place += 1
                continue  # "not that smelly rubber"
            if not found and (gap > _NEAR + 2 * lists or token.word not in stops):
                break
        place += 1
    return found


def _behind(view: View, span: ClassSpan, links: list[Link]) -> set[int]:
    """The places of what stands before a word in its piece: "boots I have already", "the price doesn't matter"."""
    low, _ = _piece(view, span)
    before = [link for link in links if low <= link.start and link.end <= span.start]
    if not before:
        return set()
    last = before[-1]
    return {place for link in before if link.end > last.start - 2 for place in range(link.start, link.end)}


def _right_before(span: ClassSpan, links: list[Link]) -> set[int]:
    return {place for link in links if link.end == span.start for place in range(link.start, link.end)}


def _fields_behind(view: View, span: ClassSpan, links: list[Link]) -> set[int]:
    """ "any colour": a field right behind, with no value; "any caffeine?" asks."""
    hit = [
        link
        for link in links
        if link.start == span.end
        and (link.type == "field" or (link.quality is not None and link.quality.as_ == "aspect"))
    ]
    free = [link for link in hit if _free(link)]
    if not free and (view.end - view.start <= _NEAR or _questioned(view)):
        return set()
    named = {link.end for link in hit for kind in links if kind.type == "kind" and kind.start == link.end}
    if named and not free:
        return set()  # "any vegan bars" are vegan ones
    return {place for link in hit for place in range(link.start, link.end)}


def _after_denial(view: View, span: ClassSpan) -> bool:
    """ "Without any meat": none, not whichever."""
    return span.start > view.start and bool(view.at(span.start - 1) & {"negation", "unwanted", "free"})


def _free(link: Link) -> bool:
    """Whether a field is one of which any value will do."""
    if link.entry is not None:
        return link.entry.name in _FREE
    return link.quality is not None and any(" ".join(hint.words) in _FREE for hint in link.quality.hints)


def _questioned(view: View) -> bool:
    end, tokens = view.end, view.linked.tokens
    return (end < len(tokens) and tokens[end].word == "?") or any(token.word == "?" for token in view.tokens)


def _piece(view: View, span: ClassSpan) -> tuple[int, int]:
    """The part of a sentence between commas and stops that a word stands in."""
    tokens = view.linked.tokens
    low, high = span.start, span.end
    first, last = max(view.start, low - _REACH), min(view.end, high + _REACH)
    while low > first and not _ends(tokens[low - 1].word) and "but" not in view.at(low - 1):
        low -= 1
    while high < last and not _ends(tokens[high].word) and "but" not in view.at(high):
        high += 1
    return low, high


def _ends(word: str) -> bool:
    return word in _STOPS or word == ","


def _interrogative(view: View, span: ClassSpan) -> bool:
    """ "don't you have …", "isn't there …": a question, no denial."""
    return (
        "asks" in span.names
        and span.start == view.start
        and bool(view.at(span.end) & {"it", "them", "have_you", "me"})
        and view.linked.text.rstrip().endswith("?")
    )


def pieces(view: View) -> Iterator[tuple[int, int]]:
    """The parts of a view between commas and stops."""
    start = view.start
    for place in range(view.start, view.end):
        if _ends(view.linked.tokens[place].word):
            if place > start:
                yield start, place
            start = place + 1
    if view.end > start:
        yield start, view.end
