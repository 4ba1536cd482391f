"""The writer, from the settings."""

from __future__ import annotations

from models.service.client import ModelClient
from shop.settings import Settings
from words.frames import Frames
from words.generator import ChatGenerator
from words.peers import Peers, Read
from words.shelf import Shelf
from words.writer import Writer


def build(settings: Settings, client: ModelClient, among: Read | None) -> Writer:
    """A writer over the shop's model. :class:`BadSettings` for a language without frames. Opens nothing yet.

    ``among`` gives the items of a category with which one is compared; without it nothing is set apart.
    """
    adapter = settings.adapter
    name = settings.generator.model
    if adapter is not None:  # another training is another writer
        name = f"{name}+{adapter}@{adapter.stat().st_mtime_ns if adapter.exists() else ''}"
    generator = ChatGenerator(client, name, tuned=adapter is not None) if settings.voice.attempts else None
    frames = Frames.read(settings.voice.language)
    shelf = Shelf(settings.state / "cache" / "words")
    return Writer(settings.voice, frames, generator, shelf, Peers(frames, among))
