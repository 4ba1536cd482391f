"""What of the catalogue is searched, in one process: mirror, words and vectors, each following the store."""

from __future__ import annotations

import asyncio

import structlog

from retrieval.encoding import language, space_of
from retrieval.goods import Goods
from retrieval.lexical import Lexical
from retrieval.mirror import Mirror
from retrieval.text import fold
from retrieval.vectors import VectorMirror
from retrieval.wording import body, codes
from shop.errors import Unavailable
from shop.types import Item

log = structlog.get_logger()

_POLL = 0.5  # seconds between two looks at the store
_PATIENCE = 0.5  # that an answer waits for new texts; a catalogue too large for it is there for the next one
_LOOK = 2.0  # and at the vector store


class Shelves:
    """Stock and prices are as fresh as the last poll; words and vectors follow in the background."""

    def __init__(self, mirror: Mirror, vectors: VectorMirror | None, multilingual: VectorMirror | None = None) -> None:
        """``multilingual``: the same items' vectors for talks that are not in English."""
        self.mirror = mirror
        self._vectors = vectors
        self._multilingual = multilingual
        self.lexical = Lexical(())
        self.goods = Goods()
        self._named: dict[str, list[int]] = {}
        self._text_version = -1
        self._task: asyncio.Task[None] | None = None
        self._looked = float("-inf")

    @property
    def vectors(self) -> VectorMirror | None:
        """The vectors that a query of this task's talk is compared with."""
        if self._multilingual is not None and space_of(language()) == "multilingual":
            return self._multilingual
        return self._vectors

    def load(self) -> None:
        """Read the catalogue now, unless it has been; for a caller that cannot wait for :meth:`refresh`."""
        if self._text_version < 0:
            self.mirror.follow()
            version = self.mirror.text_version
            self.lexical, self.goods, self._named = self._read()
            self._text_version = version

    async def refresh(self) -> None:
        """Bring everything up to date now, waiting for it."""
        await asyncio.to_thread(self.mirror.follow)
        await self._catch_up()

    async def follow(self) -> None:
        """Called before every answer: takes over stock and prices, and sets the slower rest going."""
        await asyncio.to_thread(self.mirror.follow, every=_POLL)
        if self._text_version < 0:
            await self._catch_up()
            return
        moment = asyncio.get_running_loop().time()
        due = self._vectors is not None and moment - self._looked > _LOOK
        stale = self._text_version != self.mirror.text_version
        if (due or stale) and (self._task is None or self._task.done()):
            self._looked = moment
            self._task = asyncio.create_task(self._catch_up())
        if stale and self._task is not None:  # the first who asks after an import waits a moment for the new items
            await asyncio.wait({self._task}, timeout=_PATIENCE)

    async def _catch_up(self) -> None:
        version = self.mirror.text_version
        if version != self._text_version:
            self.lexical, self.goods, self._named = await asyncio.to_thread(self._read)
            self._text_version = version
        for vectors in (self._vectors, self._multilingual):
            if vectors is not None:
                try:
                    await asyncio.to_thread(vectors.follow)
                except Unavailable as error:
                    log.warning("vectors_unavailable", reason=error.message)

    def named(self, text: str) -> list[int]:
        """Rows whose title, id or SKU is exactly this folded text."""
        return self._named.get(text, [])

    def _read(self) -> tuple[Lexical, Goods, dict[str, list[int]]]:
        items = list(self.mirror.by_row())
        lexical = Lexical(_words(item) for item in items)
        named: dict[str, list[int]] = {}
        for row, item in enumerate(items):
            if item is not None:
                for name in {fold(item.title), fold(item.id), *(fold(variant.sku) for variant in item.variants)}:
                    named.setdefault(name, []).append(row)
        return lexical, Goods(item for item in items if item is not None), named


def _words(item: Item | None) -> tuple[str, str]:
    return ("", "") if item is None else (item.title, f"{body(item)} {codes(item)}")
