"""``python -m models.service``: the model service, from the settings."""

from __future__ import annotations

import os
import sys

import uvicorn

from shop.errors import BadSettings
from shop.logging import set_up
from shop.settings import load_settings


def main() -> None:
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    # Threads that wait sleep instead of spinning: beside five other processes spinning costs most of the speed.
    os.environ.setdefault("OMP_WAIT_POLICY", "passive")
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
