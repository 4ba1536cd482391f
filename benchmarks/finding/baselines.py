"""What we compare with: BM25 alone (bm25s as it comes), dense vectors alone, Chroma's plain query."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import bm25s
import chromadb
import numpy as np
from langchain_core.embeddings import Embeddings

Rank = Callable[[str], list[str]]  # a query → ids, best first


def bm25(ids: Sequence[str], texts: Sequence[str], limit: int = 100) -> Rank:
    """bm25s with its defaults and its English stop words."""
    index = bm25s.BM25()
    index.index(bm25s.tokenize(list(texts), stopwords="en", show_progress=False), show_progress=False)

    def rank(query: str) -> list[str]:
        tokens = bm25s.tokenize([query], stopwords="en", return_ids=False, show_progress=False)[0]
        if not tokens:
            return []
        scores = index.get_scores(tokens)
        order = np.argsort(-scores, kind="stable")[:limit]
        return [ids[row] for row in order if scores[row] > 0]

    return rank


def dense(ids: Sequence[str], texts: Sequence[str], embeddings: Embeddings, limit: int = 100) -> Rank:
    """Exact nearest neighbours by cosine."""
    matrix = np.asarray(embeddings.embed_documents(list(texts)), dtype=np.float32)

    def rank(query: str) -> list[str]:
        scores = matrix @ np.asarray(embeddings.embed_query(query), dtype=np.float32)
        return [ids[row] for row in np.argsort(-scores, kind="stable")[:limit]]

    return rank


def plain_chroma(
    port: int, name: str, ids: Sequence[str], texts: Sequence[str], embeddings: Embeddings, limit: int = 100
) -> Rank:
    """A collection with Chroma's defaults, asked for the nearest."""
    collection = chromadb.HttpClient(port=port).create_collection(name, embedding_function=None)
    for start in range(0, len(ids), 1000):
        batch = slice(start, start + 1000)
        collection.add(ids=list(ids[batch]), embeddings=embeddings.embed_documents(list(texts[batch])))  # type: ignore[arg-type]

    def rank(query: str) -> list[str]:
        found = collection.query(
            query_embeddings=[embeddings.embed_query(query)],  # type: ignore[arg-type]
            n_results=min(limit, len(ids)),
            include=[],
        )
        return list(found["ids"][0])

    return rank
