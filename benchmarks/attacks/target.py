"""The shop under attack, and what an attacker has in hand."""

from __future__ import annotations

import json
import os
import secrets
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from typing import Any

import httpx
import psutil
from websockets.sync.client import connect

from run.layout import ROOT, Layout
from run.opened import Opened
from shop.agents import Agents
from shop.settings import Settings
from shop.store import Store

PASSWORD = "a password of the attacks"
_SOURCES = count(10)


class Fell(AssertionError):
    """An attack that succeeded; the message says how."""


def fell_if(wrong: object, how: str) -> None:
    if wrong:
        raise Fell(how)


def source() -> str:
    """A loopback address that nobody has used yet, so that one case's limits are not another's."""
    number = next(_SOURCES)
    return f"127.0.{1 + number // 250}.{1 + number % 250}"


def until(what: Callable[[], object], seconds: float) -> bool:
    """Whether it comes true in time."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if what():
            return True
        time.sleep(0.2)
    return bool(what())


@dataclass
class Browser:
    """One browser with a session of its own, from one address."""

    client: httpx.Client
    token: str
    conversation_id: str

    def ask(self, method: str, path: str, **options: Any) -> httpx.Response:
        headers = {"Authorization": f"Bearer {self.token}", **options.pop("headers", {})}
        return self.client.request(method, path, headers=headers, **options)

    def say(self, text: str, *, wait: bool = True) -> httpx.Response:
        return self.ask("POST", "/api/messages", params={"wait": int(wait)}, json={"text": text})

    def heard(self, text: str) -> str:
        """What is answered to a text, in one string."""
        replies = self.say(text).json().get("replies", [])
        return "\n".join(str(reply["text"]) for reply in replies)

    def history(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.ask("GET", "/api/messages").json()["messages"]
        return found


@dataclass
class Desk:
    """An agent's browser."""

    client: httpx.Client
    csrf: str
    agent_id: str

    def ask(self, method: str, path: str, **options: Any) -> httpx.Response:
        return self.client.request(method, path, headers={"X-CSRF-Token": self.csrf}, **options)


@dataclass
class Target:
    opened: Opened
    settings: Settings
    store: Store = field(init=False)
    _clients: list[httpx.Client] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.store = Store.of(self.settings)

    @property
    def url(self) -> str:
        return self.opened.url

    def client(self, address: str | None = None, **options: Any) -> httpx.Client:
        transport = httpx.HTTPTransport(local_address=address or source())
        made = httpx.Client(base_url=self.url, transport=transport, timeout=60.0, trust_env=False, **options)
        self._clients.append(made)
        return made

    def browser(self, address: str | None = None, **body: Any) -> Browser:
        client = self.client(address)
        response = client.post("/api/sessions", json=body)
        response.raise_for_status()
        return Browser(client, response.json()["token"], response.json()["conversation_id"])

    def account(self, role: Any = "agent") -> tuple[str, str]:
        """A new account at the desk: e-mail and id."""
        email = f"{secrets.token_hex(4)}@desk.example"
        return email, Agents(self.store).add(email, "Attacked", PASSWORD, role).id

    def desk(self, role: Any = "agent") -> Desk:
        email, agent_id = self.account(role)
        client = self.client()
        response = client.post("/api/agent/login", json={"email": email, "password": PASSWORD})
        response.raise_for_status()
        return Desk(client, response.json()["csrf"], agent_id)

    @contextmanager
    def socket(self, path: str, **headers: str) -> Iterator[Any]:
        url = self.url.replace("http", "ws") + path
        with connect(url, proxy=None, additional_headers=headers) as opened:
            yield opened

    def streaming(self, browser: Browser) -> Any:
        """``auth`` frame of a browser's stream."""
        return json.dumps({"type": "auth", "token": browser.token})

    def processes(self) -> list[psutil.Process]:
        """Everything that runs for this shop, the opener included."""
        found = []
        for process in psutil.process_iter():
            try:
                if process.environ().get("SHOPKEEPER_STATE") == str(self.opened.state) and process.pid != os.getpid():
                    found.append(process)
            except (psutil.AccessDenied, psutil.NoSuchProcess, psutil.ZombieProcess):
                continue
        return found

    def pid_of(self, module: str) -> int:
        """The process that serves a module (``gateway``), not the one that keeps it."""
        for process in self.processes():
            line = process.cmdline()
            if line[1:3] == ["-m", module]:
                return int(process.pid)
        raise Fell(f"no process runs {module}")

    def command(self, *arguments: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
        """The ``shopkeeper`` command on this shop."""
        line = [str(Layout.of().python), "-m", "run", *arguments]
        return subprocess.run(line, input=stdin, capture_output=True, text=True, cwd=ROOT, env=self.opened.env)

    def close(self) -> None:
        for client in self._clients:
            client.close()
        self.store.close()
