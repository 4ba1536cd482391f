"""The words of one language's sentences, read from ``languages/<tag>/grammar.yml`` and its companions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import Any, Literal

import yaml

from dialogue.linking.phrases import PhraseTable, keys
from shop.errors import ShopkeeperError

_FILES = ("grammar", "grammar-qualities", "grammar-synonyms")
LANGUAGES = Path(__file__).parent.parent.parent / "languages"
_LEAST = 1_000_000  # times in the dictionary's corpus: the nineteen thousand commonest words of five letters and more
_SHORTEST = 5
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
        self.classes: PhraseTable[str] = PhraseTable()
        for name, said in (data.get("classes") or {}).items():
            if not isinstance(said, str):
                raise ShopkeeperError(f"languages/{tag}: class {name!r} is no list of phrases parted by commas")
            self._add(self.classes, said, name)
        self.stop = frozenset(key for said in _parted(data.get("stop", "")) for key in keys(said))
        self.numbers: dict[str, float] = {str(word): float(value) for word, value in _table(data, "numbers").items()}
        self.multipliers = frozenset(_parted(data.get("multipliers", "")))
        self.number_articles = frozenset(_parted(data.get("number_articles", "")))
        self.number_joiners = frozenset(_parted(data.get("number_joiners", "")))
        self.number_suffixes = frozenset(_parted(data.get("number_suffixes", "")))
        self.plural_suffixes = tuple(_parted(data.get("plural_suffixes", "")))
        self.minus = frozenset(_parted(data.get("minus", "")))
        self.ordinals: dict[str, int] = {str(word): int(value) for word, value in _table(data, "ordinals").items()}
        self.size_names = {str(size): _parted(said) for size, said in _table(data, "size_names").items()}
        ends = _table(data, "ends")
        self.ends = {word: end for end, said in ends.items() for word in _parted(said)}
        self.comparative = _table(data, "comparative")
        self.superlative = _table(data, "superlative")
        self.money_words = frozenset(_parted(data.get("money_words", "")))
        self.audiences: PhraseTable[str] = PhraseTable()
        for name, said in _table(data, "audiences").items():
            self._add(self.audiences, said, name)
        self.people: PhraseTable[str] = PhraseTable()
        for name, said in _table(data, "people").items():
            self._add(self.people, said, name)
        self.qualities: PhraseTable[Quality] = PhraseTable()
        for row in data.get("qualities") or ():
            self._quality(row)
        self.counts = {name: _hints(said) for name, said in _table(data, "counts").items()}
        self.dimensions = {name: _hints(said) for name, said in _table(data, "numbers_of").items()}
        self.down_to = _hints(data.get("down_to", ""))
        self.allergens: PhraseTable[Allergen] = PhraseTable()
        for row in data.get("allergens") or ():
            thing = Allergen(tuple(_parted(row.get("words", ""))), _hints(row.get("fields", "")))
            self._add(self.allergens, row["say"], thing)
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

    def _add(self, table: PhraseTable[Any], said: str, thing: Any) -> None:
        for phrase in _parted(said):
            table.add(keys(phrase), thing)

    def _quality(self, row: Mapping[str, Any]) -> None:
        hints = _hints(row.get("fields", ""))
        for as_, key in (("adjective", "adjectives"), ("aspect", "aspects"), ("feature", "features")):
            thing = Quality(hints, as_, bool(row.get("safety")))  # type: ignore[arg-type]
            self._add(self.qualities, row.get(key, ""), thing)

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

    def degrees(self, word: str) -> tuple[str, str] | None:
        """(positive, "comparative" or "superlative") of an inflected adjective: warmest → warm."""
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
    files = [path for name in _FILES if (path := folder / tag / f"{name}.yml").exists()]
    if not files:
        if tag == "en":
            raise ShopkeeperError(f"{folder}/en: no grammar.yml")
        return load_grammar("en", folder)
    data: dict[str, Any] = {}
    for path in files:
        part = yaml.load(path.read_text(encoding="utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)) or {}
        if twice := data.keys() & part.keys():
            raise ShopkeeperError(f"languages/{tag}/{path.name}: {sorted(twice)[0]!r} stands in another file too")
        data |= part
    return Grammar(tag, data)


@lru_cache(maxsize=8)
def _ordinary(resource: str) -> frozenset[str]:
    """Of a frequency dictionary, a word and its count a line: "package/file"."""
    if not resource:
        return frozenset()
    package, _, name = resource.partition("/")
    text = (resources.files(package) / name).read_text(encoding="utf-8-sig")
    counted = (line.split() for line in text.splitlines())
    return frozenset(row[0] for row in counted if len(row[0]) >= _SHORTEST and int(row[1]) >= _LEAST)
