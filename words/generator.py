"""Sentences from the chat model, as they are finished. It checks nothing: see writer.py."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Protocol

from langchain_core.messages import BaseMessage

from models.service.client import ModelClient
from words.text import sentences

TOKENS = 40  # for a sentence


class Generator(Protocol):
    name: str

    def sentences(self, messages: list[BaseMessage], *, count: int, seconds: float, attempt: int) -> AsyncIterator[str]:
        """Finished sentences in order; :class:`Unavailable` where the model does not answer."""
        ...


class ChatGenerator:
    def __init__(self, client: ModelClient, name: str) -> None:
        self.name = name
        self._client = client

    async def sentences(
        self, messages: list[BaseMessage], *, count: int, seconds: float, attempt: int
    ) -> AsyncIterator[str]:
        """The first attempt is the likeliest text, later ones vary."""
        chat = self._client.chat(
            temperature=0.2 if attempt == 0 else 0.7,
            seed=attempt,
            max_tokens=TOKENS * count,
            timeout=seconds,
            max_retries=0,
        )
        text = ""
        async for chunk in chat.astream(messages):
            text += str(chunk.content)
            *whole, text = sentences(text) or [""]
            for sentence in whole:
                yield sentence
            if text and chunk.content and str(chunk.content)[-1:].isspace():
                text += " "  # the splitter trims; the next piece begins a new word
        if text.strip():
            yield text.strip()
