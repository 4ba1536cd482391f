from __future__ import annotations

from retrieval.moments import by_turns
from retrieval.wiring import Retrieval
from shop.types import Constraints


def kinds_of(retrieval: Retrieval, kinds: list[list[str]]) -> list[str | None]:
    rows = [retrieval.mirror.row(kind[0]) for kind in kinds]
    return [item.category for row in rows if row is not None and (item := retrieval.mirror.item(row))]


def test_one_of_each_by_turns() -> None:
    assert by_turns([["a", "b", "c"], ["d"], ["e", "f"]]) == ["a", "d", "e", "b", "f", "c"]
    assert by_turns([]) == []


async def test_kinds_that_belong_to_the_moment(retrieval: Retrieval) -> None:
    walk = kinds_of(retrieval, await retrieval.moments.suited("three days of walking in the hills", Constraints()))
    assert "Hiking boots" in walk[:2] and not {"Phones", "Phone cases", "Monitors"} & set(walk)
    party = kinds_of(retrieval, await retrieval.moments.suited("something to drink at a garden party", Constraints()))
    assert {"Juices", "Lemonades"} >= set(party[:1])


async def test_the_limits_hold(retrieval: Retrieval) -> None:
    under = Constraints(price_max=60, in_stock=True)
    kinds = await retrieval.moments.suited("three days of walking in the hills", under)
    rows = [retrieval.mirror.row(item_id) for kind in kinds for item_id in kind]
    found = [item for row in rows if row is not None and (item := retrieval.mirror.item(row))]
    assert found and all(item.price is not None and item.price <= 60 and item.in_stock for item in found)
    assert await retrieval.moments.suited("a walk", Constraints(price_max=1)) == []
    assert await retrieval.moments.suited("", Constraints()) == []


async def test_what_must_not_be_in_it_is_kept_out(retrieval: Retrieval) -> None:
    kinds = await retrieval.moments.suited("three days of walking in the hills", Constraints(without=("leather",)))
    found = [item_id for kind in kinds for item_id in kind]
    assert "b2" in found and not {"b1", "b3"} & set(found)


async def test_the_kinds_of_a_department(retrieval: Retrieval) -> None:
    kinds = await retrieval.moments.within(Constraints(categories=("Electronics",)))
    assert set(kinds_of(retrieval, kinds)) == {"Headphones", "Monitors", "Phone cases", "Phones"}
    assert kinds[0][0] in ("h1", "m1")
    assert await retrieval.moments.within(Constraints(categories=("Monitors",))) == []
