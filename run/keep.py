"""Keep one process alive: start it again when it dies, ever more slowly when it keeps dying.

``python -m run.keep COMMAND …``. A SIGTERM or SIGINT ends the child and then this.
"""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from types import FrameType

PATIENCE = 30.0  # a child that lived longer starts again at once
LONGEST = 15.0


def keep(command: list[str]) -> int:
    child: subprocess.Popen[bytes] | None = None
    stopping = False

    def stop(_signal: int, _frame: FrameType | None) -> None:
        nonlocal stopping
        stopping = True
        if child is not None:
            child.terminate()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    wait = 0.5
    while not stopping:
        started = time.monotonic()
        child = subprocess.Popen(command)
        if stopping:  # the signal came between the check and the start
            child.terminate()
        code = child.wait()
        if stopping:
            break
        wait = 0.5 if time.monotonic() - started > PATIENCE else min(wait * 2, LONGEST)
        sys.stderr.write(f"ended with status {code}; starts again in {wait:.1f} s\n")
        sys.stderr.flush()
        time.sleep(wait)
    return 0


if __name__ == "__main__":
    sys.exit(keep(sys.argv[1:]))
