"""An item and a writer to try: real frames, checker and planner, and a scripted model where failures are the point."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest
from langchain_core.messages import BaseMessage

from shop.settings import VoiceSettings
from shop.types import Item, Profile, Taste
from words.frames import Frames
from words.generator import Generator
from words.shelf import Shelf
from words.writer import Writer

JACKET = Item(
    id="jacket-1",
    title="Norrvik Quill men's hooded fleece jacket",
    description="A light layer in recycled polyester, for under a shell or on its own. Wash at 30 °C.",
    brand="Norrvik",
    category="Fleece jackets",
    categories=("Clothing", "Jackets", "Fleece jackets"),
    price=Decimal("81.95"),
    colours=("red", "blue"),
    sizes=("S", "M", "L"),
    materials=("recycled polyester",),
    uses=("hiking", "running"),
    attributes={"hood": "yes", "pockets": 2, "waterproof": "no", "machine wash": "30 °C", "made in": "Sweden"},
    weight_g=170.0,
    stock=3,
    rating=4.8,
    rating_count=64,
)


class Scripted:
    """A model that says given sentences, slowly or not at all."""

    name = "scripted"
    tuned = False

    def __init__(self, *said: str, delay: float = 0.0, error: Exception | None = None) -> None:
        self.said, self.delay, self.error = said, delay, error
        self.asked: list[str] = []

    async def sentence(self, messages: list[BaseMessage], *, seconds: float, attempt: int) -> str:
        self.asked.append("\n".join(str(message.content) for message in messages))
        await asyncio.sleep(self.delay)
        if self.error:
            raise self.error
        return self.said[min(attempt, len(self.said) - 1)]


@cache
def frames() -> Frames:
    """Read once: a test is no place to wait for YAML."""
    return Frames.read("en")


@pytest.fixture
def jacket() -> Item:
    return JACKET


@pytest.fixture
def hiker() -> Profile:
    return Profile(shopper_id="s1", tastes=(Taste(text="hiking", kind="use"), Taste(text="blue", kind="colour")))


@pytest.fixture
def writer(tmp_path: Path) -> Callable[..., Writer]:
    def made(generator: Generator | None = None, **voice: object) -> Writer:
        settings = VoiceSettings.model_validate({"first_seconds": 0.2, "seconds": 0.4, **voice})
        return Writer(settings, frames(), generator, Shelf(tmp_path / "words"))

    return made
