"""Every suite: ``make test``. All run even if one fails; the status says whether all passed.

The short suites go one after the other beside the long Python one; the browser's have the machine to themselves.
``python -m run.suites WORD …`` runs those whose names hold one of the words.
"""

from __future__ import annotations

import os
import re
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from run.bootstrap import Missing, shown
from run.layout import Layout
from run.processes import activate, rasa_environment
from run.services import running
from run.setup import Setup
from shop.errors import Unavailable
from shop.settings import Settings


@dataclass(frozen=True)
class Suite:
    """``needs`` names the processes that must answer while it runs; suites of one ``lane`` follow each other."""

    name: str
    command: Callable[[Layout], list[str]]
    needs: tuple[str, ...] = ()
    bot: bool = False  # runs in the bot's environment
    lane: str = "short"


def python(*arguments: str) -> Callable[[Layout], list[str]]:
    return lambda layout: [str(layout.python), *arguments]


def rasa(*arguments: str) -> Callable[[Layout], list[str]]:
    return lambda layout: [str(layout.bot_python), "-m", *arguments]


ROOMS = ("shop", "models", "retrieval", "words", "dialogue", "actions", "gateway", "worker", "run")
DATA = (
    "--data",
    "data/nlu",
    "data/rules",
    "data/stories",
    "--domain",
    "bot/domain",
    "--config",
    "config.yml",
)

SUITES = [
    Suite("check: ruff", python("-m", "ruff", "check", ".")),
    Suite("check: mypy", python("-m", "mypy", *ROOMS)),
    Suite("web: types, lint, units", lambda _: ["npm", "run", "--silent", "--prefix", "web", "test"]),
    Suite("bot: data validate", rasa("rasa", "data", "validate", *DATA, "--fail-on-warnings"), bot=True),
    Suite("bot: components", rasa("pytest", "-q", "tests/bot_components"), ("models",), bot=True),
    Suite("bot: stories", lambda layout: [
        str(layout.bot_python), "-m", "rasa", "test", "core", "--model", str(layout.archives / "bot.tar.gz"),
        "--stories", "tests/bot", "--e2e", "--endpoints", "bot/endpoints.yml", "--fail-on-prediction-errors",
        "--out", str(layout.state / "rasa-test"),
    ], ("models", "chroma", "actions"), bot=True),
    Suite("python", python("-m", "pytest", "-q", "-m", "not e2e"), lane="python"),
    Suite("end to end", python("-m", "pytest", "-q", "-m", "e2e"), lane="browser"),
]  # fmt: skip


@dataclass(frozen=True)
class Result:
    passed: bool
    seconds: float


class Run:
    """One run of the suites; each one's output is printed whole when it ends."""

    def __init__(self, layout: Layout, settings: Settings, console: Console) -> None:
        self.layout = layout
        self.settings = settings
        self.console = console
        self.results: dict[str, Result] = {}

    def lanes(self, *lanes: list[Suite]) -> None:
        """Run these lanes side by side."""
        with ThreadPoolExecutor() as pool:
            for work in [pool.submit(self._lane, lane) for lane in lanes]:
                work.result()

    def _lane(self, suites: list[Suite]) -> None:
        for suite in suites:
            started = time.monotonic()
            try:
                passed = self._passes(suite)
            except Unavailable as missing:  # a process that it needs did not start; the other suites go on
                self.console.print(f"[red]{suite.name}:[/red] {missing}")
                passed = False
            self.results[suite.name] = Result(passed, time.monotonic() - started)

    def _passes(self, suite: Suite) -> bool:
        log = self.layout.logs / f"suite-{re.sub('[^a-z0-9]+', '-', suite.name)}.log"
        env = rasa_environment(self.layout, self.settings) if suite.bot else self.layout.environment()
        passed = True
        with running(self.layout, self.settings, *suite.needs):
            try:
                shown(suite.name, suite.command(self.layout), log, env)
            except Missing:  # the log, printed whole, says more than its end
                passed = False
        self.console.rule(suite.name)
        self.console.out(log.read_text(errors="replace"), highlight=False)
        return passed

    def table(self) -> Table:
        table = Table("suite", "result", "seconds")
        for suite in SUITES:
            if suite.name in self.results:
                result = self.results[suite.name]
                word = "[green]passed[/green]" if result.passed else "[red]failed[/red]"
                table.add_row(suite.name, word, f"{result.seconds:.0f}")
        return table


def main() -> int:
    console = Console()
    layout = Layout.of()
    activate(layout)
    setup = Setup(layout, console)
    setup.all()
    words = sys.argv[1:]
    wanted = [suite for suite in SUITES if not words or any(word in suite.name for word in words)]
    run = Run(layout, setup.settings, console)
    run.lanes(*([suite for suite in wanted if suite.lane == lane] for lane in ("short", "python")))
    run.lanes([suite for suite in wanted if suite.lane == "browser"])
    console.print(run.table())
    failed = sum(not result.passed for result in run.results.values())
    console.print(f"{len(run.results) - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    os.chdir(Path(__file__).resolve().parent.parent)
    sys.exit(main())
