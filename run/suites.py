"""Every suite, one after the other: ``make test``. All run even if one fails; the status says whether all passed."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from run.layout import ROOT, Layout
from run.processes import activate, rasa_environment
from run.services import running
from run.setup import Setup
from shop.settings import Settings


@dataclass(frozen=True)
class Suite:
    """``needs`` names the processes that must answer while it runs."""

    name: str
    command: Callable[[Layout], list[str]]
    needs: tuple[str, ...] = ()
    bot: bool = False  # runs in the bot's environment


def python(*arguments: str) -> Callable[[Layout], list[str]]:
    return lambda layout: [str(layout.python), *arguments]


def rasa(*arguments: str) -> Callable[[Layout], list[str]]:
    return lambda layout: [str(layout.bot_python), "-m", *arguments]


ROOMS = ("shop", "models", "retrieval", "words", "actions", "gateway", "worker", "run")
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
    Suite("python", python("-m", "pytest", "-q", "-m", "not e2e")),
    Suite("end to end", python("-m", "pytest", "-q", "-m", "e2e")),
]  # fmt: skip


def run(suite: Suite, layout: Layout, settings: Settings) -> tuple[bool, float]:
    env = rasa_environment(layout, settings) if suite.bot else layout.environment()
    started = time.monotonic()
    with running(layout, settings, *suite.needs):
        status = subprocess.call(suite.command(layout), cwd=ROOT, env=env)
    return status == 0, time.monotonic() - started


def main() -> int:
    console = Console()
    layout = Layout.of()
    activate(layout)
    setup = Setup(layout, console)
    setup.all()
    words = sys.argv[1:]
    wanted = [suite for suite in SUITES if not words or any(word in suite.name for word in words)]
    results: dict[str, tuple[bool, float]] = {}
    for suite in wanted:
        console.rule(suite.name)
        results[suite.name] = run(suite, layout, setup.settings)
    table = Table("suite", "result", "seconds")
    for name, (passed, seconds) in results.items():
        table.add_row(name, "[green]passed[/green]" if passed else "[red]failed[/red]", f"{seconds:.0f}")
    console.print(table)
    failed = sum(not passed for passed, _ in results.values())
    console.print(f"{len(results) - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    os.chdir(Path(__file__).resolve().parent.parent)
    sys.exit(main())
