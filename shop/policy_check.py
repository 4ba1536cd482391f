"""Where the FAQ's figures contradict the policy.

    python -m shop.policy_check [--faq FILE]     (any FAQ file that can be imported; the store's FAQ without one)

A figure is compared where an answer speaks of what a key of the policy rules: ``languages/<tag>/grammar-policy.yml``
says in which words. An answer that says nothing of it contradicts nothing.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from shop.errors import ShopkeeperError
from shop.faqs import Faqs
from shop.importers.base import Report
from shop.importers.faq import read_faq
from shop.policy import Policy, load_policy
from shop.settings import Settings, load_settings
from shop.store import Store
from shop.types import FaqEntry

LANGUAGES = Path(__file__).parent.parent / "languages"
_FIGURES = {"{n}": r"(\d+(?:[.,]\d+)?)", "{eur}": r"(\d+(?:[.,]\d+)?)\s?(?:euros?|eur\b|€|欧元|ユーロ)"}


@dataclass(frozen=True)
class Contradiction:
    """An answer that says another figure than the policy."""

    entry_id: str
    key: str  # of the policy: "returns.days"
    said: str
    expected: str
    sentence: str

    def __str__(self) -> str:
        return f"{self.entry_id}: says {self.said} where {self.key} is {self.expected}: “{self.sentence}”"


@dataclass(frozen=True)
class Check:
    """``pattern`` finds the figure in its group 1; ``topics`` are those of the entries it is looked for in."""

    key: str
    topics: frozenset[str]
    pattern: re.Pattern[str]


def checks(folder: Path = LANGUAGES) -> tuple[Check, ...]:
    """Those of every language, from ``languages/<tag>/grammar-policy.yml``."""
    found = []
    for path in sorted(folder.glob("*/grammar-policy.yml")):
        for key, check in yaml.safe_load(path.read_text(encoding="utf-8")).items():
            for text in check["patterns"]:
                for name, pattern in _FIGURES.items():
                    text = text.replace(name, pattern)
                found.append(Check(key, frozenset(check["topics"]), re.compile(text, re.IGNORECASE)))
    return tuple(found)


def figure(policy: Policy, key: str) -> Decimal | None:
    """The policy's value under a dotted key, as a number; a pair's ends are .0 and .1."""
    value: Any = policy
    for part in key.split("."):
        if value is None:
            return None
        value = (
            value.get(part) if isinstance(value, dict) else value[int(part)] if part.isdigit() else getattr(value, part)
        )
    return None if value is None else Decimal(value)


_WORDS = {"one": "1", "一": "1", "einem": "1", "un": "1"}
_SENTENCE = re.compile(r"(?<=[.!?])\s+|(?<=[。！？])")


def contradictions(entries: Iterable[FaqEntry], policy: Policy) -> list[Contradiction]:
    """Every figure of the FAQ that differs from the policy's, in the FAQ's order."""
    known, found = checks(), []
    for entry in entries:
        for sentence in _SENTENCE.split(entry.answer):
            for check in known:
                if entry.topic is not None and entry.topic not in check.topics:
                    continue
                found += _compared(entry, sentence, check, policy)
        found += _codes(entry, policy)
    return list(dict.fromkeys(found))


def _compared(entry: FaqEntry, sentence: str, check: Check, policy: Policy) -> list[Contradiction]:
    match = check.pattern.search(sentence)
    if match is None:
        return []
    said, expected = match[1], figure(policy, check.key)
    if expected is not None and Decimal(_WORDS.get(said.lower(), said).replace(",", ".")) == expected:
        return []
    shown = "nothing" if expected is None else f"{expected.normalize():f}"
    return [Contradiction(entry.id, check.key, said, shown, sentence.strip())]


_CODE = re.compile(r"\b(?=[A-Z]*\d)[A-Z][A-Z0-9]{4,}\b")


def _codes(entry: FaqEntry, policy: Policy) -> list[Contradiction]:
    """Codes that an answer about money tells, though the policy does not let them be told."""
    if entry.topic not in ("payment", None):
        return []
    secret = [code for code in _CODE.findall(entry.answer) if code not in policy.coupons.told]
    told = ", ".join(policy.coupons.told) or "nothing"
    return [Contradiction(entry.id, "coupons.told", code, told, entry.answer) for code in secret]


def _entries(settings: Settings, file: Path | None) -> list[FaqEntry]:
    """A file's, in any form that the import reads, or the store's."""
    if file is not None:
        return list(read_faq(file, Report(strict=True)))
    store = Store(settings.store_url)
    store.migrate()
    return Faqs(store).all()


def main() -> None:
    """Print each contradiction; the exit status is 1 where there is any, 2 where nothing could be compared."""
    import argparse

    parser = argparse.ArgumentParser(description="Where the FAQ's figures contradict the policy.")
    parser.add_argument("--faq", type=Path, help="a file instead of the store's FAQ")
    parser.add_argument("--policy", type=Path, help="a policy file instead of the settings'")
    options = parser.parse_args()
    try:
        settings = load_settings()
        policy = load_policy(options.policy or settings.orders.policy)
        entries = _entries(settings, options.faq)
    except ShopkeeperError as error:
        print(f"policy_check: {error.message}", file=sys.stderr)  # noqa: T201
        raise SystemExit(2) from None
    found = contradictions(entries, policy)
    for one in found:
        print(one)  # noqa: T201
    print(f"{len(entries)} entries, {len(found)} contradictions")  # noqa: T201
    raise SystemExit(1 if found else 0)


if __name__ == "__main__":
    main()
