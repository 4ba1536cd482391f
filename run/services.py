"""Processes that a set-up step needs for its own time only: started if nothing answers, stopped afterwards."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from rich.console import Console

from models.threads import available
from run.layout import ROOT, Layout
from run.processes import Process, processes
from run.said import reason_in
from shop.errors import Unavailable
from shop.settings import Settings

SOON = 5.0  # seconds until it is said what is waited for


@contextmanager
def running(layout: Layout, settings: Settings, *names: str, patience: float = 180.0) -> Iterator[None]:
    """Have these processes answer within ``patience`` seconds for the length of the block.

    Raises:
        Unavailable: one of them ended or did not answer; the message names its log.
    """
    table = processes(layout, settings)
    threads = settings.models.threads or available()  # all cores: nobody waits for an answer meanwhile
    children: dict[str, subprocess.Popen[bytes]] = {}
    with ExitStack() as stack:
        for name in names:
            if not table[name].is_ready():
                children[name] = stack.enter_context(_started(layout, table[name], threads))
        started = time.monotonic()
        told = False
        while waiting := [name for name in names if not table[name].is_ready()]:
            elapsed = time.monotonic() - started
            for name in waiting:
                ended = name in children and children[name].poll() is not None
                if ended or elapsed > patience:
                    log = layout.logs / f"setup-{name}.log"
                    what = "ended" if ended else f"does not answer after {patience:.0f} s"
                    raise Unavailable(name, f"{what}: {reason_in(log) or 'it said nothing'}; see {log}")
            if elapsed > SOON and not told:
                told = True
                Console().print(f"waiting for {', '.join(waiting)} …")
            time.sleep(0.2)
        yield


@contextmanager
def _started(layout: Layout, process: Process, threads: int) -> Iterator[subprocess.Popen[bytes]]:
    process.check_port()
    layout.logs.mkdir(parents=True, exist_ok=True)
    log = layout.logs / f"setup-{process.name}.log"
    with log.open("w") as out:
        child = subprocess.Popen(
            process.command,
            stdout=out,
            stderr=subprocess.STDOUT,
            env={**process.env, "SHOPKEEPER_MODELS__THREADS": str(threads)},
            cwd=ROOT,
            start_new_session=True,
        )
        try:
            yield child
        finally:
            child.terminate()
            try:
                child.wait(timeout=15)
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()
