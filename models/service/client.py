"""What the other rooms use of the models: embeddings and chat as LangChain's own classes, recommendations beside.

Imports neither torch nor transformers. Every failure of the service is :class:`Unavailable` of part ``models``,
and every call ends within its time: the caller's ``seconds``, else ``models.timeout``.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

import httpx
from tenacity import AsyncRetrying, retry_if_exception, stop_after_attempt, stop_before_delay, wait_exponential_jitter

from models.service.schema import (
    ItemsRequest,
    ItemsResponse,
    RecommendationRequest,
    RecommendationResponse,
)
from shop.errors import BadInput, Overloaded, Unauthorized, Unavailable
from shop.logging import REQUEST_HEADER, request_id
from shop.settings import Settings

if TYPE_CHECKING:
    from langchain_core.embeddings import Embeddings
    from langchain_openai import ChatOpenAI

    from models.names import Masker

RETRIES = 3  # beside the first try, and only while there is time
_REFUSED = (httpx.ConnectError, httpx.ConnectTimeout, httpx.RemoteProtocolError, httpx.ReadError)


class ModelClient:
    """One a process; safe for concurrent use. ``close`` it in the end."""

    def __init__(self, settings: Settings, *, transport: httpx.AsyncBaseTransport | None = None) -> None:
        self._settings = settings
        self._timeout = settings.models.timeout
        self._http = httpx.AsyncClient(
            base_url=settings.models_url.rstrip("/") + "/",
            headers=_authorization(settings.secrets.models_token),
            timeout=self._timeout,
            transport=transport,
            trust_env=False,
            limits=httpx.Limits(max_connections=64, max_keepalive_connections=16),
        )

    # ── LangChain's classes ───────────────────────────────────────────────────────────────────

    @cached_property
    def _embeddings(self) -> Embeddings:
        return self._encoder(self._settings.encoder.model, self._settings.models.embeddings_url)

    @cached_property
    def _multilingual(self) -> Embeddings | None:
        encoder, models = self._settings.encoder, self._settings.models
        if encoder.multilingual in ("", encoder.model):
            return None
        return self._encoder(encoder.multilingual, models.multilingual_url, prefix=encoder.multilingual_prefix)

    def _encoder(self, model: str, url: str | None, **more: Any) -> Embeddings:
        from models.service.langchain import ServiceEmbeddings

        options = {
            "model": model,
            "base_url": url or self._settings.models_url,
            "check_embedding_ctx_length": False,  # that is for OpenAI's own models: it would send token numbers
            "chunk_size": 32,  # texts a request: a long list must neither time out nor keep a shopper waiting
            "masker": self._masker if url or self._settings.models.url else None,
            **more,
            **self._common(),
        }
        return ServiceEmbeddings(**options)

    def embeddings(self) -> Embeddings:
        return self._embeddings

    def multilingual_embeddings(self) -> Embeddings | None:
        """The encoder for what is not English; None where the settings name none."""
        return self._multilingual

    def chat(self, **options: Any) -> ChatOpenAI:
        """A chat model; ``options`` are ChatOpenAI's (temperature, max_tokens, timeout, streaming …)."""
        from models.service.langchain import ServiceChat

        defaults = {
            "model": self._settings.generator.model,
            "base_url": self._settings.models.chat_url or self._settings.models_url,
            "stream_usage": True,
            "masker": self._masker if self._settings.models.chat_url or self._settings.models.url else None,
            **self._common(),
        }
        return ServiceChat(**{**defaults, **options})

    @cached_property
    def _masker(self) -> Masker:
        """Takes what is personal out of what goes to a server that is not our own."""
        from models.names import masker

        return masker(self._settings)

    def _common(self) -> dict[str, Any]:
        return {
            "api_key": self._settings.secrets.models_token or "none",
            "timeout": self._timeout,
            "max_retries": 2,
            "http_client": self._openai_http[0],
            "http_async_client": self._openai_http[1],
        }

    @cached_property
    def _openai_http(self) -> tuple[Any, Any]:
        """Connections of our own: LangChain would share its, and with them an event loop, across the process."""
        from models.service.langchain import connections

        return connections(self._timeout)

    # ── recommendations ───────────────────────────────────────────────────────────────────────

    async def recommend(
        self, request: RecommendationRequest, *, seconds: float | None = None
    ) -> RecommendationResponse:
        body = request.model_dump_json()
        response = await self._send("POST", "recommendations", body, seconds)
        return RecommendationResponse.model_validate_json(response.content)

    async def put_items(self, request: ItemsRequest, *, seconds: float | None = None) -> ItemsResponse:
        """Tell the recommender of new, changed and gone items. Safe to repeat."""
        response = await self._send("PUT", "items", request.model_dump_json(), seconds)
        return ItemsResponse.model_validate_json(response.content)

    async def reload_recommender(self, *, seconds: float | None = None) -> str:
        """Make the service take the recommender that ``current`` points at; returns its name and version."""
        response = await self._send("POST", "recommenders/reload", None, seconds)
        return str(response.json()["model"])

    async def health(self, *, seconds: float | None = None) -> dict[str, Any]:
        """What the service says of itself; raises :class:`Unavailable` where it is not ready."""
        root = self._settings.models_url.rstrip("/").removesuffix("/v1")
        response = await self._send("GET", f"{root}/healthz", None, seconds)
        health: dict[str, Any] = response.json()
        return health

    async def close(self) -> None:
        await self._http.aclose()
        if "_openai_http" in self.__dict__:  # made only where it was needed
            blocking, asynchronous = self._openai_http
            blocking.close()
            await asynchronous.aclose()

    async def __aenter__(self) -> ModelClient:
        return self

    async def __aexit__(self, *exception: object) -> None:
        await self.close()

    # ── inside ────────────────────────────────────────────────────────────────────────────────

    async def _send(self, method: str, path: str, body: str | None, seconds: float | None) -> httpx.Response:
        """Retries what was refused at the door (no connection, 503), within the whole call's time."""
        budget = seconds or self._timeout
        deadline = time.monotonic() + budget
        headers = {REQUEST_HEADER: request_id()}
        if body is not None:
            headers["Content-Type"] = "application/json"
        try:
            async for attempt in AsyncRetrying(
                retry=retry_if_exception(_is_worth_a_retry),
                stop=stop_after_attempt(1 + RETRIES) | stop_before_delay(budget),
                wait=wait_exponential_jitter(multiplier=0.05, max=1.0, jitter=0.05),
                reraise=True,
            ):
                with attempt:
                    left = max(deadline - time.monotonic(), 0.001)
                    async with asyncio.timeout(left):
                        response = await self._http.request(method, path, content=body, headers=headers, timeout=left)
                    _raise_for(response)
        except (httpx.TimeoutException, TimeoutError) as error:
            raise Unavailable("models", f"no answer within {budget:g} s") from error
        except httpx.HTTPError as error:
            raise Unavailable("models", f"cannot be reached at {self._http.base_url}: {error}") from error
        except Overloaded as error:
            raise Unavailable("models", error.message) from error
        return response


def _is_worth_a_retry(error: BaseException) -> bool:
    return isinstance(error, (*_REFUSED, Overloaded))


def _raise_for(response: httpx.Response) -> None:
    if response.is_success:
        return
    error = _error_of(response)
    message = str(error.get("message") or f"answered {response.status_code}")
    if response.status_code == 503:
        raise Overloaded(message)
    if response.status_code in (401, 403):
        raise Unauthorized(f"models: {message}")
    if response.status_code < 500 and response.status_code != 404:
        raise BadInput(message, field=error.get("field"))
    raise Unavailable("models", message)


def _error_of(response: httpx.Response) -> Mapping[str, Any]:
    try:
        error = response.json()["error"]
    except (ValueError, KeyError, TypeError):
        return {}
    return error if isinstance(error, dict) else {"message": error}


def _authorization(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"} if token else {}
