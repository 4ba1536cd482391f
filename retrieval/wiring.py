"""Puts the room together, once a process."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from langchain_core.embeddings import Embeddings

from retrieval.catalogue_index import CatalogueIndex
from retrieval.centred import Centred
from retrieval.encoding import BUDGET, QueryEncoder
from retrieval.faq import FaqAnswers
from retrieval.index import Index
from retrieval.mirror import Mirror
from retrieval.moments import Moments
from retrieval.relevance import Relevance
from retrieval.reranking import Reranker
from retrieval.shelves import Shelves
from retrieval.store import VectorStore
from retrieval.vectors import VectorMirror
from shop.catalogue import Catalogue
from shop.faqs import Faqs
from shop.settings import Settings
from shop.store import Store

if TYPE_CHECKING:
    from models.service.client import ModelClient


@dataclass(frozen=True)
class Retrieval:
    faq: FaqAnswers
    index: Index
    mirror: Mirror
    shelves: Shelves
    moments: Moments
    catalogue_index: CatalogueIndex
    encoder: QueryEncoder

    async def start(self) -> None:
        """Read catalogue and vectors into memory, so that the first question need not wait for it."""
        await self.shelves.refresh()
        await self.faq.follow(now=True)
        await self.catalogue_index.start()


def build(settings: Settings, store: Store, client: ModelClient) -> Retrieval:
    """Connects nothing and reads nothing yet; await :meth:`Retrieval.start` once the loop runs."""
    return assemble(settings, store, client.embeddings(), client.multilingual_embeddings())


def assemble(
    settings: Settings,
    store: Store,
    embeddings: Embeddings,
    multilingual: Embeddings | None = None,
    *,
    budget: float = BUDGET,
) -> Retrieval:
    """:func:`build` over any LangChain embeddings, ``multilingual`` for what is not English (None: the first reads
    everything); ``budget``: seconds a query waits for its vector.
    """
    catalogue, faqs = Catalogue(store), Faqs(store)
    vectors = VectorStore(settings.chroma, embeddings)
    mirror = Mirror(catalogue=catalogue)
    name, second = settings.encoder.model, settings.encoder.multilingual
    other = index = None
    if multilingual is not None:
        multilingual = Centred(multilingual)
        store_of_all = VectorStore(settings.chroma, multilingual)
        other = VectorMirror(store_of_all, mirror, second, "multilingual")
        index = Index(store_of_all, multilingual, second, catalogue, faqs, space="multilingual")
    shelves = Shelves(mirror, VectorMirror(vectors, mirror, name), other)
    encoder = QueryEncoder(embeddings, multilingual, budget=budget)
    reranker = Reranker(settings.retrieval.reranker) if settings.retrieval.reranker else None
    catalogue_index = CatalogueIndex(shelves, encoder, Relevance(shelves, encoder, vectors), reranker)
    return Retrieval(
        faq=FaqAnswers(
            faqs,
            encoder,
            vectors,
            threshold=settings.retrieval.faq_threshold,
            encoder_name=name,
            multilingual_name=second,
            without_items=lambda text: shelves.goods.hidden(text),
        ),
        index=Index(vectors, embeddings, name, catalogue, faqs, multilingual=index),
        mirror=mirror,
        shelves=shelves,
        moments=Moments(catalogue_index, shelves, encoder),
        catalogue_index=catalogue_index,
        encoder=encoder,
    )
