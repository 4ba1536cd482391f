"""Two workers on one store do nothing twice, and when one is killed the other goes on."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path

import pytest

from run.layout import ROOT
from shop.leases import Leases
from shop.outbox import Outbox
from shop.store import Store
from tests.shop.conftest import SEAL, postgres, sqlite_template, store, store_url  # noqa: F401

WORKER = """
import asyncio, json, os, sys, time
from pathlib import Path
from shop.leases import Leases
from shop.outbox import Outbox
from shop.store import Store
from worker.jobs.outbox import SendLetters
from worker.schedule import Job, Schedule

url, folder, hang = sys.argv[1], Path(sys.argv[2]), sys.argv[3] == "hang"
store = Store(url, seal=sys.argv[4])

def note(**what):
    with open(folder / "log", "a") as out:
        out.write(json.dumps({"pid": os.getpid(), "at": time.time(), **what}) + "\\n")

async def often():
    note(job="often", edge="begin")
    await asyncio.sleep(0.05)
    note(job="often", edge="end")

async def long():
    note(job="long", edge="begin")
    await asyncio.sleep(60 if hang else 0)

class Daily(Job):
    def wait(self, failures, moment):
        return 0.3

async def nightly():
    note(job="nightly", edge="begin")

class Carrier:
    async def send(self, message):
        note(job="letter", key=message["Message-ID"])
        await asyncio.sleep(0.01)

jobs = [Job("often", often, every=0.1), Job("long", long, every=60), Daily("nightly", nightly, every=3600, at=3),
        Job("outbox", SendLetters(Outbox(store), Carrier(), "shop@a.example"), every=0.1, alone=False)]
note(job="start")
asyncio.run(Schedule(jobs, folder / f"{os.getpid()}.json", "often", Leases(store, lease=2.0)).run())
"""


def read(log: Path) -> list[dict[str, str]]:
    return [json.loads(line) for line in log.read_text().splitlines()] if log.exists() else []


@pytest.mark.usefixtures("postgres")
def test_two_workers_do_nothing_twice(store: Store, store_url: str, tmp_path: Path) -> None:  # noqa: F811
    outbox = Outbox(store)
    for number in range(60):
        outbox.put("mail", "a@b.example", {"subject": "s", "text": "t"}, f"key-{number}")
    log = tmp_path / "log"
    command = [sys.executable, "-c", WORKER, store_url, str(tmp_path)]
    first = subprocess.Popen([*command, "hang", SEAL], cwd=ROOT)
    second = None
    try:
        wait_for(lambda: any(line["job"] == "long" for line in read(log)))
        second = subprocess.Popen([*command, "go", SEAL], cwd=ROOT)
        wait_for(lambda: outbox.waiting() == 0 and len(pids(read(log), "often")) == 2)
        assert len([line for line in read(log) if line["job"] == "long"]) == 1, "the first one is at it"
        first.kill()
        killed = time.time()
        wait_for(lambda: len([line for line in read(log) if line["job"] == "long"]) == 2)
        assert [line["pid"] for line in read(log) if line["job"] == "long"] == [first.pid, second.pid]
        assert time.time() - killed < 20
    finally:
        for worker in (first, second):
            if worker is not None:
                worker.kill()
                worker.wait()
    lines = read(log)
    letters = [line["key"] for line in lines if line["job"] == "letter"]
    assert len(letters) == len(set(letters)) == 60
    assert len([line for line in lines if line["job"] == "nightly"]) == 1
    inside: str | None = None
    for line in (line for line in lines if line["job"] == "often"):  # nobody begins while another is at it
        if line["edge"] == "begin":
            assert inside is None or inside == first.pid, "only a killed one leaves its run open"
            inside = line["pid"]
        else:
            inside = None


def pids(lines: list[dict[str, str]], job: str) -> set[str]:
    return {line["pid"] for line in lines if line["job"] == job}


def wait_for(true: object, seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not true():  # type: ignore[operator]
        assert time.monotonic() < end
        time.sleep(0.05)


def test_a_lease_is_one_workers_until_it_runs_out(store: Store) -> None:  # noqa: F811
    one, other = Leases(store, lease=0.4), Leases(store, lease=0.4)
    assert one.take("fit", rest=10) == one.take("fit", rest=10) == "ours"
    assert other.take("fit", rest=10) == "held"
    assert one.renew("fit") and not other.renew("fit")
    time.sleep(0.5)
    assert other.take("fit", rest=10) == "ours", "it has run out"
    assert not one.renew("fit")
    one.release("fit", done=True)
    assert other.renew("fit"), "what is lost cannot be given back"
    other.release("fit", done=True)
    assert other.done_at("fit") is not None
    assert one.take("fit", rest=10) == "done"
    assert one.take("fit", rest=0) == "ours"
