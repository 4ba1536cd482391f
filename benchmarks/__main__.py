"""The quick benchmarks, one after the other: ``python -m benchmarks`` (``make bench``).

Each prints its table and writes its file under ``benchmarks/results/``. The long ones (recommendation on a whole data
set, retrieval at 100,000 items, a shop's turns under load) are commands of their own with ``--help``.
"""

from __future__ import annotations

import argparse
import subprocess
import sys

QUICK = (
    ("benchmarks.recommendation_latency",),
    ("benchmarks.import_catalogue", "--items", "5000", "--format", "shopify"),
)


def main() -> int:
    argparse.ArgumentParser(description=__doc__.splitlines()[0]).parse_args()
    failed = 0
    for module, *arguments in QUICK:
        print(f"── {module} {' '.join(arguments)}", flush=True)
        failed += subprocess.call([sys.executable, "-m", module, *arguments]) != 0
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
