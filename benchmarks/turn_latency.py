"""How long a whole turn takes, topic by topic, and where the time goes.

``python benchmarks/turn_latency.py`` measures an open house (``make run``): every turn goes through the gateway, Rasa,
the dialogue, retrieval and the models. Open it with ``SHOPKEEPER_GATEWAY__MESSAGES_PER_MINUTE=100000``: one shopper
says more here than the limit lets through. The time of each part comes from the structured logs, joined by request
id. Rasa's own bare turn is measured beside it: the same sentence straight to Rasa, less what its action took. For turn
30 a conversation goes on through mixed topics and says at turn 30 what it said at turn 1.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import statistics
import sys
import time
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import numpy as np
from rich.progress import Progress, TaskID

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))  # run as a file too, not only by ``-m``

from benchmarks.report import write
from shop.settings import load_settings

TOPICS = {
    "greeting": "hello there",
    "search": "do you have waterproof hiking boots under 150",
    "recommendation": "what would you suggest for a weekend in the mountains",
    "gift": "i need a gift for my father under 40",
    "details": "tell me more about the first one",
    "stock": "is the first one in stock in size 42",
    "cart": "what is in my cart",
    "shipping": "how much is delivery and how long does it take",
    "orders": "where are my orders",
    "faq": "can i pay with paypal",
    "smalltalk": "how are you today",
    "out of scope": "who won the world cup",
}
AFTER_SEARCH = ("details", "stock")  # sentences that point at a list
LONG = [name for name in TOPICS if name not in ("details", "orders")]
PARTS = ("gateway", "rasa", "actions", "store and orders", "retrieval", "models")


@dataclass
class Turn:
    """One measured turn: ``seconds`` as the shopper waited, ``request_id`` to find it in the logs."""

    topic: str
    request_id: str
    seconds: float


@dataclass
class Spent:
    """Milliseconds by part of one turn, from the logs."""

    rasa: float = 0.0  # the whole call
    actions: float = 0.0
    inside: dict[str, float] = field(default_factory=dict)
    models: float = 0.0


class Shopper:
    def __init__(self, http: httpx.AsyncClient, token: str) -> None:
        self._http = http
        self._headers = {"Authorization": f"Bearer {token}"}

    @classmethod
    async def enter(cls, http: httpx.AsyncClient, user_token: str | None = None) -> Shopper:
        response = await http.post("/api/sessions", json={"user_token": user_token} if user_token else {})
        response.raise_for_status()
        return cls(http, response.json()["token"])

    async def say(self, topic: str, text: str) -> Turn:
        request_id = f"bench-{uuid4().hex}"
        started = time.perf_counter()
        response = await self._http.post(
            "/api/messages", params={"wait": 1}, json={"text": text},
            headers={**self._headers, "X-Request-Id": request_id},
        )  # fmt: skip
        seconds = time.perf_counter() - started
        if response.status_code != 200 or any(r["data"].get("apology") for r in response.json()["replies"]):
            raise SystemExit(f"{topic}: no answer ({response.status_code}); is every part of the house ready?")
        return Turn(topic, request_id, seconds)


async def topics_for(http: httpx.AsyncClient, user_token: str | None, order: Sequence[str]) -> list[Turn]:
    """Each topic in a fresh conversation, at its first turn; those that point at a list have one shown before."""
    turns = []
    for topic in order:
        shopper = await Shopper.enter(http, user_token)
        if topic in AFTER_SEARCH:
            await shopper.say("search", TOPICS["search"])
        turns.append(await shopper.say(topic, TOPICS[topic]))
    return turns


async def long_conversation(http: httpx.AsyncClient, turns: int, seed: int) -> list[Turn]:
    """``turns`` turns; the first and the last say the same."""
    shopper = await Shopper.enter(http)
    middle = random.Random(seed).choices(LONG, k=turns - 2)
    return [await shopper.say(topic, TOPICS[topic]) for topic in ["search", *middle, "search"]]


async def bare_turns(rasa: str, token: str, count: int, turns: int) -> dict[int, list[Turn]]:
    """Straight to Rasa's channel, as the gateway would: (turn number → measured turns) at turn 1 and the last."""
    found: dict[int, list[Turn]] = {1: [], turns: []}
    async with httpx.AsyncClient(base_url=rasa, timeout=60, trust_env=False) as http:
        for _ in range(count):
            sender = f"bench_{uuid4().hex}"
            for number in range(1, turns + 1):
                request_id = f"bench-{uuid4().hex}"
                body = {"sender": sender, "message": TOPICS["smalltalk"], "metadata": {"request_id": request_id}}
                started = time.perf_counter()
                (await http.post("/webhooks/rest/webhook", params={"token": token}, json=body)).raise_for_status()
                if number in found:
                    found[number].append(Turn("bare", request_id, time.perf_counter() - started))
    return found


