"""The words of one language's sentences, read from ``languages/<tag>/grammar.yml`` and its companions."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import Any, Literal

import yaml

from dialogue.linking.phrases import PhraseTable, keys
from dialogue.linking.tokens import WIDE
from retrieval.text import simplified
from shop.errors import ShopkeeperError

_FILES = ("grammar", "grammar-qualities", "grammar-synonyms", "grammar-safety")
_SHARED = ("counts", "numbers_of", "down_to", "near_colours", "brands")  # fields and makers: no words of a language
REFERENCE = "en"
LANGUAGES = Path(__file__).parent.parent.parent / "languages"
_LEAST = 500_000  # times in the dictionary's corpus: the commonest words of five letters and more
_SHORTEST = 5
_WORD = re.compile(r"[^\W\d_]+")
_PAUSE = re.compile(r"(?<=[\u4e00-\u9fff])[ \t](?=[\u4e00-\u9fff])")
Direction = Literal["+", "-", "=", "!"]


@dataclass(frozen=True)
class FieldHint:
    """A field that may state a quality: words of its name, the direction ("!": it says no), and a value if need be."""

    words: tuple[str, ...]
    direction: Direction
    value: str = ""


@dataclass(frozen=True)
class Quality:
    """What is said of goods, and the fields that may state it, in the order they are tried."""

    hints: tuple[FieldHint, ...]
    as_: Literal["adjective", "aspect", "feature"]
    safety: bool = False
    negative: bool = False  # said with a word of lack: "no milk"
    materials: tuple[str, ...] = ()  # what goods that are not eaten must not be made of then


@dataclass(frozen=True)
class Allergen:
    words: tuple[str, ...]  # that name it in a record
    hints: tuple[FieldHint, ...]


class Grammar:
    """One language. Every class and table may be missing from its files: then it is empty.

    Errors: :class:`ShopkeeperError` naming file and key where one is not of its form.
    """

    def __init__(self, tag: str, data: Mapping[str, Any]) -> None:
        self.tag = tag
        self.questions_anywhere = bool(data.get("questions_anywhere"))  # a question word stands where its answer would
        self.bare_degree = bool(data.get("bare_degree"))  # "which light" is "which is lightest"
        self.degrees_behind = bool(data.get("degrees_behind"))  # "battery longest"
        self.definite_behind = bool(data.get("definite_behind"))  # "blue that one"
        self.topic_first = bool(data.get("topic_first"))  # "that one, in grey, add two"
        self.noun_last = bool(data.get("noun_last"))  # what goods are called ends its phrase
        self.drops_subject = bool(data.get("drops_subject"))  # "can wash in machine?" is about what is in view
        self.denies_behind = bool(data.get("denies_behind"))  # "nuts allergic"
        self.tens_of_last = bool(data.get("tens_of_last"))  # "one thousand five" is 1,500
        self.places = self.tens_of_last or bool(data.get("places"))  # "two hundred five ten" is 250
        self._clause_mark = str(data.get("clause_mark", ""))  # how a comma is written
        self._inflections = {end: _parted(said) for end, said in _table(data, "inflections").items()}
        written = {str(said): str(meant) for said, meant in _table(data, "written").items()}
        self._written = dict(sorted(written.items(), key=lambda pair: -len(pair[0])))
        self._typed = {
            str(said): str(meant) for said, meant in _table(data, "typed").items()
        }  # as in a chat: pr, jpeux
        self.typed = {keys(said)[0]: keys(meant)[-1] for said, meant in self._typed.items()}
        self.corpus = str(data.get("dictionary_of", ""))  # whose words part a script without blanks
        self._simplified = bool(data.get("simplified"))
        named = dict.fromkeys(_wide(data))  # its own words of such a script
        self.wide = tuple(dict.fromkeys(form for word in named for form in self._inflected(word)))
        self.classes: PhraseTable[str] = PhraseTable()
        for name, said in (data.get("classes") or {}).items():
            if not isinstance(said, str):
                raise ShopkeeperError(f"languages/{tag}: class {name!r} is no list of phrases parted by commas")
            self._add(self.classes, said, name)
        self.excess = frozenset(_parted(data.get("excess", "")))
        self.selves = frozenset(_parted(data.get("selves", "")))
        self.withs = frozenset(_parted(data.get("withs", "")))
        self.stop = frozenset(key for said in _parted(data.get("stop", "")) for key in keys(said))
        self.numbers: dict[str, float] = {str(word): float(value) for word, value in _table(data, "numbers").items()}
        self.counted = {
            str(word): float(value) for word, value in _table(data, "counted").items()
        }  # people in one word
        self.multipliers = frozenset(_parted(data.get("multipliers", "")))
        self.number_articles = frozenset(_parted(data.get("number_articles", "")))
        self.number_joiners = frozenset(_parted(data.get("number_joiners", "")))
        self.numbered_ones = frozenset(_parted(data.get("numbered_ones", "")))  # behind a number: "28 one"
        self.number_suffixes = frozenset(_parted(data.get("number_suffixes", "")))
        self.plural_suffixes = tuple(_parted(data.get("plural_suffixes", "")))
        self.minus = frozenset(_parted(data.get("minus", "")))
        self.ordinals: dict[str, int] = {str(word): int(value) for word, value in _table(data, "ordinals").items()}
        self.size_names = {str(size): _parted(said) for size, said in _table(data, "size_names").items()}
        ends = _table(data, "ends")
        self.ends = {word: end for end, said in ends.items() for word in _parted(said)}
        self.comparative = _table(data, "comparative")
        self.superlative = _table(data, "superlative")
        self.comparatives: PhraseTable[str] = PhraseTable()  # other words for one: "the next size down" is smaller
        for word, said in _table(data, "comparatives").items():
            self._add(self.comparatives, said, word)
        self.brands: PhraseTable[str] = PhraseTable()  # known everywhere, carried or not
        for said in _parted(data.get("brands", "")):
            self.brands.add(keys(said), said)
        self.currencies = {word: code for code, said in _table(data, "currencies").items() for word in _parted(said)}
        self.loose_money = frozenset(_parted(data.get("loose_money", "")))  # one's own currency, whichever that is
        self.money_words = frozenset(_parted(data.get("money_words", ""))) | self.loose_money | self.currencies.keys()
        self.audiences: PhraseTable[str] = PhraseTable()
        for name, said in _table(data, "audiences").items():
            self._add(self.audiences, said, name)
        self.people: PhraseTable[str] = PhraseTable()
        for name, said in _table(data, "people").items():
            self._add(self.people, said, name)
        self.qualities: PhraseTable[Quality] = PhraseTable()
        for row in data.get("qualities") or ():
            self._quality(row)
        known = (quality for phrase in self.qualities for quality in self.qualities.get(phrase))
        self.contents = tuple({quality: None for quality in known if _says_contents(quality)})  # what is in a thing
        self.counts = {name: _hints(said) for name, said in _table(data, "counts").items()}
        self.dimensions = {name: _hints(said) for name, said in _table(data, "numbers_of").items()}
        self.down_to = _hints(data.get("down_to", ""))
        self.allergens: PhraseTable[Allergen] = PhraseTable()
        for row in data.get("allergens") or ():
            thing = Allergen(tuple(_parted(row.get("words", ""))), _hints(row.get("fields", "")))
            self._add(self.allergens, row["say"], thing)
        self.hazards: PhraseTable[str] = PhraseTable()  # no function words: places, heat, current, reactions
        for name, said in _table(data, "hazards").items():
            self._add(self.hazards, said, name)
        self.same: PhraseTable[tuple[tuple[str, ...], ...]] = PhraseTable()
        for line in data.get("same") or ():
            forms = tuple(dict.fromkeys(keys(said, stems=True) for said in _parted(line)))
            for form in forms:
                self.same.add(form, forms)
        self.wider = {
            keys(said, stems=True): keys(wide, stems=True)
            for wide, names in _table(data, "wider").items()
            for said in _parted(names)
        }
        self.colours: PhraseTable[str] = PhraseTable()
        for family, said in _table(data, "colours").items():
            self._add(self.colours, said, family)
        self.near_colours: dict[str, str] = dict(_table(data, "near_colours"))
        self.purposes: PhraseTable[str] = PhraseTable()
        for said in _parted(data.get("purposes", "")):
            self.purposes.add(keys(said), said)
        self._dictionary = str(data.get("dictionary", ""))
        self._formed = dict(self._forms())
        self.wide += tuple(self._formed)
        self.stemmer = str(data.get("stemmer", ""))  # Snowball's name of the language; "": words as they stand
        self.joints = frozenset(_parted(data.get("compounds", "")))  # letters between the parts of compounds
        self.comma = bool(data.get("comma"))  # "1,5" and "2.000"

    def _add(self, table: PhraseTable[Any], said: str, thing: Any) -> None:
        for phrase in _parted(said):
            for form in self._inflected(phrase):
                table.add(keys(form), thing)

    def _inflected(self, word: str) -> list[str]:
        """A word with the endings that its last letters may change to, the longest that are known."""
        end = max((end for end in self._inflections if word.endswith(end)), key=len, default="")
        return [word, *(word.removesuffix(end) + other for other in self._inflections[end])] if end else [word]

    def _quality(self, row: Mapping[str, Any]) -> None:
        hints = _hints(row.get("fields", ""))
        for as_, key in (("adjective", "adjectives"), ("aspect", "aspects"), ("feature", "features")):
            made_of = tuple(_parted(row.get("materials", "")))
            thing = Quality(hints, as_, bool(row.get("safety")), materials=made_of)  # type: ignore[arg-type]
            self._add(self.qualities, row.get(key, ""), thing)

    def dangers(self, words: Sequence[str], *names: str) -> Iterator[tuple[int, int]]:
        """Where words of these hazards stand: (start, end) among ``words``."""
        for place in range(len(words)):
            for length, name in self.hazards.at(words, place):
                if name in names:
                    yield place, place + length
                    break

    @property
    def ordinary(self) -> frozenset[str]:
        """Words written every day: a catalogue that lacks one has not been misspelt."""
        return _ordinary(self._dictionary)

    def known(self, word: str) -> bool:
        """Whether a folded word is one of the sentence's own."""
        return word in self.stop or (word,) in self.classes or word in self.numbers or word in self.ordinals

    def inflected(self, word: str) -> list[str]:
        """Comparatives and superlatives of an adjective, by the rules: warm → warmer, warmest."""
        if not any(quality.as_ == "adjective" for quality in self.qualities.get((word,))):
            return []
        found = []
        for rule in (self.comparative, self.superlative):
            for suffix in _parted(rule.get("suffixes", ""))[:1]:
                stemmed = word[:-1] + "i" if word.endswith("y") else word.removesuffix("e")
                found += [stemmed + suffix, word + word[-1] + suffix]
        return found

    def _forms(self) -> Iterator[tuple[str, tuple[str, str]]]:
        """Degrees that words before or behind make, in a script without blanks: (form, (positive, degree))."""
        for degree, rule in (("superlative", self.superlative), ("comparative", self.comparative)):
            before = _parted(rule.get("prefixes", ""))
            if not before:
                continue
            behind = _parted(rule.get("suffixes", ""))
            for phrase in self.qualities:
                if len(phrase) == 1 and any(quality.as_ == "adjective" for quality in self.qualities.get(phrase)):
                    word = phrase[0]
                    forms = [a + word + b for a in ("", *before) for b in ("", *behind) if a or b]
                    yield from ((form, (word, degree)) for form in forms)

    def read(self, text: str) -> str:
        """The text as this language's words are written here, as long as it was: characters simplified, and a comma
        where a blank or a mark of its own parts clauses."""
        if self._clause_mark:
            text = text.replace(self._clause_mark, ",")
        return simplified(_PAUSE.sub(",", text)) if self._simplified else text

    def written(self, text: str) -> str:
        """The text in the words that answers and pages are written in, where people write as they speak otherwise."""
        for said, meant in self._written.items():
            text = text.replace(said, meant)
        if not self._typed:
            return text
        return _WORD.sub(lambda match: self._typed.get(match[0].lower(), match[0]), text)

    def degrees(self, word: str) -> tuple[str, str] | None:
        """(positive, "comparative" or "superlative") of an inflected adjective: warmest → warm."""
        if word in self._formed:
            return self._formed[word]
        for degree, rule in (("superlative", self.superlative), ("comparative", self.comparative)):
            for suffix in _parted(rule.get("suffixes", "")):
                if not word.endswith(suffix) or len(word) < len(suffix) + 3:
                    continue
                base = word[: -len(suffix)]
                forms = [base, base + "e"]
                if base[-1] == base[-2]:
                    forms.append(base[:-1])
                if base.endswith("i"):
                    forms.append(base[:-1] + "y")
                for form in forms:
                    if any(quality.as_ == "adjective" for quality in self.qualities.get((form,))):
                        return form, degree
        return None


