"""A process that dies is started again, and one that is told to stop takes its child with it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from run.layout import ROOT

CHILD = "import os, sys, time; open(sys.argv[1], 'a').write(f'{os.getpid()}\\n'); time.sleep(600)"


def until(true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not true():
        assert time.monotonic() < deadline, "did not come about within a minute"
        time.sleep(0.05)


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_a_dead_child_is_started_again_and_a_stop_ends_both(tmp_path: Path) -> None:
    births = tmp_path / "births"
    births.touch()

    def pids() -> list[int]:
        return [int(line) for line in births.read_text().split()]

    keeper = subprocess.Popen(
        [sys.executable, "-m", "run.keep", sys.executable, "-c", CHILD, str(births)],
        cwd=ROOT,
        stderr=subprocess.DEVNULL,
    )
    try:
        until(lambda: len(pids()) == 1)
        os.kill(pids()[0], signal.SIGKILL)
        until(lambda: len(pids()) == 2)
        keeper.terminate()
        assert keeper.wait(timeout=60) == 0
        until(lambda: not alive(pids()[1]))
    finally:
        keeper.kill()


def test_nothing_outlives_whoever_opened_it_or_kept_it(tmp_path: Path) -> None:
    births = tmp_path / "births"
    births.touch()

    def pids() -> list[int]:
        return [int(line) for line in births.read_text().split()]

    opener = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
    command = [sys.executable, "-m", "run.keep", sys.executable, "-c", CHILD, str(births)]
    env = {**os.environ, "SHOPKEEPER_OPENER": str(opener.pid)}
    keepers = [subprocess.Popen(command, cwd=ROOT, stderr=subprocess.DEVNULL, env=env) for _ in range(2)]
    try:
        until(lambda: len(pids()) == 2)
        keepers[0].kill()
        keepers[0].wait()
        if sys.platform.startswith("linux"):
            until(lambda: sum(map(alive, pids())) == 1)
        opener.kill()
        opener.wait()
        assert keepers[1].wait(timeout=60) == 0
        if sys.platform.startswith("linux"):
            until(lambda: not any(map(alive, pids())))
    finally:
        for one in (opener, *keepers):
            one.kill()
