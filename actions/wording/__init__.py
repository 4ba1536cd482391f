"""The bot's words: one YAML file a language, every key in each, several ways to say most of them."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import yaml

from shop.errors import ShopkeeperError

HERE = Path(__file__).parent


class Wording:
    """Reads the catalogues once. A key's value is one text or a list of them, with ``{names}`` to fill in."""

    def __init__(self, folder: Path = HERE) -> None:
        self.texts: dict[str, dict[str, list[str]]] = {}
        for path in sorted(folder.glob("*.yml")):
            raw: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
            self.texts[path.stem] = {
                key: [str(text) for text in value] if isinstance(value, list) else [str(value)]
                for key, value in raw.items()
            }

    def say(self, key: str, language: str, salt: str = "", **values: object) -> str:
        """One of the ways to say ``key``; the same ``salt`` gives the same one, so that a test can repeat a talk."""
        catalogue = self.texts.get(language) or self.texts["en"]
        if key not in catalogue:
            raise ShopkeeperError(f"wording {language}: no text for {key!r}")
        ways = catalogue[key]
        chosen = hashlib.blake2b(f"{salt}:{key}".encode(), digest_size=4).digest()
        return ways[int.from_bytes(chosen, "big") % len(ways)].format_map(values)

    def has(self, key: str, language: str) -> bool:
        return key in self.texts.get(language, {})
