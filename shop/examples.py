"""Files what shoppers really typed as NLU examples, in Rasa's own YAML."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Collection
from pathlib import Path
from typing import Any

import yaml

from shop.errors import BadInput
from shop.personal import mask

ROOT = Path(__file__).resolve().parent.parent


class Examples:
    """One file of examples by intent, which ``rasa train --data data <folder>`` reads with the rest."""

    def __init__(self, path: Path, domain: Path = ROOT / "bot" / "domain", masked: Callable[[str], str] = mask) -> None:
        """``masked`` takes out what is personal: an example teaches how people ask, not who they are."""
        self._path = path
        self._domain = domain
        self._masked = masked
        self._lock = threading.Lock()

    def intents(self) -> list[str]:
        """What the bot's domain knows."""
        found: set[str] = set()
        for path in sorted(self._domain.glob("*.yml")):
            for intent in (yaml.safe_load(path.read_text("utf-8")) or {}).get("intents") or []:
                found.add(next(iter(intent)) if isinstance(intent, dict) else str(intent))
        return sorted(found)

    def file(self, intent: str, text: str) -> Path:
        """Add an example, once; :class:`BadInput` for an intent that the bot does not have."""
        if intent not in self.intents():
            raise BadInput(f"intent: the bot has no {intent!r}", field="intent")
        example = plain(self._masked(text))
        if not example:
            raise BadInput("text: nothing is left of it as an example", field="text")
        with self._lock:
            known = self.read()
            if example not in known.setdefault(intent, []):
                known[intent].append(example)
            self._write(known)
        return self._path

    def erase(self, texts: Collection[str]) -> int:
        """Take out what was filed of these texts; how many examples that were."""
        forms = (self._masked, mask, str)  # with a model for names, without one, and before anything was masked
        gone = {plain(form(text)) for text in texts for form in forms}
        with self._lock:
            known = self.read()
            left = {intent: [one for one in examples if one not in gone] for intent, examples in known.items()}
            count = sum(map(len, known.values())) - sum(map(len, left.values()))
            if count:
                self._write({intent: examples for intent, examples in left.items() if examples})
        return count

    def read(self) -> dict[str, list[str]]:
        """Intent → examples."""
        if not self._path.exists():
            return {}
        content: dict[str, Any] = yaml.safe_load(self._path.read_text("utf-8")) or {}
        return {
            entry["intent"]: [line.removeprefix("- ") for line in entry["examples"].splitlines() if line.strip()]
            for entry in content.get("nlu", [])
        }

    def _write(self, known: dict[str, list[str]]) -> None:
        entries = [
            {"intent": intent, "examples": "".join(f"- {example}\n" for example in examples)}
            for intent, examples in sorted(known.items())
        ]
        self._path.parent.mkdir(parents=True, exist_ok=True)
        fresh = self._path.with_suffix(".new")
        with fresh.open("w", encoding="utf-8") as file:
            yaml.dump({"version": "3.1", "nlu": entries}, file, Dumper=_Dumper, allow_unicode=True, sort_keys=False)
        fresh.replace(self._path)


def plain(text: str) -> str:
    """One line without the signs that Rasa reads as entities."""
    return re.sub(r"\s+", " ", re.sub(r"[\[\](){}|]", " ", text)).strip(" -/")


class _Dumper(yaml.SafeDumper):
    """Writes texts of several lines as blocks, the way Rasa's files are written by hand."""


def _block(dumper: yaml.SafeDumper, value: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style="|" if "\n" in value else None)


_Dumper.add_representer(str, _block)
