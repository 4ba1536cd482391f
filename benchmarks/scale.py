"""How the chat grows with its processes: what is measured on this machine, and what a queueing model says beyond it.

    python -m benchmarks.scale [--shoppers 300 1000] [--rasas 1 2] [--minutes 1] [--quick]

Real: the gateway with its store, its hashing over Rasa servers, its shedding, and a server that is killed under load.
Simulated: what stands behind the gateway, a bot that answers one message at a time as long as the measured ones take
(benchmarks/results/turn_latency.json), first in Rasa and then in the actions. The model is those two queues in a row,
fed at random moments; it is checked against the runs with one and two servers before it is asked about a hundred.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import subprocess
import sys
import tempfile
import time
import tomllib
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import psutil
from numpy.typing import NDArray
from sqlalchemy import select

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))  # run as a file too, not only by ``-m``

from benchmarks import report
from benchmarks.overload import Crowd
from run import secrets
from run.layout import ROOT
from run.opened import free_ports
from shop.profiles import Profiles
from shop.settings import Settings
from shop.shoppers import Shoppers
from shop.store import Store
from shop.tables import MessageRow
from shop.types import Event, now

EVERY = 60.0  # seconds between two messages of a shopper
SHAPE = 4.0  # of the gamma distribution that service times are drawn from: they spread by half their mean
GOOD = 3.0  # seconds that the p95 may take
Times = tuple[float, float]  # seconds that Rasa and the actions work at a message


def service_times() -> Times:
    """Means over the topics of benchmarks/turn_latency.py, in seconds."""
    rows = json.loads((report.RESULTS / "turn_latency.json").read_text())["rows"]
    of: dict[str, dict[str, float]] = {}
    for row in rows:
        if row["dataset"].startswith("1 shopper: "):
            of.setdefault(row["dataset"], {})[row["metric"]] = row["value"]
    shares = {"rasa": ("share of rasa",), "actions": ("share of actions", "share of retrieval", "share of models")}
    rasa, actions = (
        float(np.mean([one["p50 ms"] * sum(one.get(s, 0.0) for s in names) for one in of.values()])) / 1000
        for names in shares.values()
    )
    return rasa, actions


# ── the model ─────────────────────────────────────────────────────────────────────────────────


def modelled(shoppers: int, servers: int, times: Times, messages: int = 40_000, seed: int = 7) -> NDArray[np.float64]:
    """Seconds that each of many messages takes; every server has its share of them, as hashing gives it."""
    random = np.random.default_rng(seed)
    rate = shoppers / EVERY / servers
    moments = np.cumsum(random.exponential(1 / rate, messages))
    done = moments
    for mean in times:
        done = _queue(done, random.gamma(SHAPE, mean / SHAPE, messages))
    return done - moments


def _queue(arrivals: NDArray[np.float64], service: NDArray[np.float64]) -> NDArray[np.float64]:
    """When each leaves one server that takes them in order (Lindley's recursion, written as a running maximum)."""
    total = np.cumsum(service)
    return total + np.maximum.accumulate(arrivals - (total - service))


def needed(shoppers: int, times: Times) -> int:
    """The fewest servers with which p95 stays good and no server is busy more than 70 % of the time."""
    servers = max(1, int(np.ceil(shoppers / EVERY * max(times) / 0.7)))
    while np.percentile(modelled(shoppers, servers, times), 95) > GOOD:
        servers += 1
    return servers


# ── the runs ──────────────────────────────────────────────────────────────────────────────────


async def serve(port: int, times: Times) -> None:
    """The bot's place: Rasa's REST channel, one message at a time in each of two rooms."""
    import uvicorn
    from starlette.applications import Starlette
    from starlette.requests import Request
    from starlette.responses import JSONResponse
    from starlette.routing import Route

    rooms = [(asyncio.Lock(), mean) for mean in times]
    random = np.random.default_rng(port)

    async def webhook(request: Request) -> JSONResponse:
        body = await request.json()
        for lock, mean in rooms:
            async with lock:
                await asyncio.sleep(random.gamma(SHAPE, mean / SHAPE))
        return JSONResponse([{"recipient_id": body["sender"], "text": "Here you are."}])

    async def other(_: Request) -> JSONResponse:
        return JSONResponse({"model_file": "simulated"})

    routes = [
        Route("/webhooks/rest/webhook", webhook, methods=["POST"]),
        Route("/status", other),
        Route("/conversations/{id}/tracker/events", other, methods=["POST"]),
    ]
    await uvicorn.Server(uvicorn.Config(Starlette(routes=routes), port=port, log_level="error")).serve()


@contextmanager
def house(folder: Path, servers: int, times: Times) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """A gateway on a store of its own before so many bots; its URL and the bots."""
    port, metrics, *ports = free_ports(2 + servers)
    secrets.ensure(folder)
    env = dict(os.environ) | {
        "SHOPKEEPER_STATE": str(folder),
        "SHOPKEEPER_GATEWAY__PORT": str(port),
        "SHOPKEEPER_GATEWAY__METRICS_PORT": str(metrics),
        "SHOPKEEPER_GATEWAY__SESSIONS_PER_MINUTE": "100000",
        "SHOPKEEPER_RASA__URLS": json.dumps([f"http://127.0.0.1:{one}" for one in ports]),
        "SHOPKEEPER_LOG__LEVEL": "error",
    }
    store = Store(f"sqlite:///{folder / 'shop.db'}")
    store.migrate()
    store.close()
    command = [sys.executable, "-m", "benchmarks.scale", "--times", *map(str, times), "--serve"]
    bots = [subprocess.Popen([*command, str(one)], cwd=ROOT, env=env) for one in ports]
    gateway = subprocess.Popen([sys.executable, "-m", "gateway"], cwd=ROOT, env=env)
    try:
        for one in [*ports, port]:
            _await(f"http://127.0.0.1:{one}/{'healthz' if one == port else 'status'}")
        yield f"http://127.0.0.1:{port}", bots
    finally:
        for process in [gateway, *bots]:
            process.terminate()
        for process in [gateway, *bots]:
            process.wait(timeout=60)


def _await(url: str, seconds: float = 180.0) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            if httpx.get(url, timeout=2).status_code == 200:
                return
        except httpx.HTTPError:
            time.sleep(0.2)
    raise TimeoutError(url)


def run(shoppers: int, servers: int, minutes: float, times: Times, *, kill: bool = False) -> list[dict[str, Any]]:
    """One crowd; with ``kill`` one of the bots dies in its midst."""
    dataset = f"{shoppers} shoppers, {servers} bots{', one killed' if kill else ''}"
    with tempfile.TemporaryDirectory() as folder, house(Path(folder), servers, times) as (url, bots):
        crowd = Crowd(url, shoppers)

        async def visit() -> None:
            visiting = asyncio.create_task(crowd.visit(minutes))
            if kill:
                await asyncio.sleep(minutes * 30)
                bots[0].kill()
            await visiting

        asyncio.run(visit())
        answers = _answers(Path(folder))
        seen = crowd.seen
        model = modelled(shoppers, servers - kill, times)
        measured: dict[str, float] = {
            "messages": len(seen.answered) + seen.lost,
            "p50 s": round(float(np.percentile(seen.answered, 50)), 3),
            "p95 s": round(float(np.percentile(seen.answered, 95)), 3),
            "refused with Retry-After": sum(seen.refusals.values()) - seen.rude,
            "refused without": seen.rude,
            "apologies": seen.apologies,
            "lost": seen.lost + answers[0],
            "answered twice": sum(count for answered, count in answers.items() if answered > 1),
        }
    rows = [{"dataset": dataset, "system": "measured", "metric": k, "value": v} for k, v in measured.items()]
    return rows + [
        {"dataset": dataset, "system": "model", "metric": f"p{share} s", "value": round(float(at), 3)}
        for share, at in zip((50, 95), np.percentile(model, (50, 95)), strict=True)
    ]


def _answers(folder: Path) -> Counter[int]:
    """How many messages of shoppers have 0, 1, 2 … answers in the store."""
    seal = tomllib.loads((folder / "secrets.toml").read_text())["secrets"]["seal"]
    store = Store(f"sqlite:///{folder / 'shop.db'}", seal=seal)
    with store.reading() as session:
        rows = session.execute(select(MessageRow.id, MessageRow.author, MessageRow.body)).all()
    store.close()
    replies = Counter(body.get("data", {}).get("reply_to") for _, author, body in rows if author == "bot")
    return Counter(replies[one] for one, author, _ in rows if author == "shopper")


def events(count: int = 20_000, batch: int = 500) -> list[dict[str, Any]]:
    """Events a second into profiles, each batch with its profile in one transaction, on SQLite."""
    with tempfile.TemporaryDirectory() as folder:
        store = Store(f"sqlite:///{folder}/shop.db")
        store.migrate()
        shoppers, profiles = Shoppers(store), Profiles(store)
        ids = [shoppers.anonymous() for _ in range(count // batch)]
        moment = now()
        batches = [[Event(type="search", query=f"boots {n}", ts=moment) for n in range(batch)] for _ in ids]
        started = time.perf_counter()
        for shopper, one in zip(ids, batches, strict=True):
            profiles.record(shopper, one)
        seconds = time.perf_counter() - started
        store.close()
    return [{"dataset": "events", "system": "measured", "metric": "a second", "value": round(count / seconds)}]


def memory(settings: Settings) -> list[dict[str, Any]]:
    """MB of each process of the shop that is open with these settings."""
    ports = {"gateway": settings.gateway.port, "rasa": settings.rasa.port, "actions": settings.actions.port,
             "models": settings.models.port, "chroma": settings.chroma.port}  # fmt: skip
    listening = {one.laddr.port: one.pid for one in psutil.net_connections("tcp") if one.status == psutil.CONN_LISTEN}
    return [
        {"dataset": "memory", "system": "measured", "metric": f"{name} MB",
         "value": round(psutil.Process(listening[port]).memory_info().rss / 1e6)}
        for name, port in ports.items() if listening.get(port)
    ]  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shoppers", type=int, nargs="+", default=[300, 1000])
    parser.add_argument("--rasas", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--minutes", type=float, default=1.0)
    parser.add_argument("--quick", action="store_true", help="the model alone")
    parser.add_argument("--serve", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--times", type=float, nargs=2, help="seconds of Rasa and actions a message")
    options = parser.parse_args()
    times: Times = tuple(options.times) if options.times else service_times()
    if options.serve:
        asyncio.run(serve(options.serve, times))
        return
    rows = [
        {"dataset": "service time", "system": "measured", "metric": f"{name} s", "value": round(mean, 4)}
        for name, mean in zip(("rasa", "actions"), times, strict=True)
    ]
    if not options.quick:
        for shoppers in options.shoppers:
            for servers in options.rasas:
                rows += run(shoppers, servers, options.minutes, times)
        rows += run(min(options.shoppers), 2, options.minutes, times, kill=True)
        rows += events() + memory(Settings())
    for shoppers in (10, 100, 1_000, 10_000, 100_000):
        servers = needed(shoppers, times)
        p95 = round(float(np.percentile(modelled(shoppers, servers, times), 95)), 3)
        rows.append({"dataset": f"{shoppers} shoppers", "system": "model", "metric": "bots", "value": servers})
        rows.append({"dataset": f"{shoppers} shoppers", "system": "model", "metric": "p95 s", "value": p95})
    report.write("scale", rows)


if __name__ == "__main__":
    main()
