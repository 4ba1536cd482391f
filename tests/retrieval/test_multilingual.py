"""Queries in other languages find English goods by meaning, within the same limits; English keeps its own encoder."""

from __future__ import annotations

import asyncio

import numpy as np
import pytest
from langchain_core.embeddings import Embeddings

from retrieval.centred import Centred
from retrieval.encoding import QueryEncoder, speaking
from retrieval.index import FAQ, ITEMS, Index, shelf_of
from retrieval.store import VectorStore
from retrieval.wiring import Retrieval
from shop.catalogue import Catalogue
from shop.dialogue import Filter, Query
from shop.errors import Unavailable
from shop.faqs import Faqs
from shop.settings import Settings
from shop.store import Store


@pytest.mark.parametrize(
    ("language", "text", "wanted"),
    [
        ("zh-Hans", "登山靴", {"b1", "b2", "b3", "z1"}),
        ("de", "Kopfhörer mit Geräuschunterdrückung", {"h1", "h2"}),
        ("fr", "une veste de pluie", {"j1", "j2", "j3"}),
        ("ja", "ヘッドホン", {"h1", "h2"}),
        ("en", "hiking boots", {"b1", "b2", "b3", "z1"}),
    ],
)
async def test_goods_are_found_by_meaning(everywhere: Retrieval, language: str, text: str, wanted: set[str]) -> None:
    with speaking(language):
        found = await everywhere.catalogue_index.find(Query(text=text), limit=1)
    assert found.items[0].id in wanted


async def test_limits_are_as_hard_in_every_language(everywhere: Retrieval) -> None:
    query = Query(text="登山靴", filters=(Filter(field="price", op="between", high=60.0),))
    with speaking("zh-Hans"):
        found = await everywhere.catalogue_index.find(query, limit=20)
    assert found.items
    assert all(item.price is not None and item.price <= 60 for item in found.items)


async def test_a_kind_is_named_in_any_language(everywhere: Retrieval) -> None:
    with speaking("de"):
        (name, _), *_ = await everywhere.catalogue_index.kinds_named("Kopfhörer")
    assert name == "Headphones"


def test_about_their_centre_what_is_unrelated_is_near_nothing(multilingual: Embeddings) -> None:
    texts = ["How do I return an item?", "Ein Zelt für vier Personen", "咖啡豆", "怎么退货？"]
    plain, centred = (np.asarray(e.embed_documents(texts)) for e in (multilingual, Centred(multilingual)))
    np.testing.assert_allclose(np.linalg.norm(centred, axis=1), 1.0, atol=1e-5)
    assert (plain @ plain.T)[0, 1] > 0.6
    near = centred @ centred.T
    assert abs(near[0, 1]) < 0.3
    assert near[0, 3] > 0.3


async def test_the_language_of_the_talk_chooses_the_encoder(encoder: Embeddings, multilingual: Embeddings) -> None:
    both = QueryEncoder(encoder, multilingual, budget=60.0)

    async def of(language: str) -> list[float]:
        with speaking(language):
            found = await both.encode("a tent")
        assert found is not None
        return [float(x) for x in found]

    english, german = await asyncio.gather(of("en"), of("de"))  # each task has its own
    np.testing.assert_allclose(english, encoder.embed_query("a tent"), atol=1e-5)
    np.testing.assert_allclose(german, multilingual.embed_query("a tent"), atol=1e-5)


class Down(Embeddings):
    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        raise Unavailable("models", "no such encoder")

    def embed_query(self, text: str) -> list[float]:
        return self.embed_documents([text])[0]


async def test_without_the_second_encoder_the_first_index_is_built_all_the_same(
    settings: Settings, store: Store, encoder: Embeddings
) -> None:
    own, other = VectorStore(settings.chroma, encoder), VectorStore(settings.chroma, Down())
    catalogue, faqs = Catalogue(store), Faqs(store)
    second = Index(other, Down(), "second", catalogue, faqs, space="multilingual")
    done = await Index(own, encoder, "first", catalogue, faqs, multilingual=second).sync()
    assert done.embedded > 0
    assert own.alias(ITEMS) is not None
    assert own.alias(shelf_of(ITEMS, "multilingual")) is None
    assert own.alias(shelf_of(FAQ, "multilingual")) is None
