"""Links a message to the shop's words: what each span names, without deciding what is meant by it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from rapidfuzz.distance import OSA

from dialogue.linking.exchange import Exchange
from dialogue.linking.gazetteer import Gazetteer
from dialogue.linking.grammar import Grammar
from dialogue.linking.links import ClassSpan, Link, Linked
from dialogue.linking.measures import Found, Measures
from dialogue.linking.segmenting import Segmenter, frequencies
from dialogue.linking.tokens import Token, normal, tokenize
from retrieval.text import stem
from shop.quantities.units import units, wide

# how much a span of a type is worth beside its length, where spans compete for the same tokens
_WORTH = {
    "email": 3.0, "code": 2.0, "measure": 0.6, "kind": 0.5, "quality": 0.4, "ordinal": 0.4, "value": 0.3, "colour": 0.3,
    "field": 0.25, "allergen": 0.3, "audience": 0.3, "person": 0.3, "size": 0.1, "item": 0.0, "purpose": 0.05,
}  # fmt: skip
_NAME = 5  # letters of a word that is a name by itself
_PART = 0.4  # what a part of a name is worth less


class Linker:
    """One catalogue in one language. Pure: the same message links the same way; linear in the message."""

    def __init__(self, gazetteer: Gazetteer, grammar: Grammar, exchange: Exchange | None = None) -> None:
        self.gazetteer = gazetteer
        self.grammar = grammar
        self._measures = Measures(grammar, exchange)
        measured = (spelling for spelling in units().spelled if wide(spelling[0]))
        words = (*grammar.wide, *map(grammar.read, gazetteer.labelled()), *measured)
        self._cut = Segmenter(words, frequencies(grammar.corpus), grammar.numbers) if grammar.wide else None
        self._forms = gazetteer.forms()

    def link(self, text: str, near: Collection[str] = ()) -> Linked:
        """``near``: ids in view, whose names are taken from fewer words than those of the whole catalogue."""
        text = normal(text)
        read = self.grammar.read(text)
        tokens = self._corrected(self._forms.settled(tokenize(read, self._cut)))
        classes = self._classes(tokens)
        measures = self._measures.read(read, tokens, classes)
        classes = [_uncounted(span, measures) for span in classes]
        candidates = [*self._candidates(text, tokens, frozenset(near)), *_measured(text, tokens, measures)]
        links = tuple(_cover(candidates, len(tokens)))
        return Linked(text, tuple(tokens), tuple(classes), links, self.grammar.topic_first)

    # ── words ────────────────────────────────────────────────────────────────

    def _corrected(self, tokens: list[Token]) -> list[Token]:
        """Slips put right by the catalogue's words and the language's, and what is written short in a chat."""
        known = self.gazetteer
        found = []
        for token in tokens:
            word = token.word
            if token.is_word and word in self.grammar.typed and not self.grammar.known(word):
                meant = self.grammar.typed[word]
                token = replace(token, word=meant, stem=stem(meant))
            elif (
                token.is_word
                and not wide(word[0])
                and not self.grammar.known(word)
                and (token.stem,) not in known.table
                and (right := known.spelling.correct(word))
                and (not self._weighty(right) or OSA.distance(word, right) <= 1)
            ):
                token = replace(token, word=right, stem=stem(right))
            found.append(token)
        return found

    def _weighty(self, word: str) -> bool:
        """Whether much hangs on a word: a name of one item, or of an emergency."""
        alarm = any(name.startswith("emergency") for name in self.grammar.classes.get((word,)))
        return alarm or stem(word) in self.gazetteer.names.distinct

    def _classes(self, tokens: Sequence[Token]) -> list[ClassSpan]:
        """Function words, left to right, the longest phrase first."""
        words = [token.word for token in tokens]
        found: list[ClassSpan] = []
        place = 0
        while place < len(tokens):
            names: set[str] = set()
            longest = 0
            for length, name in self.grammar.classes.at(words, place):
                if longest and length < longest:
                    break
                longest = length
                names.add(name)
            if longest:
                found.append(ClassSpan(place, place + longest, frozenset(names)))
            place += longest or 1
        return found

    # ── names ────────────────────────────────────────────────────────────────

    def _candidates(self, text: str, tokens: Sequence[Token], near: frozenset[str]) -> Iterable[Link]:
        gazetteer, grammar = self.gazetteer, self.grammar
        stems = [token.stem for token in tokens]
        words = [token.word for token in tokens]

        def said(start: int, end: int) -> str:
            return text[tokens[start].start : tokens[end - 1].end]

        compares = grammar.bare_degree and any("which" in grammar.classes.get((word,)) for word in words)
        for place, token in enumerate(tokens):
            if token.is_word and len(token.word) >= _NAME - 1 and _joined(tokens, place):
                yield from self._items(tokens, place, near, said)
                continue  # "TRAIL15" is a code, no trail
            if token.type == "email":
                yield Link("email", place, place + 1, token.text, name=token.text)
            if token.type == "code":
                ids = gazetteer.names.coded(token.text)
                yield Link("code", place, place + 1, token.text, ids=ids, name=token.text)
            for length, entry in gazetteer.table.at(stems, place):
                yield Link(entry.type, place, place + length, said(place, place + length), entry=entry)
            for length, quality in grammar.qualities.at(words, place):
                yield Link("quality", place, place + length, said(place, place + length), quality=quality)
            if compares and token.is_word:  # "which light": the lightest
                for quality in grammar.qualities.get((token.word,)):
                    if quality.as_ == "adjective":
                        yield Link(
                            "quality", place, place + 1, said(place, place + 1), quality=quality, degree="superlative"
                        )
            if token.is_word and (degrees := grammar.degrees(token.word)):
                positive, degree = degrees
                for quality in grammar.qualities.get((positive,)):
                    if quality.as_ == "adjective":
                        yield Link("quality", place, place + 1, said(place, place + 1), quality=quality, degree=degree)  # type: ignore[arg-type]
            for length, comparative in grammar.comparatives.at(words, place):
                for quality in grammar.qualities.get(((grammar.degrees(comparative) or ("",))[0],)):
                    if quality.as_ == "adjective":
                        yield Link(
                            "quality", place, place + length, said(place, place + length), quality=quality,
                            degree="comparative",
                        )  # fmt: skip
            for length, _ in gazetteer.colours.table.at(words, place):
                yield Link(
                    "colour",
                    place,
                    place + length,
                    said(place, place + length),
                    name=" ".join(words[place : place + length]),
                )
            for length, size in gazetteer.sizes.at(words, place):
                yield Link("size", place, place + length, said(place, place + length), name=size)
            for length, name in grammar.audiences.at(words, place):
                yield Link("audience", place, place + length, said(place, place + length), name=name)
            for length, name in grammar.people.at(words, place):
                yield Link("person", place, place + length, said(place, place + length), name=name)
            for length, allergen in grammar.allergens.at(words, place):
                yield Link("allergen", place, place + length, said(place, place + length), allergen=allergen)
            for length, name in grammar.purposes.at(words, place):
                yield Link("purpose", place, place + length, said(place, place + length), name=name)
            if token.word in grammar.ordinals:
                yield Link("ordinal", place, place + 1, token.text, number=grammar.ordinals[token.word])
            yield from self._items(tokens, place, near, said)

    def _items(self, tokens: Sequence[Token], place: int, near: frozenset[str], said: object) -> Iterable[Link]:
        names = self.gazetteer.names
        token = tokens[place]
        if (
            place + 1 < len(tokens)
            and token.is_word
            and tokens[place + 1].type == "number"
            and not tokens[place + 1].spaced
        ) and (coded := names.coded(token.word + tokens[place + 1].word)):  # "ktins114"
            yield Link("item", place, place + 2, token.text + tokens[place + 1].text, ids=coded)
        found = names.at(tokens, place)
        if found is None:
            return
        length, ids, named = found
        if not named:
            return
        run = tokens[place : place + length]
        in_view = bool(ids & near)
        telling = [one for one in run if one.stem in names.distinct]
        place_name = length == 1 and place > 0 and "in_place" in self.grammar.classes.get((tokens[place - 1].word,))
        if place_name and not in_view:
            return  # "a hotel in Graz"
        everyday = all(one.word in self.grammar.ordinary or len(one.word) < _NAME for one in telling)
        written = any(one.text[:1].isupper() for one in telling) and place > 0
        if everyday and length == len(telling) == 1 and not in_view and not written:
            return
        words = said(place, place + length)  # type: ignore[operator]
        yield Link("item", place, place + length, words, ids=tuple(sorted(ids, key=lambda id_: (id_ not in near, id_))))


def _uncounted(span: ClassSpan, measures: Sequence[Found]) -> ClassSpan:
    """A function word without "both" where its number counts what follows: "the 2 person ones"."""
    counts = "both" in span.names and any(
        one.core[0] < span.end < one.end and one.measure.dimension for one in measures
    )
    return ClassSpan(span.start, span.end, span.names - {"both"}) if counts else span


def _joined(tokens: Sequence[Token], place: int) -> bool:
    """Whether a number hangs on a word."""
    return place + 1 < len(tokens) and tokens[place + 1].type == "number" and not tokens[place + 1].spaced


def _measured(text: str, tokens: Sequence[Token], measures: Sequence[Found]) -> Iterable[Link]:
    for found in measures:
        words = text[tokens[found.start].start : tokens[found.end - 1].end]
        yield Link("measure", found.start, found.end, words, measure=found.measure)


def _cover(candidates: Iterable[Link], length: int) -> list[Link]:
    """Of spans that overlap those worth most together; all readings of a span chosen are kept."""
    spans: dict[tuple[int, int], list[Link]] = defaultdict(list)
    for link in candidates:
        spans[link.start, link.end].append(link)
    ending: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for span in spans:
        ending[span[1]].append(span)
    best = [0.0] * (length + 1)
    taken: list[tuple[int, int] | None] = [None] * (length + 1)
    for end in range(1, length + 1):
        best[end] = best[end - 1]
        for span in ending.get(end, ()):
            worth = best[span[0]] + max(_worth(link) for link in spans[span])
            if worth > best[end] + 1e-9:
                best[end], taken[end] = worth, span
    found: list[Link] = []
    end = length
    while end > 0:
        if (chosen := taken[end]) is not None:
            found += reversed(spans[chosen])
            end = chosen[0]
        else:
            end -= 1
    return found[::-1]


def _worth(link: Link) -> float:
    length = link.end - link.start
    part = _PART if link.entry is not None and link.entry.part else 0.0
    return length + 0.3 * length * length + _WORTH[link.type] - part
