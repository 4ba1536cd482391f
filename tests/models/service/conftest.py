"""The real service on a real port, once for all tests here."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import uvicorn
from fastapi import FastAPI

from models.service.app import create_app
from shop.settings import Settings

TOKEN = "a-token"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(app: FastAPI, port: int, patience: float = 120.0) -> Iterator[None]:
    server = uvicorn.Server(uvicorn.Config(app, port=port, log_config=None, timeout_graceful_shutdown=2))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    deadline = time.monotonic() + patience
    while not server.started:
        assert thread.is_alive(), "the service did not start"
        assert time.monotonic() < deadline
        time.sleep(0.05)
    yield
    server.should_exit = True
    thread.join(30)


@pytest.fixture(scope="session")
def settings(exported: Path) -> Settings:
    return Settings(
        state=exported,
        models={"port": free_port(), "timeout": 60.0},
        secrets={"models_token": TOKEN},
        generator={"context": 1024, "slots": 3},
    )


@pytest.fixture(scope="session")
def live(settings: Settings) -> Iterator[Settings]:
    with serving(create_app(settings), settings.models.port):
        yield settings
