"""The bot's words: one folder a language, every key in each, several ways to say most of them."""

from __future__ import annotations

import hashlib
from pathlib import Path
from string import Formatter
from typing import Any

import yaml

from shop.errors import ShopkeeperError

LANGUAGES = Path(__file__).parent.parent / "languages"
REFERENCE = "en"
_OTHER_FILES = frozenset({"grammar", "labels", "reader"})  # read by the readers


class Wording:
    """Reads ``languages/<tag>/*.yml`` once. A key's value is one text or a list of them, with ``{names}`` to fill in.

    Errors: :class:`ShopkeeperError` for a key that two files of a language hold, and for one that no file holds.
    """

    def __init__(self, folder: Path = LANGUAGES) -> None:
        self.texts: dict[str, dict[str, list[str]]] = {}
        for home in sorted(path for path in folder.iterdir() if path.is_dir()):
            self.texts[home.name] = _texts(home)

    def say(self, key: str, language: str, salt: str = "", **values: object) -> str:
        """One of the ways to say ``key``; the same ``salt`` gives the same one, so that a test can repeat a talk."""
        ways = self.texts.get(language, {}).get(key) or self.texts[REFERENCE].get(key)
        if not ways:
            raise ShopkeeperError(f"languages/{language}: no text for {key!r}")
        chosen = hashlib.blake2b(f"{salt}:{key}".encode(), digest_size=4).digest()
        return ways[int.from_bytes(chosen, "big") % len(ways)].format_map(values)

    def has(self, key: str, language: str = REFERENCE) -> bool:
        return key in self.texts.get(language, {})

    def names(self, key: str, language: str = REFERENCE) -> set[str]:
        """What the ways to say ``key`` name, to be filled in."""
        ways = self.texts.get(language, {}).get(key) or self.texts[REFERENCE].get(key, [])
        return {name for way in ways for _, name, _, _ in Formatter().parse(way) if name}

    @property
    def languages(self) -> tuple[str, ...]:
        return tuple(self.texts)


def language_file(tag: str, name: str, folder: Path = LANGUAGES) -> Path | None:
    """A language's own file of that name, else that of the same language in another script: zh-Hans for zh-Hant."""
    kin = sorted(home.name for home in folder.glob(f"{tag.split('-')[0]}-*"))
    return next((path for one in (tag, *kin) if (path := folder / one / name).exists()), None)


def _texts(home: Path) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for path in sorted(home.glob("*.yml")):
        if path.stem.split("-")[0] in _OTHER_FILES:
            continue
        raw: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
        if twice := found.keys() & raw.keys():
            raise ShopkeeperError(
                f"{path.name} in languages/{home.name}: {sorted(twice)[0]!r} stands in another file too"
            )
        found |= {
            key: [str(text) for text in value] if isinstance(value, list) else [str(value)]
            for key, value in raw.items()
        }
    return found