def _says_contents(quality: Quality) -> bool:
    return bool(quality.hints) and quality.hints[0].words == keys("allergens", stems=True)


def _wide(data: Any) -> Iterator[str]:
    """Every word of a script without blanks among a grammar's texts and keys."""
    if isinstance(data, Mapping):
        for key, value in data.items():
            yield from _wide(key)
            yield from _wide(value)
    elif isinstance(data, list):
        for value in data:
            yield from _wide(value)
    elif isinstance(data, str) and WIDE.search(data):
        yield from (part for part in _parted(data) if WIDE.search(part))


def _over(base: Any, more: Any) -> Any:
    """A language's data over those of the one that it extends: lists of words grow, tables are filled up."""
    if isinstance(base, dict) and isinstance(more, dict):
        return {key: _over(base.get(key), more.get(key)) for key in base | more}
    if isinstance(base, list) and isinstance(more, list):
        return base + more
    if isinstance(base, str) and isinstance(more, str) and base:
        return f"{base}, {more}"
    return base if more is None else more


def _parted(said: Any) -> list[str]:
    return [part.strip() for part in str(said or "").split(",") if part.strip()]


def _table(data: Mapping[str, Any], key: str) -> dict[str, Any]:
    found = data.get(key) or {}
    if not isinstance(found, dict):
        raise ShopkeeperError(f"grammar: {key!r} should be a table, not {type(found).__name__}")
    return found


