"""Have the model service answer while training lasts: started if nothing does, stopped afterwards."""

import logging
import os
import subprocess
import time
from contextlib import contextmanager
from pathlib import Path
from typing import Iterator
from urllib.parse import urlsplit

import requests

from bot.components.embeddings import ServiceDown

logger = logging.getLogger(__name__)

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 120.0  # seconds for it to load its models


def answers(url: str) -> bool:
    """Whether something serves the OpenAI format at ``url`` (its root with ``/v1``)."""
    with requests.Session() as http:
        http.trust_env = False
        try:
            return http.get(f"{url}/models", timeout=2.0).status_code < 500
        except requests.RequestException:
            return False


@contextmanager
def running(url: str) -> Iterator[None]:
    """The service at ``url`` answers within the block.

    Raises:
        ServiceDown: nothing answers there, and it is no address of this machine or the service did not start.
    """
    if answers(url):
        yield
        return
    place = urlsplit(url)
    if place.hostname not in ("127.0.0.1", "localhost", "::1"):
        raise ServiceDown(f"{url} does not answer: start the model service, or set SHOPKEEPER_MODELS_URL")
    home = Path(os.environ.get("SHOPKEEPER_HOME", ROOT / ".shopkeeper"))
    python = home / "env" / "shop" / "bin" / "python"
    if not python.is_file():
        raise ServiceDown(f"{url} does not answer, and {python} is missing: run `make run` once, it makes it")
    logger.info("Starting the model service for the training")
    # its own interpreter and packages: nothing of this environment's may leak into it
    env = {name: value for name, value in os.environ.items() if not name.startswith(("TF_", "PYTHONHOME"))}
    env.update(PYTHONPATH=str(ROOT), SHOPKEEPER_MODELS__PORT=str(place.port or 80), SHOPKEEPER_MODELS__HOST="127.0.0.1")
    child = subprocess.Popen([str(python), "-m", "models.service"], cwd=ROOT, env=env, stdout=subprocess.DEVNULL)
    try:
        deadline = time.monotonic() + PATIENCE
        while not answers(url):
            if child.poll() is not None or time.monotonic() > deadline:
                raise ServiceDown(f"{url}: the model service did not start (exit code {child.poll()})")
            time.sleep(0.3)
        yield
    finally:
        child.terminate()
        try:
            child.wait(timeout=15)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
