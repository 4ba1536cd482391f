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


@pytest.mark.parametrize(
    ("text", "entry"),
    [
        ("东西不想要了怎么退货", "returns"),
        ("几天能收到货", "shipping"),
        ("可以用信用卡付款吗", "payment"),
        ("密码忘了怎么改", "account"),
    ],
)
async def test_a_chinese_question_finds_the_english_entry(shared: Retrieval, text: str, entry: str) -> None:
    answer = await shared.faq.answer(text)
    assert answer is not None and answer.entry.id == entry


async def test_a_chinese_question_that_no_entry_answers(shared: Retrieval) -> None:
    assert await shared.faq.answer("有没有红色的杯子") is None


async def test_each_language_has_its_own_entries_first(retrieval: Retrieval, store: Store) -> None:
    chinese = {
        "returns-zh": ("怎么退货？", "三十天内可以退货。"),
        "wrap-zh": ("可以礼品包装吗？", "可以，两欧元一件。"),
    }
    Faqs(store).upsert(
        [FaqEntry(id=name, question=asked, answer=told, language="zh") for name, (asked, told) in chinese.items()]
    )
    await retrieval.index.sync()
    await retrieval.faq.follow(now=True)
    for text, entry in (("咋退货啊", "returns-zh"), ("送人的能包装一下吗", "wrap-zh"), ("用什么付款", "payment")):
        answer = await retrieval.faq.answer(text)
        assert answer is not None and answer.entry.id == entry
    answer = await retrieval.faq.answer("how do i return an item")
    assert answer is not None and answer.entry.id == "returns"
    wrapped = await retrieval.faq.answer("can you wrap it as a gift")
    assert wrapped is None or wrapped.entry.language == "en"


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
