from __future__ import annotations

import pytest

from retrieval.goods import Goods
from shop.types import Item


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        ("Can I return the red boots?", "can i return the item?"),
        ("are Corva hiking boots under warranty", "are item under warranty"),
        ("how long does delivery take", "how long does delivery take"),
        ("", ""),
    ],
)
def test_goods_in_a_question(items: list[Item], text: str, bare: str) -> None:
    assert Goods(items).hidden(text) == bare
    assert Goods().hidden("red boots") == "red boots"
