"""The desk under load: shoppers and agents talk over WebSocket; is anything lost, doubled, or late?

``python benchmarks/desk.py`` starts a gateway of its own on an empty store (nothing else is needed: no bot speaks),
lets 200 shoppers ask for a person, 10 agents claim them and both sides talk for two minutes. A message counts as
on screen when the other side's WebSocket has it.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

import httpx
import numpy as np
from rich.progress import Progress
from websockets.asyncio.client import connect

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))  # run as a file too, not only by ``-m``

from benchmarks.report import write

PASSWORD = "a password for the bench"


class Ledger:
    """What was sent when, and how often and when it arrived; every text is its own."""

    def __init__(self) -> None:
        self.sent: dict[str, float] = {}
        self.got: Counter[str] = Counter()
        self.seconds: list[float] = []

    def send(self, text: str) -> None:
        self.sent[text] = time.perf_counter()

    def arrive(self, text: str) -> None:
        self.got[text] += 1
        if self.got[text] == 1 and text in self.sent:
            self.seconds.append(time.perf_counter() - self.sent[text])

    @property
    def lost(self) -> int:
        return sum(text not in self.got for text in self.sent)

    @property
    def doubled(self) -> int:
        return sum(count > 1 for count in self.got.values())


class Bench:
    def __init__(self, url: str, options: argparse.Namespace) -> None:
        self.url = url
        self.options = options
        self.to_agents, self.to_shoppers = Ledger(), Ledger()
        self.until = 0.0
        self.refused = 0
        limits = httpx.Limits(max_connections=300, keepalive_expiry=3.0)
        self.http = httpx.AsyncClient(base_url=url, timeout=60, limits=limits, trust_env=False)

    async def shopper(self, number: int) -> None:
        """Asks for a person, then says something every few seconds; listens until the end."""
        session = (await self.http.post("/api/sessions")).json()
        headers = {"Authorization": f"Bearer {session['token']}"}
        async with connect(self.url.replace("http", "ws") + "/api/stream", proxy=None) as socket:
            await socket.send(json.dumps({"type": "auth", "token": session["token"]}))
            listening = asyncio.create_task(self._listen(socket, "agent", self.to_shoppers))
            await self.http.post("/api/handoff", json={"to": "person"}, headers=headers)
            turn = 0
            await asyncio.sleep(random.uniform(0, self.options.pause))
            while time.perf_counter() < self.until:
                text = f"shopper {number} message {turn}"
                self.to_agents.send(text)
                answer = await self.http.post("/api/messages", json={"text": text}, headers=headers)
                if answer.status_code != 202:
                    self.refused += 1
                    del self.to_agents.sent[text]
                turn += 1
                await asyncio.sleep(random.uniform(0.7, 1.3) * self.options.pause)
            await asyncio.sleep(self.options.drain)
            listening.cancel()

    async def agent(self, number: int) -> None:
        """Claims who waits, watches them all, and answers every message."""
        client = httpx.AsyncClient(base_url=self.url, timeout=60, trust_env=False)
        account = {"email": f"agent{number}@desk.example", "password": PASSWORD}
        csrf = (await client.post("/api/agent/login", json=account)).json()["csrf"]
        client.headers["X-CSRF-Token"] = csrf
        cookie = {"Cookie": f"shopkeeper_agent={client.cookies['shopkeeper_agent']}"}
        address = self.url.replace("http", "ws") + "/api/agent/stream"
        async with connect(address, proxy=None, additional_headers=cookie) as socket:
            claiming = asyncio.create_task(self._claim(client, socket, number))
            answering: set[asyncio.Task[None]] = set()
            listening = asyncio.create_task(self._answer(client, socket, answering))
            await asyncio.sleep(max(0.0, self.until - time.perf_counter()) + self.options.drain)
            claiming.cancel()
            listening.cancel()
        await client.aclose()

    async def _claim(self, client: httpx.AsyncClient, socket: Any, number: int) -> None:
        mine = 0
        share = -(-self.options.shoppers // self.options.agents)
        while mine < share:
            lines = (await client.get("/api/agent/conversations?view=queue&limit=500")).json()["conversations"]
            for line in lines[number % 3 :: 3] or lines:
                answer = await client.post(f"/api/agent/conversations/{line['id']}/claim")
                if answer.status_code == 200:
                    await socket.send(json.dumps({"type": "watch", "conversation_id": line["id"]}))
                    missed = await client.get(f"/api/agent/conversations/{line['id']}/messages")
                    for message in missed.json()["messages"]:
                        if message["author"] == "shopper":
                            self.to_agents.sent.pop(message["text"], None)  # said before the claim: read, not pushed
                            self.to_agents.got.pop(message["text"], None)
                    mine += 1
                    if mine == share:
                        return
            await asyncio.sleep(0.5)

    async def _answer(self, client: httpx.AsyncClient, socket: Any, answering: set[asyncio.Task[None]]) -> None:
        async for raw in socket:
            frame = json.loads(raw)
            if frame["type"] != "message" or frame["message"]["author"] != "shopper":
                continue
            text = frame["message"]["text"]
            self.to_agents.arrive(text)
            task = asyncio.create_task(self._say(client, frame["conversation_id"], f"re {text}"))
            answering.add(task)
            task.add_done_callback(answering.discard)

    async def _say(self, client: httpx.AsyncClient, conversation_id: str, text: str) -> None:
        self.to_shoppers.send(text)
        path = f"/api/agent/conversations/{conversation_id}/messages"
        answer = await client.post(path, json={"text": text, "client_id": text.replace(" ", "-")})
        if answer.status_code != 201:
            self.refused += 1
            self.to_shoppers.sent.pop(text, None)

    async def _listen(self, socket: Any, author: str, ledger: Ledger) -> None:
        async for raw in socket:
            frame = json.loads(raw)
            if frame["type"] == "message" and frame["message"]["author"] == author:
                ledger.arrive(frame["message"]["text"])

    async def run(self) -> None:
        """Everyone comes in over the first seconds; the clock starts then."""
        self.until = time.perf_counter() + self.options.seconds
        people = [self.agent(number) for number in range(self.options.agents)]
        people += [self.shopper(number) for number in range(self.options.shoppers)]
        with Progress() as bar:
            task = bar.add_task("talking", total=self.options.seconds)

            async def tick() -> None:
                while time.perf_counter() < self.until:
                    await asyncio.sleep(1)
                    bar.advance(task)

            await asyncio.gather(tick(), *people)
        await self.http.aclose()


def gateway(folder: Path, port: int, agents: int) -> subprocess.Popen[bytes]:
    """A gateway of its own, with the agents' accounts in an empty store."""
    from shop.agents import Agents
    from shop.store import Store

    store = Store(f"sqlite:///{folder / 'shop.db'}")
    store.migrate()
    for number in range(agents):
        Agents(store).add(f"agent{number}@desk.example", f"Agent {number}", PASSWORD)
    store.close()
    (folder / "secrets.toml").write_text('[secrets]\nsession = "the session secret of this bench"\n')
    limits = dict.fromkeys(("MESSAGES", "SESSIONS", "SIGN_INS", "SEARCHES"), "1000000")
    env = {
        **os.environ,
        "SHOPKEEPER_STATE": str(folder),
        "SHOPKEEPER_GATEWAY__PORT": str(port),
        "SHOPKEEPER_GATEWAY__METRICS_PORT": str(port + 1),
        "SHOPKEEPER_LOG__LEVEL": "warning",
        **{f"SHOPKEEPER_GATEWAY__{name}_PER_MINUTE": value for name, value in limits.items()},
    }
    log = (folder / "gateway.log").open("wb")
    return subprocess.Popen([sys.executable, "-m", "gateway"], env=env, stdout=log, stderr=log)


