"""Attacks on a freshly opened shop; prints what fell.

    python -m benchmarks.attack [--only WORD …] [--state FOLDER]

Opens a demo shop of its own on loopback (all processes, some 2 GB of memory), with one trusted proxy that does not
exist, and runs every case of ``benchmarks/attacks`` against it, each from loopback addresses of its own. Exit status 1
where one fell. ``held`` says nothing about attacks that nobody has thought of.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))  # run as a file too, not only by ``-m``

from benchmarks import report
from benchmarks.attacks import doors, floods, privacy, wreckage
from benchmarks.attacks.target import Fell, Target
from run.opened import Opened, opened
from shop.settings import load_settings

Case = tuple[int, Callable[[Target], None]]
CASES: tuple[Case, ...] = (*doors.CASES, *privacy.CASES, *floods.CASES, *wreckage.CASES)
PROXY = "127.9.9.9"


def run(case: Callable[[Target], None], target: Target) -> str:
    """What fell, or an empty text where the shop held."""
    try:
        case(target)
    except Fell as fell:
        return str(fell)
    except Exception as error:  # a case that breaks off has not shown that the shop holds
        return f"{type(error).__name__}: {error}"
    return ""


def attack(shop: Opened, words: list[str]) -> list[dict[str, object]]:
    """One row a case."""
    os.environ.update(shop.env)
    os.umask(0o077)  # what a case writes into the shop's folder is as the shop would have written it
    target, rows = Target(shop, load_settings()), []
    for item, case in CASES:
        name = case.__name__.replace("_", " ")
        if words and not any(word in name for word in words):
            continue
        started = time.monotonic()
        how = run(case, target)
        seconds = time.monotonic() - started
        print(f"{'FELL' if how else 'held'}  {item}  {name}  {seconds:.1f} s  {how}", flush=True)
        row = {"dataset": f"item {item}", "system": "shop", "metric": name, "value": int(bool(how)), "how": how}
        rows.append(row)
    target.close()
    return rows


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", nargs="*", default=[], metavar="WORD", help="cases with one of these words")
    parser.add_argument("--state", type=Path, help="a folder for the shop, in place of one that is deleted")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        settings = {"SHOPKEEPER_GATEWAY__TRUSTED_PROXIES": f'["{PROXY}"]'}
        with opened(options.state or Path(folder), settings=settings) as shop:
            rows = attack(shop, options.only)
    fell = sum(int(str(row["value"])) for row in rows)
    if not options.only:
        report.write("attack", rows)
    print(f"{fell} of {len(rows)} fell")
    return 1 if fell else 0


if __name__ == "__main__":
    sys.exit(main())
