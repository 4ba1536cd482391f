"""What a catalogue's kinds, fields and values are called in other languages than its own.

``languages/<tag>/labels.yml`` holds words of the trade, a shop's folder of labels its own: the same form, the shop's
before the trade's. A value is a list of names parted by commas; the first is spoken, all are understood.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from dialogue.wording import LANGUAGES
from retrieval.text import fold
from shop.errors import ShopkeeperError
from shop.settings import Settings
from shop.types import Item

_TABLES = ("kinds", "fields", "values", "texts", "units")
_DEMO = Path(__file__).parent.parent / "data" / "demo" / "labels"
_NUMBER = r"[-−]?\d[\d,.]*"
_WORD = re.compile(r"[^\W\d_]{3}")
_PARTS = re.compile(r"\s*(?:,|\band\b|/)\s*")

Names = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Labels:
    """One language. Keys are folded; a key of ``values`` and ``texts`` may begin with "field=" to count for
    it alone."""

    kinds: Names = field(default_factory=dict)
    fields: Names = field(default_factory=dict)
    values: Names = field(default_factory=dict)
    units: Names = field(default_factory=dict)
    texts: tuple[tuple[str, re.Pattern[str], str], ...] = ()  # field or "", what the catalogue writes, how it is said

    @property
    def own(self) -> bool:
        """Whether the catalogue speaks the language itself: then nothing needs another name."""
        return not (self.kinds or self.fields or self.values)

    @property
    def spelled(self) -> frozenset[str]:
        """Every name of a kind, folded."""
        return frozenset(fold(name) for names in self.kinds.values() for name in names)

    def kind(self, name: str) -> str | None:
        return _first(self.kinds, name)

    def field(self, name: str) -> str | None:
        return _first(self.fields, name)

    def unit(self, name: str) -> str:
        return _first(self.units, name) or name

    def value(self, field: str, said: str, joint: str = ", ") -> str:
        """The value in this language; as the catalogue writes it where nothing is known of it."""
        return self._whole(field, said) or self._parts(field, said, joint) or said

    def names(self, field: str, value: str) -> tuple[str, ...]:
        """Every name of a value."""
        key = fold(value)
        return self.values.get(f"{fold(field)}={key}") or self.values.get(key, ())

    def of_item(self, item: Item, options: Iterable[str] = ()) -> tuple[str, ...]:
        """Every name of an item's kinds, of its colours, and of the values that it states or that ``options`` are."""
        stated = [("", value) for value in (*options, *item.colours, *item.materials)]
        stated += [(str(name), value) for name, value in item.attributes.items() if isinstance(value, str)]
        kinds = [name for kind in item.categories[-1:] for name in self.kinds.get(fold(kind), ())]
        return (*kinds, *(name for field, value in stated for name in self.names(field, value)))

    def _whole(self, field: str, said: str) -> str | None:
        if named := self.names(field, said):
            return named[0]
        for own, pattern, text in self.texts:
            if own in ("", fold(field)) and (found := pattern.fullmatch(said)):
                return text.format_map({name: found[name] for name in pattern.groupindex})
        return None

    def _parts(self, field: str, said: str, joint: str) -> str | None:
        parts = _PARTS.split(said)
        named = [self._whole(field, part) for part in parts]
        if (
            len(parts) < 2
            or not any(named)
            or any(one is None and _WORD.search(part) for one, part in zip(named, parts, strict=True))
        ):
            return None
        return joint.join(one or part for one, part in zip(named, parts, strict=True))


class LabelBook:
    """The labels of every language, from these folders; the first that names a thing is believed."""

    def __init__(self, folders: Iterable[Path] = ()) -> None:
        self._folders = tuple(folders)
        self._read: dict[str, Labels] = {}

    def of(self, language: str) -> Labels:
        if language not in self._read:
            kin = sorted(home.name for home in LANGUAGES.glob(f"{language.split('-')[0]}-*") if home.name != language)
            own, others = self._files(language), [path for one in kin for path in self._files(one)]
            self._read[language] = _labels(own, others)
        return self._read[language]

    def _files(self, language: str) -> list[Path]:
        files = [*(folder / f"{language}.yml" for folder in self._folders), LANGUAGES / language / "labels.yml"]
        return [path for path in files if path.exists()]


def label_book(settings: Settings) -> LabelBook:
    """A shop's own labels stand in ``labels/`` of its state; the demo shop brings its own."""
    return LabelBook((settings.state / "labels", *([_DEMO] if settings.shop.demo else [])))


def _labels(files: Sequence[Path], kin: Sequence[Path] = ()) -> Labels:
    """``kin``: of the same language in other scripts, whose names are understood too."""
    tables: dict[str, dict[str, tuple[str, ...]]] = {name: {} for name in _TABLES}
    texts: dict[str, str] = {}
    for path in (*files, *kin):
        raw: Any = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
        for name, table in raw.items():
            if name not in _TABLES or not isinstance(table, dict):
                raise ShopkeeperError(f"{path}: {name!r}: expected one of {', '.join(_TABLES)}, each a table")
            for key, said in table.items():
                if not isinstance(key, str) or not isinstance(said, str):
                    raise ShopkeeperError(f"{path}: {name}: {key!r}: expected a text for a text")
                if name == "texts":
                    texts.setdefault(key, said)
                else:
                    parts = tuple(part.strip() for part in said.split(",") if part.strip())
                    known = tables[name].get(fold(key), ())
                    if not known or path in kin:
                        tables[name][fold(key)] = tuple(dict.fromkeys((*known, *parts)))
    return Labels(
        tables["kinds"],
        tables["fields"],
        tables["values"],
        tables["units"],
        tuple(_text(key, said) for key, said in texts.items()),
    )


def _text(key: str, said: str) -> tuple[str, re.Pattern[str], str]:
    own, _, written = key.rpartition("=")
    pattern = re.escape(written)
    for name in re.findall(r"\{(\w)\}", written):
        pattern = pattern.replace(re.escape(f"{{{name}}}"), rf"(?P<{name}>{_NUMBER})")
    return fold(own), re.compile(pattern, re.IGNORECASE), said


def _first(table: Names, name: str) -> str | None:
    named = table.get(fold(name))
    return named[0] if named else None
