"""Finding items: constraint queries with exact truth, known items as people mistype them, given queries, links."""

from __future__ import annotations

import asyncio
import csv
import json
import random
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from langchain_core.embeddings import Embeddings

from benchmarks.finding import baselines, house, scores
from benchmarks.finding.wishes import Query
from dialogue.query_reader import QueryReader
from retrieval.wiring import Retrieval
from retrieval.wording import text
from shop.errors import BadInput
from shop.types import Item

Row = dict[str, object]


def read_queries(path: Path) -> list[Query]:
    """JSONL of {"query", "relevant": {item id: grade}}."""
    found = []
    for line, content in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        try:
            row = json.loads(content)
            found.append(Query(row["query"], {str(k): float(v) for k, v in row["relevant"].items()}))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise BadInput(
                f"{path.name}, line {line}: expected {{query, relevant: {{id: grade}}}} ({error})"
            ) from error
    return found


# ── generated queries ─────────────────────────────────────────────────────────────────────────


def known_items(items: Sequence[Item], count: int, seed: int) -> list[Query]:
    """Titles as people type them: a word left out, the order changed, one word misspelt, all lower case."""
    dice = random.Random(seed)
    titles: dict[str, list[str]] = {}
    for item in items:
        titles.setdefault(item.title.casefold(), []).append(item.id)
    found = []
    for item in dice.sample(list(items), min(count, len(items))):
        words = item.title.lower().split()
        if len(words) > 3:
            words.remove(dice.choice(words))
        if len(words) > 2 and dice.random() < 0.3:
            place = dice.randrange(len(words) - 1)
            words[place], words[place + 1] = words[place + 1], words[place]
        long = [place for place, word in enumerate(words) if len(word) > 5 and word.isalpha()]
        if long and dice.random() < 0.6:
            place = dice.choice(long)
            words[place] = _misspelt(words[place], dice)
        found.append(Query(" ".join(words), dict.fromkeys(titles[item.title.casefold()], 1.0)))
    return found


def _misspelt(word: str, dice: random.Random) -> str:
    place = dice.randrange(1, len(word) - 1)
    kind = dice.choice(["swap", "drop", "double"])
    if kind == "swap":
        return word[:place] + word[place + 1] + word[place] + word[place + 2 :]
    return word[:place] + (word[place + 1 :] if kind == "drop" else word[place] + word[place:])


# ── measuring ─────────────────────────────────────────────────────────────────────────────────


class Shelf:
    """One catalogue, every system over it."""

    def __init__(self, name: str, items: Sequence[Item], room: Retrieval, port: int, embeddings: Embeddings) -> None:
        self.name, self.items, self.room = name, items, room
        self._reader = QueryReader(lambda: (self.items, room.catalogue_index.fields))
        ids, texts = [item.id for item in items], [text(item) for item in items]
        self.texts = dict(zip(ids, texts, strict=True))
        self.systems: dict[str, baselines.Rank] = {
            "bm25": baselines.bm25(ids, texts),
            "dense": baselines.dense(ids, texts, embeddings),
            "chroma": baselines.plain_chroma(port, house.slug("plain", name), ids, texts, embeddings),
        }

    async def ours(self, words: str, limit: int = 100) -> list[str]:
        query = await self._reader.read(words)
        found = (await self.room.catalogue_index.find(query, limit=limit)).items
        if not found:
            found = tuple(one.item for one in await self.room.catalogue_index.nearest(query, limit))
        return [item.id for item in found]

    def queries(self, kind: str, queries: Sequence[Query]) -> list[Row]:
        if not queries:
            return []
        dataset = f"{self.name}: {kind}"
        truths = [query.relevant for query in queries]
        runs = {"shopkeeper": asyncio.run(self._all_ours(queries))}
        runs |= {name: [rank(query.text) for query in queries] for name, rank in self.systems.items()}
        rows: list[Row] = []
        for system, found in runs.items():
            rows += scores.table(dataset, system, found, truths)
            if any(query.exact for query in queries):
                share = float(
                    np.mean([scores.violations(run[:10], truth) for run, truth in zip(found, truths, strict=True)])
                )
                rows.append({"dataset": dataset, "system": system, "metric": "violations@10", "value": share})
            if system != "shopkeeper":
                rows.append(self._gain(dataset, system, runs["shopkeeper"], found, truths))
        return rows

    async def _all_ours(self, queries: Sequence[Query]) -> list[list[str]]:
        await self.room.start()
        return [await self.ours(query.text) for query in queries]

    def _gain(
        self, dataset: str, system: str, ours: list[list[str]], theirs: list[list[str]], truths: list[dict[str, float]]
    ) -> Row:
        mine = [scores.ndcg(run, truth) for run, truth in zip(ours, truths, strict=True)]
        other = [scores.ndcg(run, truth) for run, truth in zip(theirs, truths, strict=True)]
        low, high = scores.interval(mine, other)
        gain = float(np.mean(mine) - np.mean(other))
        return {
            "dataset": dataset,
            "system": system,
            "metric": "shopkeeper's gain in ndcg@10",
            "value": gain,
            "interval": [low, high],
        }

    def links(self, kind: str, links: dict[str, list[str]]) -> list[Row]:
        """``similar`` or ``complementary`` items against the shop's own lists."""
        known = {item.id for item in self.items}
        kept = {a: {b: 1.0 for b in found if b in known} for a, found in links.items() if a in known}
        asked = [(item_id, truth) for item_id, truth in kept.items() if truth]
        if not asked:
            return []
        dataset = f"{self.name}: {kind}"
        truths = [truth for _, truth in asked]
        runs = {"shopkeeper": asyncio.run(self._kin(kind, [item_id for item_id, _ in asked]))}
        for name, rank in self.systems.items():
            runs[name] = [[other for other in rank(self.texts[i]) if other != i] for i, _ in asked]
        rows = [row for system, found in runs.items() for row in scores.table(dataset, system, found, truths)]
        gains = [self._gain(dataset, name, runs["shopkeeper"], runs[name], truths) for name in self.systems]
        return [*rows, *gains]

    async def _kin(self, kind: str, ids: Sequence[str]) -> list[list[str]]:
        await self.room.start()
        index = self.room.catalogue_index
        if kind.startswith("similar"):
            return [[item.id for item in await index.similar(item_id, limit=100)] for item_id in ids]
        return [[item.id for item in await index.complementary(item_id, 100)] for item_id in ids]


def read_links(path: Path) -> dict[str, list[str]]:
    """CSV of sku, linked_sku; several linked ones stand in one cell, a line each (or after commas)."""
    with path.open(encoding="utf-8", newline="") as file:
        return {row["sku"]: row["linked_sku"].replace(",", "\n").split() for row in csv.DictReader(file)}
