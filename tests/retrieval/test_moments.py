from __future__ import annotations

from retrieval.moments import by_turns
from retrieval.wiring import Retrieval
from shop.dialogue import Filter, Query


def kinds_of(retrieval: Retrieval, kinds: list[list[str]]) -> list[str | None]:
    rows = [retrieval.mirror.row(kind[0]) for kind in kinds]
    return [item.category for row in rows if row is not None and (item := retrieval.mirror.item(row))]


def test_one_of_each_by_turns() -> None:
    assert by_turns([["a", "b", "c"], ["d"], ["e", "f"]]) == ["a", "d", "e", "b", "f", "c"]
    assert by_turns([]) == []


async def test_kinds_that_belong_to_the_moment(retrieval: Retrieval) -> None:
    walk = kinds_of(retrieval, await retrieval.moments.suited("three days of walking in the hills", Query()))
    assert "Hiking boots" in walk[:2] and not {"Phones", "Phone cases", "Monitors"} & set(walk)
    party = kinds_of(retrieval, await retrieval.moments.suited("something to drink at a garden party", Query()))
    assert {"Juices", "Lemonades"} >= set(party[:1])


async def test_the_limits_hold(retrieval: Retrieval) -> None:
    under = Query(filters=(Filter(field="price", op="at_most", high=60),))
    kinds = await retrieval.moments.suited("three days of walking in the hills", under)
    rows = [retrieval.mirror.row(item_id) for kind in kinds for item_id in kind]
    found = [item for row in rows if row is not None and (item := retrieval.mirror.item(row))]
    assert found and all(item.price is not None and item.price <= 60 and item.in_stock for item in found)
    assert await retrieval.moments.suited("a walk", Query(filters=(Filter(field="price", op="at_most", high=1),))) == []
    assert await retrieval.moments.suited("", Query()) == []


async def test_what_must_not_be_in_it_is_kept_out(retrieval: Retrieval) -> None:
    without = Query(filters=(Filter(field="", op="without", values=("leather",)),))
    kinds = await retrieval.moments.suited("three days of walking in the hills", without)
    found = [item_id for kind in kinds for item_id in kind]
    assert "b2" in found and not {"b1", "b3"} & set(found)
