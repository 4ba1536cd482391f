"""Shoppers with goals, played against the whole shop: goals reached, turns, messages not understood, loops.

    python -m benchmarks.simulator --shoppers 200
    python -m benchmarks.simulator --shoppers 290 --seed 7 --wordings held_out --name simulator_held_out

Opens the demo shop in a temporary folder and talks to it through its REST channel, a message at a time, as the widget
does. A shopper's goal (29 kinds, every fifth shopper in Chinese) is worded from ``benchmarks/shoppers/templates.yml``
(``held_out.yml``: other wordings, whose talks nobody reads), in one of several styles of typing; inside a form a
shopper answers what the bot asks (the agenda of Schatzmann et al. 2007), and may put another question first, mumble,
refuse at the end, or mean the other one. Whether the goal was reached is read from what was shown and from the shop's
store. ``--talks FILE`` writes every talk, to read.

fallbacks: turns in which the bot did not understand, of those in its scope. loops: turns in which it says the same,
word for word, twice in a row. English in Chinese talks: Latin words that are no title, name, address or number.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import httpx
import numpy as np
from rich.progress import track

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))  # run as a file too, not only by ``-m``

from benchmarks import report
from benchmarks.intents.data import read_nlu
from benchmarks.shoppers.goals import Drawer, Goal, reached
from benchmarks.shoppers.leaks import Leaks
from benchmarks.shoppers.seen import Seen, seen
from benchmarks.shoppers.talk import Speaker, Talk, Templates, templates
from run.layout import ROOT
from run.opened import Opened, opened
from shop.catalogue import Catalogue
from shop.orders import build_orders, rules_of
from shop.orders.base import Orders
from shop.settings import load_settings
from shop.store import Store
from shop.types import Item

DEMO = ROOT / "data" / "demo"
FREELY = {"SHOPKEEPER_GATEWAY__SESSIONS_PER_MINUTE": "10000", "SHOPKEEPER_GATEWAY__MESSAGES_PER_MINUTE": "10000"}


class Visit:
    """One shopper's session at the gateway, with Rasa's tracker beside it."""

    def __init__(self, gateway: httpx.Client, rasa: httpx.Client, language: str) -> None:
        self._gateway, self._rasa = gateway, rasa
        session = gateway.post("/api/sessions", json={"language": language}).raise_for_status().json()
        self._conversation = session["conversation_id"]
        self._headers = {"Authorization": f"Bearer {session['token']}"}

    def say(self, text: str) -> Seen:
        answer = self._gateway.post("/api/messages", params={"wait": 1}, json={"text": text}, headers=self._headers)
        tracker = self._rasa.get(f"/conversations/{self._conversation}/tracker").raise_for_status().json()
        return seen(answer.raise_for_status().json()["replies"], tracker)

    def cart(self) -> list[str]:
        lines: list[dict[str, Any]] = self._gateway.get("/api/cart", headers=self._headers).json()["lines"]
        return [line["item_id"] for line in lines]


def main() -> None:
    options = _options()
    with tempfile.TemporaryDirectory() as scratch, opened(Path(scratch), settings=FREELY, patience=1800) as house:
        os.environ.update(house.env)
        talks = _play(house, options)
        leaks = Leaks(_own_words(Store(load_settings().store_url)))
    if options.talks:
        options.talks.write_text("\n\n".join(_written(talk) for talk in talks) + "\n", encoding="utf-8")
    known = {sentence.casefold() for sentence, _ in read_nlu(ROOT / "data" / "nlu")}
    report.write(options.name, [*_rows("all shoppers", talks), *_by(talks), *_once(talks, known, leaks)])


def _own_words(store: Store) -> list[str]:
    """What a Chinese conversation may hold as it is: the catalogue's text, and names."""
    orders = [json.loads(line) for line in (DEMO / "orders.jsonl").read_text().splitlines()]
    words = [text for order in orders for text in (*order["address"].values(), order.get("carrier") or "")]
    for item in Catalogue(store).all():
        words += [item.title, item.brand or "", *re.split(r"(?<=[.!?])\s+", item.description)]
    return [*words, load_settings().shop.name]


