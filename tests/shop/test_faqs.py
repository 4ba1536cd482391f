from __future__ import annotations

import pytest

from shop.errors import NotFound
from shop.faqs import Faqs
from shop.store import Store
from shop.types import FaqEntry

SHIPPING = FaqEntry(id="s", question="How long?", answer="Two days.", topic="shipping", paraphrases=("when",))
RETURNS = FaqEntry(id="a", question="Returns?", answer="30 days.")


def test_entries_keep_their_order_and_versions_grow(store: Store) -> None:
    faqs = Faqs(store)
    assert faqs.upsert([SHIPPING, RETURNS]) == 2
    version = faqs.version()
    assert faqs.all() == [SHIPPING, RETURNS]
    assert faqs.upsert([SHIPPING]) == 0
    assert faqs.version() == version
    faqs.upsert([SHIPPING.model_copy(update={"answer": "Three."})])
    assert faqs.version() > version
    assert [entry.id for entry in faqs.all()] == ["s", "a"]


def test_replace_and_delete(store: Store) -> None:
    faqs = Faqs(store)
    faqs.upsert([SHIPPING])
    assert faqs.replace([RETURNS]) == 1
    assert faqs.all() == [RETURNS]
    assert faqs.get("a") == RETURNS
    assert faqs.delete(["a", "b"]) == 1
    with pytest.raises(NotFound):
        faqs.get("a")
