"""Scripted shoppers in tau-bench retail's world, played through a running shop: who got exactly what they wanted.

    SHOPKEEPER_EVAL_DATA=… python -m benchmarks.tau_retail --scripts FILE [--only ID …] [--talks talks.md]
    … --base http://127.0.0.1:8000 --orders http://127.0.0.1:8100     # a shop and an order server that are up

Opens a shop with the world's products whose orders are those of ``benchmarks/tau/server.py``, over the order port. Each
shopper speaks in two wordings, each in a fresh world. Rows: wordings that ended right (pass), shoppers right in both
(pass^2), the same by what is wanted, and writes that nobody wanted. The shoppers are scripted and not played by a
model, so these are not the leaderboard's figures. Two cores: about a second a turn.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import yaml
from rich.progress import track

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))  # run as a file too, not only by ``-m``

from benchmarks import report
from benchmarks.tau.load import database, write
from benchmarks.tau.script import End, Script, judged
from run.opened import free_ports, opened

POLICY = Path(__file__).parent / "tau" / "policy.toml"
KEY = "orders"
PEOPLE = ("waiting", "agent")


@dataclass
class Talk:
    """One wording, played: what was said by whom, and how it ended."""

    lines: list[str] = field(default_factory=list)
    end: End = field(default_factory=End)


def main() -> None:
    told = _options()
    scripts = yaml.safe_load(told.scripts.read_text(encoding="utf-8"))
    scripts = [one for one in scripts if not told.only or one["id"] in told.only]
    with ExitStack() as open_:
        orders = told.orders or open_.enter_context(server(free_ports(1)[0]))
        base = told.base or open_.enter_context(shop(orders))
        played = {
            one["id"]: [play(one, words, base, orders) for words in one["wordings"]]
            for one in track(scripts, "shoppers")
        }
    if told.talks:
        told.talks.write_text("\n".join(_written(name, talks) for name, talks in played.items()), encoding="utf-8")
    report.write("tau_retail", list(rows(scripts, {name: [one.end for one in ends] for name, ends in played.items()})))


def _options() -> argparse.Namespace:
    reader = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    reader.add_argument("--scripts", type=Path, required=True)
    reader.add_argument("--only", nargs="*", default=[], help="ids")
    reader.add_argument("--talks", type=Path, help="write every talk, to read")
    reader.add_argument("--base", help="address of a shop that is open already, with the settings of this file")
    reader.add_argument("--orders", help="and of its order server")
    told = reader.parse_args()
    if bool(told.base) != bool(told.orders):
        reader.error("--base and --orders go together: the shop's orders are the server's")
    return told


@contextmanager
def shop(orders: str) -> Iterator[str]:
    """A shop with the world's products, up; its address."""
    with tempfile.TemporaryDirectory() as scratch:
        products = Path(scratch) / "products.jsonl"
        write(products, database())
        with opened(Path(scratch) / "shop", products, settings=settings(orders), patience=1800) as house:
            yield house.url


def settings(orders: str) -> dict[str, str]:
    """The shop's settings for this world; a benchmark's shoppers all come from one machine, each as a network."""
    return {
        "SHOPKEEPER_ORDERS__ADAPTER": "http",
        "SHOPKEEPER_ORDERS__URL": orders,
        "SHOPKEEPER_ORDERS__KEY": KEY,
        "SHOPKEEPER_ORDERS__POLICY": str(POLICY),
        "SHOPKEEPER_SHOP__CURRENCY": "USD",
        "SHOPKEEPER_GATEWAY__SESSIONS_PER_MINUTE": "10000",
        "SHOPKEEPER_GATEWAY__MESSAGES_PER_MINUTE": "10000",
        "SHOPKEEPER_GATEWAY__TRUSTED_PROXIES": '["127.0.0.1"]',
    }


@contextmanager
def server(port: int) -> Iterator[str]:
    """The order server, up; its address."""
    command = [sys.executable, "-m", "benchmarks.tau.server", "--port", str(port), "--key", KEY]
    process = subprocess.Popen(command, cwd=POLICY.parents[2])
    url = f"http://127.0.0.1:{port}"
    try:
        for _ in range(240):
            try:
                httpx.get(f"{url}/writes", headers=_key(), timeout=2.0).raise_for_status()
                break
            except httpx.HTTPError:
                if process.poll() is not None:
                    raise SystemExit("the order server did not start") from None
                time.sleep(0.25)
        yield url
    finally:
        process.terminate()
        process.wait()


def _key() -> dict[str, str]:
    return {"Authorization": f"Bearer {KEY}"}


_networks = iter(range(1, 1 << 16))


def play(script: Mapping[str, Any], messages: Sequence[str], base: str, orders: str) -> Talk:
    """One wording in a fresh world."""
    httpx.post(f"{orders}/reset", headers=_key()).raise_for_status()
    network = next(_networks)
    talk, shopper = Talk(), Script(messages, script["knows"], script["otherwise"])
    with httpx.Client(base_url=base, timeout=60, trust_env=False) as http:
        http.headers["X-Forwarded-For"] = f"10.0.{network // 250}.{network % 250 + 1}"
        session = http.post("/api/sessions", json={}).raise_for_status().json()
        http.headers["Authorization"] = f"Bearer {session['token']}"
        reply: str | None = None
        while (words := shopper.next(reply)) is not None:
            answer = http.post("/api/messages?wait=1", json={"text": words}).raise_for_status().json()
            reply = "\n".join(one["text"] for one in answer.get("replies") or [])
            talk.lines += [f"> {words}", reply]
        person = http.get("/api/handoff").raise_for_status().json()["owner"] in PEOPLE
    writes = httpx.get(f"{orders}/writes", headers=_key()).raise_for_status().json()["writes"]
    talk.end = judged(script, writes, "\n".join(talk.lines[1::2]), person=person)
    return talk


def rows(scripts: Sequence[Mapping[str, Any]], ends: Mapping[str, Sequence[End]]) -> Iterator[dict[str, Any]]:
    """The figures: all, then by what is wanted."""
    by_kind: dict[str, list[Sequence[End]]] = defaultdict(list)
    for script in scripts:
        kind = " + ".join(sorted({want["do"] for want in script["want"]})) or "nothing"
        by_kind[kind].append(ends[script["id"]])
        by_kind["all"].append(ends[script["id"]])
    for kind, shoppers in sorted(by_kind.items(), key=lambda pair: (pair[0] != "all", pair[0])):
        talks = [end for one in shoppers for end in one]
        values = {
            "shoppers": len(shoppers),
            "pass": round(sum(end.right for end in talks) / len(talks), 3),
            "pass^2": round(sum(all(end.right for end in one) for one in shoppers) / len(shoppers), 3),
            "wrong writes": sum(len(end.wrong) for end in talks),
        }
        for metric, value in values.items():
            yield {"dataset": kind, "system": "shopkeeper", "metric": metric, "value": value}


def _written(name: str, talks: Sequence[Talk]) -> str:
    parts = []
    for place, talk in enumerate(talks, start=1):
        end = talk.end
        parts.append(f"\n## {name}, wording {place}: {'right' if end.right else 'wrong'}\n\n" + "\n\n".join(talk.lines))
        parts += [f"- not wanted: {one}" for one in end.wrong] + [f"- lacking: {one}" for one in end.lacking]
        parts += [f"- not said: {one}" for one in end.unsaid]
    return "\n".join(parts)


if __name__ == "__main__":
    main()
