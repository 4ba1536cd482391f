"""No input, however broken, raises anything but our own errors, and none changes the shop by half."""

from __future__ import annotations

import contextlib
import json
import os
import tempfile
from collections.abc import Callable, Iterable
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from shop.catalogue import Catalogue
from shop.errors import BadInput, BadRow, ShopkeeperError
from shop.importers import FORMATS, Options, Report, recognise
from shop.importers.faq import read_faq
from shop.importers.history import read_events, read_orders
from shop.importers.mapping import load_mapping
from shop.importers.run import import_catalogue
from shop.store import Store
from shop.types import Item
from tests.shop.importers import writers

BASE = [
    Item(id="a", title="Red boots", price=Decimal("10.00"), stock=3),
    Item(id="b", title="Mug", price=Decimal("5.00"), stock=1),
]
GOOD = [
    writers.shopify(BASE),
    writers.shopify_newer(BASE),
    writers.woocommerce(BASE),
    writers.magento(BASE),
    writers.google_tsv(BASE),
    writers.google_rss(BASE),
    writers.google_atom(BASE),
    writers.jsonl(BASE),
    writers.json_array(BASE),
    writers.plain_csv(BASE),
]
NASTY = st.sampled_from([
    "", "\x00", '"', '""', "<", "&#0;", "\ud800", "\r", "\n\n", "NaN", "Infinity", "-1", "1e999", "{", "[", "]",
    "null", "=cmd()", "<script>alert(1)</script>", "&lt;b&gt;", "9" * 400, "\ufeff", "💥", "\u202e", ",,,,,,,,",
    "\t\t\t", "|" * 9, "<!ENTITY x SYSTEM 'file:///etc/passwd'>", "0.1.2.3", "1,2,3", "http://[::1", "١٢٣",
])  # fmt: skip
LENIENT = settings(max_examples=100, deadline=None)


@st.composite
def broken(draw: st.DrawFn) -> bytes:
    """A good file with pieces cut out, doubled and overwritten."""
    text = draw(st.sampled_from(GOOD))
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(text)))
        end = min(len(text), start + draw(st.integers(0, 30)))
        text = text[:start] + draw(NASTY | st.text(max_size=8)) + text[end:]
    return text.encode("utf-8", "surrogatepass")


@LENIENT
@given(broken() | st.binary(max_size=300))
@example(b'Handle,Title,Variant Price\n"a,b\n')
@example(b"[" * 5000)
@example(b'{"a":' * 3000)
@example(b'[{"id": 1, "title": "x"}, ')
def test_every_reader_fails_only_in_our_words(content: bytes) -> None:
    readers: list[Callable[[Path, Report], Iterable[object]]] = [
        lambda path, report: recognise(path).read(path, report),
        *(kind().read for kind in FORMATS.values()),
        read_faq,
        read_orders,
        read_events,
    ]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "file"
        path.write_bytes(content)
        for reader in readers:
            with contextlib.suppress(ShopkeeperError):
                list(reader(path, Report()))


@pytest.mark.parametrize("name", ["naughty_strings.json", "xss_payloads.txt"])
def test_naughty_strings_as_titles(name: str, tmp_path: Path) -> None:
    data = os.environ.get("SHOPKEEPER_EVAL_DATA")
    if not data:
        pytest.skip("SHOPKEEPER_EVAL_DATA is not set: the lists of bad input are not here")
    text = (Path(data) / "bad-input" / name).read_text(encoding="utf-8")
    strings = json.loads(text) if name.endswith("json") else text.splitlines()
    path = tmp_path / "naughty.jsonl"
    path.write_text("".join(json.dumps({"sku": str(n), "name": s, "colour": s}) + "\n" for n, s in enumerate(strings)))
    report = Report()
    items = list(recognise(path).read(path, report))
    assert len(items) + report.bad == len(strings)
    assert all(item.title.isprintable() or not item.title.isascii() for item in items)


