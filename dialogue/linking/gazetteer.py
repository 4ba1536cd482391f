"""What this catalogue calls things: its kinds, fields, values, brands, sizes and items, by the words shoppers use."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from dialogue.labels import Labels
from dialogue.linking.colours import ColourNames
from dialogue.linking.forms import Forms
from dialogue.linking.grammar import Grammar
from dialogue.linking.names import ItemNames
from dialogue.linking.phrases import PhraseTable, keys
from dialogue.linking.spelling import Spelling
from retrieval.fields import Fields
from retrieval.safety import eaten
from retrieval.text import fold, stem
from retrieval.values import says
from shop.quantities import read
from shop.quantities.units import units
from shop.types import Item

_LONGEST_VALUE = 6  # words: what is longer is a text, no value
_NO_NOUNS = ("brand", "material", "use", "colour")
_HEAD_SHARE = 0.4  # of a category's titles end on the word that names the kind
_LETTERS = re.compile(r"[^\W\d_]+")
_WORDS = re.compile(r"[^\W\d_]{3,}")


@dataclass(frozen=True)
class Entry:
    """``kinds``: the categories where it occurs, for a kind the categories themselves. ``part``: the phrase is a part
    of the name only ("boots", "rechargeable"), so that a whole name said alike is meant first."""

    type: Literal["kind", "field", "value"]
    name: str
    values: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    part: bool = False


_NONE = Labels()


class Gazetteer:
    """Built once a catalogue; thread-safe, since it only reads afterwards. A look-up is linear in the phrase."""

    def __init__(self, items: Sequence[Item], grammar: Grammar, fields: Fields, labels: Labels = _NONE) -> None:
        """``labels``: what the catalogue's words are called in a language that is not its own."""
        self.grammar = grammar
        self.fields = fields
        self.table: PhraseTable[Entry] = PhraseTable()  # by stems
        self.sizes: PhraseTable[str] = PhraseTable()  # by words
        self.labels = labels
        self.colours = ColourNames(items, grammar, labels)
        self.kinds = tuple(dict.fromkeys(item.category for item in items if item.category))
        joints = [
            phrase[0]
            for phrase in grammar.classes
            if len(phrase) == 1 and {"and", "or"} & set(grammar.classes.get(phrase))
        ]
        words = "|".join(re.escape(word) for word in joints if word.isalpha() and len(word) > 1)
        joined = rf"|\b(?:{words})\b" if words else ""
        self._parts = re.compile(rf"\s*(?:[,;/|&]{joined})\s*")
        self.kinds_of_field: dict[str, frozenset[str]] = {}
        self.paths: dict[str, frozenset[str]] = {}  # category → stems of the names above it
        self._numbers: dict[str, frozenset[float]] = {}
        self.sized: dict[str, frozenset[str]] = {}  # category → folded sizes
        self.answers: set[str] = set()  # words of yes and no among values: "included"
        self.words: frozenset[str] = frozenset()  # every word of the catalogue
        self._purpose_stems = frozenset(tuple(stem(word) for word in phrase) for phrase in grammar.purposes)
        self._kind_stems: frozenset[str] = frozenset()  # of the words that name kinds
        self.edible = frozenset(item.category for item in items if item.category and eaten(item))
        self._kinds(items)
        self._fields(items)
        self.nouns = self._nouns(items)  # (field, value) by which things are called: "moka" of moka pots
        self._values(items)
        self._sizes(items)
        self._labelled()
        said = (grammar.qualities, grammar.purposes, grammar.people, grammar.audiences, grammar.allergens)
        self._said_of_goods = frozenset(stem(phrase[0]) for table in said for phrase in table if len(phrase) == 1)
        self.names = ItemNames(items, self._tells_apart, grammar.stop)
        self.spelling = Spelling(self._vocabulary(items), grammar.ordinary)

    # ── kinds ────────────────────────────────────────────────────────────────

    def _kinds(self, items: Sequence[Item]) -> None:
        named: dict[tuple[str, ...], set[str]] = defaultdict(set)
        parts: dict[tuple[str, ...], set[str]] = defaultdict(set)
        for kind in self.kinds:
            pieces = [kind, *(piece for piece in self._parts.split(kind) if piece and piece != kind)]
            for piece in pieces:
                phrase = keys(piece, stems=True)
                if not phrase or phrase in self.grammar.audiences:
                    continue
                for form, whole in self._forms(phrase):
                    (named if whole else parts)[form].add(kind)
        heads: dict[str, Counter[tuple[str, ...]]] = defaultdict(Counter)
        for item in items:
            if item.category and (head := _head(item.title)):
                heads[item.category][head] += 1
        sizes = Counter(item.category for item in items)
        for kind, counted in heads.items():
            for head, count in counted.items():
                if count >= max(3, _HEAD_SHARE * sizes[kind]) and head[0] not in self.grammar.stop:
                    for form, whole in self._forms(head):
                        (named if whole and form not in named and form not in parts else parts)[form].add(kind)
        for item in items:
            for wide in item.categories[:-1]:
                phrase = keys(wide, stems=True)
                said = keys(wide)
                if item.category and said not in self.grammar.purposes and said not in self.grammar.audiences:
                    parts[phrase].add(item.category)
        above: dict[str, set[str]] = defaultdict(set)
        for item in items:
            for wide in item.categories[:-1]:
                above[item.category or ""].update(keys(wide, stems=True))
        self.paths = {kind: frozenset(stems) for kind, stems in above.items()}
        first: dict[tuple[str, ...], set[str]] = defaultdict(set)
        for kind in self.kinds:
            for token in keys(kind, stems=True)[:-1]:
                if token.isalpha() and len(token) > 2 and (token,) not in self._purpose_stems:
                    first[(token,)].add(kind)
        for phrase, kinds in first.items():  # "coffee" of coffee beans, makers and grinders
            if len(kinds) > 1:
                parts[phrase] |= kinds
        self._kind_stems = frozenset(root for phrase in (*named, *parts) for root in phrase)
        for phrase, kinds in named.items():
            self.table.add(phrase, Entry("kind", sorted(kinds)[0], kinds=tuple(sorted(kinds))))
            self._joined(phrase, Entry("kind", sorted(kinds)[0], kinds=tuple(sorted(kinds))))
        for phrase, kinds in parts.items():
            if phrase not in named:
                self.table.add(phrase, Entry("kind", sorted(kinds)[0], kinds=tuple(sorted(kinds)), part=True))
        for narrow, wider in self.grammar.wider.items():
            if narrow not in self.table:
                for entry in self.table.get(wider):
                    if entry.type == "kind":
                        self.table.add(narrow, Entry("kind", entry.name, kinds=entry.kinds, part=True))

    def _forms(self, phrase: tuple[str, ...]) -> Iterable[tuple[tuple[str, ...], bool]]:
        """(form, whether it names the whole): other names of the phrase and of its last words."""
        yield phrase, True
        for cut in range(len(phrase)):
            tail = phrase[cut:]
            if cut and not (len(tail) == 1 and tail[0] in self.grammar.stop):
                yield tail, False
            for forms in self.grammar.same.get(tail):
                for form in forms:
                    if form != tail:
                        yield phrase[:cut] + form, True
                        if cut:
                            yield form, False

    def _joined(self, phrase: tuple[str, ...], entry: Entry) -> None:
        if 2 <= len(phrase) <= 3:
            self.table.add((stem("".join(phrase)),), entry)

    # ── fields and values ────────────────────────────────────────────────────

    def _fields(self, items: Sequence[Item]) -> None:
        stated: dict[str, set[str]] = defaultdict(set)
        for item in items:
            for name in item.attributes:
                stated[fold(str(name))].add(item.category or "")
            for name, there in (("size", item.sizes), ("colour", item.colours), ("weight", item.weight_g)):
                if there:
                    stated[name].add(item.category or "")
        self.kinds_of_field = {name: frozenset(kinds) for name, kinds in stated.items()}
        numbers: dict[str, set[float]] = defaultdict(set)
        for name, raw in {(fold(str(name)), str(raw)) for item in items for name, raw in item.attributes.items()}:
            known = self.fields.get(name)
            if known is not None and known.kind == "number" and (made := read(raw)) and made.single:
                numbers[known.name].add(made.low)
        self._numbers = {name: frozenset(values) for name, values in numbers.items()}
        for name, kinds in stated.items():
            known = self.fields.get(name)
            if known is None:
                continue
            name = known.name
            phrase = keys(name, stems=True)
            self.table.add(phrase, Entry("field", name, kinds=tuple(sorted(kinds))))
            self._joined(phrase, Entry("field", name, kinds=tuple(sorted(kinds))))

    def _nouns(self, items: Sequence[Item]) -> dict[tuple[str, str], frozenset[tuple[str, ...]]]:
        """Values that titles end on, alone or with a word that names no kind of their own: a "French press", a "moka
        pot"; not the "cabin" of a cabin suitcase. With the names that titles give them."""
        found: dict[tuple[str, str], set[tuple[str, ...]]] = defaultdict(set)
        for item in items:
            name = _name(item.title)
            for field, value in _stated(item):
                known = self.fields.get(field)
                phrase = keys(value, stems=True)
                if field in _NO_NOUNS or not phrase or (known is not None and known.kind != "choice"):
                    continue
                if name[-len(phrase) :] == phrase:
                    found[field, value].add(phrase)
                elif name[-len(phrase) - 1 : -1] == phrase and not self._own_kind(name[-1:], item):
                    found[field, value].add((*phrase, name[-1]))
        return {key: frozenset(names) for key, names in found.items()}

    def _own_kind(self, phrase: tuple[str, ...], item: Item) -> bool:
        return any(entry.type == "kind" and item.category in entry.kinds for entry in self.table.get(phrase))

    def named_by(self, entry: Entry) -> bool:
        """Whether a value names things rather than telling which: a beanie, a moka pot."""
        return any((entry.name, value) in self.nouns for value in entry.values)

    def _values(self, items: Sequence[Item]) -> None:
        whole: dict[tuple[tuple[str, ...], str], tuple[set[str], set[str]]] = {}
        part: dict[tuple[tuple[str, ...], str], tuple[set[str], set[str]]] = {}

        def note(table: dict[tuple[tuple[str, ...], str], tuple[set[str], set[str]]], *, said: str, field: str) -> None:
            phrase = keys(said, stems=True)
            if phrase and not all(key.isdigit() for key in phrase):
                values, kinds = table.setdefault((phrase, field), (set(), set()))
                values.add(value)
                kinds.add(item.category or "")

        for item in items:
            for field, value in _stated(item):
                known = self.fields.get(field)
                own = field in ("brand", "material")
                if known is not None and not own and (known.kind == "text" or (known.kind == "number" and read(value))):
                    continue
                if len(value.split()) > _LONGEST_VALUE:
                    continue
                boolean = known is not None and known.kind == "boolean"
                pieces = [piece for piece in self._parts.split(value) if piece]
                if says(value) is not None:
                    self.answers.update(keys(value))
                    pieces = pieces[1:] if says(value) else []
                    boolean = True
                else:
                    note(whole, said=value, field=field)
                for piece in pieces if len(pieces) > 1 or boolean else []:
                    note(part, said=piece, field=field)
                for word in _WORDS.findall(value) if not boolean and " " in value.replace("-", " ") else ():
                    if fold(word) not in self.grammar.stop:
                        note(part, said=word, field=field)
        for (phrase, field), (values, kinds) in whole.items():
            both = values | part.get((phrase, field), (set(), set()))[0]
            more = kinds | part.get((phrase, field), (set(), set()))[1]
            entry = Entry("value", field, tuple(sorted(both)), tuple(sorted(more)))
            called = {name for value in values for name in self.nouns.get((field, value), ())}
            for form in {form for name in (phrase, *called) for form, _ in self._other_names(name)}:
                self.table.add(form, entry)
            self._joined(phrase, entry)
            if "&" in phrase:
                self.table.add(tuple(key for key in phrase if key != "&"), entry)
                for word in self.grammar.classes:
                    if len(word) == 1 and "and" in self.grammar.classes.get(word):
                        self.table.add(tuple(word[0] if key == "&" else key for key in phrase), entry)
        for (phrase, field), (values, kinds) in part.items():
            if (phrase, field) not in whole:
                entry = Entry("value", field, tuple(sorted(values)), tuple(sorted(kinds)), part=True)
                for form, _ in self._other_names(phrase):
                    self.table.add(form, entry)

    def _other_names(self, phrase: tuple[str, ...]) -> Iterable[tuple[tuple[str, ...], bool]]:
        yield phrase, True
        for forms in self.grammar.same.get(phrase):
            for form in forms:
                if form != phrase:
                    yield form, True

    def _sizes(self, items: Sequence[Item]) -> None:
        sized: dict[str, set[str]] = defaultdict(set)
        known = {size for item in items for size in item.sizes}
        for size, names in self.grammar.size_names.items():
            if size in known:
                for name in names:
                    self.sizes.add(keys(name), size)
        for item in items:
            sizes = {
                *item.sizes,
                *(value for v in item.variants for k, value in v.options.items() if fold(k) == "size"),
            }
            for size in sizes:
                self.sizes.add(keys(size), size)
                sized[item.category or ""].add(fold(size))
        self.sized = {kind: frozenset(sizes) for kind, sizes in sized.items()}

    # ── other languages ──────────────────────────────────────────────────────

    def _labelled(self) -> None:
        """Labels are further names of what the catalogue's own words stand for, which give way to words of the
        language: German "hat" is no hat."""
        tables = (("kind", self.labels.kinds), ("field", self.labels.fields), ("value", self.labels.values))
        stop = {(word,) for word in self.grammar.stop}  # French "dés" would be every "des"
        found = [
            (keys(name, stems=True), entry)
            for type_, table in tables
            for key, names in table.items()
            if says(key) is None
            for entry in self._entries(type_, key)
            for name in names
            if keys(name) not in stop
        ]
        if found:
            own = {phrase for phrase, _ in found}
            single = [words for words in self.table if len(words) == 1 and words not in own]
            for alone in single:
                if alone[0] in self.grammar.stop or alone in self.grammar.classes:
                    self.table.remove(alone)
        for phrase, entry in found:
            self.table.add(phrase, entry)
        for size in {size for phrase in list(self.sizes) for size in self.sizes.get(phrase)}:
            for name in self.labels.names("size", size):
                self.sizes.add(keys(name), size)

    def forms(self) -> Forms:
        """Inflections and compounds of the words that labels and the language's tables hold."""
        grammar, labels = self.grammar, self.labels
        tables: tuple[PhraseTable[Any], ...] = (
            grammar.audiences, grammar.people, grammar.purposes, grammar.colours, grammar.qualities, grammar.allergens,
        )  # fmt: skip
        names = [
            keys(name) for row in (labels.kinds, labels.fields, labels.values) for said in row.values() for name in said
        ]
        held: list[Iterable[tuple[str, ...]]] = [names, *tables]
        nouns = [word for phrases in held for phrase in phrases for word in phrase]
        ills = (phrase for phrase in grammar.classes if "allergy" in grammar.classes.get(phrase) and len(phrase) == 1)
        nouns += [word for phrase in ills for word in phrase]  # "Nussallergie"
        others = [word for phrase in grammar.classes for word in phrase]
        others += [*grammar.stop, *grammar.numbers, *grammar.ordinals]
        degrees = grammar.degrees
        return Forms(
            grammar.stemmer, nouns, others, grammar.joints, lambda word: degrees(word) is not None, self._capitals()
        )

    def _capitals(self) -> frozenset[str]:
        """Words that stand in titles in capitals alone: what goods are named."""
        said = {word for item in self.names.items.values() for word in _LETTERS.findall(item.title)}
        return frozenset(fold(word) for word in said if word[:1].isupper() and word.lower() not in said)

    def labelled(self) -> list[str]:
        """All names that labels give."""
        tables = (self.labels.kinds, self.labels.fields, self.labels.values)
        return [name for table in tables for row in table.values() for name in row]

    def _entries(self, type_: str, key: str) -> list[Entry]:
        field, _, written = key.rpartition("=")
        entries = self.table.get(keys(written, stems=True))
        return [entry for entry in entries if entry.type == type_ and field in ("", entry.name)]

    # ── words ────────────────────────────────────────────────────────────────

    def _vocabulary(self, items: Sequence[Item]) -> Counter[str]:
        counts: Counter[str] = Counter()
        for item in items:
            said = [item.title, item.brand or "", *item.categories, *item.colours, *item.materials, *item.uses]
            said += [str(name) for name in item.attributes]
            said += [str(value) for value in item.attributes.values() if isinstance(value, str) and len(value) < 40]
            counts.update(word for text in said for word in set(_WORDS.findall(fold(text))))
        self.words = frozenset(counts) | {word for item in items for word in _WORDS.findall(fold(item.description))}
        mine = Counter(counts)
        if self.grammar.stemmer:  # its words are none of the catalogue's: only names are
            mine = Counter(dict.fromkeys(self.names.distinct, 1))
            for table in (self.labels.kinds, self.labels.fields, self.labels.values):
                mine.update(word for names in table.values() for name in names for word in keys(name))
        grammar = self.grammar
        people: tuple[PhraseTable[Any], ...] = (grammar.people, grammar.audiences, grammar.allergens, grammar.hazards)
        mine.update(word for named in people for phrase in named for word in phrase if len(word) >= 4)
        phrased: tuple[PhraseTable[Any], ...] = (self.grammar.classes, self.grammar.qualities, self.grammar.purposes)
        for said_by in phrased:
            mine.update(word for phrase in said_by for word in phrase if len(word) >= 4)
        mine.update(word for word in self.grammar.stop if len(word) >= 4)
        mine.update(word for word in units().spelled if len(word) >= 5 and word.isalpha())
        mine.update(word for phrase in self.grammar.colours for word in phrase)
        mine.update(
            form for phrase in self.grammar.qualities if len(phrase) == 1 for form in self.grammar.inflected(phrase[0])
        )
        return mine

    def _tells_apart(self, root: str) -> bool:
        """Whether a stem of titles is a name: no kind, field, value, colour or everyday word of the sentence."""
        return (
            len(root) > 2
            and not root.isdigit()
            and (root,) not in self.table
            and root not in self._kind_stems
            and (root,) not in self.grammar.colours
            and not self.grammar.known(root)
            and not self.colours.known(root)
            and root not in self._said_of_goods
        )

    def numbers(self, field: str) -> frozenset[float]:
        """The single numbers that items state of a field, in its base unit."""
        return self._numbers.get(field, frozenset())

    def carries(self, field: str, kinds: Iterable[str]) -> bool:
        """Whether anything of the kinds states the field."""
        stated = self.kinds_of_field.get(field, frozenset())
        return any(kind in stated for kind in kinds)


def _stated(item: Item) -> Iterable[tuple[str, str]]:
    if item.brand:
        yield "brand", item.brand
    for material in item.materials:
        yield "material", material
    for use in item.uses:
        yield "use", use
    for name, value in item.attributes.items():
        values = value if isinstance(value, list | tuple) else [value]
        for one in values:
            if isinstance(one, str) and one.strip():
                yield fold(str(name)), one.strip()


def _name(title: str) -> tuple[str, ...]:
    """The stems of a title's name, without what is told behind it: "Plover one-person tent, green"."""
    return keys(re.split(r",|\(| - | – |\|", title)[0], stems=True)


def _head(title: str) -> tuple[str, ...]:
    """The last word of a title's name: "tent" of "Plover one-person tent, green"."""
    words = [token for token in _name(title) if token.isalpha()]
    return (words[-1],) if words and len(words[-1]) > 2 else ()
