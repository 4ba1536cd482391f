"""Texts are written ahead on a real store and shelf, and only while the machine has room."""

from __future__ import annotations

from pathlib import Path

from shop.catalogue import Catalogue
from shop.settings import VoiceSettings
from shop.store import Store
from shop.types import Item
from words.frames import Frames
from words.shelf import Shelf
from words.writer import Writer
from worker.jobs.texts import A_RUN, WriteTexts

ITEMS = [
    Item(
        id=f"mug-{number}",
        title=f"Dag {number} ml glass cup",
        materials=("glass",),
        stock=1,
        rating=4.0,
        rating_count=number,
    )
    for number in range(1, A_RUN + 3)
]


async def test_popular_items_first_and_only_while_idle(tmp_path: Path) -> None:
    store = Store(f"sqlite:///{tmp_path / 'shop.db'}")
    store.migrate()
    catalogue = Catalogue(store)
    catalogue.upsert(ITEMS)
    writer = Writer(VoiceSettings(), Frames.read("en"), None, Shelf(tmp_path / "words"))
    most_wanted = next(item for item in ITEMS if item.id == catalogue.popular(1)[0])
    busy = WriteTexts(catalogue, writer, 50, lambda: False)
    assert await busy() == {}
    assert not await writer.keeps(most_wanted, None)
    job = WriteTexts(catalogue, writer, 50, lambda: True)
    assert await job() == {"written": A_RUN}
    assert await writer.keeps(most_wanted, None)
    assert await job() == {"written": 2}
    assert await job() == {}
    changed = most_wanted.model_copy(update={"materials": ("steel",)})
    catalogue.upsert([changed])
    assert await job() == {"written": 1}
    assert await writer.keeps(changed, None)
    store.close()
