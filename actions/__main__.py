"""``python -m actions``: the action server, on loopback."""

from __future__ import annotations

import sys

from sanic import Sanic
from sanic.worker.loader import AppLoader

from actions.server import create_app
from dialogue.wiring import build
from shop import tracing
from shop.errors import BadSettings
from shop.logging import set_up
from shop.settings import load_settings


def main() -> None:
    try:
        settings = load_settings()
        set_up(settings.log, "actions")
        tracing.set_up(settings.tracing, "actions")
        dialogue = build(settings)
    except BadSettings as error:
        sys.exit(f"actions: {error.message}")
    loader = AppLoader(factory=lambda: create_app(dialogue, settings.secrets.actions_token))
    app = loader.load()
    app.prepare(
        host=settings.actions.host,
        port=settings.actions.port,
        single_process=True,  # the catalogue in memory is shared by all turns; more processes are more copies
        access_log=False,
        motd=False,
    )
    Sanic.serve_single(primary=app)


if __name__ == "__main__":
    main()
