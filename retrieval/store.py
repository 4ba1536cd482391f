"""The vector store: Chroma over HTTP, through LangChain. Nothing else in the house imports chromadb.

A *shelf* is one collection; its name carries a fingerprint of the encoder that filled it. An *alias* ("items", "faq")
says which shelf is in use, with the encoder, dimension and canary it was filled with; it lives in one small
collection, and rewriting its one record is the switch from an old shelf to a new one.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import chromadb
import httpx
import numpy as np
from chromadb.api import ClientAPI
from chromadb.config import Settings as ClientSettings
from chromadb.errors import ChromaError, NotFoundError
from langchain_chroma import Chroma
from langchain_core.embeddings import Embeddings
from numpy.typing import NDArray

from shop.errors import Unavailable
from shop.settings import ChromaSettings

Vectors = NDArray[np.float32]

_PAGE = 5_000  # records read at once


@dataclass(frozen=True)
class Alias:
    """Which collection is in use under a name, and what filled it."""

    collection: str
    encoder: str
    dimension: int
    canary: list[float]  # the vector of a fixed sentence
    version: int = 0  # the catalogue's (or the FAQ's) version that it holds
    build: int = 0  # grows with every change, so that readers know when to look again
    previous: str = ""  # the collection that this one replaced, to be dropped later


@dataclass(frozen=True)
class Record:
    """One text on a shelf. ``owner`` is the item's or entry's id, ``digest`` the hash of what was embedded."""

    id: str
    owner: str
    digest: str
    kind: str = "text"


class VectorStore:
    def __init__(self, settings: ChromaSettings, embeddings: Embeddings) -> None:
        """Connects on first use. ``embeddings`` is the one encoder of all shelves."""
        self._settings = settings
        self._embeddings = embeddings
        self._client: ClientAPI | None = None
        self._shelves: dict[str, Shelf] = {}

    def shelf(self, name: str, *, create: bool = False) -> Shelf:
        """A collection by its full name; :class:`Unavailable` where it does not exist or Chroma does not answer."""
        if name not in self._shelves:
            with _Guard():
                self._shelves[name] = Shelf(
                    Chroma(
                        collection_name=name,
                        embedding_function=self._embeddings,
                        client=self._connect(),
                        collection_configuration={
                            "hnsw": {"space": "cosine", "ef_search": 200, "ef_construction": 200}
                        },
                        create_collection_if_not_exists=create,
                    )
                )
        return self._shelves[name]

    def name(self, *parts: str) -> str:
        return "-".join((self._settings.prefix, *parts))

    def alias(self, name: str) -> Alias | None:
        with _Guard():
            found = self._registry().get(ids=[name], include=["metadatas"])
        if not found["ids"]:
            return None
        metadata = dict((found["metadatas"] or [{}])[0])
        return Alias(**json.loads(str(metadata["alias"])))

    def set_alias(self, name: str, alias: Alias) -> None:
        """The switch: one record is rewritten, so a reader sees the old shelf or the new one."""
        with _Guard():
            self._registry().upsert(
                ids=[name],
                embeddings=np.ones((1, 1), dtype=np.float32),
                metadatas=[{"alias": json.dumps(asdict(alias))}],
                documents=[name],
            )

    def drop(self, name: str) -> None:
        self._shelves.pop(name, None)
        with _Guard():
            try:
                self._connect().delete_collection(name)
            except NotFoundError:
                return

    def dump(self) -> Iterator[dict[str, Any]]:
        """All that is kept under the prefix, a page of a collection at a time, for :meth:`load`; vectors as lists."""
        with _Guard():
            collections = [c for c in self._connect().list_collections() if c.name.startswith(self.name(""))]
        for collection in collections:
            offset = 0
            while True:
                with _Guard():
                    page = collection.get(limit=_PAGE, offset=offset, include=["metadatas", "documents", "embeddings"])
                if not page["ids"]:
                    break
                offset += len(page["ids"])
                vectors = np.asarray(page["embeddings"], dtype=np.float32).tolist()
                rest = {name: page[name] for name in ("ids", "documents", "metadatas")}
                yield {"collection": collection.name, "embeddings": vectors, **rest}

    def load(self, page: dict[str, Any]) -> None:
        """Put back a page that :meth:`dump` gave; what has its id is replaced."""
        rows = {name: page[name] for name in ("ids", "embeddings", "documents", "metadatas")}
        with _Guard():
            if page["collection"] == self.name("aliases"):
                self._registry().upsert(**rows)
            else:
                self.shelf(page["collection"], create=True)._chroma._collection.upsert(**rows)

    def alive(self) -> bool:
        try:
            with _Guard():
                self._connect().heartbeat()
        except Unavailable:
            return False
        return True

    def _registry(self) -> chromadb.Collection:
        registry: chromadb.Collection = self._connect().get_or_create_collection(
            self.name("aliases"), embedding_function=None
        )
        return registry

    def _connect(self) -> ClientAPI:
        if self._client is None:
            self._client = chromadb.HttpClient(
                host=self._settings.host,
                port=self._settings.port,
                settings=ClientSettings(anonymized_telemetry=False),
            )
        return self._client


class Shelf:
    """One collection of embedded texts."""

    def __init__(self, chroma: Chroma) -> None:
        self._chroma = chroma

    def put(self, records: Sequence[Record], texts: Sequence[str]) -> None:
        """Embed the texts and keep them; a record of the same id is replaced."""
        if not records:
            return
        with _Guard():
            self._chroma.add_texts(
                list(texts),
                ids=[record.id for record in records],
                metadatas=[{"owner": r.owner, "digest": r.digest, "kind": r.kind} for r in records],
            )

    def remove(self, ids: Sequence[str]) -> None:
        if ids:
            with _Guard():
                self._chroma.delete(ids=list(ids))

    def digests(self, ids: Sequence[str]) -> dict[str, str]:
        """What each of the records that exist was made from."""
        if not ids:
            return {}
        with _Guard():
            found = self._chroma.get(ids=list(ids), include=["metadatas"])
        return {
            record: str(data.get("digest", "")) for record, data in zip(found["ids"], found["metadatas"], strict=True)
        }

    def records(self) -> Iterator[Record]:
        """All records, without their texts."""
        for page in self._pages(["metadatas"]):
            for record, data in zip(page["ids"], page["metadatas"], strict=True):
                yield _record(record, data)

    def vectors(self, ids: Sequence[str] | None = None) -> Iterator[tuple[list[Record], Vectors]]:
        """Records with their unit vectors, shape (n, d), a page at a time; all of them, or those of ``ids``."""
        if ids is None:
            pages = self._pages(["metadatas", "embeddings"])
        else:
            pages = (self._get(ids=list(ids[i : i + _PAGE])) for i in range(0, len(ids), _PAGE))
        for page in pages:
            if page["ids"]:
                records = [_record(i, data) for i, data in zip(page["ids"], page["metadatas"], strict=True)]
                yield records, unit(np.asarray(page["embeddings"], dtype=np.float32))

    def nearest(self, vector: Vectors, limit: int, *, ids: Sequence[str] | None = None) -> list[tuple[str, float]]:
        """(record id, cosine similarity), best first; only among ``ids`` where they are given."""
        if ids is not None and not ids:
            return []
        only: dict[str, Any] = {} if ids is None else {"ids": list(ids)}
        with _Guard():
            found = self._chroma.similarity_search_by_vector_with_relevance_scores(
                [float(x) for x in vector], k=limit, **only
            )
        return [(str(document.id), 1.0 - float(distance)) for document, distance in found]

    def count(self) -> int:
        with _Guard():
            return int(self._chroma._collection.count())  # LangChain has no call of its own for it

    def _pages(self, include: list[str]) -> Iterator[dict[str, Any]]:
        offset = 0
        while True:
            page = self._get(limit=_PAGE, offset=offset, include=include)
            if not page["ids"]:
                return
            yield page
            offset += len(page["ids"])

    def _get(self, include: Sequence[str] = ("metadatas", "embeddings"), **what: Any) -> dict[str, Any]:
        with _Guard():
            return self._chroma.get(include=list(include), **what)


def unit(vectors: Vectors) -> Vectors:
    """Rows scaled to length one, shape (n, d) or (d,); zero rows stay zero."""
    norms = np.linalg.norm(vectors, axis=-1, keepdims=True)
    scaled: Vectors = (vectors / np.where(norms > 0, norms, 1.0)).astype(np.float32, copy=False)
    return scaled


def _record(record_id: str, data: dict[str, Any]) -> Record:
    return Record(
        id=record_id,
        owner=str(data.get("owner", record_id)),
        digest=str(data.get("digest", "")),
        kind=str(data.get("kind", "text")),
    )


class _Guard:
    """Chroma's errors in our own words."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: object) -> None:
        if isinstance(error, ChromaError | httpx.HTTPError | ConnectionError):
            raise Unavailable("chroma", str(error) or type(error).__name__) from error
        if isinstance(error, ValueError) and "connect" in str(error).lower():
            raise Unavailable("chroma", str(error)) from error
