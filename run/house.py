"""All six processes under one roof: started together, watched, stopped together by Ctrl-C."""

from __future__ import annotations

import os
import shlex
import threading
import time
from pathlib import Path

from honcho.manager import Manager
from honcho.printer import Printer
from rich.console import Console
from rich.live import Live
from rich.table import Table

from run.layout import ROOT, Layout
from run.logfile import LogFile
from run.processes import Process, processes
from shop.settings import Settings

PATIENCE = 240.0


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
            manager = Manager(Printer(output=out, width=8))
            for process in self.table.values():
                command = shlex.join([str(self.layout.python), "-m", "run.keep", *process.command])
                env = {**process.env, "SHOPKEEPER_OPENER": str(os.getpid())}
                env |= {"SHOPKEEPER_DERIVED": str(process.derived)} if process.derived else {}
                manager.add_process(process.name, command, env=env, cwd=str(ROOT))
            threading.Thread(target=self._announce, args=(log,), daemon=True).start()
            manager.loop()
        self.console.print("closed")
        return 0  # a Ctrl-C is how it is meant to end

    def _announce(self, log: Path) -> None:
        started = time.monotonic()
        waiting = dict(self.table)
        ready: dict[str, float] = {}
        with Live(console=self.console, refresh_per_second=4, transient=True) as live:
            while waiting and time.monotonic() - started < PATIENCE:
                for name, process in list(waiting.items()):
                    if process.is_ready():
                        ready[name] = time.monotonic() - started
                        del waiting[name]
                live.update(self._picture(ready, time.monotonic() - started))
                time.sleep(0.3)
        if waiting:
            names = ", ".join(waiting)
            self.console.print(f"[red]not ready after {PATIENCE:.0f} s: {names}[/red]; the reason is in {log}")
            return
        address = f"http://{self.settings.gateway.host}:{self.settings.gateway.port}"
        self.console.print(f"[bold]{self.settings.shop.name} is open[/bold]: {address}   (Ctrl-C closes it)")

    def _picture(self, ready: dict[str, float], elapsed: float) -> Table:
        table = Table.grid(padding=(0, 2))
        for name in self.table:
            state = f"ready after {ready[name]:.0f} s" if name in ready else f"starting … {elapsed:.0f} s"
            table.add_row(name, state)
        return table


def procfile(table: dict[str, Process]) -> str:
    """The same processes for another process manager."""
    return "".join(f"{name}: {shlex.join(process.command)}\n" for name, process in table.items())
