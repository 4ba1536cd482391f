"""``POST /v1/chat/completions`` in the OpenAI format, whole or as server-sent events."""

from __future__ import annotations

import asyncio
import json
import time
import uuid
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing, asynccontextmanager
from dataclasses import replace
from typing import Any

from fastapi import APIRouter
from fastapi.responses import JSONResponse, Response, StreamingResponse
from starlette.requests import Request

from models.engines.base import Engine, Finish, Piece, Task, Usage
from models.service.metrics import Metrics
from models.service.schema import ChatRequest
from models.service.slots import Slots
from shop.errors import BadInput, Overloaded, ShopkeeperError
from shop.logging import logger

router = APIRouter()
log = logger("models.chat")

DEFAULT_MAX_TOKENS = 256
_ROLES = {"developer": "system"}  # OpenAI's newer name, which chat templates do not know


class Chat:
    """The generator behind its queue: as many at once as the engine has slots, up to ``queue`` waiting."""

    def __init__(self, engine: Engine, metrics: Metrics, queue: int) -> None:
        self.engine = engine
        self._metrics = metrics
        self._limit = queue
        self._waiting = 0
        self._slots = Slots(engine.slots)

    @asynccontextmanager
    async def slot(self, key: str | None = None) -> AsyncIterator[int]:
        if self._waiting >= self._limit:
            raise Overloaded(f"{self._waiting} chat requests wait already", retry_after=2)
        self._count(1)
        try:
            slot = await self._slots.take(key)
        finally:
            self._count(-1)
        try:
            yield slot
        finally:
            self._slots.give_back(slot)

    async def pieces(self, task: Task, key: str | None = None) -> AsyncGenerator[Piece, None]:
        """``key``: tasks that share it begin alike, and find what is cached of it."""
        started, has_text = time.perf_counter(), False
        async with self.slot(key) as slot, aclosing(self.engine.stream(replace(task, slot=slot))) as stream:
            async for piece in stream:
                if piece.text and not has_text:
                    has_text = True
                    self._metrics.first_token.observe(time.perf_counter() - started)
                if piece.usage is not None:
                    self._metrics.tokens.inc(piece.usage.completion_tokens)
                    self._metrics.prompt_tokens.labels("yes").inc(piece.usage.cached_tokens)
                    self._metrics.prompt_tokens.labels("no").inc(piece.usage.prompt_tokens - piece.usage.cached_tokens)
                yield piece

    def _count(self, change: int) -> None:
        self._waiting += change
        self._metrics.waiting.labels("generator").set(self._waiting)


@router.post("/v1/chat/completions", response_model=None)
async def chat_completions(body: ChatRequest, request: Request) -> Response:
    chat: Chat = request.app.state.chat
    task = _task(body)
    frame = {"id": f"chatcmpl-{uuid.uuid4().hex}", "created": int(time.time()), "model": chat.engine.name}
    if not body.stream:
        return await _whole(chat, task, body.prompt_cache_key, frame, request)
    pieces = chat.pieces(task, body.prompt_cache_key)
    first = await _or_gone(anext(pieces), request)  # so that an error still has a status of its own
    if first is None:
        await pieces.aclose()
        return Response(status_code=499)
    wants_usage = bool((body.stream_options or {}).get("include_usage"))
    events = _events(pieces, first, {**frame, "object": "chat.completion.chunk"}, wants_usage)
    headers = {"Cache-Control": "no-cache", "X-Accel-Buffering": "no"}
    return StreamingResponse(events, media_type="text/event-stream", headers=headers)


def _task(body: ChatRequest) -> Task:
    if body.grammar is not None and body.response_format is not None:
        raise BadInput("grammar: expected either a grammar or a response_format, got both", field="grammar")
    stop = body.stop if isinstance(body.stop, list) else [body.stop] if body.stop else []
    return Task(
        messages=tuple({"role": _ROLES.get(m.role, m.role), "content": m.text} for m in body.messages),
        max_tokens=body.max_completion_tokens or body.max_tokens or DEFAULT_MAX_TOKENS,
        temperature=body.temperature,
        top_p=body.top_p,
        frequency_penalty=body.frequency_penalty,
        presence_penalty=body.presence_penalty,
        seed=body.seed,
        stop=tuple(stop),
        response_format=body.response_format,
        grammar=body.grammar,
    )


async def _whole(chat: Chat, task: Task, key: str | None, frame: dict[str, Any], request: Request) -> Response:
    async def gather() -> dict[str, Any]:
        text: list[str] = []
        finish: Finish = "stop"
        usage = Usage(0, 0)
        async with aclosing(chat.pieces(task, key)) as pieces:
            async for piece in pieces:
                text.append(piece.text)
                finish, usage = piece.finish or finish, piece.usage or usage
        message = {"role": "assistant", "content": "".join(text)}
        choice = {"index": 0, "message": message, "logprobs": None, "finish_reason": finish}
        return {**frame, "object": "chat.completion", "choices": [choice], "usage": _usage(usage)}

    answer = await _or_gone(gather(), request)
    return Response(status_code=499) if answer is None else JSONResponse(answer)


async def _or_gone(work: Any, request: Request) -> Any:
    """The work's result, or ``None`` once the caller hung up: the work is stopped then."""
    task = asyncio.ensure_future(work)
    watch = asyncio.ensure_future(_disconnect(request))
    try:
        await asyncio.wait({task, watch}, return_when=asyncio.FIRST_COMPLETED)
        return task.result() if task.done() else None
    finally:
        for unfinished in (task, watch):
            unfinished.cancel()
        await asyncio.gather(task, watch, return_exceptions=True)


async def _disconnect(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass


async def _events(
    pieces: AsyncGenerator[Piece, None], first: Piece, frame: dict[str, Any], wants_usage: bool
) -> AsyncGenerator[str, None]:
    """OpenAI's stream: the role, the text, the finish, the usage if asked for, ``[DONE]``.

    Starlette closes this generator when the caller hangs up, and so the work ends.
    """
    usage = {"usage": None} if wants_usage else {}

    def chunk(delta: dict[str, Any], finish: Finish | None = None) -> str:
        choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish}
        return _event({**frame, "choices": [choice], **usage})

    async with aclosing(pieces):
        try:
            yield chunk({"role": "assistant", "content": ""})
            piece: Piece | None = first
            while piece is not None:
                if piece.text:
                    yield chunk({"content": piece.text})
                if piece.finish:
                    yield chunk({}, piece.finish)
                    if wants_usage:
                        yield _event({**frame, "choices": [], "usage": _usage(piece.usage or Usage(0, 0))})
                piece = await anext(pieces, None)
            yield "data: [DONE]\n\n"
        except ShopkeeperError as error:  # the status is long sent: the error is an event of its own
            log.warning("stream failed", code=error.code, why=error.message)
            yield _event(error.as_json())


def _event(data: dict[str, Any]) -> str:
    return f"data: {json.dumps(data, ensure_ascii=False, separators=(',', ':'))}\n\n"


def _usage(usage: Usage) -> dict[str, Any]:
    return {
        "prompt_tokens": usage.prompt_tokens,
        "completion_tokens": usage.completion_tokens,
        "total_tokens": usage.prompt_tokens + usage.completion_tokens,
        "prompt_tokens_details": {"cached_tokens": usage.cached_tokens},
    }
