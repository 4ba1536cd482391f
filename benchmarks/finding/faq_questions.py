"""Questions to several shops, which an entry answers or none: what the FAQ's confidence is fitted to and measured on.

The demo's paraphrases and `questions.jsonl` beside this file have a ``split`` each; `data/faq/<shop>.yml` are other
shops with the questions that strangers ask them. Nothing is fitted on the test halves, nor on the shops of HELD_OUT.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import yaml

from retrieval.encoding import space_of
from retrieval.faq_shelf import topic
from shop.errors import BadInput
from shop.types import FaqEntry

HERE = Path(__file__).parent
DATA = HERE.parents[1] / "data"
HELD_OUT = frozenset({"garden"})


@dataclass(frozen=True)
class Asked:
    text: str
    answer: str | None  # the topic of an entry
    language: str
    split: str


@dataclass(frozen=True)
class Shop:
    """A FAQ and what it is asked. ``weight``: how much its questions count in the fit."""

    name: str
    entries: list[FaqEntry]
    asked: list[Asked]
    weight: float = 1.0


def demo(folder: Path = DATA / "demo") -> Shop:
    entries = [FaqEntry.model_validate_json(line) for line in (folder / "faq.jsonl").read_text("utf-8").splitlines()]
    topics = {entry.id: topic(entry) for entry in entries}
    asked = []
    for path in (folder / "faq_paraphrases.jsonl", HERE / "questions.jsonl"):
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            answer = None if row["id"] is None else topics[row["id"]]
            asked.append(Asked(row["text"], answer, row.get("language", "en"), row["split"]))
    return Shop("demo", entries, asked)


def in_english(shop: Shop) -> Shop:
    """The shop as it is without twins: an English FAQ that is asked in any language."""
    kept = [entry for entry in shop.entries if space_of(entry.language) == "english"]
    return Shop(f"{shop.name} in English", kept, [one for one in shop.asked if one.language != "en"], shop.weight)


def others(folder: Path = DATA / "faq") -> list[Shop]:
    return [_read(path) for path in sorted(folder.glob("*.yml"))]


def _read(path: Path) -> Shop:
    raw = yaml.safe_load(path.read_text(encoding="utf-8"))
    split = "test" if path.stem in HELD_OUT else "validation"
    entries, asked = [], [Asked(text, None, "en", split) for text in raw["none"]]
    for place, one in enumerate(raw["entries"], start=1):
        try:
            entries.append(
                FaqEntry(
                    id=one["id"], question=one["question"], answer=one["answer"], paraphrases=tuple(one.get("ask", ()))
                )
            )
            asked += [Asked(text, one["id"], "en", split) for text in one["asked"]]
        except KeyError as error:
            raise BadInput(f"{path.name}, entry {place}: expected {error.args[0]}", field=str(error.args[0])) from error
    return Shop(path.stem, entries, asked)


def things(shops: Iterable[Shop], blocks: Iterable[list[str]], singles: Iterable[str]) -> tuple[list[str], list[int]]:
    """Texts, and which thing each asks: for learning what asks the same. What is asked of the shops is not among them,
    so that the weights are fitted on questions as new as those to come."""
    asked: set[str] = set()
    groups = [list(block) for block in blocks]
    for shop in shops:
        asked.update(one.text for one in shop.asked)
        own: dict[str, list[str]] = {}
        for entry in shop.entries:
            own.setdefault(topic(entry), []).extend((entry.question, *entry.paraphrases, entry.answer))
        groups += own.values()
    groups += [[text] for text in singles]
    rows = [(text, thing) for thing, group in enumerate(groups) for text in dict.fromkeys(group) if text not in asked]
    return [text for text, _ in rows], [thing for _, thing in rows]
