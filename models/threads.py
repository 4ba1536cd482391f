"""How many threads a model may use."""

from __future__ import annotations

import os


def available() -> int:
    """Cores that this process may run on (a container's share, not the machine's)."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def chosen(setting: int) -> int:
    """``models.threads``: 0 leaves one core free, for the event loop and the other processes."""
    return setting or max(1, available() - 1)
