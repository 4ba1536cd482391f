"""How true, how personal and how different the descriptions are, by the judge of `claims.py`.

    python -m benchmarks.words --catalogue data/demo/catalogue.jsonl [--models http://127.0.0.1:8004/v1 [--adapter]]

Without ``--models`` every text is composed. Rows: unsupported claims a sentence, facts a description, overlap between
two profiles' texts (Jaccard on content words, median over all pairs, those of equal texts too), greatest overlap
between two items' texts, share of texts in which the model has sentences, time of a second view. ``--table`` measures
nothing: it writes twenty texts, each for another profile in turn, as a page of documentation.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import random
import re
import statistics
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from rich.progress import track

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))  # run as a file too, not only by ``-m``

from benchmarks import report
from benchmarks.claims import facts_told, parts, unsupported
from benchmarks.report import write
from models.service.client import ModelClient
from retrieval.text import STOP
from shop.importers import Report, recognise
from shop.settings import Settings, load_settings
from shop.types import Item, Profile, Taste
from words.peers import by_category
from words.wiring import build

PROFILES = {
    "neutral": (),
    "hiker": ("hiking", "blue", "waterproof"),
    "commuter": ("commuting", "black", "office"),
    "cook": ("cooking", "coffee", "white"),
    "runner": ("running", "red", "light"),
}
PAIRS = tuple(itertools.combinations(PROFILES, 2))
SHOWN = 20  # texts on the page
Key = tuple[str, str]  # item, profile


def read(path: Path) -> list[Item]:
    return list(recognise(path).read(path, Report()))


def content(text: str) -> set[str]:
    return {word.strip(".") for word in re.findall(r"[\w.]+", text.lower())} - STOP - {""}


def jaccard(one: set[str], other: set[str]) -> float:
    return len(one & other) / max(len(one | other), 1)


async def run(arguments: argparse.Namespace) -> None:
    everything = read(arguments.catalogue)
    items = random.Random(arguments.seed).sample(everything, min(arguments.count, len(everything)))
    profiles = [
        Profile(shopper_id=name, tastes=tuple(Taste(text=one) for one in likes)) for name, likes in PROFILES.items()
    ]
    with tempfile.TemporaryDirectory() as folder:
        settings = _settings(arguments, Path(folder))
        async with ModelClient(settings) as client:
            writer = build(settings, client, by_category(everything))
            texts: dict[tuple[str, str], str] = {}
            origins: dict[tuple[str, str], str] = {}
            views: list[float] = []
            shown = zip(items[:SHOWN], itertools.cycle(profiles))  # one text an item
            for item, profile in track(
                list(shown if arguments.table else itertools.product(items, profiles)), "writing"
            ):
                written = await writer.describe(item, profile)
                texts[item.id, profile.shopper_id] = written.text
                origins[item.id, profile.shopper_id] = written.origin
                began = time.perf_counter()
                await writer.describe(item, profile)
                views.append(time.perf_counter() - began)
    if arguments.table:
        arguments.table.write_text(_page(items, texts, origins, report.command()), encoding="utf-8")
        return
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
        jaccard(content(texts[item.id, one]), content(texts[item.id, other])) for item in items for one, other in PAIRS
    ]
    same = sum(texts[item.id, one] == texts[item.id, other] for item in items for one, other in PAIRS)
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
        "same text for two profiles %": 100 * same / len(pairs),
        "overlap of two profiles, median": statistics.median(pairs),
        "items with the text of another": len(items) - len({texts[item.id, "neutral"] for item in items}),
        "overlap of two items, greatest": alike,
        "texts with the model's sentences %": 100 * sum(one != "composed" for one in origins.values()) / len(origins),
        "second view, ms, p95": 1000 * sorted(views)[int(0.95 * (len(views) - 1))],
    }
    name = arguments.name or arguments.catalogue.stem
    about = {"dataset": name, "system": "shopkeeper"}
    rows = [{**about, "metric": metric, "value": value} for metric, value in values.items()]
    write(f"words_{name}", rows)


def _settings(arguments: argparse.Namespace, state: Path) -> Settings:
    if not arguments.models:
        return load_settings(state=state, voice={"attempts": 0})
    voice = {"attempts": 2, "first_seconds": arguments.seconds, "seconds": arguments.seconds}
    adapter = {"adapter": load_settings().adapter} if arguments.adapter else {}
    secrets = {"models_token": load_settings().secrets.models_token}
    models = {"url": arguments.models, "timeout": arguments.seconds}
    return load_settings(state=state, models=models, voice=voice, generator=adapter, secrets=secrets)


def _page(items: Sequence[Item], texts: Mapping[Key, str], origins: Mapping[Key, str], made_by: str) -> str:
    """The first items' texts, each for another of the profiles in turn."""
    likes = {name: ", ".join(one) or "nothing known" for name, one in PROFILES.items()}
    lines = [
        "# Twenty descriptions",
        "",
        "Of the demo shop, drawn by a fixed seed and not by hand, each for a reader of other tastes. *Written by*: the",
        "model, the planner, or both in turn. Made by",
        "",
        f"    {made_by}",
        "",
        "| item | the reader likes | description | written by |",
        "|---|---|---|---|",
    ]
    by = {"model": "model", "cut": "both", "composed": "planner"}
    for item, name in zip(items[:SHOWN], itertools.cycle(PROFILES)):
        key = (item.id, name)
        lines.append(f"| {item.title} | {likes[name]} | {texts[key]} | {by[origins[key]]} |")
    return "\n".join(lines) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--catalogue", type=Path, required=True, help="any file that `shopkeeper import` reads")
    parser.add_argument("--count", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--show", type=int, default=10, help="how many bad sentences and texts to print")
    parser.add_argument("--models", help="the model service's root with /v1; without it all is composed")
    parser.add_argument("--adapter", action="store_true", help="the service runs the tuned generator: ask it as such")
    parser.add_argument("--seconds", type=float, default=20.0, help="for the model, a text")
    parser.add_argument("--table", type=Path, help="a page of texts to write instead, such as docs/texts.md")
    parser.add_argument("--name", help="of the data set, for the results")
    asyncio.run(run(parser.parse_args()))


if __name__ == "__main__":
    main()