def wait_for(url: str, seconds: float = 90.0) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            if httpx.get(f"{url}/healthz", timeout=2, trust_env=False).status_code == 200:
                return
        except httpx.HTTPError:
            time.sleep(0.3)
    raise SystemExit(f"the gateway at {url} did not start")


def memory(pid: int) -> float:
    """Resident set in MB (Linux)."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1024
    return float("nan")


def cpu(pid: int) -> float:
    """Seconds of processor time so far, in all threads (Linux)."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shoppers", type=int, default=200)
    parser.add_argument("--agents", type=int, default=10)
    parser.add_argument("--seconds", type=float, default=120.0)
    parser.add_argument("--pause", type=float, default=15.0, help="seconds between a shopper's messages (default 15)")
    parser.add_argument("--drain", type=float, default=10.0, help="seconds for the last ones to arrive (default 10)")
    parser.add_argument("--port", type=int, default=8600)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        process = gateway(Path(name), options.port, options.agents)
        try:
            url = f"http://127.0.0.1:{options.port}"
            wait_for(url)
            bench = Bench(url, options)
            before = cpu(process.pid)
            asyncio.run(bench.run())
            spent, peak = cpu(process.pid) - before, memory(process.pid)
        finally:
            process.terminate()
            process.wait(60)
    dataset = f"{options.shoppers} shoppers, {options.agents} agents, {options.seconds:g} s"
    rows = []
    for what, ledger in (("shopper to agent", bench.to_agents), ("agent to shopper", bench.to_shoppers)):
        rows += [
            (f"{what}: messages", len(ledger.sent)),
            (f"{what}: lost", ledger.lost),
            (f"{what}: doubled", ledger.doubled),
            (f"{what}: p50 ms", round(float(np.percentile(ledger.seconds, 50)) * 1000, 1)),
            (f"{what}: p95 ms", round(float(np.percentile(ledger.seconds, 95)) * 1000, 1)),
        ]
    rows += [
        ("refused", bench.refused),
        ("gateway's processor seconds", round(spent, 1)),
        ("gateway's peak memory MB", round(peak, 1)),
    ]
    write("desk", [{"dataset": dataset, "system": "shopkeeper", "metric": metric, "value": v} for metric, v in rows])


if __name__ == "__main__":
    main()
