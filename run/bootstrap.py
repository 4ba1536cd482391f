"""Make both Python environments and the web parts' packages; standard library only.

Run by the Makefile with whatever Python there is: ``python3 run/bootstrap.py [--dev]``. Everything it makes
goes under ``.shopkeeper/``; a second run does nothing where the requirements have not changed. What cannot be
had is one line with the remedy, and exit status 1.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
STATE = Path(os.environ.get("SHOPKEEPER_HOME", ROOT / ".shopkeeper"))
SHOP_VERSIONS = ("3.11", "3.12")  # the pins are made on 3.11
BOT_VERSIONS = ("3.10",)  # Rasa 3.6 runs on nothing newer
NODE = 20


class Missing(Exception):
    """Something the machine lacks; the message is the remedy."""


def works(python: str | Path, version: str) -> bool:
    """Whether this command is a Python of that version; a version manager's empty shim is not."""
    code = "import sys, venv; print('%d.%d' % sys.version_info[:2])"
    try:
        out = subprocess.run([str(python), "-c", code], capture_output=True, text=True, timeout=30)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return out.returncode == 0 and out.stdout.strip() == version


def uv_python(version: str, fetch: bool) -> str | None:
    """Path of uv's Python of that version, fetched if asked; None where uv is not there."""
    uv = shutil.which("uv")
    if uv is None:
        return None
    if fetch:
        print("Python %s is missing: uv fetches it" % version, flush=True)
        subprocess.run([uv, "python", "install", version], check=False)
    out = subprocess.run([uv, "python", "find", version], capture_output=True, text=True)
    return out.stdout.strip() if out.returncode == 0 else None


def candidates(version: str) -> Iterator[str | Path]:
    """Places where a Python of that version may be, nearest first."""
    yield "python" + version
    yield sys.executable
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    if pyenv.is_dir():
        for folder in sorted(pyenv.glob(version + ".*"), reverse=True):
            yield folder / "bin" / "python"
    for place in ("/usr/local/bin", "/usr/bin", "/opt/homebrew/bin"):
        yield Path(place) / ("python" + version)
    found = uv_python(version, fetch=False)
    if found:
        yield found


def find_python(versions: Sequence[str], what: str) -> str:
    for version in versions:
        for python in candidates(version):
            if works(python, version):
                return str(python)
    fetched = uv_python(versions[0], fetch=True)
    if fetched and works(fetched, versions[0]):
        return fetched
    raise Missing(
        "Python %s is needed for %s and none was found: install it (python%s, pyenv or uv), then run this again"
        % (" or ".join(versions), what, versions[0])
    )


def check_node() -> str:
    """npm's path, after making sure that Node is new enough."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        raise Missing(
            "Node %d or newer is needed for the web parts: install nodejs with npm, then run this again" % NODE
        )
    version = subprocess.run([node, "--version"], capture_output=True, text=True).stdout.strip()
    if int(version.lstrip("v").split(".")[0] or 0) < NODE:
        raise Missing("Node %s is too old, %d or newer is needed: update it, then run this again" % (version, NODE))
    return npm


def digest(*parts: Path | str) -> str:
    """One hash over files' contents and strings."""
    total = hashlib.sha256()
    for part in parts:
        total.update(part.read_bytes() if isinstance(part, Path) else part.encode())
    return total.hexdigest()


def shown(what: str, command: Sequence[str | Path], log: Path, env: Mapping[str, str] | None = None) -> None:
    """Run a command with its output in a log and a line now and then to show time pass; fail with the log's end."""
    log.parent.mkdir(parents=True, exist_ok=True)
    start = told = time.time()
    print(f"{what} …", flush=True)
    with log.open("w") as out:
        process = subprocess.Popen(
            [str(part) for part in command], stdout=out, stderr=subprocess.STDOUT, cwd=ROOT, env=env
        )
        try:
            while process.poll() is None:
                time.sleep(0.2)
                if time.time() - told > 10:
                    told = time.time()
                    print(f"{what} … {told - start:.0f} s", flush=True)
        except KeyboardInterrupt:
            process.terminate()
            raise
    print(f"{what}: done in {time.time() - start:.0f} s", flush=True)
    if process.returncode != 0:
        tail = "\n".join(log.read_text(errors="replace").splitlines()[-15:])
        raise Missing("%s failed; the end of %s:\n%s" % (what, log, tail))


