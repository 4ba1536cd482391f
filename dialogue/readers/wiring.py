"""The reader that the settings choose."""

from __future__ import annotations

from dialogue.readers.cascade import CascadeReader
from dialogue.readers.generator import GeneratorReader
from dialogue.readers.rules import RulesReader, Shelf
from dialogue.readers.shadow import ShadowReader
from dialogue.reading import Reader
from models.service.client import ModelClient
from shop.settings import Settings


def build(settings: Settings, client: ModelClient, shelf: Shelf) -> Reader:
    """``settings.reading``: the mode, and a second reader in its shadow if one is named. Opens nothing yet."""
    reading = settings.reading
    rules = RulesReader(shelf)
    generator = GeneratorReader(client, settings, shelf)
    modes: dict[str, Reader] = {
        "rules": rules,
        "generator": generator,
        "cascade": CascadeReader(rules, generator, reading.sure),
    }
    reader = modes[reading.mode]
    if reading.shadow is not None and reading.shadow != reading.mode:
        return ShadowReader(reader, modes[reading.shadow])
    return reader
