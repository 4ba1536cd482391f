"""Chinese for an encoder that reads only English: the bot's word-by-word gloss, in the FAQ as in the intents.

To such an encoder all Chinese is much alike, and the nearest entry of a FAQ is any. One that reads Chinese gets it as
it stands.
"""

from __future__ import annotations

import asyncio
from itertools import islice

import numpy as np
from langchain_core.embeddings import Embeddings

from bot.components.glossary import entries, gloss
from bot.components.text import CJK
from retrieval.store import Vectors, unit

_SAMPLE = 32  # words to try the encoder with
_APART = 0.2  # how much nearer its own gloss a word must be than those of others, as a cosine


class Glossing(Embeddings):
    """``embeddings``, which see the gloss of Chinese texts unless they tell Chinese words apart themselves."""

    def __init__(self, embeddings: Embeddings) -> None:
        self._own = embeddings
        self._reads: bool | None = None  # tried at the first Chinese text

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        return self._own.embed_documents(self._as_read(texts))

    async def aembed_documents(self, texts: list[str]) -> list[list[float]]:
        return await self._own.aembed_documents(await asyncio.to_thread(self._as_read, texts))

    def embed_query(self, text: str) -> list[float]:
        return self._own.embed_query(self._as_read([text])[0])

    async def aembed_query(self, text: str) -> list[float]:
        return await self._own.aembed_query((await asyncio.to_thread(self._as_read, [text]))[0])

    def _as_read(self, texts: list[str]) -> list[str]:
        if not any(CJK.search(text) for text in texts):
            return texts
        if self._reads is None:
            self._reads = self._reads_chinese()
        return texts if self._reads else [gloss(text) or text for text in texts]

    def _reads_chinese(self) -> bool:
        some = dict(islice(((word, said) for word, said in entries().items() if len(word) > 1 and said), _SAMPLE))
        found: Vectors = unit(np.asarray(self._own.embed_documents([*some, *some.values()]), dtype=np.float32))
        cosines = found[: len(some)] @ found[len(some) :].T
        others = (cosines.sum() - cosines.trace()) / (cosines.size - len(cosines))
        return bool(cosines.trace() / len(cosines) - others > _APART)
