"""LangChain's OpenAI classes with our errors: what the openai package raises becomes the house's error tree.

Each request carries the request id of the turn in hand. Imported by the client when it is first needed, since
langchain-openai takes its time to import.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from typing import Any

import openai
from langchain_core.callbacks import AsyncCallbackManagerForLLMRun, CallbackManagerForLLMRun
from langchain_core.messages import BaseMessage
from langchain_core.outputs import ChatGenerationChunk, ChatResult
from langchain_openai import ChatOpenAI, OpenAIEmbeddings
from pydantic import ConfigDict

from models.names import Masked, Masker
from shop.errors import BadInput, Unauthorized, Unavailable
from shop.logging import REQUEST_HEADER, request_id


@contextmanager
def house_errors() -> Iterator[None]:
    """openai's exceptions inside become ``Unavailable("models", …)``, ``Unauthorized`` or ``BadInput``."""
    try:
        yield
    except openai.APITimeoutError as error:
        raise Unavailable("models", "no answer in time") from error
    except openai.APIConnectionError as error:
        raise Unavailable("models", f"cannot be reached: {error.__cause__ or error}") from error
    except (openai.AuthenticationError, openai.PermissionDeniedError) as error:
        raise Unauthorized(f"models: {error.message}") from error
    except (openai.BadRequestError, openai.UnprocessableEntityError) as error:
        body = error.body if isinstance(error.body, dict) else {}
        raise BadInput(str(body.get("message") or error.message), field=body.get("field")) from error
    except openai.APIError as error:
        raise Unavailable("models", error.message) from error


def connections(timeout: float) -> tuple[Any, Any]:
    """A blocking and an async HTTP client for the openai package, which stay clear of proxies."""
    blocking = openai.DefaultHttpxClient(timeout=timeout, trust_env=False)
    return blocking, openai.DefaultAsyncHttpxClient(timeout=timeout, trust_env=False)


def _headers() -> dict[str, str]:
    return {REQUEST_HEADER: request_id()}


def _masked(masker: Masker | None, messages: list[BaseMessage]) -> tuple[list[BaseMessage], dict[str, str]]:
    """The messages as another's server may see them, and what their marks stand for."""
    if masker is None:
        return messages, {}
    masked = masker.mask_all(str(message.content) for message in messages)
    pieces = masked[0].pieces if masked else {}
    return [m.model_copy(update={"content": one.text}) for m, one in zip(messages, masked, strict=True)], pieces


def _restored(result: ChatResult, pieces: dict[str, str]) -> ChatResult:
    if pieces:
        for generation in result.generations:
            text = Masked("", pieces).restored(str(generation.message.content))
            generation.message.content = generation.text = text
    return result


class ServiceEmbeddings(OpenAIEmbeddings):
    """``prefix`` is put before every text: what the model was trained to see there.

    ``batch_seconds`` is the time of a blocking request for many texts: an index is built that way, which no shopper
    waits for, and on a busy machine a request of 32 texts takes longer than a turn may.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)

    prefix: str = ""
    batch_seconds: float = 120.0
    masker: Masker | None = None  # for what shoppers say, where another's server embeds it

    def embed_documents(self, texts: list[str], chunk_size: int | None = None, **kwargs: Any) -> list[list[float]]:
        with house_errors():
            return super().embed_documents(
                self._prefixed(texts),
                chunk_size,
                **{"extra_headers": _headers(), "timeout": self.batch_seconds, **kwargs},
            )

    async def aembed_documents(
        self, texts: list[str], chunk_size: int | None = None, **kwargs: Any
    ) -> list[list[float]]:
        with house_errors():
            if self.masker is not None:
                texts = await asyncio.to_thread(lambda mask: [mask(text).text for text in texts], self.masker.mask)
            texts = self._prefixed(texts)
            return await super().aembed_documents(texts, chunk_size, extra_headers=_headers(), **kwargs)

    def _prefixed(self, texts: list[str]) -> list[str]:
        return [self.prefix + text for text in texts] if self.prefix else texts


class ServiceChat(ChatOpenAI):
    """With a ``masker`` a server gets marks for what is personal, and its whole answers have the pieces again; a stream
    is of goods alone."""

    model_config = ConfigDict(arbitrary_types_allowed=True)

    masker: Masker | None = None

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        messages, pieces = _masked(self.masker, messages)
        with house_errors():
            return _restored(super()._generate(messages, stop, run_manager, extra_headers=_headers(), **kwargs), pieces)

    async def _agenerate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        if self.masker is not None:
            messages, pieces = await asyncio.to_thread(_masked, self.masker, messages)
        else:
            pieces = {}
        with house_errors():
            made = await super()._agenerate(messages, stop, run_manager, extra_headers=_headers(), **kwargs)
            return _restored(made, pieces)

    def _stream(self, messages: list[BaseMessage], *args: Any, **kwargs: Any) -> Iterator[ChatGenerationChunk]:
        messages, _ = _masked(self.masker, messages)
        with house_errors():
            yield from super()._stream(messages, *args, extra_headers=_headers(), **kwargs)

    async def _astream(
        self, messages: list[BaseMessage], *args: Any, **kwargs: Any
    ) -> AsyncIterator[ChatGenerationChunk]:
        if self.masker is not None:
            messages, _ = await asyncio.to_thread(_masked, self.masker, messages)
        with house_errors():
            async for chunk in super()._astream(messages, *args, extra_headers=_headers(), **kwargs):
                yield chunk
