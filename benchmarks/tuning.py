"""What tuning on a shop's own items does for the generator, on items that it did not see.

    make adapter
    python -m benchmarks.tuning --catalogue data/demo/catalogue.jsonl [--adapter FOLDER …] [--count 60]

Systems: the model as it comes, asked with examples (``base``), and with each adapter, asked as it was tuned. Rows:
claims supported (share of sentences in which the judge of ``claims.py`` finds nothing made up), facts covered (share of
the notes that are told), sentences that may be shown (the writer's own checks), distinct n-grams of all sentences
together, and perplexity of the held-out answers, as the tuning measured it before and after.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import math
import random
import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rich.progress import track

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))  # run as a file too, not only by ``-m``

from benchmarks.claims import unsupported
from benchmarks.report import write
from models.engines.base import Engine, Task, create
from shop.importers import Report, recognise
from shop.settings import Settings, load_settings
from shop.types import Item
from words.checker import Checker
from words.facts import Fact, Facts
from words.frames import Frames
from words.pairs import Pair, is_held, pairs
from words.prompts import Phrase
from words.text import sentences
from words.writer import about

TOKENS = 48
ROLES = {"system": "system", "human": "user", "ai": "assistant"}


def held_out(items: Sequence[Item], count: int, seed: int) -> list[Pair]:
    held = list(pairs(filter(is_held, items), Frames.read("en")))
    return random.Random(seed).sample(held, min(count, len(held)))


def with_examples(pair: Pair, facts: Facts) -> tuple[dict[str, str], ...]:
    notes = "; ".join(f"{name}: {value}" for name, value in pair.notes)
    asked = Phrase(tone="warm", item=about(facts), notes=notes).messages("phrase")
    return tuple({"role": ROLES[one.type], "content": str(one.content)} for one in asked)


async def say(engine: Engine, messages: tuple[dict[str, str], ...]) -> str:
    said = [piece.text async for piece in engine.stream(Task(messages, max_tokens=TOKENS, stop=("\n",)))]
    return next(iter(sentences("".join(said))), "")


async def system(settings: Settings, asked: Sequence[Pair], items: dict[str, Item]) -> dict[str, float]:
    tuned = settings.generator.adapter is not None
    frames = Frames.read("en")
    checker = Checker(frames)
    engine = create(settings)
    await engine.start()
    told: list[str] = []
    made_up = covered = notes = shown = 0
    for pair in track(asked, "tuned" if tuned else "base"):
        item = items[pair.item]
        facts = Facts.of(item)
        sentence = await say(engine, pair.messages if tuned else with_examples(pair, facts))
        wanted = [Fact(name, value) for name, value in pair.notes]
        there = [fact for fact in wanted if fact.is_told_by(sentence)]
        told.append(sentence)
        made_up += bool(unsupported(sentence, item.model_dump(mode="json")))
        covered, notes = covered + len(there), notes + len(wanted)
        named = all(frames.is_named_by(sentence, fact) for fact in wanted)
        shown += named and len(there) == len(wanted) and checker.allows(sentence, facts)
    await engine.close()
    share = 100 / max(len(asked), 1)
    distinct = {f"distinct {size}-grams": ngrams(told, size) for size in (1, 2, 3)}
    values = {"claims supported %": 100 - share * made_up, "facts covered %": 100 * covered / max(notes, 1)}
    return {**values, "sentences that may be shown %": share * shown, **distinct}


def ngrams(texts: Sequence[str], size: int) -> float:
    """Different n-grams among all."""
    words = [re.findall(r"[\w.]+", text.lower()) for text in texts]
    every = [tuple(one[place : place + size]) for one in words for place in range(len(one) - size + 1)]
    return len(set(every)) / max(len(every), 1)


async def run(options: argparse.Namespace) -> None:
    everything = list(recognise(options.catalogue).read(options.catalogue, Report()))
    items = {item.id: item for item in everything}
    asked = held_out(everything, options.count, options.seed)
    settings = load_settings()
    folders: list[Path] = options.adapter or [settings.adapter_folder]
    rows: list[dict[str, Any]] = []
    about_all = {"dataset": options.catalogue.stem, "sentences": len(asked)}
    for folder in [None, *folders]:
        generator = settings.generator.model_copy(update={"adapter": folder, "tuned": False})
        values = await system(settings.model_copy(update={"generator": generator}), asked, items)
        name = "base"
        if folder is not None:
            training = json.loads((folder / "training.json").read_text(encoding="utf-8"))
            name = training["method"]
            values["perplexity"] = math.exp(training["loss_after"])
            values["minutes of training"], values["steps of training"] = training["minutes"], training["steps"]
            if not any(row["metric"] == "perplexity" for row in rows):
                before = math.exp(training["loss_before"])
                rows.append({**about_all, "system": "base", "metric": "perplexity", "value": before})
        rows += [{**about_all, "system": name, "metric": metric, "value": value} for metric, value in values.items()]
    write(options.name, rows)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--catalogue", type=Path, required=True, help="the one that it was tuned on")
    parser.add_argument(
        "--adapter", type=Path, nargs="+", help="folders; the one in the state folder where it is missing"
    )
    parser.add_argument("--count", type=int, default=60, help="held-out sentences to ask for")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--name", default="tuning", help="of the file under benchmarks/results")
    asyncio.run(run(parser.parse_args()))


if __name__ == "__main__":
    main()
