"""The one interface of the engines that generate text; one file an engine stands beside this one."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from typing import Any, Literal

from shop.settings import Settings

Finish = Literal["stop", "length"]


@dataclass(frozen=True)
class Task:
    """One request. ``messages`` are chat messages (role, content); temperature 0 is greedy."""

    messages: tuple[dict[str, str], ...]
    max_tokens: int
    temperature: float = 0.0
    top_p: float = 1.0
    frequency_penalty: float = 0.0
    presence_penalty: float = 0.0
    seed: int | None = None
    stop: tuple[str, ...] = ()
    ignore_end: bool = False  # go on to max_tokens, for measuring
    response_format: dict[str, Any] | None = None  # OpenAI's: a JSON schema that the answer must follow
    grammar: str | None = None  # GBNF that the answer must follow, for engines that know it
    slot: int | None = None  # of the engine's, where what is cached of the prompt lies; None: any


@dataclass(frozen=True)
class Usage:
    prompt_tokens: int
    completion_tokens: int
    cached_tokens: int = 0  # of the prompt, kept from an earlier one


@dataclass(frozen=True)
class Piece:
    """Some text; the last piece carries ``finish`` and ``usage``."""

    text: str
    finish: Finish | None = None
    usage: Usage | None = None


class Engine(ABC):
    """Closing the generator of :meth:`stream` before its end stops the work on it.

    A task's grammar or schema that the engine cannot keep to is a :class:`shop.errors.BadInput`.
    """

    name: str  # of the model that is loaded
    context: int  # tokens of prompt and answer together
    slots: int  # requests that it works on at once

    @abstractmethod
    async def start(self) -> None:
        """Load the weights. Raises :class:`shop.errors.BadSettings` where the settings do not fit."""

    @abstractmethod
    def stream(self, task: Task) -> AsyncGenerator[Piece, None]:
        """Pieces as they come. Raises :class:`shop.errors.BadInput` for a prompt that does not fit the context."""

    async def close(self) -> None:
        """Stop and free what was loaded."""
        return None


def create(settings: Settings) -> Engine:
    """The engine that the settings name; nothing is loaded before :meth:`Engine.start`."""
    if settings.generator.engine == "llamacpp":
        from models.engines.llamacpp import LlamaCpp

        return LlamaCpp(settings)
    from models.engines.transformers_engine import Transformers

    return Transformers(settings)
