"""Puts the dialogue together, once a process."""

from __future__ import annotations

from dataclasses import dataclass

from dialogue.agent import Agent
from dialogue.flows.engine import FlowEngine
from dialogue.language import SPOKEN
from dialogue.readers.desk import DeskReader
from dialogue.readers.wiring import build as build_reader
from dialogue.reading import Context, Reader, Utterance
from dialogue.services import Services
from dialogue.services import build as build_services
from retrieval.fields import Fields
from shop.dialogue import State
from shop.settings import Settings
from shop.types import Item


@dataclass(frozen=True)
class Dialogue:
    services: Services
    agent: Agent
    reader: Reader

    async def start(self) -> None:
        """Read catalogue and vectors into memory, so that the first question need not wait for it.

        What keeps the catalogue's fields from being read fails here: a reader never raises, and would answer nothing.
        """
        await self.services.retrieval.start()
        _ = self.services.index.fields
        for language in SPOKEN:
            await self.reader.read(Utterance(text="hello", language=language), Context(State()))  # builds its tables


def build(settings: Settings) -> Dialogue:
    """Everything real, from the settings. Opens no connection by itself; the first message does."""
    return assemble(build_services(settings))


def assemble(services: Services) -> Dialogue:
    """The dialogue over services that are there."""
    reader = reader_of(services)
    return Dialogue(services, Agent(services, reader, FlowEngine(services)), reader)


def reader_of(services: Services) -> Reader:
    """The reader that the settings name."""
    index, retrieval = services.index, services.retrieval

    def shelf() -> tuple[list[Item], Fields]:
        return list(retrieval.mirror.items()), index.fields

    return DeskReader(build_reader(services.settings, services.models, shelf, retrieval.encoder), services.policy)