@pytest.mark.parametrize(
    ("content", "field", "line"),
    [
        ("sku,name,price\na,A,1.00\nb,B,cheap\n", "price", 3),
        ("sku,name,price\na,A,-1.00\n\nc,C,2", "price", 2),
        ("sku,name,stock\na,A,1.5\nb,B,1\n", "stock", 2),
        ("sku,name,rating\na,A,9\nb,B,1\n", "rating", 2),
        ("sku,name\na,A\n,B\n", "sku", 3),
        ("sku,name\na,A\na,B\n", "id", 3),
        ("sku,name\na,A\nb,B,more\n", "row", 3),
        ("sku,name,currency\na,A,euro\nb,B,EUR\n", "currency", 2),
    ],
)
def test_a_bad_row_is_named_and_the_rest_goes_on(content: str, field: str, line: int, tmp_path: Path) -> None:
    path = tmp_path / "shop.csv"
    path.write_text(content)
    report = Report()
    items = list(recognise(path).read(path, report))
    assert len(items) == 1 and report.bad == 1
    bad = report.refused[0]
    assert bad.line == line and bad.field in (field, "id") and bad.expected
    with pytest.raises(BadRow):
        list(recognise(path).read(path, Report(strict=True)))


def test_a_broken_file_changes_nothing(store: Store, tmp_path: Path) -> None:
    catalogue = Catalogue(store)
    catalogue.upsert(BASE)
    version = catalogue.changed_since(0).version
    path = tmp_path / "shop.json"
    whole = writers.json_array([Item(id=f"n{n}", title=str(n)) for n in range(3000)])
    path.write_text(whole[: len(whole) // 2])
    with pytest.raises(BadInput, match="no JSON"):
        import_catalogue(catalogue, path, Report(), replace=True)
    path.write_text('sku,name\na,A\nb,"B\nc,C\n')
    with pytest.raises(BadInput, match="line 3"):
        import_catalogue(catalogue, path, Report(), replace=True)
    path.write_text("sku,name\n,A\n")
    with pytest.raises(BadInput, match="no item"):
        import_catalogue(catalogue, path, Report(), replace=True)
    path.write_text("sku,name,price\na,A,1\nb,B,cheap\n")
    with pytest.raises(BadRow, match="line 3, price: got 'cheap'"):
        import_catalogue(catalogue, path, Report(strict=True), replace=True)
    assert catalogue.changed_since(0).version == version
    assert list(catalogue.all()) == BASE


def test_a_dry_run_changes_nothing(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "shop.csv"
    path.write_text(writers.shopify(BASE))
    report = Report()
    assert import_catalogue(None, path, report) is None
    assert (report.rows, report.items) == (2, 2) and Catalogue(store).count() == 0
    changes = import_catalogue(Catalogue(store), path, Report())
    assert changes is not None and changes.added == 2


@pytest.mark.parametrize(
    ("content", "why"),
    [("", "empty"), ("<rss></rss>", "no <item>"), ("a,b\n1,2\n", "--mapping"), ("<rss><item>", "no XML")],
)
def test_what_is_no_catalogue_is_told(content: str, why: str, tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_text(content)
    with pytest.raises(BadInput, match=why):
        list(recognise(path).read(path, Report()))


def test_what_cannot_be_opened_is_told(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="No such file"):
        recognise(tmp_path / "nothing")
    path = tmp_path / "shop.csv"
    path.write_text("sku,name\n")
    with pytest.raises(BadInput, match="klingon"):
        recognise(path, Options(encoding="klingon"))


def test_an_entity_bomb_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "feed.xml"
    path.write_text('<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><rss><item><id>&b;</id></item></rss>')
    with pytest.raises(BadInput, match="XML"):
        list(recognise(path).read(path, Report()))


@pytest.mark.parametrize(
    ("content", "why"),
    [("[fields]\nid = 3", "fields.id"), ("[fields]\nprise = 'x'", "prise"), ("not toml", "mapping"), ("", "fields")],
)
def test_a_bad_mapping_names_its_key(content: str, why: str, tmp_path: Path) -> None:
    path = tmp_path / "mapping.toml"
    path.write_text(content)
    with pytest.raises(BadInput, match=why):
        load_mapping(path)
