from __future__ import annotations

import pytest

from retrieval.wiring import Retrieval
from shop.errors import NotFound


async def test_similar_and_complementary(shared: Retrieval) -> None:
    similar = [item.id for item in await shared.catalogue_index.similar("b1", limit=3)]
    assert similar[0] in {"b2", "b3"} and "b1" not in similar
    complements = {item.id for item in await shared.catalogue_index.complementary("b1", 3)}
    assert "w1" in complements and not {"b2", "b3"} & complements
    with pytest.raises(NotFound):
        await shared.catalogue_index.similar("nothing")
