from __future__ import annotations

import pytest

from retrieval.encoding import speaking
from retrieval.faq import FaqAnswers
from retrieval.wiring import Retrieval
from shop.faqs import Faqs
from shop.store import Store
from shop.types import FaqEntry


@pytest.mark.parametrize(
    ("text", "entry"),
    [
        ("how can i give something back", "returns"),
        ("can I return the red boots?", "returns"),
        ("when will my parcel arrive", "shipping"),
        ("do you take paypal", "payment"),
        ("forgot my pasword", "account"),
        ("is there a guarantee on the headphones", "warranty"),
    ],
)
async def test_answers(shared: Retrieval, text: str, entry: str) -> None:
    answer = await shared.faq.answer(text)
    assert answer is not None
    assert answer.entry.id == entry
    assert all(sentence in answer.entry.answer for sentence in answer.passage.split(". ")[:1])


@pytest.mark.parametrize(
    "text",
    ["what is the capital of peru", "blue hiking boots under 60", "are you a robot", "tell me a joke", "", "  "],
)
async def test_abstains(shared: Retrieval, text: str) -> None:
    assert await shared.faq.answer(text) is None


@pytest.mark.parametrize(
    ("language", "text", "entry"),
    [
        ("zh-Hans", "东西不想要了怎么退货", "returns-zh"),  # its twin of the talk's language
        ("zh-Hant", "東西不想要了怎麼退貨", "returns-zh"),
        ("zh-Hans", "几天能收到货", "shipping"),  # there is none
        ("zh-Hans", "有哪些付款方式", "payment"),
        ("de", "Wie kann ich bezahlen?", "payment"),
        ("es", "¿Cuánto tarda la entrega?", "shipping"),
        ("fr", "Comment changer mon mot de passe ?", "account"),
        ("ja", "返品するにはどうすればいいですか", "returns"),
        ("en", "怎么退货", "returns"),  # found in any language, told in the talk's
        ("en", "how can i give something back", "returns"),
        ("en", "where can I park at your shop", "parking"),  # no twin in English
        ("de", "wo kann ich beim laden parken", "parking"),
    ],
)
async def test_every_language_finds_its_answer(everywhere: Retrieval, language: str, text: str, entry: str) -> None:
    with speaking(language):
        answer = await everywhere.faq.answer(text)
    assert answer is not None
    assert answer.entry.id == entry


@pytest.mark.parametrize(
    ("language", "text"),
    [("zh-Hans", "有没有红色的杯子"), ("de", "Wie wird das Wetter morgen?"), ("fr", "Raconte-moi une blague")],
)
async def test_no_entry_answers_in_any_language(everywhere: Retrieval, language: str, text: str) -> None:
    with speaking(language):
        assert await everywhere.faq.answer(text) is None


async def test_a_follow_up_is_read_with_the_question_before(shared: Retrieval) -> None:
    alone = await shared.faq.answer("and how fast is express?")
    joined = await shared.faq.answer("and the money?", topic="How do I return an item?")
    assert alone is not None and alone.entry.id == "shipping"
    assert joined is not None and joined.entry.id == "returns"
    changed = await shared.faq.answer("which cards do you accept?", topic="How do I return an item?")
    assert changed is not None and changed.entry.id == "payment"


async def test_several_questions_have_several_answers(shared: Retrieval) -> None:
    found = await shared.faq.answers("How long does delivery take? And which payment methods do you accept?")
    assert {one.entry.id for one in found} == {"shipping", "payment"}
    assert [one.entry.id for one in await shared.faq.answers("Do you take paypal?")] == ["payment"]


async def test_follows_the_faq(retrieval: Retrieval, store: Store) -> None:
    Faqs(store).upsert([FaqEntry(id="gift", question="Do you wrap gifts?", answer="Yes, for two euros an item.")])
    await retrieval.index.sync()
    await retrieval.faq.follow(now=True)
    answer = await retrieval.faq.answer("can you wrap it as a gift")
    assert answer is not None and answer.entry.id == "gift"


async def test_no_faq_no_answer(retrieval: Retrieval, store: Store) -> None:
    faqs = Faqs(store)
    faqs.delete([entry.id for entry in faqs.all()])
    await retrieval.faq.follow(now=True)
    assert await retrieval.faq.answer("how do i return an item") is None


async def test_threshold_is_a_setting(shared: Retrieval, retrieval: Retrieval, store: Store) -> None:
    strict = FaqAnswers(Faqs(store), shared.faq._encoder, threshold=1.01)
    assert await strict.answer("How do I return an item?") is None
