"""The index follows the store, survives being killed, and knows its encoder."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest
from langchain_core.embeddings import Embeddings

from retrieval.index import ITEMS, Index
from retrieval.store import VectorStore
from retrieval.wiring import Retrieval
from shop.catalogue import Catalogue
from shop.dialogue import Query
from shop.errors import IndexMismatch, Unavailable
from shop.faqs import Faqs
from shop.settings import ChromaSettings, Settings, load_settings
from shop.store import Store
from shop.types import Item


class Counting(Embeddings):
    """The real encoder, counted; ``scale`` and ``cut`` make another encoder of it, ``limit`` kills a build."""

    def __init__(
        self, real: Embeddings, *, flip: bool = False, cut: int | None = None, limit: int | None = None
    ) -> None:
        self.real, self.flip, self.cut, self.limit = real, flip, cut, limit
        self.texts = 0

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        self.texts += len(texts)
        if self.limit is not None and self.texts > self.limit:
            raise Unavailable("models", "killed")
        vectors = self.real.embed_documents(texts)
        if self.flip:
            vectors = [vector[::-1] for vector in vectors]
        return [vector[: self.cut] for vector in vectors]

    def embed_query(self, text: str) -> list[float]:
        return self.embed_documents([text])[0]


def build(settings: Settings, store: Store, encoder: Embeddings, name: str = "encoder-a") -> Index:
    vectors = VectorStore(settings.chroma, encoder)
    return Index(vectors, encoder, name, Catalogue(store), Faqs(store))


def owners(settings: Settings, encoder: Embeddings) -> set[str]:
    vectors = VectorStore(settings.chroma, encoder)
    alias = vectors.alias(ITEMS)
    assert alias is not None
    return {record.owner for record in vectors.shelf(alias.collection).records()}


async def test_only_what_changed_is_embedded(
    settings: Settings, store: Store, encoder: Embeddings, items: Sequence[Item]
) -> None:
    counting = Counting(encoder)
    index = build(settings, store, counting)
    seen: list[float] = []
    first = await index.sync(lambda what, share: seen.append(share))
    assert first.embedded > len(items) and first.rebuilt
    assert seen[-1] == 1.0
    await index.check()

    counting.texts = 0
    assert (await index.sync()).embedded == 0
    assert counting.texts <= 2  # the canary

    catalogue = Catalogue(store)
    catalogue.set_stock("b1", 0)
    catalogue.upsert([items[1].model_copy(update={"title": "Meadow Path Boots"})])
    catalogue.delete(["h1"])
    done = await index.sync()
    assert (done.embedded, done.removed, done.rebuilt) == (1, 1, False)
    assert owners(settings, counting) == {item.id for item in items} - {"h1"}


async def test_another_encoder_is_built_beside_and_switched_to(
    settings: Settings, store: Store, encoder: Embeddings
) -> None:
    await build(settings, store, encoder).sync()
    other = Counting(encoder, cut=128)
    index = build(settings, store, other, "encoder-b")
    with pytest.raises(IndexMismatch, match="encoder-a"):
        await index.check()
    vectors = VectorStore(settings.chroma, encoder)
    before = vectors.alias(ITEMS)
    assert before is not None
    switching = asyncio.create_task(index.sync())
    while not switching.done():  # queries go on all the while
        assert len(vectors.shelf(before.collection).nearest(_vector(encoder), 3)) == 3
        await asyncio.sleep(0)
    after = vectors.alias(ITEMS)
    assert after is not None and after.collection != before.collection and after.dimension == 128
    await index.check()
    with pytest.raises(IndexMismatch):
        await build(settings, store, encoder).check()


async def test_answers_go_on_while_the_encoder_changes(
    retrieval: Retrieval, settings: Settings, store: Store, encoder: Embeddings
) -> None:
    """This process still encodes by the old one, and keeps the vectors that it has."""
    wish = Query(text="keep me dry in a storm")
    before = await retrieval.catalogue_index.find(wish)
    answer = await retrieval.faq.answer("how can i give something back")
    await build(settings, store, Counting(encoder, cut=128), "encoder-b").sync()
    await retrieval.shelves.refresh()
    await retrieval.faq.follow(now=True)
    assert await retrieval.catalogue_index.find(wish) == before
    assert await retrieval.faq.answer("how can i give something back") == answer is not None


async def test_other_weights_of_the_same_name_are_noticed(
    settings: Settings, store: Store, encoder: Embeddings
) -> None:
    await build(settings, store, encoder).sync()
    with pytest.raises(IndexMismatch, match="canary"):
        await build(settings, store, Counting(encoder, flip=True)).check()


async def test_nothing_built_is_said(settings: Settings, store: Store, encoder: Embeddings) -> None:
    with pytest.raises(IndexMismatch, match="no index"):
        await build(settings, store, encoder).check()


async def test_a_killed_build_resumes(
    settings: Settings, store: Store, encoder: Embeddings, items: Sequence[Item], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("retrieval.index._BATCH", 4)
    with pytest.raises(Unavailable):
        await build(settings, store, Counting(encoder, limit=10)).sync()
    counting = Counting(encoder)
    done = await build(settings, store, counting).sync()
    assert done.unchanged >= 8
    assert owners(settings, counting) == {item.id for item in items}


async def test_chroma_down_is_unavailable(store: Store, encoder: Embeddings) -> None:
    nowhere = load_settings(chroma={"port": 9})
    with pytest.raises(Unavailable):
        await build(nowhere, store, encoder).sync()
    assert not VectorStore(ChromaSettings(port=9), encoder).alive()


async def test_new_and_changed_items_are_found(retrieval: Retrieval, store: Store, items: Sequence[Item]) -> None:
    kayak = items[0].model_copy(
        update={"id": "k1", "title": "Inflatable Kayak", "category": "Boats", "categories": ("Boats",), "variants": ()}
    )
    Catalogue(store).upsert([kayak])
    await retrieval.index.sync()
    await retrieval.shelves.refresh()
    found = await retrieval.catalogue_index.find(Query(text="a small boat to paddle"))
    assert found.items[0].id == "k1"
    Catalogue(store).delete(["k1"])
    await retrieval.shelves.refresh()
    found = await retrieval.catalogue_index.find(Query(text="inflatable kayak"))
    assert "k1" not in {item.id for item in found.items}


def _vector(encoder: Embeddings) -> object:
    import numpy as np

    return np.asarray(encoder.embed_query("boots"), dtype=np.float32)
