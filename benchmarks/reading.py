"""How well messages are read, in their context: each reader on the gold set.

    python -m benchmarks.reading [--gold tests/understanding/gold/en_a.yml …] [--readers rules tagger generator cascade]
        [--base http://127.0.0.1:8004/v1] [--limit 100] [--show 20]

The readers but `rules` ask the model service at ``--base``, or that of the settings. Rows a reader and
file: messages read exactly, precision and recall of commands, messages with a wrong side effect (one that changes
something and was not meant), messages with something unread, milliseconds, and, for the calibration, how often a
reading of at least the given confidence is right. ``--limit`` takes messages evenly from each file. Rows measured
earlier stay in the results.
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import sys
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))  # run as a file too, not only by ``-m``

from benchmarks import report
from benchmarks.generation import merged
from benchmarks.gold import Gold, GoldSet, Row, paired
from dialogue.acts.fit import fitted
from dialogue.commands import SIDE_EFFECTS, Command, Unknown
from dialogue.readers.cascade import CascadeReader
from dialogue.readers.generator import GeneratorReader
from dialogue.readers.rules import RulesReader
from dialogue.readers.tagger import TaggerReader
from dialogue.reading import Reader, Reading
from models.service.client import ModelClient
from retrieval.encoding import QueryEncoder
from retrieval.fields import Fields
from shop.importers import Report, recognise
from shop.settings import Settings, load_settings
from shop.types import Order

ROOT = Path(__file__).resolve().parent.parent
DEMO = ROOT / "data" / "demo"
READERS = ("rules", "tagger", "generator", "cascade")
_EFFECTS = {command.model_fields["type"].default for command in SIDE_EFFECTS}


@dataclass
class Score:
    """What one reader made of the messages of one file."""

    exact: int = 0
    messages: int = 0
    wrong_effects: int = 0
    unread: int = 0
    ms: list[float] = field(default_factory=list)
    hit: Counter[str] = field(default_factory=Counter)
    missed: Counter[str] = field(default_factory=Counter)
    extra: Counter[str] = field(default_factory=Counter)
    sure: list[tuple[float, bool]] = field(default_factory=list)

    def add(self, gold: Gold, reading: Reading, ms: float) -> bool:
        commands = [command for command in reading.commands if not isinstance(command, Unknown)]
        wanted = [row for row in gold.commands if row["type"] != "unknown"]
        pairs, missed, extra = paired(wanted, commands)
        right = not missed and not extra
        self.messages += 1
        self.exact += right
        self.wrong_effects += any(command.type in _EFFECTS for command in extra)
        self.unread += bool(reading.unread)
        self.ms.append(ms)
        self.hit.update(row["type"] for row, _ in pairs)
        self.missed.update(row["type"] for row in missed)
        self.extra.update(command.type for command in extra)
        self.sure.append((reading.confidence, right))
        return right

    def rows(self, dataset: str, reader: str) -> Iterable[Row]:
        hit, missed, extra = (sum(counts.values()) for counts in (self.hit, self.missed, self.extra))
        ordered = sorted(self.ms)
        values: dict[str, float] = {
            "messages": self.messages,
            "exact %": 100 * self.exact / max(self.messages, 1),
            "command precision %": 100 * hit / max(hit + extra, 1),
            "command recall %": 100 * hit / max(hit + missed, 1),
            "wrong side effects %": 100 * self.wrong_effects / max(self.messages, 1),
            "with something unread %": 100 * self.unread / max(self.messages, 1),
            "ms, median": statistics.median(ordered or [0.0]),
            "ms, p95": ordered[int(0.95 * (len(ordered) - 1))] if ordered else 0.0,
        }
        for floor in (0.8, 0.6, 0.4):
            told = [right for confidence, right in self.sure if confidence >= floor]
            values[f"share of confidence ≥ {floor} %"] = 100 * len(told) / max(self.messages, 1)
            values[f"right of them, ≥ {floor} %"] = 100 * sum(told) / max(len(told), 1)
        for name in sorted(self.hit | self.missed | self.extra):
            values[f"{name}: precision %"] = 100 * self.hit[name] / max(self.hit[name] + self.extra[name], 1)
            values[f"{name}: recall %"] = 100 * self.hit[name] / max(self.hit[name] + self.missed[name], 1)
        for metric, value in values.items():
            yield {"dataset": dataset, "system": reader, "metric": metric, "value": round(value, 1)}


def gold_set() -> tuple[GoldSet, Any]:
    """The demo shop's gold set, and what readers see of its catalogue."""
    items = list(recognise(DEMO / "catalogue.jsonl").read(DEMO / "catalogue.jsonl", Report()))
    orders = map(Order.model_validate_json, (DEMO / "orders.jsonl").read_text(encoding="utf-8").splitlines())
    flows = sorted(file.stem for file in (ROOT / "data" / "flows").glob("*.yml"))
    fields = Fields(items)
    return GoldSet(items, orders, flows), lambda: (items, fields)


