"""``python -m models.service``: the model service, from the settings."""

from __future__ import annotations

import os
import sys

import uvicorn

from shop.errors import BadSettings
from shop.logging import set_up
from shop.settings import load_settings

SPINS = "2000"


def main() -> None:
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    # Threads that wait spin for some microseconds and then sleep. Beside five other processes spinning for long costs
    # most of the speed; sleeping at once halves the generator's, whose threads meet a thousand times a token.
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
