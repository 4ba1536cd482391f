"""All processes under one roof: started together, watched, stopped together by Ctrl-C."""

from __future__ import annotations

import os
import shlex
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from honcho.manager import Manager
from rich.console import Console
from rich.live import Live
from rich.markup import escape
from rich.table import Table

from run.layout import ROOT, Layout
from run.logfile import LogFile
from run.processes import Process, processes
from run.said import Said
from shop.settings import Settings

PATIENCE = 240.0  # seconds, then it is said that the shop is not open
AFTER_OTHERS = ("worker",)  # ready when all the others are
SOON = 15.0  # seconds until a part that still starts is named, with what it last said
LOOK = 0.3


class House:
    """Runs the processes of one shop with honcho; their output goes to ``<state>/logs/house.log``."""

    def __init__(self, layout: Layout, settings: Settings, console: Console) -> None:
        self.layout = layout
        self.settings = settings
        self.console = console
        self.table = processes(layout, settings)

    def open(self) -> int:
        """Check the ports, start everything, say when it is ready; returns when it was stopped."""
        for process in self.table.values():
            process.check_port()
        self.layout.logs.mkdir(parents=True, exist_ok=True)
        log = self.layout.logs / "house.log"
        with LogFile(log) as out:
            said = Said(out)
            manager = Manager(said)
            for process in self.table.values():
                command = shlex.join([str(self.layout.python), "-m", "run.keep", *process.command])
                env = {**process.env, "SHOPKEEPER_OPENER": str(os.getpid())}
                env |= {"SHOPKEEPER_DERIVED": str(process.derived)} if process.derived else {}
                manager.add_process(process.name, command, env=env, cwd=str(ROOT))
            threading.Thread(target=self._announce, args=(said, log), daemon=True).start()
            manager.loop()
        self.console.print("closed")
        return 0  # a Ctrl-C is how it is meant to end

    def _announce(self, said: Said, log: Path) -> None:
        """Say how far it is, and what keeps a part from coming up as soon as that is known."""
        started = time.monotonic()
        ready: dict[str, float] = {}
        told: set[tuple[str, str]] = set()
        with (
            Live(console=self.console, refresh_per_second=4, transient=True) as live,
            ThreadPoolExecutor(len(self.table), "look") as looks,  # one that hangs must not hide the others
        ):
            while len(ready) < len(self.table) and (elapsed := time.monotonic() - started) < PATIENCE:
                waiting = [name for name in self.table if name not in ready]
                answers = looks.map(lambda name: self.table[name].is_ready(), waiting)
                ready |= {name: elapsed for name, is_ready in zip(waiting, answers, strict=True) if is_ready}
                for name, trouble, why in self._troubles(said, ready, elapsed):
                    if (name, trouble) not in told:
                        told.add((name, trouble))
                        self.console.print(f"[yellow]{name}[/yellow] {trouble}: {escape(why)}", highlight=False)
                live.update(self._picture(ready, elapsed))
                time.sleep(LOOK)
        if len(ready) < len(self.table):
            names = ", ".join(name for name in self.table if name not in ready)
            self.console.print(f"[red]not ready after {PATIENCE:.0f} s: {names}[/red]; all they said is in {log}")
            return
        address = f"http://{self.settings.gateway.host}:{self.settings.gateway.port}"
        self.console.print(f"[bold]{self.settings.shop.name} is open[/bold]: {address}   (Ctrl-C closes it)")

    def _troubles(self, said: Said, ready: dict[str, float], elapsed: float) -> Iterator[tuple[str, str, str]]:
        """(process, how it is with it, what it last said) of those that ended, or are not up after a while."""
        waiting = [name for name in self.table if name not in ready]
        for name in waiting:
            why = said.reason(name) or "it has said nothing yet"
            if said.ends(name):
                yield name, "does not come up, and is tried again", why
            elif elapsed > SOON and (name not in AFTER_OTHERS or waiting == [name]):
                yield name, f"is still starting after {SOON:.0f} s", f"{why} (it may take up to {PATIENCE:.0f} s)"

    def _picture(self, ready: dict[str, float], elapsed: float) -> Table:
        table = Table.grid(padding=(0, 2))
        for name in self.table:
            state = f"ready after {ready[name]:.0f} s" if name in ready else f"starting … {elapsed:.0f} s"
            table.add_row(name, state)
        return table


def procfile(table: dict[str, Process]) -> str:
    """The same processes for another process manager."""
    return "".join(f"{name}: {shlex.join(process.command)}\n" for name, process in table.items())
