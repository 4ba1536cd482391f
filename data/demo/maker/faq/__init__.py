"""The shop's FAQ, written by hand in one YAML file a topic, its numbers filled in from the settings' defaults.

An entry: ``id``, ``question``, ``answer``, ``ask`` (paraphrases that the shop knows) and ``held_out`` (paraphrases kept
for validation and test). ``<language>.yml`` has every entry's twin; :mod:`maker.faq.check` compares the two.
"""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from maker.faq.check import faults
from shop.policy import load_policy
from shop.settings import OrdersSettings, ShopSettings
from shop.types import FaqEntry

HERE = Path(__file__).resolve().parent
TOPICS = {  # an id's first word → topic
    "shipping": "shipping", "returns": "returns", "payment": "payment", "orders": "orders", "warranty": "warranty",
    "account": "account", "sizing": "sizing", "care": "care",
}  # fmt: skip
COMPANY = {"gift": "gift cards", "privacy": "privacy", "sustain": "sustainability", "store": "stores"}
FILES = (*TOPICS, "company")
MONEY = {  # how a language writes an amount: decimal mark, what stands behind it
    "en": (".", " euros"), "zh": (".", " 欧元"), "de": (",", " Euro"), "es": (",", " euros"), "fr": (",", " euros"),
    "ja": (".", "ユーロ"),
}  # fmt: skip
RANGE = {"en": " to ", "zh": " 到 ", "de": " bis ", "es": " a ", "fr": " à ", "ja": "～"}


def make_faq() -> list[FaqEntry]:
    """All entries, English first, then each language's with its tag behind their id (``returns-zh``).

    Errors: :class:`ValueError` naming each twin that says another thing than its entry, as far as it can be told.
    """
    found: dict[str, list[FaqEntry]] = {language: [] for language in MONEY}
    wrong: list[str] = []
    twins = {language: _read(language) for language in MONEY if language != "en"}
    for topic, entry in _entries():
        english = _entry(entry["id"], topic, "en", entry)
        found["en"].append(english)
        for language, known in twins.items():
            if entry["id"] not in known:
                wrong.append(f"{language}.yml: {entry['id']} is missing")
                continue
            twin = _entry(f"{entry['id']}-{language}", topic, language, known[entry["id"]])
            wrong += [f"{language}.yml: {entry['id']}: {fault}" for fault in faults(english, twin)]
            found[language].append(twin)
    if wrong:
        raise ValueError("\n".join(wrong))
    return [entry for entries in found.values() for entry in entries]


def make_questions() -> list[dict[str, Any]]:
    """Held-out questions: ``{text, id, split}``, the id null where the FAQ has no answer."""
    found: list[dict[str, Any]] = []
    for number, (_, entry) in enumerate(_entries()):
        for at, text in enumerate(entry["held_out"]):
            found.append({"text": text, "id": entry["id"], "split": "validation" if (number + at) % 2 else "test"})
    for texts in _read("unanswerable").values():
        half = len(texts) // 2
        found += [
            {"text": text, "id": None, "split": "validation" if at < half else "test"} for at, text in enumerate(texts)
        ]
    return found


def settings_facts(language: str = "en") -> dict[str, str]:
    """What an answer may say about the shop's rules, in a language's words."""
    policy, shop = load_policy(OrdersSettings().policy), ShopSettings()
    delivery = policy.delivery
    low, high = delivery.working_days["standard"]
    if delivery.working_days["express"] != (1, 1):
        raise ValueError(
            f"the FAQ says that express comes the next working day, the policy says {delivery.working_days}"
        )
    return {
        "return_days": str(policy.returns.days),
        "free_over": _money(delivery.free_from or Decimal(0), language),
        "standard": _money(delivery.prices["standard"], language),
        "express": _money(delivery.prices["express"], language),
        "standard_days": f"{low}{RANGE[language]}{high}",
        "express_days": "on the next working day",
        "support_email": shop.support_email,
    }


def _entry(ident: str, topic: str, language: str, entry: dict[str, Any]) -> FaqEntry:
    answer = entry["answer"].format_map(settings_facts(language))
    return FaqEntry(
        id=ident, question=entry["question"], answer=answer, topic=topic, language=language,
        paraphrases=tuple(entry["ask"]),
    )  # fmt: skip


def _entries() -> list[tuple[str, dict[str, Any]]]:
    return [(_topic(name, entry["id"]), entry) for name in FILES for entry in _read(name)]


def _topic(file: str, ident: str) -> str:
    return TOPICS.get(file) or COMPANY.get(ident.split("-")[0], "company")


def _read(name: str) -> Any:
    return yaml.safe_load((HERE / f"{name}.yml").read_text(encoding="utf-8"))


def _money(amount: Decimal, language: str) -> str:
    mark, behind = MONEY[language]
    return (f"{amount:.2f}" if amount % 1 else f"{amount:.0f}").replace(".", mark) + behind
