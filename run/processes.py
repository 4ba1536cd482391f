"""The processes, six or more: their commands, their ports, and how to tell that each is ready."""

from __future__ import annotations

import os
import socket
from dataclasses import dataclass
from pathlib import Path

import httpx

from models.threads import chosen
from run.layout import ROOT, Layout
from shop.database import check, database, for_the_bot
from shop.errors import BadSettings, Conflict
from shop.settings import Settings


@dataclass(frozen=True)
class Process:
    """``ready`` is a URL that answers 200 when the process can work; ``port_setting`` names who chose the port;
    ``derived`` is what it keeps on disk and can make again."""

    name: str
    command: tuple[str, ...]
    env: dict[str, str]
    ready: str
    port: int | None = None
    port_setting: str | None = None
    derived: Path | None = None

    def is_ready(self) -> bool:
        try:
            return httpx.get(self.ready, timeout=2.0).status_code == 200
        except httpx.HTTPError:
            return False

    def check_port(self) -> None:
        """Raise :class:`BadSettings` where another program listens on our port."""
        if self.port is None:
            return
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", self.port))
            except OSError:
                key = f"SHOPKEEPER_{self.port_setting.upper().replace('.', '__')}" if self.port_setting else ""
                raise BadSettings(
                    f"port {self.port} ({self.name}) is in use: stop what listens there, or set {key} to a free one"
                ) from None


def rasa_environment(layout: Layout, settings: Settings) -> dict[str, str]:
    """What ``bot/endpoints.yml`` and the bot's components read; see docs/contracts.md."""
    return {
        **layout.environment(),
        "RASA_TELEMETRY_ENABLED": "false",
        "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "CUDA_VISIBLE_DEVICES": "",  # Rasa's own small networks need none; the GPU is the model service's
        "TF_NUM_INTRAOP_THREADS": "1",
        "TF_NUM_INTEROP_THREADS": "1",
        "OMP_NUM_THREADS": "1",
        "PYTHONWARNINGS": "ignore",
        "SHOPKEEPER_MODELS_URL": settings.models.embeddings_url or settings.models_url,
        "SHOPKEEPER_MODELS_TOKEN": settings.secrets.models_token,
        "SHOPKEEPER_RASA_TOKEN": settings.secrets.rasa_token,
        "SHOPKEEPER_ENCODER": settings.encoder.model,
        "SHOPKEEPER_ACTIONS_TOKEN": settings.secrets.actions_token,
        "SHOPKEEPER_ACTIONS_URL": f"http://{settings.actions.host}:{settings.actions.port}/webhook",
        "SHOPKEEPER_TRACKER_URL": for_the_bot(settings.tracker_url, "rasa.tracker_url"),
        "SHOPKEEPER_CACHE": str(layout.home / "cache"),
    }


# the token goes over the environment: a command line is everybody's to read
_RASA = (
    "import os, sys; from rasa.__main__ import main; "
    "sys.argv[1:] += ['--auth-token', os.environ['SHOPKEEPER_RASA_TOKEN']]; main()"
)


def processes(layout: Layout, settings: Settings) -> dict[str, Process]:
    """Name → process, in the order in which a reader would start them."""
    python = str(layout.python)
    env = layout.environment()
    chroma = (
        str(layout.python.parent / "chroma"), "run", "--path", str(layout.state / "chroma"),
        "--host", settings.chroma.host, "--port", str(settings.chroma.port),
    )  # fmt: skip
    gateway = settings.gateway
    # torch and NumPy each keep a pool; with more threads than cores between them one waits for the other
    pools = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"), str(chosen(settings.models.threads)))
    table = [
        Process("chroma", chroma, {**env, "CHROMA_TELEMETRY_ENABLED": "false"},
                f"http://{settings.chroma.host}:{settings.chroma.port}/api/v2/heartbeat",
                settings.chroma.port, "chroma.port", layout.state / "chroma"),
        Process("models", (python, "-m", "models.service"), {**pools, **env},
                f"http://{settings.models.host}:{settings.models.port}/healthz",
                settings.models.port, "models.port"),
        Process("actions", (python, "-m", "actions"), env,
                f"http://{settings.actions.host}:{settings.actions.port}/health",
                settings.actions.port, "actions.port"),
        *(_rasa_process(layout, settings, number) for number in range(settings.rasa.processes)),
        Process("worker", (python, "-m", "worker"), env,
                f"http://{gateway.host}:{gateway.port}/readyz"),
        Process("gateway", (python, "-m", "gateway"), env,
                f"http://{gateway.host}:{gateway.port}/healthz", gateway.port, "gateway.port"),
    ]  # fmt: skip
    return {process.name: process for process in table}


def _rasa_process(layout: Layout, settings: Settings, number: int) -> Process:
    """``rasa``, ``rasa-2`` …: they share the archive and the tracker store, and each has its own conversations."""
    here, port = settings.rasa, settings.rasa_ports[number]
    command = (
        str(layout.bot_python), "-c", _RASA, "run", "--enable-api", "--interface", here.host, "--port", str(port),
        "--model", str(layout.archives), "--endpoints", "bot/endpoints.yml", "--credentials", "bot/credentials.yml",
    )  # fmt: skip
    derived = layout.state / "tracker.db" if here.tracker_url is None and number == 0 else None
    ready = f"http://{here.host}:{port}/status?token={settings.secrets.rasa_token}"
    name = "rasa" if number == 0 else f"rasa-{number + 1}"
    return Process(name, command, rasa_environment(layout, settings), ready, port, "rasa.port", derived)


def check_databases(settings: Settings) -> None:
    """Raise :class:`BadSettings` where the store's or the tracker's URL is none, or no database answers there."""
    store, tracker = database(settings.store_url, "store.url"), database(settings.tracker_url, "rasa.tracker_url")
    if (store.host, store.port, store.database) == (tracker.host, tracker.port, tracker.database):
        raise BadSettings("rasa.tracker_url: names the store's database; Rasa's tables need one of their own")
    check(settings.store_url, "store.url")
    check(settings.tracker_url, "rasa.tracker_url")


def activate(layout: Layout) -> None:
    """Make this process see the shop's environment too (settings are read from it)."""
    os.environ.update(layout.environment())
    os.chdir(ROOT)


def check_closed(layout: Layout, settings: Settings, then: str) -> None:
    """Raise :class:`Conflict` where a process that writes into the store answers; ``then`` is what waits for it."""
    table = processes(layout, settings)
    for name in ("gateway", "rasa", "actions"):
        if table[name].is_ready():
            raise Conflict(f"the shop is open ({name} answers): close it, then {then}")
