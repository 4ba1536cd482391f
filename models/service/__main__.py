"""``python -m models.service``: the model service, from the settings."""

from __future__ import annotations

import os
import sys

import uvicorn

from shop.errors import BadSettings
from shop.logging import set_up
from shop.settings import load_settings

SPINS = "100"


def main() -> None:
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    # Threads that wait spin for a moment and then sleep. Of a sentence at a time, on two cores: sleeping at once makes
    # 47 tokens a second on an idle machine, this 82, 2000 spins 110; but beside one busy process 2000 spins make 12 and
    # this 41, since the thread that has its core to itself spins while the other waits for its turn. For this process
    # alone: trainings are processes of their own.
    os.environ.setdefault("GOMP_SPINCOUNT", SPINS)
    from models.service.app import create_app

    try:
        settings = load_settings()
        set_up(settings.log, "models")
        app = create_app(settings)
    except BadSettings as error:
        sys.exit(f"models: {error.message}")
    here = settings.models
    uvicorn.run(
        app,
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
