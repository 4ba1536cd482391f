"""The shop's FAQ, written by hand in one YAML file a topic file, its numbers filled in from the settings' defaults.

An entry: ``id``, ``question``, ``answer``, ``ask`` (paraphrases that the shop knows), ``held_out`` (paraphrases kept
for validation and test), and ``zh``, the same in Chinese.
"""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

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


def make_faq() -> list[FaqEntry]:
    """All entries, English first, then those in Chinese with ``-zh`` behind their id."""
    facts = settings_facts()
    english, chinese = [], []
    for topic, entry in _entries():
        english.append(_entry(entry["id"], topic, "en", entry, facts))
        if "zh" in entry:
            chinese.append(_entry(f"{entry['id']}-zh", topic, "zh", entry["zh"], facts))
    return english + chinese


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


def settings_facts() -> dict[str, str]:
    """What an answer may say about the shop's rules, in words."""
    policy, shop = load_policy(OrdersSettings().policy), ShopSettings()
    delivery = policy.delivery
    low, high = delivery.working_days["standard"]
    if delivery.working_days["express"] != (1, 1):
        raise ValueError(
            f"the FAQ says that express comes the next working day, the policy says {delivery.working_days}"
        )
    return {
        "return_days": str(policy.returns.days),
        "free_over": f"{_money(delivery.free_from or Decimal(0))} euros",
        "free_over_zh": f"{_money(delivery.free_from or Decimal(0))} 欧元",
        "standard": f"{_money(delivery.prices['standard'])} euros",
        "standard_zh": f"{_money(delivery.prices['standard'])} 欧元",
        "express": f"{_money(delivery.prices['express'])} euros",
        "express_zh": f"{_money(delivery.prices['express'])} 欧元",
        "standard_days": f"{low} to {high}",
        "standard_days_zh": f"{low} 到 {high}",
        "express_days": "on the next working day",
        "support_email": shop.support_email,
    }


def _entry(ident: str, topic: str, language: str, entry: dict[str, Any], facts: dict[str, str]) -> FaqEntry:
    return FaqEntry(
        id=ident, question=entry["question"], answer=entry["answer"].format_map(facts), topic=topic,
        language=language, paraphrases=tuple(entry["ask"]),
    )  # fmt: skip


def _entries() -> list[tuple[str, dict[str, Any]]]:
    return [(_topic(name, entry["id"]), entry) for name in FILES for entry in _read(name)]


def _topic(file: str, ident: str) -> str:
    return TOPICS.get(file) or COMPANY.get(ident.split("-")[0], "company")


def _read(name: str) -> Any:
    return yaml.safe_load((HERE / f"{name}.yml").read_text())


def _money(amount: Decimal) -> str:
    return f"{amount:.2f}" if amount % 1 else f"{amount:.0f}"
