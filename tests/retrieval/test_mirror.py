# ruff: noqa: E501
"""The mirror against a plain second implementation, before and after changes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval.columns import Columns, Rows
from retrieval.field_columns import FieldColumns
from retrieval.masks import Masks
from retrieval.meeting import limits_of, meeting
from retrieval.mentions import Mentions
from retrieval.mirror import Mirror
from retrieval.safety import Safety
from shop.dialogue import Filter, Op, Query
from shop.types import Item, Sale, Variant

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


def one_of(field: str, op: Op, *choices: tuple[str, ...]) -> st.SearchStrategy[Filter | None]:
    return st.sampled_from([None, *(Filter(field=field, op=op, values=values) for values in choices)])


LIMITS = (
    one_of("colour", "is", ("Blue",), ("Blue", "Red")),
    one_of("size", "is", ("M",), ("S", "L")),
    one_of("brand", "is", ("Orla",)),
    one_of("brand", "is_not", ("Corva",)),
    st.sampled_from(
        [None, Filter(field="price", op="between", low=3, high=6), Filter(field="price", op="at_most", high=6)]
    ),
    st.sampled_from([None, Filter(field="rating", op="at_least", low=4.0)]),
)
wishes = st.builds(
    lambda kinds, limits: Query(kinds=kinds, filters=tuple(limit for limit in limits if limit is not None)),
    st.sampled_from([(), ("Jackets",), ("Men > Jackets",), ("Boots", "Men"), ("Nothing",)]),
    st.tuples(*LIMITS),
)


def meets(item: Item, wish: Query) -> bool:
    """The rule in plain words, one item at a time."""
    if wish.kinds and not any(set(kind.split(" > ")) <= set(item.categories) for kind in wish.kinds):
        return False
    wanted: dict[str, set[str]] = {}
    for limit in wish.filters:
        values = set(limit.values)
        if limit.field in ("colour", "size"):
            wanted[limit.field] = values
        elif limit.field == "brand":
            if (item.brand in values) == (limit.op == "is_not"):
                return False
        elif not _within(item.price if limit.field == "price" else item.rating, limit):
            return False
    versions = [({v.options["Colour"]}, {v.options["size"]}) for v in item.variants]
    versions = versions or [(set(item.colours), set(item.sizes))]
    return any(
        (not wanted.get("colour") or wanted["colour"] & colours) and (not wanted.get("size") or wanted["size"] & sizes)
        for colours, sizes in versions
    )


def _within(number: Decimal | float | None, limit: Filter) -> bool:
    return number is not None and (limit.low or 0) <= float(number) <= (limit.high or 99)


def rows(mirror: Mirror, wish: Query) -> Rows:
    mentions = Mentions()
    masks = Masks(mirror, FieldColumns(mirror.by_row(), None), mentions, Safety(mentions))
    found: Rows = np.flatnonzero(meeting(masks, masks.shelf(wish), limits_of(wish))[0])
    return found


@given(catalogues, wishes)
@settings(max_examples=60, deadline=None)
def test_what_is_found_is_the_rule(items: tuple[Item, ...], wish: Query) -> None:
    mirror = Mirror(items)
    assert mirror.item_ids(rows(mirror, wish)) == [item.id for item in items if meets(item, wish)]


@given(catalogues, catalogues, st.sets(st.integers(0, 8)), wishes)
@settings(max_examples=60, deadline=None)
def test_patched_is_rebuilt(before: tuple[Item, ...], after: tuple[Item, ...], gone: set[int], wish: Query) -> None:
    mirror = Mirror(before)
    assert mirror.columns is not None  # made now, so that the changes below are patches
    mirror.put(after)
    mirror.remove(str(row) for row in gone)
    patched = rows(mirror, wish)
    mirror._columns = Columns(mirror.by_row())
    assert np.array_equal(patched, rows(mirror, wish))


def test_the_values_of_options_follow_the_items() -> None:
    def shirt(colour: str) -> Item:
        return Item(id="a", title="Shirt", variants=(Variant(sku=colour, options={"Colour": colour}),))

    mirror = Mirror([shirt("Blue"), Item(id="b", title="Cap")])
    assert mirror.option_values == {"Colour": ("Blue",)}
    mirror.put([shirt("Red")])
    assert mirror.option_values == {"Colour": ("Red",)}
    mirror.remove(["a"])
    assert mirror.option_values == {}


def test_a_dated_sale_counts_from_its_second_on() -> None:
    start = datetime(2026, 3, 1, tzinfo=UTC)
    sale = Sale(price=Decimal(5), regular=Decimal(9), starts=start, ends=start + timedelta(days=1))
    clock = [start - timedelta(seconds=1)]
    mirror = Mirror([Item(id="a", title="A", price=Decimal(9), stock=1, sale=sale)], clock=lambda: clock[0])
    seen = []
    for later in (0, 1, 3600, 86_401):
        clock[0] = start + timedelta(seconds=later - 1)
        mirror.follow()
        item = mirror.get("a")
        assert item is not None
        seen.append((item.price, float(mirror.columns.price[0]), bool(mirror.columns.reduced[0])))
    assert seen == [(9, 9.0, False), (5, 5.0, True), (5, 5.0, True), (9, 9.0, False)]
