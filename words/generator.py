"""One sentence from the chat model. It checks nothing: see writer.py."""

from __future__ import annotations

from typing import Protocol

from langchain_core.messages import BaseMessage

from models.service.client import ModelClient
from words.text import sentences

TOKENS = 48


class Generator(Protocol):
    name: str
    tuned: bool  # on the shop's own items: it needs no examples

    async def sentence(self, messages: list[BaseMessage], *, seconds: float, attempt: int) -> str:
        """The first sentence of an answer, or ""; a :class:`ShopkeeperError` where the model does not answer."""
        ...


class ChatGenerator:
    """The shop's model behind the OpenAI format. The first attempt is the likeliest text, later ones vary."""

    def __init__(self, client: ModelClient, name: str, *, tuned: bool = False) -> None:
        self.name, self.tuned = name, tuned
        self._client = client

    async def sentence(self, messages: list[BaseMessage], *, seconds: float, attempt: int) -> str:
        chat = self._client.chat(
            temperature=0.0 if attempt == 0 else 0.6,
            seed=attempt,
            max_tokens=TOKENS,
            stop=["\n"],
            timeout=seconds,
            max_retries=0,
        )
        answer = await chat.ainvoke(messages)
        return next(iter(sentences(str(answer.text))), "")
