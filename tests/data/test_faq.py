"""The FAQ says what the settings say, and the held-out questions are held out."""

from __future__ import annotations

from collections import Counter
from types import SimpleNamespace

import pytest
from maker.faq.check import faults

from shop.policy import load_policy
from shop.policy_check import contradictions
from shop.settings import OrdersSettings, ShopSettings
from shop.types import FaqEntry

TOPICS = {
    "shipping", "returns", "payment", "warranty", "account", "sizing", "care", "orders", "gift cards", "privacy",
    "sustainability", "stores",
}  # fmt: skip


def answer(demo: SimpleNamespace, ident: str) -> str:
    return next(entry.answer for entry in demo.faq if entry.id == ident)


def test_there_are_enough_entries(demo: SimpleNamespace) -> None:
    english = [entry for entry in demo.faq if entry.language == "en"]
    assert len(english) >= 70
    assert {entry.topic for entry in english} >= TOPICS
    assert len({entry.id for entry in demo.faq}) == len(demo.faq)
    assert all(3 <= len(entry.paraphrases) <= 6 for entry in english)


@pytest.mark.parametrize("language", ["zh", "de", "es", "fr", "ja"])
def test_every_entry_has_a_twin_that_says_the_same(demo: SimpleNamespace, language: str) -> None:
    twins = {entry.id: entry for entry in demo.faq if entry.language == language}
    for entry in demo.faq:
        if entry.language == "en":
            twin = twins.pop(f"{entry.id}-{language}")
            assert twin.topic == entry.topic and len(twin.paraphrases) >= 2
            assert list(faults(entry, twin)) == []
    assert not twins


def test_a_twin_that_says_something_else_is_named() -> None:
    entry = FaqEntry(id="a", question="?", answer="Not within 14 days; write to AF-HELP, 1,000 times.")
    twin = FaqEntry(id="a-de", question="?", answer="Innerhalb von 15 Tagen, 1.000 mal.", language="de")
    assert list(faults(entry, twin)) == [
        "does not say 14",
        "says 15, which the entry does not",
        "does not name AF-, HELP",
        "has lost a negation",
    ]


def test_answers_agree_with_the_policy(demo: SimpleNamespace) -> None:
    assert contradictions(demo.faq, load_policy(OrdersSettings().policy)) == []
    assert ShopSettings().support_email in answer(demo, "contact")
    assert not [entry.id for entry in demo.faq if "{" in entry.answer]


def test_the_welcome_code_exists(demo: SimpleNamespace) -> None:
    coupon = next(coupon for coupon in demo.coupons if coupon["code"] == "WELCOME10")
    said = answer(demo, "newsletter-discount")
    assert coupon["code"] in said and f"{coupon['percent']} percent" in said
    assert f"{float(coupon['min_total']):.0f} euros" in said


def test_held_out_questions(demo: SimpleNamespace) -> None:
    known = {text.lower() for entry in demo.faq for text in (entry.question, *entry.paraphrases)}
    ids = {entry.id for entry in demo.faq}
    texts = [question["text"] for question in demo.questions]
    assert len(set(texts)) == len(texts) and not known & {text.lower() for text in texts}
    assert {question["id"] for question in demo.questions} - {None} <= ids
    answered = Counter(question["split"] for question in demo.questions if question["id"])
    unanswered = Counter(question["split"] for question in demo.questions if not question["id"])
    assert answered.total() >= 200 and unanswered.total() >= 80
    assert (
        min(answered["validation"], answered["test"]) >= 100 and min(unanswered["validation"], unanswered["test"]) >= 40
    )