def readers(names: Sequence[str], settings: Settings, client: ModelClient, shelf: Any) -> dict[str, Reader]:
    rules, generator = RulesReader(shelf), GeneratorReader(client, settings, shelf)
    tagger = TaggerReader(rules, fitted(settings), QueryEncoder(client.embeddings(), budget=30.0))
    every: dict[str, Reader] = {
        "rules": rules,
        "tagger": tagger,
        "generator": generator,
        "cascade": CascadeReader(tagger, generator, settings.reading.sure),
    }
    return {name: every[name] for name in names}


async def measure(options: argparse.Namespace) -> list[Row]:
    known, shelf = gold_set()
    sets = {file: known.read(file) for file in options.gold}
    models = {"models": {"url": options.base}} if options.base else {}
    form = {"form": options.form, "seconds": options.seconds, "rest_seconds": 0.0}
    settings = load_settings(**models, reading=form)
    rows: list[Row] = []
    async with ModelClient(settings) as client:
        chosen = readers(options.readers, settings, client, shelf)
        if set(chosen) - {"rules"}:
            await client.health(seconds=30.0)  # a service that is down is an error here, not a reading
            await GeneratorReader(client, settings, shelf).warm(known.flows)
        for file, golds in sets.items():
            step = max(1, len(golds) // options.limit) if options.limit else 1
            for name, reader in chosen.items():
                score, shown = Score(), 0
                for gold in golds[::step]:
                    began = time.perf_counter()
                    reading = await reader.read(gold.utterance, gold.context)
                    right = score.add(gold, reading, 1000 * (time.perf_counter() - began))
                    if not right and shown < options.show:
                        shown += 1
                        tell(name, gold, reading)
                label = f"{name} ({options.label})" if options.label and name != "rules" else name
                rows += score.rows(file.stem, label)
    return rows


def tell(name: str, gold: Gold, reading: Reading) -> None:
    print(f"{gold.id} {gold.utterance.text!r}")
    for row in gold.commands:
        print(f"    meant {row}")
    for command in reading.commands:
        print(f"    {name} {_brief(command)}")
    print(f"    {reading.confidence:.2f}, unread {list(reading.unread)}, {list(reading.notes)}")


def _brief(command: Command) -> Row:
    return {"type": command.type} | command.model_dump(
        mode="json", exclude_defaults=True, exclude={"words", "confidence"}
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    folder = ROOT / "tests" / "understanding" / "gold"
    parser.add_argument("--gold", type=Path, nargs="+", default=sorted(folder.glob("*.yml")))
    parser.add_argument("--readers", nargs="+", choices=READERS, default=["rules"])
    parser.add_argument("--base", help="the model service's root with /v1")
    parser.add_argument("--form", choices=("line", "json"), default="line")
    parser.add_argument("--seconds", type=float, default=load_settings().reading.seconds, help="for the generator")
    parser.add_argument("--limit", type=int, default=0, help="messages of each file; 0 is all")
    parser.add_argument("--show", type=int, default=0, help="how many wrong readings to print")
    parser.add_argument("--label", default="", help="of the model, beside the reader's name")
    rows = asyncio.run(measure(parser.parse_args()))
    overall = [row for row in rows if ":" not in row["metric"]]
    file = report.write("reading", merged("reading", rows))
    print(f"\nof this run (all of it in {file.name}):")
    report.show(overall)


if __name__ == "__main__":
    main()
