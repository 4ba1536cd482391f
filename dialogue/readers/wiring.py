"""The reader that the settings choose."""

from __future__ import annotations

from dialogue.acts.fit import fitted
from dialogue.labels import label_book
from dialogue.readers.cascade import CascadeReader
from dialogue.readers.generator import GeneratorReader
from dialogue.readers.rules import RulesReader, Shelf
from dialogue.readers.shadow import ShadowReader
from dialogue.readers.tagger import TaggerReader
from dialogue.reading import Reader
from models.service.client import ModelClient
from retrieval.encoding import QueryEncoder
from shop.settings import Settings


def build(settings: Settings, client: ModelClient, shelf: Shelf, encoder: QueryEncoder) -> Reader:
    """``settings.reading``: the mode, and a second reader in its shadow if one is named. Opens nothing yet."""
    reading = settings.reading
    rules = RulesReader(shelf, label_book(settings), settings.shop.rates)
    tagger = TaggerReader(rules, fitted(settings), encoder)
    generator = GeneratorReader(client, settings, shelf)
    modes: dict[str, Reader] = {
        "rules": rules,
        "tagger": tagger,
        "generator": generator,
        "cascade": CascadeReader(tagger, generator, reading.sure),
    }
    reader = modes[reading.mode]
    if reading.shadow is not None and reading.shadow != reading.mode:
        return ShadowReader(reader, modes[reading.shadow])
    return reader
