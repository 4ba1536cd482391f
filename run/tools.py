"""The programs that the tests drive beside Python and Node: a browser, a PostgreSQL server and a Redis server.

``python3 run/tools.py``: where Debian's package manager may be used, what is missing is installed; where
not, it is named with the remedy. Exit status 1 in CI, where nothing may be skipped; elsewhere the tests that need
it skip.
"""

from __future__ import annotations

import glob
import os
import shutil
import subprocess
import sys

NAMES = {
    "chromium": "Chromium",
    "postgresql": "PostgreSQL",
    "redis-server": "Redis",
}  # Debian's package → what a person calls it


def there(package: str) -> bool:
    if package == "chromium":
        return bool(shutil.which("chromium") or shutil.which("chromium-browser"))
    if package == "redis-server":
        return bool(shutil.which("redis-server"))
    return bool(shutil.which("initdb") or glob.glob("/usr/lib/postgresql/*/bin/initdb"))


def install(packages: list[str]) -> bool:
    """Install Debian packages as root, quietly; whether it worked."""
    env = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
    print("installing %s …" % ", ".join(packages), flush=True)
    for command in (
        ["apt-get", "update", "-qq"],
        ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages],
    ):
        if subprocess.run(command, env=env, stdout=subprocess.DEVNULL).returncode != 0:
            return False
    return True


def main() -> int:
    missing = [package for package in NAMES if not there(package)]
    if missing and shutil.which("apt-get") and os.geteuid() == 0:
        install([*missing, "fonts-noto-cjk"])
        missing = [package for package in missing if not there(package)]
    for package in missing:
        print(
            "shopkeeper: %s is missing: install it (Debian: apt install %s); the tests that need it skip"
            % (NAMES[package], package),
            file=sys.stderr,
        )
    return 1 if missing and os.environ.get("CI") else 0


if __name__ == "__main__":
    sys.exit(main())