def _play(house: Opened, options: argparse.Namespace) -> list[Talk]:
    settings = load_settings()
    store = Store(settings.store_url)
    orders, items = build_orders(settings, store), {item.id: item for item in Catalogue(store).all()}
    token = {"token": settings.secrets.rasa_token}
    said = templates(options.wordings)
    goals = Drawer(list(items.values()), orders, rules_of(settings.orders), DEMO, options.seed).draw(options.shoppers)
    with (
        httpx.Client(base_url=house.url, timeout=90.0, trust_env=False) as gateway,
        httpx.Client(base_url=settings.rasa_url, timeout=30.0, trust_env=False, params=token) as rasa,
    ):
        return [
            _talk(
                goal, said, Visit(gateway, rasa, goal.language), orders, items, random.Random(f"{options.seed}-{place}")
            )
            for place, goal in enumerate(track(goals, description="shoppers"))
        ]


def _talk(
    goal: Goal,
    said: dict[str, Templates],
    visit: Visit,
    orders: Orders,
    items: dict[str, Item],
    chance: random.Random,
) -> Talk:
    talk = Speaker(goal, said[goal.language], visit.say, lambda: bool(visit.cart()), chance).speak()
    talk.reached = reached(goal, talk.seen, orders, items, visit.cart())
    return talk


def _rows(dataset: str, talks: Sequence[Talk]) -> list[dict[str, Any]]:
    turns = sum(len(talk.lines) for talk in talks)
    found = {
        "goals reached": sum(talk.reached for talk in talks) / len(talks),
        "turns of a talk": turns / len(talks),
        "fallbacks a turn": sum(talk.fallbacks for talk in talks) / turns,
        "loops a turn": sum(talk.loops for talk in talks) / turns,
    }
    return [_row(dataset, metric, value) | {"shoppers": len(talks)} for metric, value in found.items()]


def _by(talks: Sequence[Talk]) -> Iterable[dict[str, Any]]:
    """Goals reached by goal, language, style and temper; the other figures by language."""
    for what in ("language", "style", "temper", "kind"):
        groups: dict[str, list[Talk]] = defaultdict(list)
        for talk in talks:
            groups[getattr(talk.goal, what)].append(talk)
        for name, group in sorted(groups.items()):
            rows = _rows(f"{'goal' if what == 'kind' else what}: {name}", group)
            yield from rows if what == "language" else rows[:2]


def _once(talks: Sequence[Talk], known: set[str], leaks: Leaks) -> list[dict[str, Any]]:
    lines = [line.casefold() for talk in talks for line in talk.lines]
    said = [one.text for talk in talks if talk.goal.language == "zh" for one in talk.seen]
    leaked = Counter(word for text in said for word in leaks.find(text))
    return [
        _row("all shoppers", "lines that stand in data/nlu", sum(line in known for line in lines) / len(lines)),
        _row("all shoppers", "turns of the longest talk", float(np.max([len(talk.lines) for talk in talks]))),
        _row("language: zh", "replies with English", sum(bool(leaks.find(text)) for text in said) / max(1, len(said)))
        | {"words": [word for word, _ in leaked.most_common(20)]},
    ]


def _row(dataset: str, metric: str, value: float) -> dict[str, Any]:
    return {"dataset": dataset, "system": "shopkeeper", "metric": metric, "value": round(value, 4)}


def _written(talk: Talk) -> str:
    goal = talk.goal
    head = (
        f"# {'reached' if talk.reached else 'NOT REACHED'}: {goal.kind}, {goal.language}, {goal.style}, {goal.temper}"
    )
    lines = [head + f" {goal.values}"]
    for line, one in zip(talk.lines, talk.seen, strict=True):
        cards = "; ".join(f"{card['title']} {card['price']}" for card in one.cards)
        lines += [f"> {line}", f"  [{one.intent} → {', '.join(one.actions)} | {one.loop} {one.asked}]"]
        lines += [re.sub("^", "  ", one.text, flags=re.MULTILINE), *([f"  ({cards})"] if cards else [])]
        lines += [f"  <{' | '.join(one.quick)}>"] if one.quick else []
    return "\n".join(lines)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shoppers", type=int, default=200)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--wordings", default="templates", help="templates or held_out: a file beside templates.yml")
    parser.add_argument("--talks", type=Path, help="file for the talks themselves")
    parser.add_argument("--name", default="simulator", help="of the result file")
    return parser.parse_args()


if __name__ == "__main__":
    main()