def environment(name: str, python: str, steps: Sequence[Sequence[str | Path]], stamp_parts: Sequence[Path]) -> None:
    """Make or renew one virtual environment; ``steps`` are lists of pip arguments."""
    folder = STATE / "env" / name
    stamp, wanted = folder / ".stamp", digest(*stamp_parts)
    if stamp.is_file() and stamp.read_text() == wanted:
        return
    if not works(folder / "bin" / "python", version_of(python)):
        shutil.rmtree(folder, ignore_errors=True)
        shown("environment %s" % name, [python, "-m", "venv", folder], STATE / "logs" / "venv.log")
    env = dict(os.environ, PIP_DISABLE_PIP_VERSION_CHECK="1")
    for index, arguments in enumerate(steps):
        shown(
            "packages of %s (%d of %d)" % (name, index + 1, len(steps)),
            [folder / "bin" / "python", "-m", "pip", "install", "--no-compile", *arguments],
            STATE / "logs" / ("pip-%s-%d.log" % (name, index + 1)),
            env,
        )
    stamp.write_text(wanted)


def version_of(python: str | Path) -> str:
    code = "import sys; print('%d.%d' % sys.version_info[:2])"
    return subprocess.run([python, "-c", code], capture_output=True, text=True).stdout.strip()


def shop_environment(dev: bool) -> None:
    python = find_python(SHOP_VERSIONS, "the shop")
    locked, weights, development = (ROOT / "requirements" / name for name in ("shop.txt", "weights.txt", "dev.txt"))
    torch = next(line for line in locked.read_text().splitlines() if line.startswith("torch=="))
    steps: list[list[str | Path]] = [
        [torch, "-c", locked],  # with what it needs of CUDA, which is its own affair
        ["--no-deps", "-r", locked, "-r", weights],
        ["--no-deps", "-e", ROOT],
    ]
    environment("shop", python, steps, [locked, weights, ROOT / "pyproject.toml"])
    if dev:
        stamp = STATE / "env" / "shop" / ".stamp-dev"
        wanted = digest(locked, development)
        if not (stamp.is_file() and stamp.read_text() == wanted):
            shown(
                "packages for the tests",
                [STATE / "env/shop/bin/python", "-m", "pip", "install", "--no-deps", "-r", development],
                STATE / "logs" / "pip-dev.log",
            )
            stamp.write_text(wanted)


def bot_environment() -> None:
    python = find_python(BOT_VERSIONS, "Rasa")
    locked = ROOT / "bot" / "requirements.txt"
    environment("bot", python, [["--no-deps", "-r", locked]], [locked])


def web_packages() -> None:
    web = ROOT / "web"
    lock = web / "package-lock.json"
    if not lock.is_file():
        return
    npm = check_node()
    stamp, wanted = web / "node_modules" / ".stamp", digest(lock)
    if stamp.is_file() and stamp.read_text() == wanted:
        return
    env = dict(os.environ, PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD="1")
    shown(
        "packages of the web parts",
        [npm, "ci", "--prefix", web, "--no-audit", "--no-fund"],
        STATE / "logs" / "npm.log",
        env,
    )
    stamp.write_text(wanted)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--dev", action="store_true", help="also what the tests and checks need")
    options = parser.parse_args()
    try:
        with ThreadPoolExecutor() as pool:  # they share nothing, and each waits for the network in turn
            works = [
                pool.submit(shop_environment, options.dev),
                pool.submit(bot_environment),
                pool.submit(web_packages),
            ]
        for work in works:
            work.result()
    except Missing as missing:
        print("\nshopkeeper: %s" % missing, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nstopped", file=sys.stderr)
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
