"""The systems that `generation.py` compares, each in a process of its own: rounds in, times and texts out."""

from __future__ import annotations

import asyncio
import json
import os
import resource
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from models import weights
from models.engines.base import Task, create
from models.engines.prepared import prepared
from models.engines.transformers_engine import load
from models.service.__main__ import SPINS
from shop.settings import Settings, load_settings

SYSTEMS = ("transformers_fp32", "llamacpp_defaults", "llamacpp_our_file", "shopkeeper", "shopkeeper_torch")
Messages = list[dict[str, str]]
Round = dict[str, Any]  # {"tokens", "seconds", "first": [seconds …], "texts": [text …]}
Play = Callable[[list[Messages], int, bool], Round]  # prompts, new tokens, whether an answer may end before


def play_transformers(settings: Settings) -> Play:
    """Plain ``generate``, the prompts of a round as one padded batch."""
    import torch

    model, tokenizer = load(settings)
    tokenizer.padding_side = "left"

    class Clock:
        """Seconds until the first new token."""

        def __init__(self) -> None:
            self.started, self.seconds = time.perf_counter(), 0.0

        def __call__(self, ids: Any, scores: Any) -> Any:
            self.seconds = self.seconds or time.perf_counter() - self.started
            return scores

    def play(asked: list[Messages], tokens: int, ends: bool) -> Round:
        clock = Clock()
        options: dict[str, Any] = {"add_generation_prompt": True, "return_dict": True, "padding": True}
        batch = tokenizer.apply_chat_template(asked, return_tensors="pt", **options)
        least = {} if ends else {"min_new_tokens": tokens}
        with torch.inference_mode():
            out = model.generate(**batch, max_new_tokens=tokens, do_sample=False, logits_processor=[clock], **least)
        seconds = time.perf_counter() - clock.started
        new = out[:, batch["input_ids"].shape[1] :]
        end = tokenizer.eos_token_id
        made = sum(min(row.index(end) + 1, len(row)) if ends and end in row else len(row) for row in new.tolist())
        texts = tokenizer.batch_decode(new, skip_special_tokens=True)
        return {"tokens": made, "seconds": seconds, "first": [clock.seconds] * len(asked), "texts": texts}

    return play


def play_llamacpp(settings: Settings) -> Play:
    """llama.cpp's own server as it comes, on the model's file; on one with 8 bits where an adapter is merged in."""

    eight = settings.generator.model_copy(update={"quantization": "8bit"})
    merged = settings.adapter is not None
    file = prepared(settings.model_copy(update={"generator": eight})) if merged else _as_it_comes(settings)
    return _play_server(file)


def play_our_file(settings: Settings) -> Play:
    """The same server, on the file that our engine makes: what is left is the settings' share."""
    return _play_server(prepared(settings))


def _as_it_comes(settings: Settings) -> Path:
    file = weights.generator(settings).gguf_path
    assert file is not None, "llama.cpp needs a GGUF file"
    return file


def _play_server(file: Path) -> Play:
    import xllamacpp

    params = xllamacpp.CommonParams()
    params.model.path = str(file)
    params.n_parallel = -1  # llama-server's own default: it chooses
    params.verbosity = 0
    server = xllamacpp.Server(params)

    def one(messages: Messages, tokens: int, ends: bool) -> tuple[int, float, str]:
        started, first, made, text = time.perf_counter(), 0.0, 0, ""

        def take(chunk: dict[str, Any]) -> bool:
            nonlocal first, made, text
            new = "".join(choice["delta"].get("content") or "" for choice in chunk.get("choices", []))
            if new:
                first = first or time.perf_counter() - started
            text += new
            made = (chunk.get("usage") or {}).get("completion_tokens", made)
            return False

        body = {"messages": messages, "max_tokens": tokens, "temperature": 0, "ignore_eos": not ends, "stream": True}
        server.handle_chat_completions({**body, "stream_options": {"include_usage": True}}, take)
        return made, first, text

    def play(asked: list[Messages], tokens: int, ends: bool) -> Round:
        done: list[tuple[int, float, str]] = [(0, 0.0, "")] * len(asked)

        def put(place: int) -> None:
            done[place] = one(asked[place], tokens, ends)

        started = time.perf_counter()
        workers = [threading.Thread(target=put, args=(place,)) for place in range(len(asked))]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
        return _round(done, time.perf_counter() - started)

    return play


def play_ours(settings: Settings) -> Play:
    loop = asyncio.new_event_loop()
    engine = create(settings)
    loop.run_until_complete(engine.start())

    async def one(messages: Messages, tokens: int, ends: bool) -> tuple[int, float, str]:
        started, first, made, text = time.perf_counter(), 0.0, 0, ""
        async for piece in engine.stream(Task(tuple(messages), max_tokens=tokens, ignore_end=not ends)):
            if piece.text:
                first = first or time.perf_counter() - started
            text += piece.text
            made = piece.usage.completion_tokens if piece.usage else made
        return made, first, text

    async def together(asked: list[Messages], tokens: int, ends: bool) -> list[tuple[int, float, str]]:
        return await asyncio.gather(*(one(messages, tokens, ends) for messages in asked))

    def play(asked: list[Messages], tokens: int, ends: bool) -> Round:
        started = time.perf_counter()
        done = loop.run_until_complete(together(asked, tokens, ends))
        return _round(done, time.perf_counter() - started)

    return play


def _round(done: list[tuple[int, float, str]], seconds: float) -> Round:
    made, first, texts = zip(*done, strict=True)
    return {"tokens": sum(made), "seconds": seconds, "first": list(first), "texts": list(texts)}


def serve(system: str, adapter: Path | None) -> None:
    """Reads rounds from standard input, a JSON line each, and answers with what they took."""
    settings = load_settings()
    kind = "transformers" if system in ("transformers_fp32", "shopkeeper_torch") else "llamacpp"
    changes = {"engine": kind, "adapter": adapter, "tuned": False, "dtype": "float32", "device": "cpu"}
    settings = settings.model_copy(update={"generator": settings.generator.model_copy(update=changes)})
    plays = {
        "transformers_fp32": play_transformers,
        "llamacpp_defaults": play_llamacpp,
        "llamacpp_our_file": play_our_file,
    }
    play = plays.get(system, play_ours)(settings)
    print("ready", flush=True)
    for line in sys.stdin:
        order = json.loads(line)
        before = _processor()
        answer = play(order["prompts"], order["tokens"], order["ends"])
        answer["processor"] = _processor() - before
        answer["memory"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024  # MB
        print(json.dumps(answer), flush=True)


def _processor() -> float:
    """Seconds of processor that this process has used: told apart from what other work on the machine takes."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


class Child:
    """One system in its process."""

    def __init__(self, system: str, adapter: Path | None) -> None:
        environment = dict(os.environ)
        if system.startswith("shopkeeper"):
            environment["GOMP_SPINCOUNT"] = SPINS
        command = [sys.executable, "-m", "benchmarks.generation", "--child", system]
        self.process = subprocess.Popen(
            [*command, *(["--adapter", str(adapter)] if adapter else [])],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            env=environment,
        )
        self._until("ready")

    def _until(self, word: str) -> str:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            if line.startswith(word):
                return line
        raise RuntimeError(f"a system ended with status {self.process.wait()}")

    def play(self, asked: list[Messages], tokens: int, *, ends: bool) -> Round:
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps({"prompts": asked, "tokens": tokens, "ends": ends}) + "\n")
        self.process.stdin.flush()
        answer: Round = json.loads(self._until("{"))
        return answer

    def close(self) -> None:
        assert self.process.stdin is not None
        self.process.stdin.close()
        self.process.wait()
