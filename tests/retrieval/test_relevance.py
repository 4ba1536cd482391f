"""The right item comes first, with vectors in memory, in Chroma, or nowhere."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import pytest

from retrieval import relevance as module
from retrieval.wiring import Retrieval, assemble
from shop.catalogue import Catalogue
from shop.dialogue import Filter, Query
from shop.settings import Settings
from shop.store import Store


async def ids(retrieval: Retrieval, query: Query, limit: int = 5) -> list[str]:
    return [item.id for item in (await retrieval.catalogue_index.find(query, limit=limit)).items]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("waterproof boots", "b1"),
        ("hedphones with noise canceling", "h1"),
        ("wh1000xm4", "h1"),
        ("WH 1000 XM4", "h1"),
        ("27 inch monitor", "m1"),
        ("24in monitor", "m2"),
        ("500ml bottle", "w1"),
        ("phone case", "c1"),
        ("b2", "b2"),
        ("Meadow Trail Boots", "b2"),
        ("orange juice", "o1"),
        ("登山鞋", "z1"),
        ("something to keep me dry in the rain", "j1"),
    ],
)
async def test_the_right_item_comes_first(shared: Retrieval, text: str, first: str) -> None:
    assert (await ids(shared, Query(text=text)))[0] == first


async def test_limits_hold_before_the_cut(shared: Retrieval) -> None:
    under = Query(text="boots", filters=(Filter(field="price", op="at_most", high=20),))
    assert set(await ids(shared, under, limit=3)) <= {"w1", "o1", "o2", "c1"}


async def test_stock_and_price_change_at_once(retrieval: Retrieval, store: Store) -> None:
    catalogue = Catalogue(store)
    catalogue.set_stock("b2", 0)
    catalogue.set_price("b1", Decimal("15.00"))
    await retrieval.shelves.refresh()
    cheap = Query(kinds=("Hiking boots",), filters=(Filter(field="price", op="at_most", high=20),))
    assert await ids(retrieval, cheap) == ["b1"]
    boots = await retrieval.catalogue_index.rows(Query(kinds=("Hiking boots",)))
    assert not {"b2", "b3"} & set(retrieval.mirror.item_ids(boots))  # sold out


async def test_from_chroma_while_vectors_are_not_in_memory(shared: Retrieval, monkeypatch: pytest.MonkeyPatch) -> None:
    """The ids go into Chroma's query, or it is over-fetched: both agree with the exact search."""
    relevance = shared.catalogue_index._relevance
    vector = await relevance._encoder.encode("boots for rough paths")
    assert vector is not None
    rows = np.arange(shared.mirror.rows)
    dense = await relevance._dense(vector, rows)
    by_ids = await relevance._from_chroma(vector, rows)
    monkeypatch.setattr(module, "_IDS", 1)
    grown = await relevance._from_chroma(vector, rows)
    assert dense is not None and by_ids is not None and grown is not None
    assert np.allclose(dense[0], by_ids, atol=1e-3) and np.allclose(dense[0], grown, atol=1e-3)


async def test_words_alone_answer_without_index_or_encoder(settings: Settings, store: Store) -> None:
    from langchain_openai import OpenAIEmbeddings

    nobody = OpenAIEmbeddings(
        base_url="http://127.0.0.1:9/v1", api_key="none", max_retries=0, check_embedding_ctx_length=False
    )
    built = assemble(settings, store, nobody)
    await built.start()
    assert (await ids(built, Query(text="noise cancelling headphones")))[0] == "h1"
    assert await built.faq.answer("which payment methods do you accept") is not None
