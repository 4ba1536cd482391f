"""Texts from the command line: the tuning of the generator on the shop's items, and copy to look at or to use."""

from __future__ import annotations

import asyncio
import subprocess
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, cast

import typer
from rich.console import Console

from models.threads import available
from run.layout import Layout
from shop.catalogue import Catalogue
from shop.settings import Settings
from shop.store import Store
from shop.types import Profile, Taste

if TYPE_CHECKING:
    from words.lines import Kind as Line


class Kind(StrEnum):
    description = "description"
    ad = "ad"
    subject = "subject"
    gift = "gift"


Likes = Annotated[list[str] | None, typer.Option("--like", help="A taste of the reader's, such as hiking; repeatable.")]


def tune(layout: Layout, settings: Settings, *options: str) -> int:
    """Make pairs of the shop's own items and tune the generator on them; the exit status of the training."""
    from words.frames import Frames
    from words.pairs import write

    pairs = layout.state / "models" / "generator-pairs.jsonl"
    write(Catalogue(Store(settings.store_url)).all(), Frames.read(settings.voice.language), pairs)
    # left to itself, accelerate gives a process one thread
    threads = ("--num_cpu_threads_per_process", available())
    launch = [
        layout.python,
        "-m",
        "accelerate.commands.launch",
        "--num_processes",
        1,
        *threads,
        "--mixed_precision",
        "no",
    ]
    command = [*launch, "-m", "models.training.train_generator", "--pairs", pairs, *options]
    return subprocess.call([str(part) for part in command], env=layout.environment())


def write(settings: Settings, kind: Kind, item_id: str, likes: Likes, console: Console) -> None:
    """Print one text; :class:`NotFound` for an unknown item."""
    console.print(asyncio.run(_text(settings, kind, item_id, likes or [])), highlight=False, soft_wrap=True)


async def _text(settings: Settings, kind: Kind, item_id: str, likes: list[str]) -> str:
    from models.service.client import ModelClient
    from words.peers import most_wanted
    from words.wiring import build

    catalogue = Catalogue(Store(settings.store_url))
    item = catalogue.get(item_id)
    profile = Profile(shopper_id="reader", tastes=tuple(Taste(text=like) for like in likes)) if likes else None
    async with ModelClient(settings) as client:
        writer = build(settings, client, most_wanted(catalogue))
        if kind is Kind.description:
            return (await writer.describe(item, profile)).text
        return (await writer.line(cast("Line", kind.value), item, profile)).text
