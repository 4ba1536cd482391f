"""The people at the desk of the shop that is open for the tests."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx

from run.layout import ROOT, Layout
from run.opened import Opened

PASSWORD = "a long password"
ADA = "ada@desk.example"  # an admin who answers nobody


class Staff:
    """``ada`` is signed in over the API; ``bea`` and ``cem`` are agents by e-mail address."""

    bea, cem = "bea@desk.example", "cem@desk.example"

    def __init__(self, house: Opened, client: httpx.Client, csrf: str) -> None:
        self.house = house
        self._client = client
        self._csrf = csrf

    def ask(self, method: str, path: str, **options: Any) -> httpx.Response:
        """A call of Ada's."""
        response = self._client.request(method, path, headers={"X-CSRF-Token": self._csrf}, **options)
        response.raise_for_status()
        return response


@contextmanager
def hired(house: Opened) -> Iterator[Staff]:
    """Ada's account is made by the command line, the agents' by Ada; she takes no conversations."""
    command = [str(Layout.of().python), "-m", "run", "agent", "add", ADA, "--name", "Ada", "--password", PASSWORD]
    subprocess.run([*command, "--admin"], cwd=ROOT, env=house.env, check=True, capture_output=True)
    with httpx.Client(base_url=house.url, timeout=60, trust_env=False) as client:
        signed_in = client.post("/api/agent/login", json={"email": ADA, "password": PASSWORD})
        staff = Staff(house, client, signed_in.raise_for_status().json()["csrf"])
        staff.ask("PUT", "/api/agent/me", json={"online": False})
        for email, name in ((Staff.bea, "Bea Novak"), (Staff.cem, "Cem Aydin")):
            staff.ask("POST", "/api/admin/agents", json={"email": email, "name": name, "password": PASSWORD})
        yield staff