def read_log(path: Path, wanted: set[str]) -> dict[str, Spent]:
    """What the processes logged of these requests; lines may carry a prefix (process name, time)."""
    spent: defaultdict[str, Spent] = defaultdict(Spent)
    with path.open(encoding="utf-8", errors="replace") as lines:
        for line in lines:
            start = line.find("{")
            if start < 0 or "bench-" not in line:
                continue
            try:
                entry: dict[str, Any] = json.loads(line[start:])
            except ValueError:
                continue
            request_id = entry.get("request_id")
            if request_id not in wanted:
                continue
            one = spent[request_id]
            match entry.get("event"), entry.get("logger", ""):
                case "turn", _:
                    one.rasa += entry["rasa_ms"]
                case "turn answered", _:
                    one.actions += entry["ms"]
                    for part, ms in entry["spent_ms"].items():
                        one.inside[part] = one.inside.get(part, 0.0) + ms
                case "request", "models":
                    one.models += entry["ms"]
    return spent


def split(turn: Turn, spent: Spent) -> dict[str, float]:
    """The turn's milliseconds by part, each without what it waited for the next."""
    total = turn.seconds * 1000
    asked_models = spent.inside.get("models", 0.0)
    retrieval = spent.inside.get("retrieval", 0.0)
    within_retrieval = max(0.0, min(retrieval, spent.models - asked_models))
    shop = spent.inside.get("store", 0.0) + spent.inside.get("orders", 0.0)
    rasa = max(0.0, spent.rasa - spent.actions)
    return {
        "gateway": max(0.0, total - spent.rasa),
        "rasa": rasa,
        "actions": max(0.0, spent.actions - shop - retrieval - asked_models),
        "store and orders": shop,
        "retrieval": retrieval - within_retrieval,
        "models": asked_models + within_retrieval,
    }


def rows_of(dataset: str, turns: Iterable[Turn], spent: dict[str, Spent]) -> list[dict[str, Any]]:
    turns = list(turns)
    ms = [turn.seconds * 1000 for turn in turns]
    rows = [
        _row(dataset, "p50 ms", float(np.percentile(ms, 50))),
        _row(dataset, "p95 ms", float(np.percentile(ms, 95))),
    ]
    logged = [split(turn, spent[turn.request_id]) for turn in turns if turn.request_id in spent]
    total = sum(sum(parts.values()) for parts in logged)
    if total:
        rows += [_row(dataset, f"share of {part}", sum(parts[part] for parts in logged) / total) for part in PARTS]
    return rows


def _row(dataset: str, metric: str, value: float, system: str = "shopkeeper") -> dict[str, Any]:
    return {"dataset": dataset, "system": system, "metric": metric, "value": round(value, 3)}


