"""Picks for all shoppers at once, for e-mail and other places that show them later.

    python -m models.recommenders.batch --out picks.parquet [--limit 20]

Writes a row a pick: shopper_id, rank (1 first), item_id, score, model. Items out of stock are left out.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from rich.progress import track

from models import encoder
from models.recommenders import registry, versions
from models.recommenders.base import History
from models.recommenders.history import merge
from models.recommenders.ranker import Ranker
from shop.catalogue import Catalogue
from shop.errors import NotFound
from shop.profiles import Profiles
from shop.settings import load_settings
from shop.store import Store

BLOCK = 4096  # shoppers of one row group
SCHEMA = pa.schema(
    [
        ("shopper_id", pa.string()),
        ("rank", pa.int32()),
        ("item_id", pa.string()),
        ("score", pa.float32()),
        ("model", pa.string()),
    ]
)


def write(
    model: Ranker,
    histories: Mapping[str, History],
    file: Path,
    *,
    limit: int,
    version: str,
    candidates: Sequence[str] | None = None,
) -> int:
    """Write ``limit`` picks for each shopper; returns how many rows. The file appears when it is whole."""
    draft = file.with_name(file.name + ".tmp")
    rows = 0
    with pq.ParquetWriter(draft, SCHEMA) as out:
        for shoppers in track(list(_blocks(list(histories))), description="picks for all shoppers"):
            picked = model.recommend_many([histories[s] for s in shoppers], limit, candidates=candidates)
            records = [
                {"shopper_id": s, "rank": rank, "item_id": pick.item_id, "score": pick.score, "model": version}
                for s, picks in zip(shoppers, picked, strict=True)
                for rank, pick in enumerate(picks, 1)
            ]
            out.write_table(pa.Table.from_pylist(records, SCHEMA))
            rows += len(records)
    draft.replace(file)
    return rows


def _blocks(shoppers: Sequence[str]) -> Iterator[Sequence[str]]:
    for first in range(0, len(shoppers), BLOCK):
        yield shoppers[first : first + BLOCK]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, required=True, metavar="FILE.parquet")
    parser.add_argument("--limit", type=int, default=20)
    options = parser.parse_args()
    settings = load_settings()
    folder = versions.current(settings.state / "models" / "recommender")
    if folder is None:
        raise NotFound("no trained recommender: run python -m models.training.train_recommender first")
    model = registry.load(folder, embed=encoder.load(settings).encode)
    assert isinstance(model, Ranker)
    store = Store(settings.store_url)
    profiles = Profiles(store)
    histories = {s: merge(events, profiles.tastes(s)) for s, events in profiles.histories().items()}
    stocked = [item.id for item in Catalogue(store).all() if item.in_stock]
    version = f"{model.name}/{folder.name}"
    write(model, histories, options.out, limit=options.limit, version=version, candidates=stocked)


if __name__ == "__main__":
    main()
