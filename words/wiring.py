"""The writer, from the settings."""

from __future__ import annotations

from models.service.client import ModelClient
from shop.settings import Settings
from words.frames import Frames
from words.generator import ChatGenerator
from words.shelf import Shelf
from words.writer import Writer


def build(settings: Settings, client: ModelClient) -> Writer:
    """A writer over the shop's model. :class:`BadSettings` for a language without frames. Opens nothing yet."""
    adapter = settings.generator.adapter
    name = f"{settings.generator.model}+{adapter}" if adapter else settings.generator.model
    generator = ChatGenerator(client, name) if settings.voice.attempts else None
    return Writer(
        settings.voice, Frames.read(settings.voice.language), generator, Shelf(settings.state / "cache" / "words")
    )
