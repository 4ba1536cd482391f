"""llama.cpp in this process, through xllamacpp: the CPU engine, and a GPU's where its wheel is installed.

llama.cpp's own server object does the scheduling: slots, continuous batching. Each slot keeps its last prompt, and a
task that names a slot (see service/slots.py) finds there what it shares with the one before. A request holds a thread
of ours while it runs, since xllamacpp hands its tokens to a callback.
"""

from __future__ import annotations

import asyncio
import secrets
import threading
from collections.abc import AsyncGenerator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from models import threads, weights
from models.engines.base import Engine, Finish, Piece, Task, Usage
from models.engines.prepared import prepared
from shop.errors import BadInput, BadSettings, Overloaded, ShopkeeperError, Unavailable
from shop.settings import Settings

_END = None


class LlamaCpp(Engine):
    """``settings.generator.model`` must be GGUF; an adapter is a LoRA in GGUF, or peft's folder (see prepared.py)."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self.name = settings.generator.model
        self.context = settings.generator.context
        self.slots = settings.generator.slots
        self._server: Any = None
        self._pool = ThreadPoolExecutor(self.slots * 2, thread_name_prefix="llamacpp")

    async def start(self) -> None:
        self._server = await asyncio.to_thread(self._load)

    def _load(self) -> Any:
        import xllamacpp

        self.name = weights.generator(self._settings).name
        try:
            return xllamacpp.Server(parameters(self._settings))
        except (RuntimeError, ValueError) as error:
            raise BadSettings(f"generator.model: llama.cpp cannot load {self.name!r}: {error}") from error

    async def stream(self, task: Task) -> AsyncGenerator[Piece, None]:
        loop = asyncio.get_running_loop()
        chunks: asyncio.Queue[dict[str, Any] | BaseException | None] = asyncio.Queue()
        gone = threading.Event()

        def put(chunk: dict[str, Any] | BaseException | None) -> None:
            if not gone.is_set():
                loop.call_soon_threadsafe(chunks.put_nowait, chunk)

        def take(chunk: dict[str, Any]) -> bool:
            put(chunk)
            return gone.is_set()  # True stops llama.cpp's work on it

        def run() -> None:
            try:
                if not gone.is_set():
                    self._server.handle_chat_completions(_body(task), take)
                put(_END)
            except BaseException as error:  # into the caller's task
                put(error)

        self._pool.submit(run)
        try:
            async for piece in _pieces(chunks):
                yield piece
        finally:
            gone.set()

    async def close(self) -> None:
        self._pool.shutdown(wait=False, cancel_futures=True)
        server, self._server = self._server, None
        await asyncio.to_thread(_release, server)


def _release(server: Any) -> None:
    """xllamacpp stops its threads when the last reference goes; that blocks, so it happens off the event loop."""
    del server


async def _pieces(chunks: asyncio.Queue[dict[str, Any] | BaseException | None]) -> AsyncGenerator[Piece, None]:
    """OpenAI chunks to pieces. The finish is held back until the usage, which comes after it, is there too."""
    finish: Finish | None = None
    while (chunk := await chunks.get()) is not _END:
        if isinstance(chunk, BaseException):
            raise chunk
        if "error" in chunk or "choices" not in chunk:
            raise _error(chunk.get("error", chunk))
        usage = chunk.get("usage")
        for choice in chunk["choices"]:
            if choice.get("finish_reason"):
                finish = "length" if choice["finish_reason"] == "length" else "stop"
            text = choice["delta"].get("content")
            if text:
                yield Piece(text)
        if usage:
            cached = (usage.get("prompt_tokens_details") or {}).get("cached_tokens", 0)
            yield Piece("", finish or "stop", Usage(usage["prompt_tokens"], usage["completion_tokens"], cached))


def _error(error: Any) -> ShopkeeperError:
    message = str(error.get("message", error)) if isinstance(error, dict) else str(error)
    kind = error.get("type", "") if isinstance(error, dict) else ""
    if kind == "exceed_context_size_error":
        return BadInput(message, field="messages")
    if kind == "invalid_request_error":
        return BadInput(message)
    if kind == "unavailable_error":
        return Overloaded(message)
    return Unavailable("models", message)


def _body(task: Task) -> dict[str, Any]:
    """A request to llama.cpp's server. Its own samplers beside OpenAI's are switched off."""
    body: dict[str, Any] = {
        "messages": list(task.messages),
        "max_tokens": task.max_tokens,
        "temperature": task.temperature,
        "top_p": task.top_p,
        "top_k": 1 if task.temperature == 0.0 else 0,
        "min_p": 0.0,
        "frequency_penalty": task.frequency_penalty,
        "presence_penalty": task.presence_penalty,
        "stream": True,
        "stream_options": {"include_usage": True},
        "cache_prompt": True,
    }
    if task.ignore_end:
        body["ignore_eos"] = True
    if task.stop:
        body["stop"] = list(task.stop)
    if task.seed is not None:
        body["seed"] = task.seed % 2**32
    if task.response_format is not None:
        body["response_format"] = task.response_format
    if task.grammar is not None:
        body["grammar"] = task.grammar
    if task.slot is not None:
        body["id_slot"] = task.slot
    return body


def parameters(settings: Settings) -> Any:
    """llama.cpp's parameters, as our settings want them."""
    import xllamacpp

    generator = settings.generator
    params = xllamacpp.CommonParams()
    params.model.path = str(prepared(settings))
    params.n_parallel = generator.slots
    params.n_ctx = generator.context * generator.slots
    params.kv_unified = False  # each slot has the whole of ``context`` to itself
    # All cores but one: with as many threads as busy cores each waits for the one that does not run. On two cores,
    # beside one busy process, two threads make 11 tokens a second of the default model and one makes 22; alone 34, 23
    params.cpuparams.n_threads = params.cpuparams_batch.n_threads = threads.chosen(settings.models.threads)
    params.cache_ram_mib = 0  # by default it keeps prompts of the past in memory, up to 8 GB: the slots' own do for us
    if generator.device == "cpu":
        params.n_gpu_layers = 0
    params.verbosity = 0
    params.ui = False
    params.api_keys = [secrets.token_hex(16)]  # its own HTTP door stays shut: ours is the way in
    if settings.adapter is not None and settings.adapter.suffix == ".gguf":
        params.lora_adapters = [xllamacpp.CommonAdapterLoraInfo(str(settings.adapter), 1.0)]
    return params
