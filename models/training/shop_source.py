"""What a recommender is fitted on, from the shop's own store or from a folder of files."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from models.recommenders.base import CatalogueItem, Progress, Step
from models.recommenders.history import merge
from models.service.schema import ItemUpsert
from models.training import shopdata
from shop.catalogue import Catalogue
from shop.profiles import Profiles
from shop.store import Store

Encode = Callable[[list[str]], NDArray[np.float32]]
Source = tuple[list[CatalogueItem], list[list[Step]]]

BATCH = 128


def from_store(store: Store, encode: Encode, progress: Progress) -> Source:
    """The catalogue and every shopper's newest events, with what shoppers said in between.

    Tastes that were inferred from the events are left out: they know what came later.
    """
    wires = [ItemUpsert.of(item) for item in Catalogue(store).all()]
    vectors = embed([wire.text for wire in wires], encode, progress)
    items = [CatalogueItem(w.id, w.title, v, w.attributes) for w, v in zip(wires, vectors, strict=True)]
    profiles = Profiles(store)
    histories = []
    for shopper, events in profiles.histories().items():
        histories.append(merge(events, [taste for taste in profiles.tastes(shopper) if taste.source != "events"]))
    return items, histories


def from_folder(folder: Path, encode: Encode, progress: Progress) -> Source:
    """Files as :mod:`shopdata` reads them; every item of a history counts as bought."""
    data = shopdata.read(folder)
    vectors = embed(shopdata.texts(list(data.records.values())), encode, progress)
    items = [
        CatalogueItem(item_id, str(record.get("title", item_id)), vector, shopdata.attributes(record))
        for (item_id, record), vector in zip(data.records.items(), vectors, strict=True)
    ]
    return items, data.histories


def embed(texts: Sequence[str], encode: Encode, progress: Progress) -> NDArray[np.float32]:
    """(n, d), a batch at a time so that the progress moves."""
    parts = []
    for first in range(0, len(texts), BATCH):
        parts.append(encode(list(texts[first : first + BATCH])))
        progress("embedding the items' texts", min(1.0, (first + BATCH) / len(texts)))
    return np.concatenate(parts) if parts else np.zeros((0, 0), np.float32)
