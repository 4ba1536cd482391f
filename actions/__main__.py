"""``python -m actions``: the action server, on loopback."""

from __future__ import annotations

from sanic import Sanic
from sanic.worker.loader import AppLoader

from actions.server import create_app
from dialogue.wiring import build
from shop.start import start


def main() -> None:
    settings, dialogue = start("actions", build)
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
