"""How fast, and in how much memory, a large catalogue comes in: every format, from file to committed store.

    python -m benchmarks.import_catalogue --items 100000
    python -m benchmarks.import_catalogue --catalogue products.csv

Each import runs in a process of its own, whose peak memory is the operating system's count (ru_maxrss), the
interpreter with our imports included; ``a tenth`` is the same with a tenth of the items, which tells what grows.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from rich.progress import Progress

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))  # run as a file too, not only by ``-m``

from benchmarks import report
from shop.catalogue import Catalogue
from shop.importers import Options, Report
from shop.importers.run import import_catalogue
from shop.store import Store

WORDS = "alder birch cedar dusk ember fern grove heath iris juniper kelp loam moss nettle oak pine quartz reed".split()
COLOURS, SIZES = ("Blue", "Black", "Green"), ("S", "M", "L")


def description(number: int) -> str:
    """Some 400 characters of HTML, no two the same."""
    words = " ".join(WORDS[(number * 7 + place * place) % len(WORDS)] for place in range(60))
    return f"<p>Item {number}: {words}.</p><ul><li>Warm &amp; light</li></ul>"


def shopify(items: int) -> Iterator[Sequence[object]]:
    yield ("Handle", "Title", "Body (HTML)", "Vendor", "Type", "Option1 Name", "Option1 Value", "Variant SKU",
           "Variant Inventory Qty", "Variant Price")  # fmt: skip
    for number in range(items):
        yield (f"item-{number}", f"{WORDS[number % 18]} coat {number}", description(number), f"Brand {number % 90}",
               f"Kind {number % 60}", "Size", "S", f"{number}-S", 5, "19.90")  # fmt: skip
        yield (f"item-{number}", "", "", "", "", "", "M", f"{number}-M", 3, "21.90")


def magento(items: int) -> Iterator[Sequence[object]]:
    """Variants first, as the sample data has them."""
    yield ("sku", "product_type", "categories", "name", "description", "visibility", "price", "additional_attributes",
           "qty", "configurable_variations")  # fmt: skip
    for number in range(items):
        for size in SIZES[:2]:
            yield (f"{number}-{size}", "simple", "", f"coat {number}", "", "Not Visible Individually", "19.90",
                   f"size={size},color={COLOURS[number % 3]}", 4, "")  # fmt: skip
    for number in range(items):
        variations = "|".join(f"sku={number}-{size},size={size}" for size in SIZES[:2])
        yield (f"item-{number}", "configurable", f"Default Category/Kind {number % 60}", f"coat {number}",
               description(number), "Catalog, Search", "19.90", "material=Wool|Cotton", 0, variations)  # fmt: skip


def google(items: int) -> Iterator[Sequence[object]]:
    yield "id", "title", "description", "price", "availability", "image_link", "product_type", "brand", "color"
    for number in range(items):
        yield (f"item-{number}", f"coat {number}", description(number), "19.90 EUR", "in_stock",
               f"https://shop.example/{number}.jpg", f"Clothing > Kind {number % 60}", f"Brand {number % 90}",
               COLOURS[number % 3])  # fmt: skip


def write_table(rows: Iterator[Sequence[object]], path: Path, delimiter: str) -> None:
    import csv

    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file, delimiter=delimiter).writerows(rows)


def write_json(items: int, path: Path) -> None:
    with path.open("w", encoding="utf-8") as file:
        for number in range(items):
            item = {
                "sku": f"item-{number}",
                "name": f"coat {number}",
                "description": description(number),
                "price": "19.90",
                "category": f"Kind {number % 60}",
                "colour": COLOURS[number % 3],
                "stock": number % 9,
            }
            file.write(("[" if number == 0 else ",\n") + json.dumps(item))
        file.write("]")


FORMATS: dict[str, Callable[[int, Path], None]] = {
    "shopify": lambda items, path: write_table(shopify(items), path, ","),
    "magento": lambda items, path: write_table(magento(items), path, ","),
    "google tsv": lambda items, path: write_table(google(items), path, "\t"),
    "json": write_json,
}


def measure_here(path: Path, mapping: Path | None, url: str) -> dict[str, Any]:
    """Import in this process; seconds to read and to store, the peak in megabytes."""
    store = Store(url)
    store.migrate()
    read = Report()
    start = time.perf_counter()
    changes = import_catalogue(Catalogue(store), path, read, options=Options(mapping=mapping))
    seconds = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    assert changes is not None
    return {"rows": read.rows, "items": read.items, "refused": read.bad, "seconds": seconds, "peak_mb": peak}


def measure(path: Path, mapping: Path | None) -> dict[str, Any]:
    """The same in a process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        arguments = ["--one", str(path), "--url", f"sqlite:///{folder}/shop.db"]
        arguments += ["--mapping", str(mapping)] if mapping else []
        done = subprocess.run(
            [sys.executable, "-m", "benchmarks.import_catalogue", *arguments], capture_output=True, text=True
        )
    if done.returncode:
        raise SystemExit(done.stderr)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def rows_of(dataset: str, found: dict[str, Any]) -> list[dict[str, Any]]:
    values = {
        "items": found["items"],
        "rows": found["rows"],
        "refused": found["refused"],
        "seconds": round(found["seconds"], 2),
        "items a second": round(found["items"] / found["seconds"]),
        "peak memory, MB": round(found["peak_mb"]),
    }
    common = {"dataset": dataset, "system": "shopkeeper"}
    return [common | {"metric": metric, "value": value} for metric, value in values.items()]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--items", type=int, default=100_000, help="items in each made file")
    parser.add_argument("--format", choices=FORMATS, action="append", help="only these; all if not given")
    parser.add_argument("--catalogue", type=Path, action="append", default=[], help="real files to import as well")
    parser.add_argument("--mapping", type=Path, help="mapping file for --catalogue")
    parser.add_argument("--one", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--url", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.one is not None:
        print(json.dumps(measure_here(arguments.one, arguments.mapping, arguments.url)))
        return
    rows: list[dict[str, Any]] = []
    names = arguments.format or list(FORMATS)
    with tempfile.TemporaryDirectory() as folder, Progress(transient=True) as progress:
        task = progress.add_task("importing", total=2 * len(names) + len(arguments.catalogue))
        for name in names:
            for what, items in (("a tenth", arguments.items // 10), ("whole", arguments.items)):
                path = Path(folder) / "export"
                FORMATS[name](items, path)
                progress.update(task, description=f"{name}, {items} items")
                dataset = f"{name}, {items} items" + (" (a tenth)" if what == "a tenth" else "")
                rows += rows_of(dataset, measure(path, None))
                progress.advance(task)
        for path in arguments.catalogue:
            rows += rows_of(path.name, measure(path, arguments.mapping))
            progress.advance(task)
    report.write("import_catalogue", rows)


if __name__ == "__main__":
    main()
