"""Time and memory of a filtered hybrid query, and its recall against brute force, at growing sizes.

Items are made from the words and vectors of a real catalogue (a title of mixed words, a vector with noise), so that
neither the encoder's time nor its patience is needed; the query's vector is known beforehand for every system. Run it
with OMP_NUM_THREADS=1, as the processes of the house run. On a busy machine the processor's time is the one to read.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Iterator, Sequence
from decimal import Decimal

import chromadb
import numpy as np
import psutil
from langchain_core.embeddings import Embeddings
from rich.progress import track

from retrieval.catalogue_index import CatalogueIndex, Found
from retrieval.encoding import QueryEncoder
from retrieval.fusion import convex
from retrieval.index import ITEMS, digest
from retrieval.mirror import Mirror
from retrieval.relevance import Relevance
from retrieval.shelves import Shelves
from retrieval.store import Alias, Record, Vectors, VectorStore, unit
from retrieval.vectors import VectorMirror
from retrieval.wording import text
from shop.dialogue import Filter, Query
from shop.settings import ChromaSettings
from shop.types import Item

Row = dict[str, object]
PASSING = (0.001, 0.1, 0.9)
QUERIES = 100
_FULL = Decimal(10_000)


class Given(Embeddings):
    """Vectors made beforehand."""

    def __init__(self, vectors: dict[str, list[float]]) -> None:
        self._vectors = vectors

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        return [self._vectors[text] for text in texts]

    def embed_query(self, text: str) -> list[float]:
        return self._vectors[text]

    async def aembed_documents(self, texts: list[str]) -> list[list[float]]:
        return self.embed_documents(texts)


def many(items: Sequence[Item], vectors: Vectors, size: int, seed: int) -> tuple[list[Item], Vectors]:
    """``size`` items like those given; prices are even in (0, 10,000], so that a price is a share that passes."""
    dice, noise = random.Random(seed), np.random.default_rng(seed)
    made, rows = [], []
    for number in range(size):
        one, other = dice.randrange(len(items)), dice.randrange(len(items))
        words = [*items[one].title.split(), *items[other].title.split()[:2], str(number)]
        price = Decimal(number * 7919 % size + 1) * _FULL / size
        made.append(
            items[one].model_copy(
                update={
                    "id": f"i{number}",
                    "title": " ".join(words),
                    "price": price.quantize(Decimal("0.01")),
                    "variants": (),
                }
            )
        )
        rows.append(one)
    mixed = vectors[rows] + noise.normal(0.0, 0.6 / np.sqrt(vectors.shape[1]), (size, vectors.shape[1]))
    return made, unit(mixed.astype(np.float32))


def measure(
    items: Sequence[Item], embeddings: Embeddings, sizes: Sequence[int], port: int, seed: int, filled: int
) -> list[Row]:
    """``filled``: the largest size for which a Chroma collection is filled and measured beside ours."""
    real = unit(np.asarray(embeddings.embed_documents([text(item) for item in items]), dtype=np.float32))
    dice = random.Random(seed)
    asked = [
        " ".join(dice.sample(dice.choice(list(items)).title.lower().split(), 2))
        for item in range(QUERIES * 2)
        if item is not None
    ]
    asked = list(dict.fromkeys(a for a in asked if a.strip()))[:QUERIES]
    known = dict(zip(asked, embeddings.embed_documents(asked), strict=True))
    rows: list[Row] = []
    for size in sizes:
        rows += _one_size(items, real, known, size, port, seed, filled)
    return rows


def _one_size(
    items: Sequence[Item], real: Vectors, known: dict[str, list[float]], size: int, port: int, seed: int, filled: int
) -> list[Row]:
    made, matrix = many(items, real, size, seed)
    dataset = f"{size:,} items"
    settings = ChromaSettings(port=port, prefix=f"speed{size}")
    plain = None
    if size <= filled:
        store = VectorStore(settings, Given({}))
        plain = _fill(store, made, matrix, port, dataset)
    else:
        store = Handed(settings, made, matrix)
    before = psutil.Process().memory_info().rss
    mirror = Mirror(made)
    shelves = Shelves(mirror, VectorMirror(store, mirror))
    asyncio.run(shelves.refresh())
    memory = (psutil.Process().memory_info().rss - before) / 2**20
    encoder = QueryEncoder(Given(known))
    relevance = Relevance(shelves, encoder, store)
    index = CatalogueIndex(shelves, encoder, relevance)
    rows: list[Row] = [{"dataset": dataset, "system": "shopkeeper", "metric": "memory (MB)", "value": memory}]
    for share in PASSING:
        most = float(_FULL * Decimal(str(share)))
        wishes = [Query(text=words, filters=(Filter(field="price", op="at_most", high=most),)) for words in known]
        label = f"{share:.1%} pass: "
        times, busy, found = _timed(index, wishes)
        passing = _passing(mirror, _FULL * Decimal(str(share)))
        brute = [_brute(shelves, matrix, passing, wish.text, known[wish.text], 10) for wish in wishes]
        rows += _times(dataset, "shopkeeper", label, times)
        rows += _times(dataset, "shopkeeper", label + "processor time, ", busy)
        same = [len({item.id for item in f.items} & set(b)) / max(1, len(b)) for f, b in zip(found, brute, strict=True)]
        rows.append(
            {
                "dataset": dataset,
                "system": "shopkeeper",
                "metric": label + "recall@10 of brute force",
                "value": float(np.mean(same)),
            }
        )
        over = [item.id for f in found for item in f.items if item.price is None or item.price > most]
        rows.append(
            {"dataset": dataset, "system": "shopkeeper", "metric": label + "violations", "value": float(len(over))}
        )
        if plain is not None:
            rows += _chroma_path(dataset, label, index, relevance, known, wishes)
            rows += _plain(dataset, label, plain, mirror, known, wishes)
    return rows


def _fill(store: VectorStore, made: Sequence[Item], matrix: Vectors, port: int, dataset: str) -> chromadb.Collection:
    name = store.name(ITEMS, "made")
    plain = chromadb.HttpClient(port=port).create_collection(
        name,
        embedding_function=None,
        configuration={"hnsw": {"space": "cosine", "ef_search": 200, "ef_construction": 200}},
    )
    for start in track(range(0, len(made), 2000), description=f"{dataset} into Chroma"):
        batch = made[start : start + 2000]
        records = _records(batch)
        plain.add(
            ids=[record.id for record in records],
            documents=[item.title for item in batch],  # LangChain leaves out what has none
            embeddings=matrix[start : start + 2000],  # type: ignore[arg-type]
            metadatas=[
                {"owner": r.owner, "digest": r.digest, "kind": "text", "price": float(item.price or 0)}
                for r, item in zip(records, batch, strict=True)
            ],
        )
    store.set_alias(ITEMS, Alias(name, "made", matrix.shape[1], [], build=1))
    return plain


def _records(items: Sequence[Item]) -> list[Record]:
    return [Record(item.id, item.id, digest(text(item))) for item in items]


class Handed(VectorStore):
    """The vectors without a server that holds them: what is timed is the search in memory."""

    def __init__(self, settings: ChromaSettings, items: Sequence[Item], matrix: Vectors) -> None:
        super().__init__(settings, Given({}))
        self._items, self._matrix = items, matrix

    def alias(self, name: str) -> Alias:
        return Alias("handed", "made", self._matrix.shape[1], [], build=1)

    def shelf(self, name: str, *, create: bool = False) -> Handed:  # type: ignore[override]
        return self

    def vectors(self, ids: Sequence[str] | None = None) -> Iterator[tuple[list[Record], Vectors]]:
        yield _records(self._items), self._matrix


def _chroma_path(
    dataset: str,
    label: str,
    index: CatalogueIndex,
    relevance: Relevance,
    known: dict[str, list[float]],
    wishes: Sequence[Query],
) -> list[Row]:
    """Our dense part through Chroma (ids, or over-fetching), as it is while no vectors are in memory."""
    times, recalls = [], []
    vectors = relevance._shelves.vectors
    assert vectors is not None
    for wish in wishes[:30]:
        query = np.asarray(known[wish.text], dtype=np.float32)
        rows = asyncio.run(index.rows(wish))
        start = time.perf_counter()
        found = asyncio.run(relevance._from_chroma(query, rows))
        times.append(time.perf_counter() - start)
        exact = vectors.scores(query, rows)
        best = np.argsort(-exact, kind="stable")[:10]
        recalls.append(float(np.mean(found[best] > -1.0)) if found is not None else 0.0)
    return [
        *_times(dataset, "shopkeeper (through Chroma)", label, times),
        {
            "dataset": dataset,
            "system": "shopkeeper (through Chroma)",
            "metric": label + "recall@10 of brute force",
            "value": float(np.mean(recalls)),
        },
    ]


def _plain(
    dataset: str,
    label: str,
    plain: chromadb.Collection,
    mirror: Mirror,
    known: dict[str, list[float]],
    wishes: Sequence[Query],
) -> list[Row]:
    """Chroma's own filter, and what most bots do: the ten nearest, filtered afterwards."""
    filtered, after, kept = [], [], []
    for wish in wishes[:20]:
        limit = float(wish.filters[0].high or 0)
        start = time.perf_counter()
        plain.query(query_embeddings=[known[wish.text]], n_results=10, where={"price": {"$lte": limit}}, include=[])  # type: ignore[arg-type]
        filtered.append(time.perf_counter() - start)
        start = time.perf_counter()
        ten = plain.query(query_embeddings=[known[wish.text]], n_results=10, include=[])["ids"][0]  # type: ignore[arg-type]
        after.append(time.perf_counter() - start)
        kept.append(sum(_price(mirror, item_id) <= Decimal(str(limit)) for item_id in ten) / 10)
    return [
        *_times(dataset, "chroma (its filter)", label, filtered),
        *_times(dataset, "chroma (filtered after)", label, after),
        {
            "dataset": dataset,
            "system": "chroma (filtered after)",
            "metric": label + "results left of ten",
            "value": float(np.mean(kept)) * 10,
        },
    ]


