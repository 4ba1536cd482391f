"""Keeps the vector store in step with the shop's own store.

Only texts that changed are embedded again (by a hash of each), what was deleted leaves. With another encoder a new
shelf is filled beside the old one and the alias is switched at the end, so that questions are answered all the
while; the new shelf's name follows from the encoder, so a build that was killed goes on where it stopped.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

import numpy as np
import structlog
from langchain_core.embeddings import Embeddings

from retrieval import wording
from retrieval.encoding import Space, space_of
from retrieval.faq_words import content, shop_questions, unanswered
from retrieval.passages import sentences
from retrieval.store import Alias, Record, Shelf, Vectors, VectorStore, unit
from shop.catalogue import Catalogue
from shop.errors import IndexMismatch, Unavailable
from shop.faqs import Faqs
from shop.types import FaqEntry, Item

log = structlog.get_logger()

Progress = Callable[[str, float], None]  # (what, share done in [0, 1])

ITEMS, FAQ = "items", "faq"
CANARY = "A blue lamp, two wooden chairs and a pair of hiking boots, size 42."
_SAME = 0.999  # cosine of the canary then and now; engines and batch sizes differ in the sixth decimal
_BATCH = 128
_SAMPLE = 50


@dataclass(frozen=True)
class Synced:
    """What a sync did, in texts."""

    embedded: int = 0
    unchanged: int = 0
    removed: int = 0
    rebuilt: bool = False

    def __add__(self, other: Synced) -> Synced:
        return Synced(
            self.embedded + other.embedded,
            self.unchanged + other.unchanged,
            self.removed + other.removed,
            self.rebuilt or other.rebuilt,
        )


@dataclass(frozen=True)
class Text:
    record: Record
    text: str


class Index:
    def __init__(
        self,
        vectors: VectorStore,
        embeddings: Embeddings,
        encoder: str,
        catalogue: Catalogue,
        faqs: Faqs,
        *,
        space: Space = "english",
        multilingual: Index | None = None,
    ) -> None:
        """``encoder`` is the name of the model behind ``embeddings``, which gives the vectors of this ``space``.
        ``multilingual``, the other space's index, is kept in step after this one.
        """
        self._space = space
        self._multilingual = multilingual
        self._store = vectors
        self._embeddings = embeddings
        self._encoder = encoder
        self._catalogue = catalogue
        self._faqs = faqs
        self._sure = False  # that the shelves hold this store's texts, and not those of another one

    async def sync(self, progress: Progress | None = None) -> Synced:
        """Bring items and FAQ up to date; safe to repeat, to kill, and to run beside readers.

        Raises :class:`shop.errors.Unavailable` where Chroma or the model service does not answer.
        """
        return await asyncio.to_thread(self.sync_now, progress)

    def sync_now(self, progress: Progress | None = None) -> Synced:
        """:meth:`sync` for callers that are not async."""
        canary = self._canary()
        tell = progress or (lambda what, share: None)
        done = self._sync_items(canary, tell) + self._sync_faq(canary, tell)
        self._sure = True
        if self._multilingual is not None:
            try:
                done += self._multilingual.sync_now(progress)
            except Unavailable as error:  # English is there; the rest comes with the encoder
                log.warning("multilingual_index_unavailable", reason=error.message)
        return done

    async def check(self) -> None:
        """Raise :class:`IndexMismatch` unless both indexes were filled by the encoder in use."""
        await asyncio.to_thread(self.check_now)

    def check_now(self) -> None:
        canary = self._canary()
        for name in (ITEMS, FAQ):
            alias = self._alias(name)
            if alias is None:
                raise IndexMismatch(f"there is no index of {name} yet; build it with `shopkeeper index`")
            if why := self._mismatch(alias, canary):
                raise IndexMismatch(f"the index of {name} {why}; rebuild it with `shopkeeper index`")

    # ── the two indexes ──────────────────────────────────────────────────────

    def _sync_items(self, canary: Vectors, tell: Progress) -> Synced:
        alias = self._usable(ITEMS, canary)
        if alias is None or not self._holds_ours(alias):
            version = self._catalogue.changed_since(0).version
            total = max(1, self._catalogue.count())
            batches = _batches(item_text(item) for item in self._catalogue.all())
            return self._rebuild(ITEMS, canary, version, batches, total, tell)
        version, upserted, deleted = self._catalogue.changed_since(alias.version)
        if version == alias.version:
            return Synced()
        shelf = self._store.shelf(alias.collection)
        done = Synced()
        for start in range(0, len(upserted), _BATCH):
            wanted = upserted[start : start + _BATCH]
            found = self._catalogue.get_many(wanted)
            deleted += [item_id for item_id in wanted if item_id not in found]
            done += self._put(shelf, [item_text(item) for item in found.values()])
            tell(self._label(ITEMS), (start + len(wanted)) / len(upserted))
        gone = list(shelf.digests(deleted))
        shelf.remove(gone)
        done += Synced(removed=len(gone))
        changed = done.embedded or done.removed
        self._store.set_alias(
            shelf_of(ITEMS, self._space),
            replace(alias, version=version, build=alias.build + bool(changed), previous=self._tidy(alias)),
        )
        return done

    def _sync_faq(self, canary: Vectors, tell: Progress) -> Synced:
        alias = self._usable(FAQ, canary)
        version = self._faqs.version()
        if alias is not None and alias.version == version and self._sure:
            return Synced()
        alone = self._space == "english" and self._multilingual is None
        texts = shelf_texts(self._faqs.all(), self._space, alone=alone)
        return self._rebuild(FAQ, canary, version, _batches(texts), max(1, len(texts)), tell)

    def _rebuild(
        self, name: str, canary: Vectors, version: int, batches: Iterable[list[Text]], total: int, tell: Progress
    ) -> Synced:
        """Fill the shelf of this encoder with exactly these texts, then switch to it."""
        old = self._alias(name)
        collection = self._store.name(name, self._fingerprint(canary))
        shelf = self._store.shelf(collection, create=True)
        done = Synced(rebuilt=old is None or old.collection != collection)
        seen: set[str] = set()
        for batch in batches:
            done += self._put(shelf, batch)
            seen.update(text.record.id for text in batch)
            tell(self._label(name), min(1.0, len(seen) / total))
        stale = [record.id for record in shelf.records() if record.id not in seen]
        shelf.remove(stale)
        previous = old.collection if old is not None and old.collection != collection else ""
        self._store.set_alias(
            shelf_of(name, self._space),
            Alias(
                collection=collection,
                encoder=self._encoder,
                dimension=len(canary),
                canary=[round(float(x), 6) for x in canary],
                version=version,
                build=(old.build if old is not None else 0) + 1,
                previous=previous,
            ),
        )
        return done + Synced(removed=len(stale))

    def _holds_ours(self, alias: Alias) -> bool:
        """Whether the shelf was filled from this store: its version may be another's."""
        if self._sure:
            return True
        version, upserted, _ = self._catalogue.changed_since(alias.version)
        if version < alias.version:
            return False
        some = [item_text(item) for item in islice(self._catalogue.all(), _SAMPLE)]
        new = set(upserted)
        have = self._store.shelf(alias.collection).digests([text.record.id for text in some])
        return all(t.record.id in new or have.get(t.record.id) == t.record.digest for t in some)

    def _put(self, shelf: Shelf, batch: list[Text]) -> Synced:
        have = shelf.digests([text.record.id for text in batch])
        changed = [text for text in batch if have.get(text.record.id) != text.record.digest]
        shelf.put([text.record for text in changed], [text.text for text in changed])
        return Synced(embedded=len(changed), unchanged=len(batch) - len(changed))

    def _alias(self, name: str) -> Alias | None:
        return self._store.alias(shelf_of(name, self._space))

    def _label(self, name: str) -> str:
        return name if self._space == "english" else f"{name}, {self._space}"

    # ── the encoder ──────────────────────────────────────────────────────────

    def _canary(self) -> Vectors:
        vector: Vectors = unit(np.asarray(self._embeddings.embed_documents([CANARY])[0], dtype=np.float32))
        return vector

    def _fingerprint(self, canary: Vectors) -> str:
        rounded = ",".join(f"{x:.2f}" for x in canary)
        return hashlib.sha1(f"{self._encoder}|{rounded}".encode(), usedforsecurity=False).hexdigest()[:12]

    def _usable(self, name: str, canary: Vectors) -> Alias | None:
        alias = self._alias(name)
        return None if alias is None or self._mismatch(alias, canary) else alias

    def _mismatch(self, alias: Alias, canary: Vectors) -> str:
        if alias.encoder != self._encoder:
            return f"was built with the encoder {alias.encoder!r}, and {self._encoder!r} is in use"
        if alias.dimension != len(canary):
            return f"holds vectors of {alias.dimension} numbers, and the encoder gives {len(canary)}"
        cosine = float(np.dot(np.asarray(alias.canary, dtype=np.float32), canary))
        if cosine < _SAME:
            return f"was built with other weights of {self._encoder!r} (its canary has cosine {cosine:.3f})"
        return ""

    def _tidy(self, alias: Alias) -> str:
        """Drop the shelf that the one in use replaced, a sync later: readers have moved on by then."""
        if alias.previous:
            self._store.drop(alias.previous)
        return ""


