from __future__ import annotations

from decimal import Decimal

import pytest

from retrieval.wiring import Retrieval, assemble
from shop.catalogue import Catalogue
from shop.errors import NotFound
from shop.settings import Settings
from shop.store import Store
from shop.types import Constraints


async def ids(retrieval: Retrieval, text: str, limit: int = 5) -> list[str]:
    found = await retrieval.search.find(retrieval.understander.read(text).constraints, limit=limit)
    return [hit.item_id for hit in found.hits]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("waterproof boots", "b1"),
        ("hedphones with noise canceling", "h1"),
        ("wh1000xm4", "h1"),
        ("WH 1000 XM4", "h1"),
        ("27 inch monitor", "m1"),
        ("24in monitor", "m2"),
        ("500ml bottle", "w1"),
        ("phone case", "c1"),
        ("b2", "b2"),
        ("Meadow Trail Boots", "b2"),
        ("orange juice", "o1"),
        ("登山鞋", "z1"),
        ("something to keep me dry in the rain", "j1"),
        ("red womens jacket", "j3"),
    ],
)
async def test_the_right_item_comes_first(shared: Retrieval, text: str, first: str) -> None:
    assert (await ids(shared, text))[0] == first


async def test_constraints_hold_before_the_cut(shared: Retrieval) -> None:
    found = await shared.search.find(Constraints(text="boots", price_max=Decimal("20")), limit=3)
    assert {hit.item_id for hit in found.hits} <= {"w1", "o1", "o2", "c1"}
    assert not found.relaxed


async def test_colour_size_and_stock_are_of_one_variant(shared: Retrieval) -> None:
    blue_43 = Constraints(colours=("Blue",), sizes=("43",), in_stock=True, brands=("Corva",))
    assert "b1" not in {hit.item_id for hit in (await shared.search.find(blue_43)).hits if not blue_43.sizes}
    assert not shared.mirror.mask(blue_43).any()
    assert shared.mirror.item_ids(shared.mirror.ids(blue_43.model_copy(update={"in_stock": False}))) == ["b1"]


async def test_nothing_fits_is_said_and_relaxed(shared: Retrieval) -> None:
    found = await shared.search.find(shared.understander.read("hiking boots under 20").constraints)
    assert found.relaxed == ["under 20"]
    assert found.hits[0].item_id == "b2"  # the closest in price


async def test_orders(shared: Retrieval) -> None:
    assert (await ids(shared, "cheapest jackets"))[0] == "j2"
    assert (await ids(shared, "best rated jackets"))[0] == "j3"
    assert (await ids(shared, "cheapest boots"))[0] == "b2"


async def test_exclude_and_offset(shared: Retrieval) -> None:
    boots = Constraints(text="boots", categories=("Hiking boots",))
    first = await shared.search.find(boots, limit=2)
    more = await shared.search.find(boots, limit=2, offset=2)
    assert len({hit.item_id for hit in (*first.hits, *more.hits)}) == 4
    without = await shared.search.find(boots, exclude=[first.hits[0].item_id])
    assert first.hits[0].item_id not in {hit.item_id for hit in without.hits}


async def test_stock_and_price_change_at_once(retrieval: Retrieval, store: Store) -> None:
    catalogue = Catalogue(store)
    catalogue.set_stock("b2", 0)
    catalogue.set_price("b1", Decimal("15.00"))
    await retrieval.shelves.refresh()
    cheap = await retrieval.search.find(Constraints(categories=("Hiking boots",), price_max=Decimal("20")))
    assert [hit.item_id for hit in cheap.hits] == ["b1"]
    stocked = await retrieval.search.find(Constraints(categories=("Hiking boots",), in_stock=True))
    assert "b2" not in {hit.item_id for hit in stocked.hits}


async def test_similar_and_complementary(shared: Retrieval) -> None:
    similar = await shared.search.similar("b1", 3)
    assert similar[0].item_id in {"b2", "b3"}
    assert "b1" not in {hit.item_id for hit in similar}
    complements = await shared.search.complementary("b1", 3)
    assert "w1" in {hit.item_id for hit in complements}
    assert not {"b2", "b3"} & {hit.item_id for hit in complements}
    with pytest.raises(NotFound):
        await shared.search.similar("nothing", 3)


async def test_words_alone_answer_without_index_or_encoder(settings: Settings, store: Store) -> None:
    from langchain_openai import OpenAIEmbeddings

    nobody = OpenAIEmbeddings(
        base_url="http://127.0.0.1:9/v1", api_key="none", max_retries=0, check_embedding_ctx_length=False
    )
    built = assemble(settings, store, nobody)
    await built.start()
    assert (await ids(built, "noise cancelling headphones"))[0] == "h1"
    assert (await ids(built, "blue hiking boots under 70"))[0] in {"b2", "z1"}
    assert await built.faq.answer("which payment methods do you accept") is not None
