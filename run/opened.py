"""A whole shop opened for a test, a transcript or a benchmark: its own state, its own ports, closed at the end."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import time
import tomllib
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import httpx
import jwt
import psutil

from run.layout import ROOT, Layout
from run.secrets import change
from shop.errors import Unavailable

PORTS = ("gateway__port", "gateway__metrics_port", "rasa__port", "actions__port", "models__port", "chroma__port")


@dataclass(frozen=True)
class Opened:
    """``url`` is the gateway's; ``env`` has the settings that its processes read; ``log`` is their common log."""

    url: str
    env: dict[str, str]
    state: Path
    log: Path

    def secret(self, name: str) -> str:
        """One of the shop's secrets."""
        return str(tomllib.loads((self.state / "secrets.toml").read_text())["secrets"][name])

    def user_token(self, subject: str) -> str:
        """What the shop's own server gives a customer who has signed in, good for an hour."""
        return jwt.encode({"sub": subject, "exp": int(time.time()) + 3600}, self.secret("shop"), "HS256")


def free_ports(count: int) -> list[int]:
    """Ports that nothing listens on now; all are held until all are chosen, so that no two are the same."""
    with ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(count)]
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        return [one.getsockname()[1] for one in sockets]


@contextmanager
def opened(
    state: Path,
    shop_file: Path | None = None,
    *,
    patience: float = 600.0,
    origins: Sequence[str] = (),
    settings: dict[str, str] | None = None,
) -> Iterator[Opened]:
    """Open a shop in ``state`` and wait until every part is ready.

    Args:
        origins: more origins whose pages may embed the widget.
        settings: more environment variables, such as ``SHOPKEEPER_GENERATOR__ENGINE``.

    Raises:
        Unavailable: it did not become ready; the message has the end of what it printed.
    """
    ports = dict(zip(PORTS, free_ports(len(PORTS)), strict=True))
    env = dict(os.environ) | {f"SHOPKEEPER_{name.upper()}": str(port) for name, port in ports.items()}
    url = f"http://127.0.0.1:{ports['gateway__port']}"
    env |= {
        "SHOPKEEPER_HOME": str(Layout.of().home),
        "SHOPKEEPER_STATE": str(state),
        "SHOPKEEPER_SHOP__URL": url,
        "SHOPKEEPER_GATEWAY__ORIGINS": json.dumps([url, url.replace("127.0.0.1", "localhost"), *origins]),
        **(settings or {}),
    }
    command = [str(Layout.of().python), "-m", "run", "up", "--no-web"]
    if shop_file is not None:
        command += ["--shop", str(shop_file)]
    state.mkdir(parents=True, exist_ok=True)
    if shop_file is None and not (state / "shop.db").exists():  # one that was open before is opened as it was
        _seed(Layout.of().state, state)
    output = state / "up.log"
    output.touch(mode=0o600)
    with output.open("w") as out:
        process = subprocess.Popen(
            command, cwd=ROOT, env=env, stdout=out, stderr=subprocess.STDOUT, start_new_session=True
        )
        try:
            _wait(process, url, output, patience)
            yield Opened(url, env, state, state / "logs" / "house.log")
        finally:
            _close(process)


def _close(process: subprocess.Popen[bytes]) -> None:
    """Stop the opener as Ctrl-C would; one that does not stop is killed with all that it started."""
    process.send_signal(signal.SIGINT)
    try:
        process.wait(timeout=30)
    except subprocess.TimeoutExpired:
        opener = psutil.Process(process.pid)
        for one in [*opener.children(recursive=True), opener]:  # each process has a group of its own
            with suppress(psutil.NoSuchProcess):
                one.kill()
        process.wait()


def _seed(source: Path, state: Path) -> None:
    """Copy a demo shop that the set-up has loaded and indexed, so that it need not be done again."""
    if not (source / "stamps.json").is_file():
        return
    for name in ("shop.db", "chroma", "stamps.json"):
        if (source / name).is_dir():
            shutil.copytree(source / name, state / name, dirs_exist_ok=True)
        elif (source / name).is_file():
            shutil.copy2(source / name, state / name)
    if seal := tomllib.loads((source / "secrets.toml").read_text(encoding="utf-8"))["secrets"].get("seal"):
        change(state, seal=seal)  # the copy is sealed with it


def _wait(process: subprocess.Popen[bytes], url: str, output: Path, patience: float) -> None:
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        if process.poll() is not None:
            break
        try:
            if httpx.get(f"{url}/readyz", timeout=2.0).status_code == 200:
                return
        except httpx.HTTPError:
            pass
        time.sleep(0.5)
    tail = "\n".join(output.read_text(errors="replace").splitlines()[-20:])
    raise Unavailable("shop", f"did not open; the end of what it printed:\n{tail}")
