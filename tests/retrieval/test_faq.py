from __future__ import annotations

import pytest

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
