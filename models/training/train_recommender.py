"""Fit the shop's recommender and put it into service.

    accelerate launch -m models.training.train_recommender                      from the shop's store
    accelerate launch -m models.training.train_recommender --data FOLDER        from sequences.txt and items.jsonl
    ACCELERATE_USE_CPU=1 torchrun --nproc_per_node 2 -m models.training.train_recommender    processes without GPUs
    python -m models.training.train_recommender --rollback                      the version before, at once

It goes on from the fit in use, in a quarter of the epochs, where sizes and encoder are the same; ``--fresh`` begins
at the beginning. Settings: ``--config FILE.toml`` (``models/training/recommender.toml`` says what there is). A
training that was killed goes on from its last epoch when started again with the same settings. The result goes to
``<state>/models/recommender/<number>/`` (config, safetensors, items, metrics); ``current`` names it, and a running
model service is told to take it. TensorBoard's curves are under ``<state>/models/recommender/training``.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import shutil
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import Progress, TextColumn, TimeElapsedColumn

from models import encoder
from models.processes import process
from models.recommenders import base as recommenders
from models.recommenders import registry, versions
from models.recommenders.sequence import SequenceRecommender
from models.service.client import ModelClient
from models.training import shop_source
from shop.errors import BadSettings, ShopkeeperError, Unavailable
from shop.settings import Settings, load_settings
from shop.store import Store

DEFAULTS = Path(__file__).with_name("recommender.toml")
console = Console()


def read_config(file: Path) -> tuple[str, dict[str, Any]]:
    """Algorithm and options. Raises :class:`BadSettings` that names what is unknown or no TOML."""
    try:
        config = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise BadSettings(f"{file}: {error}") from error
    unknown = config.keys() - {"algorithm", "options"}
    if unknown:
        raise BadSettings(f"{file}: unknown key {', '.join(sorted(unknown))}; expected algorithm and [options]")
    return config.get("algorithm", "sequence"), config.get("options", {})


def fit(settings: Settings, config: Path, data: Path | None, *, fresh: bool = False) -> Path | None:
    """Fit and publish; returns the new version's folder, or None in a process that is not the first."""
    algorithm, options = read_config(config)
    root = settings.state / "models" / "recommender"
    training = root / "training"
    if fresh and process().is_main_process:
        shutil.rmtree(training, ignore_errors=True)
    with _bar() as progress:
        encode = encoder.load(settings).encode
        if data is None:
            items, histories = shop_source.from_store(Store(settings.store_url), encode, progress)
        else:
            items, histories = shop_source.from_folder(data, encode, progress)
        model = registry.create(algorithm, **options)
        if isinstance(model, SequenceRecommender):
            model.checkpoints = training
            model.last = None if fresh else last(root)
        model.fit(items, histories, progress=progress)
    if not process().is_main_process:
        return None
    folder = versions.publish(model, root)
    measured: dict[str, float] = getattr(model, "metrics", {})
    (folder / "metrics.json").write_text(json.dumps(measured, indent=2) + "\n", encoding="utf-8")
    for state in training.glob("state-*"):
        shutil.rmtree(state)  # the training is done: the next one begins at the beginning
    (training / "progress.json").unlink(missing_ok=True)
    console.print(f"{algorithm}, version {folder.name}, fitted on {len(histories)} histories of {len(items)} items")
    for name, value in measured.items():
        console.print(f"  {name}: {value:.4g}")
    return folder


def last(root: Path) -> SequenceRecommender | None:
    """The fit in use, to go on from; one that cannot be read is no reason to fit nothing."""
    folder = versions.current(root)
    if folder is None:
        return None
    try:
        found = registry.load(folder)
    except ShopkeeperError as error:
        console.print(f"begun anew, since the last fit cannot be read: {error}")
        return None
    return found if isinstance(found, SequenceRecommender) else None


def tell(settings: Settings) -> None:
    """Make a running model service take what ``current`` names; where none runs, it will when it starts."""

    async def reload() -> str:
        async with ModelClient(settings) as client:
            return await client.reload_recommender(seconds=60.0)

    try:
        console.print(f"the model service now uses {asyncio.run(reload())}")
    except Unavailable:
        console.print("no model service runs; it will take this version when it starts")
    except ShopkeeperError as error:
        console.print(f"the model service did not take it: {error}")


@contextmanager
def _bar() -> Iterator[recommenders.Progress]:
    with Progress(
        *Progress.get_default_columns(), TimeElapsedColumn(), TextColumn("{task.fields[note]}"), console=console
    ) as bar:
        lines: dict[str, Any] = {}

        def progress(what: str, done: float) -> None:
            title = "training" if what.startswith("epoch") else what
            if title not in lines:
                lines[title] = bar.add_task(title, total=1.0, note="")
            bar.update(lines[title], completed=done, note=what if title == "training" else "")

        yield progress


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--config", type=Path, default=DEFAULTS, metavar="FILE.toml")
    parser.add_argument("--data", type=Path, metavar="FOLDER", help="files instead of the shop's store")
    parser.add_argument(
        "--fresh", action="store_true", help="go on from nothing: neither the fit in use nor an interrupted one"
    )
    parser.add_argument("--rollback", action="store_true", help="back to the version before, and train nothing")
    options = parser.parse_args()
    settings = load_settings()
    try:
        if options.rollback:
            folder = versions.rollback(settings.state / "models" / "recommender")
            console.print(f"version {folder.name} is current again")
        elif fit(settings, options.config, options.data, fresh=options.fresh) is None:
            return
        tell(settings)
    except ShopkeeperError as error:
        raise SystemExit(f"train_recommender: {error}") from error


if __name__ == "__main__":
    main()
