"""Keep one process alive: start it again when it dies, ever more slowly when it keeps dying.

``python -m run.keep COMMAND …``. A SIGTERM or SIGINT ends the child and then this, and so does the end of the process
that ``SHOPKEEPER_OPENER`` names, however it came about. On Linux the child ends with this one even where this one is
killed. What ``SHOPKEEPER_DERIVED`` names is looked at before every start, and thrown away where it is damaged.
"""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import FrameType

import psutil

from run.heal import heal

PATIENCE = 30.0  # a child that lived longer starts again at once
LONGEST = 15.0
LAST_WORDS = 15.0  # seconds for a child to end by itself
LOOK = 1.0  # seconds between two looks at the opener
ENDED = "ended with status"  # how the line begins that tells of a child's end
_PR_SET_PDEATHSIG = 1


def keep(command: list[str], opener: int | None = None, derived: Path | None = None) -> int:
    """``opener``: the process to end with; ``derived``: what the child reads and can make again."""
    child: subprocess.Popen[bytes] | None = None
    stopping = False

    def stop(_signal: int, _frame: FrameType | None) -> None:
        nonlocal stopping
        stopping = True
        if child is not None:
            child.terminate()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    is_there, bound = _watch(opener), _bound()
    wait = 0.5
    while not stopping:
        if derived is not None and heal(derived):
            _say(f"{derived} was damaged and is made again")
        started = time.monotonic()
        child = subprocess.Popen(command, preexec_fn=bound)
        if stopping:  # the signal came between the check and the start
            child.terminate()
        while (code := _ended(child)) is None:
            if not is_there():
                stopping = True
                _end(child)
        if stopping:
            break
        wait = 0.5 if time.monotonic() - started > PATIENCE else min(wait * 2, LONGEST)
        _say(f"{ENDED} {code}; starts again in {wait:.1f} s")
        time.sleep(wait)
        stopping = stopping or not is_there()
    return 0


def _say(what: str) -> None:
    sys.stderr.write(f"{what}\n")
    sys.stderr.flush()


def _ended(child: subprocess.Popen[bytes]) -> int | None:
    try:
        return child.wait(timeout=LOOK)
    except subprocess.TimeoutExpired:
        return None


def _end(child: subprocess.Popen[bytes]) -> None:
    child.terminate()
    try:
        child.wait(timeout=LAST_WORDS)
    except subprocess.TimeoutExpired:
        child.kill()


def _watch(opener: int | None) -> Callable[[], bool]:
    """Whether the opener is still there, and not another process of its number."""
    if opener is None:
        return lambda: True
    try:
        watched = psutil.Process(opener)
    except psutil.NoSuchProcess:
        return lambda: False
    return lambda: watched.is_running() and watched.status() != psutil.STATUS_ZOMBIE


def _bound() -> Callable[[], None] | None:
    """What a child does first, so that the kernel ends it with us; only Linux has this."""
    if not sys.platform.startswith("linux"):
        return None
    libc = ctypes.CDLL(None, use_errno=True)  # before the fork: little is allowed after it

    def bind() -> None:
        libc.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)

    return bind


if __name__ == "__main__":
    opener, derived = os.environ.get("SHOPKEEPER_OPENER"), os.environ.get("SHOPKEEPER_DERIVED")
    sys.exit(keep(sys.argv[1:], int(opener) if opener else None, Path(derived) if derived else None))
