"""The retrievers and the chain as LangChain's own tools use them."""

from __future__ import annotations

import pytest
from langchain_core.language_models import FakeListChatModel

from retrieval.langchain import FaqRetriever, ItemRetriever, answer_chain, is_borne_out
from retrieval.wiring import Retrieval
from shop.dialogue import Filter, Query


async def test_the_faq_is_a_retriever(shared: Retrieval) -> None:
    (document,) = await FaqRetriever(faq=shared.faq).ainvoke("do you take paypal")
    assert "PayPal" in document.page_content
    assert document.metadata["id"] == "payment"
    assert 0 < document.metadata["score"] <= 1
    assert await FaqRetriever(faq=shared.faq).ainvoke("what is the capital of peru") == []


async def test_items_are_a_retriever_within_hard_limits(shared: Retrieval) -> None:
    cheap = Query(filters=(Filter(field="price", op="between", high=80.0),))
    found = await ItemRetriever(index=shared.catalogue_index, query=cheap, limit=3).ainvoke("boots for hiking")
    assert found[0].metadata["id"] == "b2"
    assert all(float(document.metadata["price"]) <= 80 for document in found)


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("Visa, Mastercard, PayPal and bank transfer.", True),
        ("We take Visa, and 3 months of credit.", False),  # no number of its own
        ("You can pay with shells, gold coins or a promise to your grandmother.", False),
    ],
)
async def test_the_chain_keeps_the_passage_where_the_model_strays(shared: Retrieval, said: str, written: bool) -> None:
    chain = answer_chain(FaqRetriever(faq=shared.faq), FakeListChatModel(responses=[said]))
    answer = await chain.ainvoke("Which payment methods do you accept?")
    assert answer.written is written
    assert answer.text == (said if written else answer.sources[0].page_content)
    assert (await chain.ainvoke("what is the capital of peru")).text == ""


def test_what_is_borne_out() -> None:
    passage = "Standard delivery takes 2 to 4 working days."
    assert is_borne_out("Delivery takes 2 to 4 working days.", passage)
    assert not is_borne_out("Delivery takes 3 days.", passage)
