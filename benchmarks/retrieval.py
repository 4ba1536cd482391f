"""Finding the right item and the right answer: ours beside BM25 alone, dense alone, and Chroma's plain query.

    python -m benchmarks.retrieval --faq FILE [FILE …] --catalogue FILE [FILE …] [--queries FILE]
        [--similar FILE] [--complementary FILE] [--demo] [--sizes 1000 20000 100000]

``--faq``: JSON list of {question, answer, rephr}. ``--catalogue``: any format that `shopkeeper import` reads.
``--queries``: JSONL {query, relevant: {item id: grade}} on the first catalogue, alone on the demo's. ``--similar`` and
``--complementary``: CSV (sku, linked_sku), the first catalogue's own lists. ``--demo``: the demo shop, catalogue and
FAQ. ``--sizes``: speed, memory and recall under filters over so many made items. How sure the FAQ is, in every
language, is measured by `benchmarks/faq.py`.

Everything runs on the real parts: SQLite, `chroma run`, the encoder. Every generated query is seeded. About four
minutes of one core for the quality tables, and three for 100,000 items.
"""

from __future__ import annotations

import argparse
import signal
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))  # run as a file too, not only by ``-m``

from benchmarks import report
from benchmarks.finding import catalogue, faq, house, speed, wishes
from models.encoder import load
from shop.importers import Report, recognise
from shop.settings import load_settings
from shop.types import Item

DEMO = Path(__file__).resolve().parent.parent / "data" / "demo"


def main() -> None:
    options = _options()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the Chroma server goes too
    settings = load_settings()
    embeddings = house.Local(load(settings))
    questions = [faq.read_threads(path) for path in options.faq]
    with house.chroma() as port:
        rows = []
        if options.demo:
            questions.append(faq.read_shop(DEMO / "faq.jsonl", DEMO / "faq_paraphrases.jsonl", "test"))
        for one in questions:
            rows += faq.measure(one, port, embeddings)
        shelves = [(path.parent.name + "/" + path.name, read(path)) for path in options.catalogue]
        if options.demo:
            shelves.append(("demo", read(DEMO / "catalogue.jsonl")))
        alone = bool(options.queries) and not shelves and not questions
        if alone:
            shelves.append(("demo", read(DEMO / "catalogue.jsonl")))
        for place, (name, items) in enumerate([] if options.only_sizes else shelves):
            print(f"{name}: {len(items)} items", flush=True)
            with house.shop(port, house.slug("shop", name), embeddings, items) as room:
                shelf = catalogue.Shelf(name, items, room, port, embeddings)
                if not alone:
                    rows += shelf.queries("constraints", wishes.constraint_queries(items, options.count, options.seed))
                    rows += shelf.queries("known items", catalogue.known_items(items, options.count, options.seed))
                if place == 0:
                    for path in options.queries:
                        rows += shelf.queries(path.stem, catalogue.read_queries(path))
                    for kind in ("similar", "complementary"):
                        for path in getattr(options, kind):
                            rows += shelf.links(f"{kind} ({path.stem})", catalogue.read_links(path))
        if options.sizes:
            made_from = shelves[-1][1] if shelves else read(DEMO / "catalogue.jsonl")
            rows += speed.measure(made_from, embeddings, options.sizes, port, options.seed, options.filled)
    print(report.write(options.name, rows))


def read(path: Path) -> list[Item]:
    result = Report()
    items = list(recognise(path).read(path, result))
    if result.bad:
        print(f"{path.name}: {result.bad} rows refused, the first: {result.refused[0].message}")
    return items


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("faq", "catalogue", "queries", "similar", "complementary"):
        parser.add_argument(f"--{name}", type=Path, nargs="*", default=[], metavar="FILE")
    parser.add_argument("--demo", action="store_true", help="the demo shop too")
    parser.add_argument("--sizes", type=int, nargs="*", default=[], help="numbers of made items to time")
    parser.add_argument("--filled", type=int, default=100_000, help="up to this size Chroma is filled and timed too")
    parser.add_argument(
        "--only-sizes", action="store_true", help="time only; the catalogue is what items are made from"
    )
    parser.add_argument("--count", type=int, default=300, help="generated queries of each kind")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--name", default="retrieval", help="of the file under benchmarks/results")
    return parser.parse_args()


if __name__ == "__main__":
    main()
