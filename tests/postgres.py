"""A throwaway PostgreSQL server for tests: its own cluster, port and folder, gone at the end.

PostgreSQL refuses to run as root, so there it runs as ``postgres`` (or ``nobody``). Where there is no server
binary tests skip and say so; in CI that is a failure.
"""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.needs import lacking


def binaries() -> Path | None:
    """The folder with initdb and postgres, the newest version's."""
    on_path = shutil.which("initdb")
    if on_path:
        return Path(on_path).resolve().parent
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[4]))
    return found[-1].parent if found else None


@contextmanager
def cluster() -> Iterator[str]:
    """Start a server; yields its URL without a database's name, ending in a slash."""
    bin_folder = binaries()
    if bin_folder is None:
        lacking("PostgreSQL's server", "postgresql")
    folder = Path(tempfile.mkdtemp(prefix="shopkeeper-pg-"))
    user = _unprivileged()
    as_user: dict[str, str | int] = {}
    if user is not None:
        os.chown(folder, user.pw_uid, user.pw_gid)
        as_user = {"user": user.pw_uid, "group": user.pw_gid}
    port = _free_port()
    options = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c fsync=off -c max_connections=60"
    environment = {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", "HOME": str(folder)}

    def run(*command: object) -> None:
        done = subprocess.run(
            [str(part) for part in command],
            env=environment,
            cwd=folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=60,
            **as_user,  # type: ignore[call-overload]
        )
        if done.returncode:
            raise RuntimeError(f"{command[0]}: {done.stdout}")

    data, log = folder / "data", folder / "log"
    try:
        run(bin_folder / "initdb", "-D", data, "-U", "shop", "--auth=trust", "-E", "UTF8", "--no-sync")
        run(bin_folder / "pg_ctl", "-D", data, "-l", log, "-o", options, "-w", "start")
        try:
            yield f"postgresql://shop@127.0.0.1:{port}/"
        finally:
            run(bin_folder / "pg_ctl", "-D", data, "-m", "immediate", "-w", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _unprivileged() -> pwd.struct_passwd | None:
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    return None


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
