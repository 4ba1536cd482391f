"""For whom and for what: receivers with their ages, and phrases of purpose."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from dialogue.linking.grammar import Grammar
from dialogue.linking.links import Link, View
from shop.dialogue import Receiver

_REACH = 8  # tokens between somebody and their age
_APART = 4  # words from somebody to a number behind "is"
_STOPS = frozenset(".!?;:()")
_YOUNG = frozenset({"boys", "girls", "kids"})
_GROWN = 15
_ADULT = 18
_OLDEST = 99


def receiver(view: View, spans: Sequence[tuple[int, list[Link]]], used: set[int]) -> Receiver | None:
    """The first person who is not the shopper, with an age told near."""
    people = [link for _, links in spans for link in links if link.type == "person"]
    ages = [
        (link.start, link.measure.low)
        for _, links in spans
        for link in links
        if link.measure and link.measure.dimension == "age"
    ]
    ends = {links[0].end for _, links in spans if links[0].type in ("person", "audience")}
    for _, links in spans:  # "turns 7", "she is six", "she become 13 years"
        link = next((one for one in links if one.measure), links[0])
        if not link.measure or link.measure.bound or link.measure.low > _OLDEST:
            continue
        told = _told_age(view, link.start, ends)
        years = link.measure.dimension == "years" and bool(people) and link.measure.low < _ADULT
        if (not link.measure.dimension and told) or years:
            ages.append((link.start, link.measure.low))
            used.update(range(link.start, link.end))
    child = next(
        (
            link
            for _, links in spans
            for link in links
            if link.type == "audience" and link.name in ("boys", "girls", "kids", "baby")
        ),
        None,
    )
    if not people:
        if not ages:
            return None
        used.add(ages[0][0])
        youngest = min(age for _, age in ages)
        return Receiver(who=child.words if child else "", age=youngest, audience=child.name if child else "")
    people = [link for link in people if not _with_me(view, link)]
    if not people:
        return None
    first = people[0]
    for link in people:
        used.update(range(link.start, link.end))
    age = next((age for place, age in ages if abs(place - first.start) <= _REACH + 4), None)
    audience = first.name
    if audience in _YOUNG:  # a son is a child only by his age; a toddler is one
        small = {
            link.name for _, links in spans for link in links if link.type == "audience" and link.start == first.start
        }
        audience = "kids" if (age is not None and age < _GROWN) or small & _YOUNG | small & {"baby"} else ""
    return Receiver(who=first.words, age=age, audience=audience)


def _told_age(view: View, place: int, people: Collection[int]) -> bool:
    """Whether the number at a place is how old somebody is or becomes: "turns 7", "she is only just six".

    ``people``: where words for somebody end."""
    turns = False
    for at in range(place - 1, max(view.start, place - _APART) - 1, -1):
        names = view.at(at)
        turns = turns or "turns" in names
        if turns and (names & {"someone"} or at + 1 in people or ("gift" in names and at == place - 1)):
            return True
        if not names & {"turns", "filler", "but", "only"}:
            return False
    return False


def purposes(
    view: View,
    spans: Sequence[tuple[int, list[Link]]],
    grammar: Grammar,
    kinds: Collection[int],
    effective: Collection[str],
) -> tuple[str, set[int]]:
    """The words that say what it is for, and the places they cover: "a rainy week in Scotland".

    A phrase grows from each occasion or weather over the words beside it that say nothing else.
    """
    by_place = {place: links for start, links in spans for place in range(links[0].start, links[0].end)}
    said: list[str] = []
    covered: set[int] = set()
    for _, links in spans:
        if not any(link.type == "purpose" for link in links) or links[0].start in covered:
            continue
        start, end = links[0].start, links[0].end
        if view.at(start - 1) & {"most", "least"} and start > view.start and any(link.quality for link in links):
            continue  # "which keeps most rain out": an order
        if any(end == kind for kind in kinds):  # "camping stoves", "winter gloves"
            if not any(link.type == "value" for link in links):
                covered.update(range(start, end))
                said.append(view.linked.words(start, end))
            continue
        if any(
            link.type == "value"
            and link.entry
            and not link.entry.part
            and link.entry.name != "use"
            and set(link.entry.kinds) & set(effective)
            for link in links
        ):
            continue
        while start > view.start and _joins(view, start - 1, by_place, grammar):
            start -= 1
        while end < view.end and _joins(view, end, by_place, grammar):
            end += 1
        while start < links[0].start and _light(view, start, grammar):
            start += 1
        while end > links[0].end and end - 1 not in by_place and _light(view, end - 1, grammar):
            end -= 1
        covered.update(range(start, end))
        said.append(view.linked.words(start, end))
    return " ".join(dict.fromkeys(said)), covered


def _joins(view: View, place: int, by_place: dict[int, list[Link]], grammar: Grammar) -> bool:
    token = view.linked.tokens[place]
    if token.type == "mark" or token.word in _STOPS:
        return False
    if links := by_place.get(place):
        return any(link.type == "purpose" for link in links) or any(
            link.measure is not None and link.measure.dimension in ("time",) and not link.measure.bound
            for link in links
        )
    names = view.at(place)
    return not names & {
        "seek",
        "have_you",
        "offer",
        "but",
        "negation",
        "unwanted",
        "recommend",
        "then",
        "it",
        "them",
        "at_least",
        "at_most",
        "pack",
        "add",
    }


def _light(view: View, place: int, grammar: Grammar) -> bool:
    return view.linked.tokens[place].word in grammar.stop or bool(view.at(place) & {"for", "purpose", "filler", "and"})


def _with_me(view: View, link: Link) -> bool:
    """ "me and my girlfriend": the shopper too."""
    for back in range(1, 4):
        place = link.start - back
        if place < view.start:
            return False
        if "me" in view.at(place):
            return back > 1 and any("and" in view.at(at) for at in range(place, link.start))
    return False


def together(view: View, spans: Sequence[tuple[int, list[Link]]]) -> Link | None:
    """The person of "me and my girlfriend", who makes two."""
    return next((link for _, links in spans for link in links if link.type == "person" and _with_me(view, link)), None)
