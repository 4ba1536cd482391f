"""``python -m models.service``: the model service, from the settings."""

from __future__ import annotations

import ctypes
import os
import sys

import uvicorn

from shop import tracing
from shop.start import start

SPINS = "1000"
ARENAS = 2
M_ARENA_MAX = -8  # of glibc's malloc.h


def few_arenas() -> None:
    """Have glibc's allocator share two pools among all threads: each of its own keeps what its largest batch took."""
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None) if sys.platform == "linux" else None
    if mallopt is not None:
        mallopt(M_ARENA_MAX, ARENAS)


def main() -> None:
    few_arenas()
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    # Threads that wait for each other spin for a moment and then sleep. With OpenMP's own limit they spin for seconds:
    # no faster on an idle machine, and beside two busy processes llama.cpp then makes 4 tokens a second of a sentence
    # at a time, this 25, for a thread that spins keeps the one that it waits for from its core. With 100 spins an idle
    # machine loses a tenth. For this process alone: trainings are processes of their own.
    os.environ.setdefault("GOMP_SPINCOUNT", SPINS)
    from models.service.app import create_app

    settings, app = start("models", create_app)
    here = settings.models
    uvicorn.run(
        tracing.traced(settings.tracing, app),
        host=here.host,
        port=here.port,
        log_config=None,
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=5,
    )


if __name__ == "__main__":
    main()
