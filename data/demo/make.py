"""Makes the demo shop, the same to the byte for the same seed:

python data/demo/make.py [--seed 7] [--out data/demo]
"""

from __future__ import annotations

import argparse
from pathlib import Path

from maker.shop import make
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

HERE = Path(__file__).resolve().parent


def main() -> None:
    parser = argparse.ArgumentParser(
        description="Make the demo shop: catalogue, images, FAQ, shoppers, events, orders."
    )
    parser.add_argument("--seed", type=int, default=7, help="another seed makes another shop (default 7)")
    parser.add_argument("--out", type=Path, default=HERE, help="folder to write into (default data/demo)")
    options = parser.parse_args()
    columns = (TextColumn("{task.description:>10}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns) as progress:
        counts = make(options.seed, options.out, progress)
    print(", ".join(f"{count:,} {name}" for name, count in counts.items()), f"→ {options.out}")


if __name__ == "__main__":
    main()
