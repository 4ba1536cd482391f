"""Kinds and facts that a shop's file states only in its texts."""

from __future__ import annotations

from pathlib import Path

from shop.catalogue import Catalogue
from shop.importers import Report
from shop.importers.run import import_catalogue
from shop.store import Store
from shop.types import Item

ROOMS = """Handle,Title,Body (HTML),Type,Tags,Variant Price,Variant SKU
couch,Striped Couch,<p>Red and white striped couch</p>,Indoor,"Couch, Red",29.99,c1
lamp,Floor Lamp,<p>Black floor lamp.</p><ul><li>Bulb: E27</li><li>Height: 150 cm</li></ul>,Indoor,Black,69.99,l1
table,Brown Table with two drawers,<p>Brown wooden table</p>,Indoor,Brown,99.99,t1
chairs,Black Armchairs,<p>Lorem ipsum dolor sit amet.</p>,Indoor,Black,59.99,a1
can,Plastic Watering Can,<p>Blue watering can</p>,Outdoor,Plastic,10.99,w1
can2,Watering Can,<p>A can of metal</p>,Outdoor,Metal,25.99,w2
pots,Brown Pots,<p>Brown clay pots</p>,Outdoor,Clay,20.00,p1
"""


def imported(store: Store, path: Path, text: str) -> dict[str, Item]:
    path.write_text(text, encoding="utf-8")
    import_catalogue(Catalogue(store), path, Report())
    return {item.id: item for item in Catalogue(store).all()}


def test_wide_categories_get_kinds_below_them(store: Store, tmp_path: Path) -> None:
    items = imported(store, tmp_path / "rooms.csv", ROOMS)
    kinds = {name: item.categories for name, item in items.items()}
    assert kinds["couch"] == ("Indoor", "Couch") and kinds["table"] == ("Indoor", "Table")
    assert kinds["can"] == kinds["can2"] == ("Outdoor", "Watering Can")
    assert kinds["chairs"] == ("Indoor", "Armchairs"), "most others of the category are named so"
    assert "tags" not in items["couch"].attributes, "what kind and colour say needs no tag"


def test_names_of_models_are_no_kinds(store: Store, tmp_path: Path) -> None:
    rows = "".join(f"p{n},Alta {name},<p>For long days.</p>,Backpacks,,9.00,s{n}\n" for n, name in enumerate(
        ("Trail", "Ridge", "Summit", "Valley")
    ))  # fmt: skip
    items = imported(store, tmp_path / "packs.csv", ROOMS.splitlines()[0] + "\n" + rows)
    assert {item.category for item in items.values()} == {"Backpacks"}


def test_facts_of_texts_carry_their_sentence(store: Store, tmp_path: Path) -> None:
    items = imported(store, tmp_path / "rooms.csv", ROOMS)
    lamp, table = items["lamp"], items["table"]
    assert (lamp.attributes["bulb"], lamp.attributes["height"]) == ("E27", "150 cm")
    assert lamp.evidence == {"bulb": "Bulb: E27", "height": "Height: 150 cm"}
    assert table.materials == ("Wood",) and table.evidence == {"material": "Brown wooden table"}


def test_what_titles_end_on_is_told_as_the_shop_tells_it_of_others(store: Store, tmp_path: Path) -> None:
    rows = [f"{n},Fen {n} Hoodie,Tops,{'Hoodie' if n != 'Max' else ''}" for n in ("Ada", "Bo", "Cy", "Max")]
    text = "sku,name,category,style\n" + "\n".join(rows) + "\nTom,Fen Tom Jumper,Tops,\n"
    items = imported(store, tmp_path / "tops.csv", text)
    assert items["Max"].attributes["style"] == "Hoodie" and items["Max"].evidence == {"style": "Fen Max Hoodie"}
    assert "style" not in items["Tom"].attributes
