"""What an import tells: on the console, as a page, as a mapping to be corrected, and by its exit status."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from typer.testing import CliRunner

from shop.errors import BadRow
from shop.importers import recognise
from shop.importers.cli import app
from shop.importers.page import page
from shop.importers.report import Report
from shop.shoppers import Shoppers
from shop.store import Store
from tests.shop.importers.files import read

SHOP = "SKU-Nr;Bezeichnung;Preis;<b>Neu\nA1;Sofa;1.299;x\nA2;Lampe;0;y\nA2;Lampe;9;z\n"


@pytest.fixture(autouse=True)
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHOPKEEPER_STATE", str(tmp_path))
    monkeypatch.setenv("COLUMNS", "200")


def run(*arguments: object) -> tuple[int, str]:
    result = CliRunner().invoke(app, [str(argument) for argument in arguments])
    return result.exit_code, result.output


def test_a_page_and_a_mapping_that_mends(tmp_path: Path) -> None:
    path, html, mapping = tmp_path / "shop.csv", tmp_path / "report.html", tmp_path / "mapping.toml"
    path.write_text(SHOP.replace("SKU-Nr", "Artikelnummer"), encoding="cp1252")
    code, output = run("catalogue", path, "--dry-run", "--report", html, "--save-mapping", mapping)
    assert code == 0
    assert all(
        part in output for part in ("please check: a price of 0", "guessed: 'Preis' can be read two ways", "<b>Neu")
    )
    text = html.read_text(encoding="utf-8")
    assert (
        "1.299 → 1299" in text
        and "&lt;b&gt;Neu" in text
        and "<b>Neu" not in text
        and "an id that no row above has" in text
    )
    assert '"Preis" = "price"' in mapping.read_text(encoding="utf-8")
    mapping.write_text('[source]\ndecimal = "."\n[rename]\n"<b>Neu" = "brand"\n', encoding="utf-8")
    items, report = read(tmp_path, SHOP.replace("SKU-Nr", "Artikelnummer"), mapping=mapping)
    assert items["A1"].price == Decimal("1.299") and items["A1"].brand == "x" and not report.of("guessed")


def test_a_column_renamed_makes_a_file_known(tmp_path: Path) -> None:
    mapping = tmp_path / "mapping.toml"
    mapping.write_text('[rename]\n"Kürzel" = "sku"\n"Wie es heißt" = "name"\n', encoding="utf-8")
    items, _ = read(tmp_path, "Kürzel;Wie es heißt;Preis\nA1;Sofa;9,50\n", mapping=mapping)
    assert str(items["A1"].price) == "9.50"


def test_exit_codes(tmp_path: Path) -> None:
    path = tmp_path / "shop.csv"
    for content, status in (
        ("sku,name,price\na,A,1.00\n", 0),
        ("sku,name,price\na,A,1.00\nb,B,cheap\n", 3),
        ("sku,name,price\na,A,1.00\nb,B,0\n", 4),
        ("what,ever\n1,2\n", 1),
    ):
        path.write_text(content)
        assert run("catalogue", path, "--dry-run", "--exit-code")[0] == status
        assert run("catalogue", path, "--dry-run")[0] == (status if status == 1 else 0)


def test_what_no_one_reads_is_named(tmp_path: Path) -> None:
    content = "Handle,Title,Variant Price,Variant SKU,Shelf\na,A,5,A,left\n"
    _, report = read(tmp_path, content)
    assert any("'Shelf' was not read" in note and "left" in note for note in report.notes)
    with pytest.raises(Exception, match="a title is missing"):
        read(tmp_path, "sku,price\na,5\n")


def test_customers(tmp_path: Path) -> None:
    store = Store(f"sqlite:///{tmp_path / 'shop.db'}")
    store.migrate()
    path = tmp_path / "customers.csv"
    path.write_text(
        "Customer ID,First Name,Last Name,Email,Default Address Address1,Default Address City,Default Address Country Code,Default Address Zip\n"  # noqa: E501
        "'77,Ada,Lovelace,ada@example.com,Street 1,London,GB,'0123\n,,,nobody,,,,\n"
    )
    code, output = run("customers", path)
    assert code == 0 and "1 customers put in" in output and "1 refused" in output
    assert Shoppers(store).existing(["77"])


def test_a_page_is_safe() -> None:
    report = Report()
    report.ask("<script>alert(1)</script>", example="</script><img onerror=x>")
    text = page("<svg>.csv", report, "done")
    assert "<script>alert" not in text and "<img" not in text and "<svg>" not in text


def test_xml_refuses_items_and_not_lines(tmp_path: Path) -> None:
    path = tmp_path / "shop.xml"
    item = "<item>\n<id>{0}</id>\n<title>{0}</title>\n<price>{1}</price>\n</item>\n"
    path.write_text(f"<items>{item.format('a', '1.00')}{item.format('b', 'cheap')}</items>")
    report = Report()
    assert [one.id for one in recognise(path).read(path, report)] == ["a"]
    assert report.refused[0].message.startswith("item 2, price: got 'cheap'")
    with pytest.raises(BadRow, match=r"^item 2, price"):
        list(recognise(path).read(path, Report(strict=True)))
