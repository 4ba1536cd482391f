from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from shop.carts import Carts
from shop.catalogue import Catalogue
from shop.errors import BadInput, BadRow, NotFound, OwnCatalogue
from shop.faqs import Faqs
from shop.importers import Report
from shop.importers.run import import_catalogue
from shop.item_rows import prepare
from shop.loader import DEMO, load_demo, load_shop
from shop.orders import StoreOrders, rules_of
from shop.origin import Origin, demo_subjects, origin
from shop.profiles import Profiles
from shop.settings import Settings
from shop.shoppers import Shoppers
from shop.store import Store
from shop.types import Item, now

FILES = {
    "meta.json": {"reference_date": "2026-01-31T12:00:00Z"},
    "coupons.json": [{"code": "TEN", "percent": "10", "expires_at": "2026-02-10T00:00:00Z"}],
    "catalogue.jsonl": [{"id": "mug", "title": "Mug", "price": "9.00", "stock": 3}],
    "faq.jsonl": [{"id": "ship", "question": "Ship?", "answer": "Yes"}],
    "shoppers.jsonl": [{"id": "ada", "name": "Ada", "email": "ada@x.example"}],
    "orders.jsonl": [
        {
            "number": "A-1",
            "shopper_id": "ada",
            "email": "ada@x.example",
            "status": "delivered",
            "lines": [{"item_id": "mug", "title": "Mug", "unit_price": "9.00"}],
            "address": {"name": "Ada", "street": "", "postcode": "", "city": "", "country": ""},
            "total": "9.00",
            "placed_at": "2026-01-20T12:00:00Z",
            "delivered_at": "2026-01-25T12:00:00Z",
        }
    ],
    "events.jsonl": [
        {"shopper_id": "ada", "type": "purchase", "item_id": "mug", "ts": "2026-01-20T12:00:00Z"},
        {"shopper_id": "guest", "type": "view", "item_id": "mug", "ts": "2026-01-21T12:00:00Z"},
    ],
}


@pytest.fixture
def demo(tmp_path: Path) -> Path:
    folder = tmp_path / "demo"
    folder.mkdir()
    for name, content in FILES.items():
        lines = content if name.endswith("jsonl") else [content]
        (folder / name).write_text("".join(json.dumps(line) + "\n" for line in lines))
    return folder


def test_loading_again_changes_nothing(store: Store, settings: Settings, demo: Path) -> None:
    told: list[float] = []
    first = load_demo(settings, store, demo, lambda what, share: told.append(share))
    assert (first.items, first.faqs, first.orders, first.shoppers, first.events) == (1, 1, 1, 1, 2)
    assert told == sorted(told) and told[-1] == 1.0
    orders = StoreOrders(store, rules_of(settings.orders))
    before = orders.get("A-1")
    version = Catalogue(store).changed_since(0).version
    second = load_demo(settings, store, demo)
    assert second.events == 0 and Catalogue(store).changed_since(0).version == version
    assert orders.get("A-1") == before
    assert len(Profiles(store).profile("ada").events) == 1 and Shoppers(store).known("ada") == "ada"


def test_dates_move_with_the_calendar(store: Store, settings: Settings, demo: Path) -> None:
    load_demo(settings, store, demo)
    order = StoreOrders(store, rules_of(settings.orders)).get("A-1")
    assert order.delivered_at is not None
    assert timedelta(days=6) <= now() - order.delivered_at < timedelta(days=8)
    assert rules_of(settings.orders).may_return(order, now()).ok
    Carts(store, Catalogue(store), settings).add("ada", "mug")
    assert Carts(store, Catalogue(store), settings).apply_coupon("ada", "ten").coupon == "TEN"


def test_an_own_shop_shows_nothing_of_the_demo(store: Store, settings: Settings, demo: Path) -> None:
    load_demo(settings, store, demo)
    path = demo.parent / "shop.csv"
    path.write_text("sku,name,price\nboot,Boot,89.90\n")
    loaded = load_shop(settings, store, path, demo=demo)
    assert (loaded.items, loaded.faqs, loaded.orders, loaded.shoppers) == (1, 0, 0, 0)
    assert Catalogue(store).ids() == ["boot"] and Faqs(store).all() == []
    assert not Shoppers(store).exists("ada")
    assert StoreOrders(store, rules_of(settings.orders)).numbers() == []
    assert Profiles(store).histories() == {} and Catalogue(store).popularity() == {}
    assert origin(store) is Origin.OWN and demo_subjects(store) == []
    with pytest.raises(OwnCatalogue, match="1 items"):
        load_demo(settings, store, demo)
    assert Catalogue(store).ids() == ["boot"]
    assert load_demo(settings, store, demo, over=True).events == 2
    assert origin(store) is Origin.OWN, "once a real shop, nobody may sign in as its customers any more"


def test_an_import_on_top_of_the_demo_ends_the_demo(store: Store, settings: Settings, demo: Path) -> None:
    load_demo(settings, store, demo)
    assert origin(store) is Origin.DEMO and demo_subjects(store) == ["ada"]
    load_demo(settings, store, demo)
    assert demo_subjects(store) == ["ada"]
    path = demo.parent / "shop.csv"
    path.write_text("sku,name,price\nboot,Boot,89.90\n")
    import_catalogue(Catalogue(store), path, Report())
    assert origin(store) is Origin.OWN and demo_subjects(store) == []


def test_a_catalogue_from_before_origins_were_noted_is_kept(store: Store, settings: Settings, demo: Path) -> None:
    Catalogue(store).put([prepare(Item(id=f"own-{n}", title="Own")) for n in range(3)], own=False)
    assert origin(store) is Origin.UNKNOWN
    with pytest.raises(OwnCatalogue):
        load_demo(settings, store, demo)
    assert Catalogue(store).count() == 3


def test_a_mapping_beside_the_file_is_used(store: Store, settings: Settings, tmp_path: Path) -> None:
    path = tmp_path / "shop.json"
    path.write_text('[{"key": "boot", "called": "Boot"}]')
    with pytest.raises(BadInput, match="mapping"):
        load_shop(settings, store, path)
    (tmp_path / "shop.mapping.toml").write_text('[fields]\nid = "key"\ntitle = "called"\n')
    assert load_shop(settings, store, path).items == 1


def test_a_bad_line_is_named(store: Store, settings: Settings, demo: Path) -> None:
    (demo / "catalogue.jsonl").write_text('{"id": "a", "title": "A"}\n{"id": "b"}\n')
    with pytest.raises(BadRow, match=r"line 2, catalogue\.jsonl: title"):
        load_demo(settings, store, demo)
    assert Catalogue(store).count() == 0
    with pytest.raises(NotFound, match="make"):
        load_demo(settings, store, demo / "nowhere")


@pytest.fixture
def sqlite_store(sqlite_template: Path, tmp_path: Path) -> Iterator[Store]:
    (tmp_path / "shop.db").write_bytes(sqlite_template.read_bytes())
    made = Store(f"sqlite:///{tmp_path / 'shop.db'}")
    yield made
    made.close()


@pytest.mark.slow
@pytest.mark.skipif(not (DEMO / "catalogue.jsonl").is_file(), reason="the demo shop is not made")
def test_the_real_demo_shop_loads(sqlite_store: Store, settings: Settings) -> None:
    loaded = load_demo(settings, sqlite_store)
    assert loaded.items >= 1000 and loaded.faqs >= 60 and loaded.orders >= 300 and loaded.shoppers >= 500
    assert len(Catalogue(sqlite_store).popular(5)) == 5
