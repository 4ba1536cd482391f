"""A process of the open shop dies in the middle of its work."""

from __future__ import annotations

import os
import signal
from pathlib import Path

from run.opened import Opened


def kill(house: Opened, module: str) -> None:
    """SIGKILL to ``python -m module`` of this shop, and no other; its keeper starts it again."""
    for process in Path("/proc").iterdir():
        if process.name.isdigit() and _is(process, module, house):
            os.kill(int(process.name), signal.SIGKILL)
            return
    raise AssertionError(f"no process of this shop runs {module}")


def _is(process: Path, module: str, house: Opened) -> bool:
    try:
        command = (process / "cmdline").read_bytes().split(b"\0")
        environment = (process / "environ").read_bytes().split(b"\0")
    except OSError:  # it has ended meanwhile, or is not ours
        return False
    return command[1:3] == [b"-m", module.encode()] and f"SHOPKEEPER_STATE={house.state}".encode() in environment
