# ruff: noqa: E501
"""The mirror against a plain second implementation, before and after changes."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval.columns import Columns
from retrieval.mirror import Mirror
from shop.types import Constraints, Item, Variant

COLOURS, SIZES, BRANDS = ("Blue", "Red", "Green"), ("S", "M", "L"), ("Orla", "Corva")
CATEGORIES = (("Men", "Jackets"), ("Women", "Jackets"), ("Women", "Boots"))


@st.composite
def an_item(draw: st.DrawFn, item_id: str) -> Item:
    variants = draw(
        st.lists(
            st.builds(
                lambda colour, size, stock: Variant(sku=f"{colour}-{size}", options={"Colour": colour, "size": size}, stock=stock),
                st.sampled_from(COLOURS), st.sampled_from(SIZES), st.integers(0, 2),
            ),
            max_size=3,
        )
    )  # fmt: skip
    path = draw(st.sampled_from(CATEGORIES))
    colours = tuple({v.options["Colour"] for v in variants}) or tuple(draw(st.sets(st.sampled_from(COLOURS))))
    sizes = tuple({v.options["size"] for v in variants}) or tuple(draw(st.sets(st.sampled_from(SIZES))))
    return Item(
        id=item_id,
        title=f"Item {item_id}",
        category=path[-1],
        categories=path,
        brand=draw(st.sampled_from((None, *BRANDS))),
        colours=colours,
        sizes=sizes,
        price=draw(st.one_of(st.none(), st.integers(1, 9).map(Decimal))),
        rating=draw(st.one_of(st.none(), st.sampled_from((2.0, 4.0, 5.0)))),
        stock=sum(v.stock for v in variants) if variants else draw(st.integers(0, 2)),
        variants=tuple(variants),
    )


catalogues = st.integers(0, 8).flatmap(lambda n: st.tuples(*(an_item(str(i)) for i in range(n))))
wishes = st.builds(
    Constraints,
    categories=st.sampled_from([(), ("Jackets",), ("Men > Jackets",), ("Boots", "Men"), ("Nothing",)]),
    colours=st.sampled_from([(), ("Blue",), ("blue", "Red")]),
    sizes=st.sampled_from([(), ("M",), ("S", "L")]),
    brands=st.sampled_from([(), ("Orla",)]),
    not_brands=st.sampled_from([(), ("Corva",)]),
    not_colours=st.sampled_from([(), ("Green",)]),
    price_min=st.sampled_from([None, Decimal(3)]),
    price_max=st.sampled_from([None, Decimal(6)]),
    rating_min=st.sampled_from([None, 4.0]),
    in_stock=st.booleans(),
)


def meets(item: Item, wish: Constraints) -> bool:
    """The rule in plain words, one item at a time."""
    low = {colour.lower() for colour in wish.colours}
    if wish.categories and not any(set(c.split(" > ")) <= set(item.categories) for c in wish.categories):
        return False
    if wish.brands and item.brand not in wish.brands:
        return False
    if item.brand in wish.not_brands or set(item.colours) & set(wish.not_colours):
        return False
    if wish.price_min is not None and (item.price is None or item.price < wish.price_min):
        return False
    if wish.price_max is not None and (item.price is None or item.price > wish.price_max):
        return False
    if wish.rating_min is not None and (item.rating is None or item.rating < wish.rating_min):
        return False
    versions = [({v.options["Colour"].lower()}, {v.options["size"]}, v.stock) for v in item.variants]
    if item.stock == 0:
        versions = [(colours, sizes, 0) for colours, sizes, _ in versions]
    versions = versions or [({c.lower() for c in item.colours}, set(item.sizes), item.stock)]
    return any(
        (not low or low & colours) and (not wish.sizes or set(wish.sizes) & sizes) and (not wish.in_stock or stock > 0)
        for colours, sizes, stock in versions
    )


@given(catalogues, wishes)
@settings(max_examples=60, deadline=None)
def test_mask_is_the_rule(items: tuple[Item, ...], wish: Constraints) -> None:
    mirror = Mirror(items)
    assert mirror.item_ids(mirror.ids(wish)) == [item.id for item in items if meets(item, wish)]


@given(catalogues, catalogues, st.sets(st.integers(0, 8)), wishes)
@settings(max_examples=60, deadline=None)
def test_patched_is_rebuilt(
    before: tuple[Item, ...], after: tuple[Item, ...], gone: set[int], wish: Constraints
) -> None:
    mirror = Mirror(before)
    assert mirror.columns is not None  # made now, so that the changes below are patches
    mirror.put(after)
    mirror.remove(str(row) for row in gone)
    patched = mirror.mask(wish)
    mirror._columns = Columns(mirror.by_row())
    assert np.array_equal(patched, mirror.mask(wish))