def _hints(said: str) -> tuple[FieldHint, ...]:
    found = []
    for part in _parted(said):
        direction = part[0] if part[0] in "+-=!" else "+"
        name, _, value = part.lstrip("+-=!").partition("=")
        found.append(FieldHint(keys(name, stems=True), direction, value.strip()))  # type: ignore[arg-type]
    return tuple(found)


@lru_cache(maxsize=16)
def load_grammar(tag: str, folder: Path = LANGUAGES) -> Grammar:
    """The grammar of a language, of English where it has none. Read once a process."""
    data = _read(tag, folder)
    if not data:
        if tag == REFERENCE:
            raise ShopkeeperError(f"{folder}/{REFERENCE}: no grammar.yml")
        return load_grammar(REFERENCE, folder)
    return Grammar(tag, data if tag == REFERENCE else _with_fields(tag, data, _read(REFERENCE, folder)))


def _read(tag: str, folder: Path) -> dict[str, Any]:
    """A language's files together, over those of the language that it ``extends``."""
    data: dict[str, Any] = {}
    for path in (folder / tag / f"{name}.yml" for name in _FILES):
        if not path.exists():
            continue
        part = yaml.load(path.read_text(encoding="utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)) or {}
        if twice := data.keys() & part.keys():
            raise ShopkeeperError(f"languages/{tag}/{path.name}: {sorted(twice)[0]!r} stands in another file too")
        data |= part
    if base := data.pop("extends", ""):
        data = _over(_read(str(base), folder), data)
    return data


def _with_fields(tag: str, data: dict[str, Any], reference: Mapping[str, Any]) -> dict[str, Any]:
    """A language's data with what does not hang on its words: a quality or allergen that is ``like`` one of the
    reference has its fields, and colours of the reference are known in every language."""
    rows: dict[str, Mapping[str, Any]] = {}
    for row in (*(reference.get("qualities") or ()), *(reference.get("allergens") or ())):
        for key in ("adjectives", "aspects", "features", "say"):
            for word in _parted(row.get(key, "")):
                rows.setdefault(word, row)
    made = {key: reference[key] for key in _SHARED if key in reference} | data
    for name in ("qualities", "allergens"):
        made[name] = [
            {key: row[key] for key in ("fields", "words", "safety", "materials") if key in row} | own
            for own in data.get(name) or ()
            for row in [_like(tag, own, rows)]
        ]
    own_colours = _table(data, "colours")
    made["colours"] = {
        family: f"{said}, {own_colours.get(family, '')}" for family, said in _table(reference, "colours").items()
    }
    return made


def _like(tag: str, own: Mapping[str, Any], rows: Mapping[str, Mapping[str, Any]]) -> Mapping[str, Any]:
    name = own.get("like")
    if name is not None and name not in rows:
        raise ShopkeeperError(f"languages/{tag}: like: {name!r} is no word of a quality or allergen of {REFERENCE!r}")
    return rows.get(str(name), {})


@lru_cache(maxsize=8)
def _ordinary(resource: str) -> frozenset[str]:
    """Of a frequency dictionary, a word and its count a line: "package/file"."""
    if not resource:
        return frozenset()
    package, _, name = resource.partition("/")
    text = (resources.files(package) / name).read_text(encoding="utf-8-sig")
    counted = (line.split() for line in text.splitlines())
    return frozenset(row[0] for row in counted if len(row[0]) >= _SHORTEST and int(row[1]) >= _LEAST)
