"""Very many vectors are estimated first; what comes out is what exact search finds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

import numpy as np
import pytest
from langchain_core.embeddings import Embeddings

from retrieval.catalogue_index import CatalogueIndex
from retrieval.encoding import QueryEncoder
from retrieval.fusion import convex
from retrieval.index import digest
from retrieval.mirror import Mirror
from retrieval.relevance import Relevance
from retrieval.shelves import Shelves
from retrieval.store import Alias, Record, Vectors, VectorStore, unit
from retrieval.vectors import VectorMirror
from retrieval.wording import text
from shop.dialogue import Filter, Query
from shop.settings import ChromaSettings
from shop.types import Item
from tests.retrieval.conftest import make_item

ROWS, DIMENSION = 600, 64
WORDS = "red blue oak steel lamp chair boot tent mug pan sock coat".split()


class Given(VectorStore):
    """A store that hands out vectors made beforehand: what is tested is the mirror's arithmetic."""

    def __init__(self, items: Sequence[Item], matrix: Vectors) -> None:
        super().__init__(ChromaSettings(port=9), QueryVectors(matrix))
        self._records = [Record(item.id, item.id, digest(text(item))) for item in items]
        self._matrix = matrix

    def alias(self, name: str) -> Alias:
        return Alias("given", "given", DIMENSION, [])

    def shelf(self, name: str, *, create: bool = False) -> Given:  # type: ignore[override]
        return self

    def vectors(self, ids: Sequence[str] | None = None) -> Iterator[tuple[list[Record], Vectors]]:
        yield self._records, self._matrix


class QueryVectors(Embeddings):
    """The vector of a query is that of the row it names, with noise."""

    def __init__(self, matrix: Vectors) -> None:
        self._matrix = matrix

    def embed_query(self, text: str) -> list[float]:
        return self.embed_documents([text])[0]

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        noise = np.random.default_rng(1)
        return [(self._matrix[len(t) * 7 % ROWS] + noise.normal(0, 0.05, DIMENSION)).tolist() for t in texts]


@pytest.fixture
def shelves(monkeypatch: pytest.MonkeyPatch) -> Shelves:
    monkeypatch.setattr("retrieval.vectors._LARGE", 100)
    monkeypatch.setattr("retrieval.vectors._DIMENSIONS", 24)
    dice = np.random.default_rng(0)
    basis = dice.normal(size=(20, DIMENSION))
    matrix = unit((dice.normal(size=(ROWS, 20)) @ basis + dice.normal(0, 1.0, (ROWS, DIMENSION))).astype(np.float32))
    items = [
        make_item(f"i{row}", " ".join(dice.choice(WORDS, 3)), price=Decimal(row + 1)) for row in range(ROWS)
    ]  # fmt: skip
    mirror = Mirror(items)
    return Shelves(mirror, VectorMirror(Given(items, matrix), mirror))


async def test_estimates_are_near_and_said_to_be_none(shelves: Shelves) -> None:
    await shelves.refresh()
    vectors = shelves.vectors
    assert vectors is not None
    query = vectors.vector(5)
    assert query is not None
    rows = np.arange(ROWS)
    estimated, exact = vectors.nearly(query, rows)
    assert not exact and np.abs(estimated - vectors.scores(query, rows)).max() < 0.25
    few, exact = vectors.nearly(query, rows[:50])
    assert exact and np.allclose(few, vectors.scores(query, rows[:50]))
    newer = np.append(rows, ROWS + 3)  # an item without a vector yet is below every other
    assert vectors.nearly(query, newer)[0][-1] == -1.0 == vectors.scores(query, newer)[-1]


@pytest.mark.parametrize("highest_price", [60, 300, 600])
async def test_the_first_ten_are_those_of_exact_search(
    shelves: Shelves, highest_price: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("retrieval.relevance._SURE", 60)
    await shelves.refresh()
    vectors = shelves.vectors
    assert vectors is not None
    encoder = QueryEncoder(vectors._store._embeddings)
    index = CatalogueIndex(shelves, encoder, Relevance(shelves, encoder, vectors._store))
    for words in ("red lamp", "oak chair", "a coat for the tent", "steel"):
        wish = Query(text=words, filters=(Filter(field="price", op="at_most", high=highest_price),))
        found = await index.find(wish, limit=10)
        rows = await index.rows(wish)
        query = await encoder.encode(words)
        assert query is not None
        fused = convex(shelves.lexical.scores(words)[rows], vectors.scores(query, rows))
        best = shelves.mirror.item_ids(rows[np.argsort(-fused, kind="stable")[:10]])
        assert len({item.id for item in found.items} & set(best)) >= 9, words
