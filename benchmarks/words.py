"""How true, how personal and how different the descriptions are, by the judge of `claims.py`.

    python -m benchmarks.words --catalogue data/demo/catalogue.jsonl [--models http://127.0.0.1:8004/v1]

Without ``--models`` every text is composed. Rows: unsupported claims a sentence, facts a description, overlap between
two profiles' texts (Jaccard on content words, median over the pairs that differ), greatest overlap between two items'
texts, share of texts with sentences of the model, time of a second view.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import random
import re
import statistics
import tempfile
import time
from pathlib import Path

from rich.progress import track

from benchmarks.claims import facts_told, parts, unsupported
from benchmarks.report import write
from models.service.client import ModelClient
from retrieval.text import STOP
from shop.importers import Report, recognise
from shop.settings import load_settings
from shop.types import Item, Profile, Taste
from words.wiring import build

PROFILES = {
    "neutral": (),
    "hiker": ("hiking", "blue", "waterproof"),
    "commuter": ("commuting", "black", "office"),
    "cook": ("cooking", "coffee", "white"),
    "runner": ("running", "red", "light"),
}


def read(path: Path) -> list[Item]:
    return list(recognise(path).read(path, Report()))


def content(text: str) -> set[str]:
    return set(re.findall(r"[\w.]+", text.lower())) - STOP


def jaccard(one: set[str], other: set[str]) -> float:
    return len(one & other) / max(len(one | other), 1)


async def run(arguments: argparse.Namespace) -> None:
    everything = read(arguments.catalogue)
    items = random.Random(arguments.seed).sample(everything, min(arguments.count, len(everything)))
    profiles = [
        Profile(shopper_id=name, tastes=tuple(Taste(text=one) for one in likes)) for name, likes in PROFILES.items()
    ]
    with tempfile.TemporaryDirectory() as folder:
        models = {"url": arguments.models} if arguments.models else {}
        voice = {"attempts": 2, "first_seconds": 5, "seconds": 10} if arguments.models else {"attempts": 0}
        settings = load_settings(state=Path(folder), models=models, voice=voice)
        async with ModelClient(settings) as client:
            writer = build(settings, client)
            texts: dict[tuple[str, str], str] = {}
            origins: list[str] = []
            views: list[float] = []
            for item in track(items, "writing"):
                for profile in profiles:
                    written = await writer.describe(item, profile)
                    texts[item.id, profile.shopper_id] = written.text
                    origins.append(written.origin)
                    began = time.perf_counter()
                    await writer.describe(item, profile)
                    views.append(time.perf_counter() - began)
    records = {item.id: item.model_dump(mode="json") for item in items}
    wrong = [
        (sentence, problems)
        for (item_id, _), text in texts.items()
        for sentence in parts(text)
        if (problems := unsupported(sentence, records[item_id]))
    ]
    for sentence, problems in wrong[: arguments.show]:
        print(f"unsupported: {problems} in {sentence!r}")
    for item in items[: arguments.show]:
        print(f"{item.title}\n    {texts[item.id, 'neutral']}\n    {texts[item.id, 'hiker']}")
    pairs = [
        jaccard(content(texts[item.id, one]), content(texts[item.id, other]))
        for item in items
        for one, other in itertools.combinations(PROFILES, 2)
        if texts[item.id, one] != texts[item.id, other]
    ]
    alike = max(
        jaccard(content(texts[one.id, "neutral"]), content(texts[other.id, "neutral"]))
        for one, other in itertools.combinations(items, 2)
    )
    sentences = sum(len(parts(text)) for text in texts.values())
    told = [facts_told(text, records[item_id]) for (item_id, _), text in texts.items()]
    values = {
        "sentences": sentences,
        "unsupported sentences %": 100 * len(wrong) / max(sentences, 1),
        "facts a description, least": min(told),
        "facts a description, median": statistics.median(told),
        "same text for two profiles %": 100 * (1 - len(pairs) / (len(items) * 10)),
        "overlap of two profiles, median of differing": statistics.median(pairs) if pairs else 1.0,
        "overlap of two items, greatest": alike,
        "texts with the model's sentences %": 100 * sum(origin != "composed" for origin in origins) / len(origins),
        "second view, ms, p95": 1000 * sorted(views)[int(0.95 * (len(views) - 1))],
    }
    name = arguments.name or arguments.catalogue.stem
    about = {"dataset": name, "system": "shopkeeper"}
    rows = [{**about, "metric": metric, "value": value} for metric, value in values.items()]
    write(f"words_{name}", rows)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--catalogue", type=Path, required=True, help="any file that `shopkeeper import` reads")
    parser.add_argument("--count", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--show", type=int, default=10, help="how many bad sentences and texts to print")
    parser.add_argument("--models", help="the model service's root with /v1; without it all is composed")
    parser.add_argument("--name", help="of the data set, for the results")
    asyncio.run(run(parser.parse_args()))


if __name__ == "__main__":
    main()
