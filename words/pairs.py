"""Facts and how to say them, made from a shop's own catalogue: what the generator is tuned on.

    python -m words.pairs --catalogue data/demo/catalogue.jsonl --out pairs.jsonl

A line a pair: the prompt's ``messages``, the ``answer``, the ``item``'s id, and whether the item is ``held`` out for
measuring. Answers are the planner's sentences in many wordings, and the catalogue's own as far as they tell of facts.
"""

from __future__ import annotations

import argparse
import json
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from rich.console import Console

from shop.importers import Report, recognise
from shop.types import Item
from words.checker import Checker
from words.composition import UNSAID
from words.facts import Facts
from words.frames import Frames
from words.openings import Tone
from words.planner import Planner
from words.prompts import Phrase
from words.writer import about

TONES: tuple[Tone, ...] = ("warm", "plain", "brisk")
HELD = 10  # one item in so many is held out
ROUNDS = 2  # texts an item, each otherwise worded
OWN = 2  # sentences of the catalogue an item


@dataclass(frozen=True)
class Pair:
    item: str
    held: bool
    notes: tuple[tuple[str, str], ...]
    messages: tuple[dict[str, str], ...]
    answer: str

    def as_json(self) -> str:
        return json.dumps(self.__dict__, ensure_ascii=False)


def pairs(items: Iterable[Item], frames: Frames) -> Iterator[Pair]:
    """Pairs in the catalogue's order. Every answer passes the checker."""
    checker = Checker(frames)
    planners = {tone: Planner(frames, tone) for tone in TONES}
    for item in items:
        facts = Facts.of(item)
        number = zlib.crc32(item.id.encode())
        for turn in range(ROUNDS):
            tone = TONES[(number + turn) % len(TONES)] if turn else TONES[0]  # half of all are warm, as most shops are
            for sentence in planners[tone].examples(facts, 2, seed=f"pair {turn}"):
                if sentence.notes and checker.allows(sentence.text, facts):
                    yield _pair(facts, tone, [(fact.name, fact.value) for fact in sentence.notes], sentence.text)
        bare = replace(facts, story=(), details=())
        own = [text for text in facts.story if checker.allows(text, bare)]
        for text in own[:OWN]:
            told = [
                (fact.name, fact.value) for fact in facts.facts if fact.name not in UNSAID and fact.is_told_by(text)
            ]
            if told:
                yield _pair(facts, TONES[0], told, text)


def _pair(facts: Facts, tone: Tone, notes: list[tuple[str, str]], answer: str) -> Pair:
    asked = Phrase(tone=tone, item=about(facts), notes="; ".join(f"{name}: {value}" for name, value in notes))
    roles = {"system": "system", "human": "user"}
    messages = tuple({"role": roles[one.type], "content": str(one.content)} for one in asked.messages("tuned"))
    return Pair(facts.item.id, is_held(facts.item), tuple(notes), messages, answer)


def is_held(item: Item) -> bool:
    """Whether an item is kept for measuring: always the same tenth."""
    return zlib.crc32(item.id.encode()) % HELD == 0


def write(items: Iterable[Item], frames: Frames, out: Path) -> int:
    """Write the pairs of a catalogue; returns how many."""
    out.parent.mkdir(parents=True, exist_ok=True)
    count = 0
    with out.open("w", encoding="utf-8") as file:
        for pair in pairs(items, frames):
            file.write(pair.as_json() + "\n")
            count += 1
    return count


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--catalogue", type=Path, required=True, help="any file that `shopkeeper import` reads")
    parser.add_argument("--language", default="en")
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    items = recognise(options.catalogue).read(options.catalogue, Report())
    Console().print(f"{write(items, Frames.read(options.language), options.out)} pairs in {options.out}")


if __name__ == "__main__":
    main()
