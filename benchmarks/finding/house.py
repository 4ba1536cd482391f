"""A real shop for a measurement: SQLite, ``chroma run`` and the encoder, in a folder that goes away."""

from __future__ import annotations

import hashlib
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import httpx
from langchain_core.embeddings import Embeddings

from models.encoder import Encoder
from retrieval.wiring import Retrieval, assemble
from shop.catalogue import Catalogue
from shop.faqs import Faqs
from shop.settings import Settings, load_settings
from shop.store import Store
from shop.types import FaqEntry, Item


class Local(Embeddings):
    """The encoder in this process, as LangChain calls it; texts once embedded are remembered, so that no system's
    time has the encoder in it."""

    def __init__(self, encoder: Encoder, prefix: str = "") -> None:
        """``prefix``: what the encoder was trained to see before every text."""
        self._encoder = encoder
        self._prefix = prefix
        self._known: dict[str, list[float]] = {}

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        new = [text for text in dict.fromkeys(texts) if text not in self._known]
        if new:
            self._known.update(
                zip(new, self._encoder.encode([self._prefix + text for text in new]).tolist(), strict=True)
            )
        return [self._known[text] for text in texts]

    def embed_query(self, text: str) -> list[float]:
        return self.embed_documents([text])[0]

    async def aembed_documents(self, texts: list[str]) -> list[list[float]]:
        return self.embed_documents(texts)


def slug(*words: str) -> str:
    """A name that Chroma takes, another one for other words."""
    return "b" + hashlib.sha1("|".join(words).encode(), usedforsecurity=False).hexdigest()[:16]


@contextmanager
def chroma() -> Iterator[int]:
    """A Chroma server on a free port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    folder = tempfile.mkdtemp(prefix="shopkeeper-chroma-")
    program = Path(sys.executable).parent / "chroma"
    server = subprocess.Popen(
        [str(program), "run", "--path", folder, "--host", "127.0.0.1", "--port", str(port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        deadline = time.monotonic() + 60
        while True:
            try:
                httpx.get(f"http://127.0.0.1:{port}/api/v2/heartbeat", timeout=1).raise_for_status()
                break
            except httpx.HTTPError:
                if server.poll() is not None or time.monotonic() > deadline:
                    raise RuntimeError("chroma run did not come up") from None
                time.sleep(0.2)
        yield port
    finally:
        server.terminate()
        server.wait(timeout=20)
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def shop(
    port: int,
    name: str,
    embeddings: Embeddings,
    items: Sequence[Item] = (),
    entries: Sequence[FaqEntry] = (),
    multilingual: Embeddings | None = None,
) -> Iterator[Retrieval]:
    """The whole room over these items and entries, indexed."""
    with tempfile.TemporaryDirectory(prefix="shopkeeper-shop-") as folder:
        settings: Settings = load_settings(state=Path(folder), chroma={"port": port, "prefix": name})
        store = Store(settings.store_url)
        store.migrate()
        Catalogue(store).upsert(items)
        Faqs(store).upsert(entries)
        retrieval = assemble(settings, store, embeddings, multilingual, budget=60.0)
        retrieval.index.sync_now()
        yield retrieval
        store.close()