def item_text(item: Item) -> Text:
    said = wording.text(item)
    return Text(Record(id=item.id, owner=item.id, digest=digest(said)), said)


def shelf_of(name: str, space: Space) -> str:
    """The alias of items or FAQ in a space."""
    return name if space == "english" else f"{name}-{space}"


def shelf_texts(entries: Sequence[FaqEntry], space: Space, *, alone: bool = False) -> list[Text]:
    """What the FAQ's shelf holds: the entries' texts, what shops are asked, in English each word too.

    ``alone``: there is no other space, so that this one holds the entries of every language.
    """
    english = [entry for entry in entries if space_of(entry.language) == "english"]
    kept = english if space == "english" and not alone else entries
    texts = [text for entry in kept for text in faq_texts(entry)]
    if kept:
        texts += [_shared("none", said, said) for said in unanswered()]
        texts += [_shared("asked", line, block[0]) for block in shop_questions() for line in block]
    if space == "english":
        said = (" ".join((e.question, *e.paraphrases, e.answer)) for e in english)
        texts += [_shared("word", word, word) for word in sorted({word for text in said for word in content(text)})]
    return texts


def _shared(kind: str, text: str, owner: str) -> Text:
    name = hashlib.sha1(f"{kind}|{text}".encode(), usedforsecurity=False).hexdigest()[:16]
    said = text if owner == text else f"{text}|{owner}"
    return Text(Record(f"#{kind}-{name}", owner, digest(f"{kind}|{said}"), kind), text)


def faq_texts(entry: FaqEntry) -> Iterator[Text]:
    """The question, each paraphrase, each sentence of the answer, and the whole answer."""
    texts = [("question", entry.question), *(("question", said) for said in entry.paraphrases)]
    texts += [("answer", sentence) for sentence in sentences(entry.answer)]
    texts.append(("whole", entry.answer))
    for place, (kind, text) in enumerate(texts):
        if text.strip():
            yield Text(Record(f"{entry.id}#{place}", entry.id, digest(f"{kind}|{text}"), kind), text)


def digest(text: str) -> str:
    return hashlib.sha1(text.encode("utf-8", "replace"), usedforsecurity=False).hexdigest()


def _batches(texts: Iterable[Text]) -> Iterator[list[Text]]:
    batch: list[Text] = []
    for text in texts:
        batch.append(text)
        if len(batch) == _BATCH:
            yield batch
            batch = []
    if batch:
        yield batch