async def measure(options: argparse.Namespace) -> list[dict[str, Any]]:
    settings = load_settings()
    log = options.log or settings.state / "logs" / "house.log"
    if not log.is_file():
        raise SystemExit(f"there is no log at {log}; open the house with `make run`, or name its log with --log")
    url = options.url or f"http://{settings.gateway.host}:{settings.gateway.port}"
    async with httpx.AsyncClient(base_url=url, timeout=60, trust_env=False) as http:
        shoppers = (await http.get("/api/demo")).json().get("shoppers", [])
        token = shoppers[0]["user_token"] if shoppers else None
        with Progress() as bar:
            steps = 1 + options.repeats + 1 + options.conversations + 1
            task = bar.add_task("warm-up", total=steps)
            await topics_for(http, token, list(TOPICS))
            alone = [
                turn
                for _ in range(options.repeats)
                for turn in await _step(bar, task, "alone", topics_for(http, token, list(TOPICS)))
            ]
            crowd = await _step(bar, task, "at once", _crowd(http, token, options))
            long = [
                await _step(bar, task, "long", long_conversation(http, options.turns, seed))
                for seed in range(options.conversations)
            ]
            token = settings.secrets.rasa_token
            asked = bare_turns(settings.rasa_url, token, options.conversations, options.turns)
            bare = await _step(bar, task, "bare", asked)
    await asyncio.sleep(1.0)  # the last lines reach the log
    everything = [*alone, *crowd, *(turn for one in long for turn in one), *(t for ts in bare.values() for t in ts)]
    spent = read_log(log, {turn.request_id for turn in everything})
    rows = []
    for name, turns in (("1 shopper", alone), (f"{options.shoppers} shoppers", crowd)):
        for topic in TOPICS:
            rows += rows_of(f"{name}: {topic}", (turn for turn in turns if turn.topic == topic), spent)
        rows += rows_of(f"{name}: all topics", turns, spent)
    return rows + _growth(options.turns, long, bare, spent)


def _growth(
    turns: int, long: list[list[Turn]], bare: dict[int, list[Turn]], spent: dict[str, Spent]
) -> list[dict[str, Any]]:
    first, last = [one[0] for one in long], [one[-1] for one in long]
    rows = rows_of("turn 1", first, spent) + rows_of(f"turn {turns}", last, spent)
    ratio = statistics.median(t.seconds for t in last) / statistics.median(t.seconds for t in first)
    rows.append(_row(f"turn {turns}", "times turn 1", ratio))
    own = {
        number: statistics.median(t.seconds * 1000 - spent[t.request_id].actions for t in found)
        for number, found in bare.items()
    }
    for number, ms in own.items():
        rows.append(_row(f"turn {number}", "p50 ms", ms, "rasa, bare turn"))
    rows.append(_row(f"turn {turns}", "times turn 1", own[turns] / own[1], "rasa, bare turn"))
    return rows


async def _crowd(http: httpx.AsyncClient, token: str | None, options: argparse.Namespace) -> list[Turn]:
    async def one(seed: int) -> list[Turn]:
        turns = []
        for _ in range(max(1, options.repeats // 2)):
            order = list(TOPICS)
            random.Random(seed).shuffle(order)
            turns += await topics_for(http, token, order)
        return turns

    return [turn for turns in await asyncio.gather(*(one(seed) for seed in range(options.shoppers))) for turn in turns]


async def _step(bar: Progress, task: TaskID, what: str, work: Any) -> Any:
    bar.update(task, description=what)
    done = await work
    bar.advance(task)
    return done


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--url", help="the gateway's address (default: from the settings)")
    parser.add_argument("--log", type=Path, help="the house's log (default: <state>/logs/house.log)")
    parser.add_argument("--repeats", type=int, default=6, help="times each topic alone (default 6)")
    parser.add_argument("--shoppers", type=int, default=8, help="shoppers at once (default 8)")
    parser.add_argument("--turns", type=int, default=30, help="length of the long conversations (default 30)")
    parser.add_argument("--conversations", type=int, default=4, help="how many long ones (default 4)")
    write("turn_latency", asyncio.run(measure(parser.parse_args())))


if __name__ == "__main__":
    main()
