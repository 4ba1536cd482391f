from __future__ import annotations

from decimal import Decimal

import pytest

from shop.catalogue import Catalogue
from shop.errors import BadInput, NotFound
from shop.profiles import Profiles
from shop.shoppers import Shoppers
from shop.store import Store
from shop.types import Event, Item, Variant

BOOT = Item(
    id="boot",
    title="Boot",
    description="For mud.\nAnd rain.",
    brand="Kestrel",
    category="Boots",
    categories=("Shoes", "Boots"),
    price=Decimal("89.90"),
    list_price=Decimal("99.90"),
    currency="GBP",
    colours=("blue", "black"),
    sizes=("42", "43"),
    materials=("leather",),
    uses=("hiking",),
    attributes={"zip": False, "soles": ["rubber", "cork"], "depth": {"cm": 3.5}},
    weight_g=900.5,
    stock=5,
    rating=4.5,
    rating_count=12,
    image="https://shop.example/boot.svg",
    url="https://shop.example/boot",
    variants=(
        Variant(sku="b42", options={"size": "42"}, price=Decimal("89.90"), stock=2),
        Variant(sku="b43", options={"size": "43"}, stock=3),
    ),
    consumable=True,
)


def test_what_goes_in_comes_out(store: Store) -> None:
    catalogue = Catalogue(store)
    catalogue.upsert([BOOT])
    assert catalogue.get("boot") == BOOT
    assert list(catalogue.get("boot").attributes) == list(BOOT.attributes)


def test_only_changes_are_counted_and_numbered(store: Store) -> None:
    catalogue = Catalogue(store)
    items = [Item(id=f"i{n:04}", title=f"Thing {n}") for n in range(1500)]
    first = catalogue.upsert(items)
    assert (first.added, first.updated, first.unchanged) == (1500, 0, 0)
    again = catalogue.upsert([*items[:-1], items[-1].model_copy(update={"title": "New"})])
    assert (again.added, again.updated, again.unchanged) == (0, 1, 1499)
    version, upserted, deleted = catalogue.changed_since(first.version)
    assert (version, upserted, deleted) == (again.version, ["i1499"], [])
    assert [item.id for item in catalogue.all(batch=7)] == [item.id for item in items]
    assert catalogue.count() == 1500 == len(catalogue.ids())


def test_deleted_items_are_heard_of_and_may_come_back(store: Store) -> None:
    catalogue = Catalogue(store)
    version = catalogue.upsert([BOOT]).version
    assert catalogue.delete(["boot", "other"]) == 1
    assert catalogue.changed_since(version)[1:] == ([], ["boot"])
    with pytest.raises(NotFound, match="boot"):
        catalogue.get("boot")
    assert catalogue.upsert([BOOT]).added == 1
    assert catalogue.changed_since(version)[1:] == (["boot"], [])


def test_replacing_takes_out_what_is_not_there(store: Store) -> None:
    catalogue = Catalogue(store)
    catalogue.upsert([BOOT, Item(id="old", title="Old")])
    changes = catalogue.replace([BOOT, Item(id="new", title="New")])
    assert (changes.added, changes.unchanged, changes.deleted) == (1, 1, 1)
    assert list(catalogue.get_many(["new", "old", "boot"])) == ["new", "boot"]


def test_stock_and_price_change_by_hand(store: Store) -> None:
    catalogue = Catalogue(store)
    version = catalogue.upsert([BOOT]).version
    catalogue.set_stock("boot", 9, sku="b42")
    assert catalogue.get("boot").stock == 12
    catalogue.set_stock("boot", 0)
    assert [variant.stock for variant in catalogue.get("boot").variants] == [0, 0]
    catalogue.set_price("boot", Decimal("1.10"))
    assert catalogue.get("boot").price == Decimal("1.10")
    assert catalogue.changed_since(version).upserted == ["boot"]
    assert catalogue.upsert([BOOT]).updated == 1, "the file's own stock counts again"
    assert catalogue.get("boot") == BOOT


def test_nonsense_by_hand_is_refused(store: Store) -> None:
    catalogue = Catalogue(store)
    catalogue.upsert([BOOT])
    with pytest.raises(BadInput, match="-1"):
        catalogue.set_stock("boot", -1)
    with pytest.raises(NotFound, match="zzz"):
        catalogue.set_stock("boot", 1, sku="zzz")
    with pytest.raises(NotFound):
        catalogue.set_stock("nothing", 1)
    with pytest.raises(BadInput):
        catalogue.set_price("boot", Decimal("NaN"))


def test_popular_is_what_shoppers_want_then_what_they_rate(store: Store) -> None:
    catalogue = Catalogue(store)
    catalogue.upsert(
        [
            Item(id="wanted", title="W", category="X", stock=1),
            Item(id="rated", title="R", category="X", stock=1, rating=4.9, rating_count=100),
            Item(id="once", title="O", category="X", stock=1, rating=5.0, rating_count=1),
            Item(id="gone", title="G", category="X", stock=0, rating=5.0, rating_count=900),
            Item(id="other", title="Y", category="Y", stock=1, rating=5.0, rating_count=900),
        ]
    )
    Profiles(store).record(Shoppers(store).anonymous(), [Event(type="purchase", item_id="wanted")])
    assert catalogue.popular(10, "X") == ["wanted", "rated", "once"]
    assert catalogue.popular(1) == ["wanted"]
    assert catalogue.popularity() == {"wanted": 5.0}


def test_what_came_in_after_the_first_import_is_new(store: Store) -> None:
    catalogue = Catalogue(store)
    first = [Item(id=f"old{n}", title="Old thing", stock=1) for n in range(3)]
    catalogue.upsert(first)
    assert catalogue.arrivals() == []  # all of them came at once: none is newer
    catalogue.upsert([*first, Item(id="b", title="New thing", stock=2), Item(id="gone", title="Sold out")])
    catalogue.upsert([Item(id="a", title="Newest thing", stock=2), first[0].model_copy(update={"title": "Changed"})])
    catalogue.set_stock("b", 9)
    assert catalogue.arrivals() == ["a", "b"]