def _timed(index: CatalogueIndex, wishes: Sequence[Query]) -> tuple[list[float], list[float], list[Found]]:
    """Seconds on the clock and of the processor for each wish, after five that are not counted; and what was found."""

    async def run() -> tuple[list[float], list[float], list[Found]]:
        for wish in wishes[:5]:
            await index.find(wish, limit=10)
        clock, processor, found = [], [], []
        for wish in wishes:
            start, busy = time.perf_counter(), time.process_time()
            found.append(await index.find(wish, limit=10))
            clock.append(time.perf_counter() - start)
            processor.append(time.process_time() - busy)
        return clock, processor, found

    return asyncio.run(run())


def _passing(mirror: Mirror, highest: Decimal) -> list[tuple[int, Item]]:
    """Rows and items up to a price, told by a plain loop."""
    return [
        (row, item)
        for row, item in enumerate(mirror.by_row())
        if item is not None and item.price is not None and item.price <= highest
    ]


def _brute(
    shelves: Shelves, matrix: Vectors, passing: Sequence[tuple[int, Item]], words: str, vector: list[float], limit: int
) -> list[str]:
    """Every item that passes, scored exactly from the vectors it was made with."""
    rows = np.asarray([row for row, _ in passing])
    dense = matrix[rows] @ np.asarray(vector, dtype=np.float32)
    count = np.asarray([item.rating_count for _, item in passing])
    rating = np.asarray([3.5 if item.rating is None else item.rating for _, item in passing])
    total = convex(shelves.lexical.scores(words)[rows], dense) + 0.03 * ((rating * count + 35) / (count + 10) / 5)
    return shelves.mirror.item_ids(rows[np.argsort(-total, kind="stable")[:limit]])


def _price(mirror: Mirror, item_id: str) -> Decimal:
    item = mirror.get(item_id)
    return item.price if item is not None and item.price is not None else Decimal(0)


def _times(dataset: str, system: str, label: str, times: Sequence[float]) -> list[Row]:
    p50, p95 = np.percentile(np.asarray(times) * 1000, [50, 95])
    return [
        {"dataset": dataset, "system": system, "metric": label + "p50 (ms)", "value": float(p50)},
        {"dataset": dataset, "system": system, "metric": label + "p95 (ms)", "value": float(p95)},
    ]
