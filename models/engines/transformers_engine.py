"""Transformers with accelerate: CPU, one GPU or several (``device_map``), any dtype, 8 and 4 bit, LoRA by peft.

Requests that wait are generated together, as many as there are slots, where their sampling is alike.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncGenerator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

from models import threads, weights
from models.engines.base import Engine, Finish, Piece, Task, Usage
from models.engines.stops import Text
from models.engines.unpacked import unpacked
from shop.errors import BadInput, BadSettings
from shop.settings import Settings


@dataclass
class _Row:
    """One request in a batch."""

    task: Task
    ids: list[int]  # the prompt's tokens
    text: Text
    loop: asyncio.AbstractEventLoop
    pieces: asyncio.Queue[Piece | BaseException] = field(default_factory=asyncio.Queue)
    gone: threading.Event = field(default_factory=threading.Event)
    count: int = 0
    done: bool = False

    def put(self, piece: Piece | BaseException) -> None:
        if not self.gone.is_set():
            self.loop.call_soon_threadsafe(self.pieces.put_nowait, piece)

    def add(self, token: int, ends: frozenset[int]) -> None:
        """One more token; sends what text is certain by now."""
        self.count += 1
        if token in ends and not self.task.ignore_end:
            return self.finish("stop")
        text = self.text.add(token)
        if text:
            self.put(Piece(text))
        if self.text.stopped:
            return self.finish("stop")
        if self.count >= self.task.max_tokens:
            return self.finish("length")

    def finish(self, why: Finish) -> None:
        self.done = True
        self.put(Piece(self.text.rest(), why, Usage(len(self.ids), self.count)))

    @property
    def group(self) -> tuple[object, ...]:
        """What must be equal for two requests to share a batch."""
        task = self.task
        return (task.temperature, task.top_p, task.seed, task.ignore_end)


class Transformers(Engine):
    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self.name = settings.generator.model
        self.context = settings.generator.context
        self.slots = settings.generator.slots
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="transformers")
        self._waiting: list[_Row] = []
        self._lock = threading.Lock()

    async def start(self) -> None:
        await asyncio.get_running_loop().run_in_executor(self._pool, self._load)

    def _load(self) -> None:
        import torch

        self.name = weights.generator(self._settings).name
        self._model, self._tokenizer = load(self._settings)
        if self._model.device.type == "cpu":
            torch.set_num_threads(threads.chosen(self._settings.models.threads))
        ends = self._model.generation_config.eos_token_id
        self._ends = frozenset(ends if isinstance(ends, list) else [ends])
        self.context = min(self.context, getattr(self._model.config, "max_position_embeddings", self.context))

    async def stream(self, task: Task) -> AsyncGenerator[Piece, None]:
        for name, bound in (("grammar", task.grammar), ("response_format", task.response_format)):
            if bound is not None:
                raise BadInput(f"{name}: the transformers engine cannot keep to one, llamacpp can", field=name)
        template = self._tokenizer.apply_chat_template
        ids = template(list(task.messages), add_generation_prompt=True, return_dict=True)["input_ids"]
        if len(ids) >= self.context:
            raise BadInput(f"the prompt has {len(ids)} tokens, the context {self.context}", field="messages")
        row = _Row(task, ids, Text(self._tokenizer, task.stop), asyncio.get_running_loop())
        with self._lock:
            self._waiting.append(row)
        self._pool.submit(self._work)
        try:
            while True:
                piece = await row.pieces.get()
                if isinstance(piece, BaseException):
                    raise piece
                yield piece
                if piece.finish:
                    return
        finally:
            row.gone.set()

    async def close(self) -> None:
        for row in self._waiting:
            row.gone.set()
        await asyncio.to_thread(self._pool.shutdown, cancel_futures=True)

    # ── in the engine's own thread ────────────────────────────────────────────────────────────

    def _work(self) -> None:
        """Generate for those who wait, as many as fit; whoever came late finds its batch taken by an earlier call."""
        with self._lock:
            self._waiting = [row for row in self._waiting if not row.gone.is_set()]
            if not self._waiting:
                return
            group = self._waiting[0].group
            rows = [row for row in self._waiting if row.group == group][: self.slots]
            self._waiting = [row for row in self._waiting if row not in rows]
        try:
            self._generate(rows)
        except BaseException as error:
            for row in rows:
                row.put(error)

    def _generate(self, rows: Sequence[_Row]) -> None:
        import torch
        from transformers import StoppingCriteriaList

        task, width = rows[0].task, max(len(row.ids) for row in rows)
        ids = torch.full((len(rows), width), self._tokenizer.pad_token_id)
        mask = torch.zeros_like(ids)
        for place, row in enumerate(rows):  # padding on the left: all rows go on at the same place
            ids[place, width - len(row.ids) :] = torch.tensor(row.ids)
            mask[place, width - len(row.ids) :] = 1
        if task.seed is not None:
            torch.manual_seed(task.seed)

        def stop(sequences: Any, scores: Any, **_: Any) -> Any:
            """Called after each step with all tokens so far, (B, T): hands them out; True ends a row."""
            for row, token in zip(rows, sequences[:, -1].tolist(), strict=True):
                if not row.done:
                    row.add(token, self._ends)
            return torch.tensor([row.done or row.gone.is_set() for row in rows], device=sequences.device)

        sampling: dict[str, Any] = {"do_sample": False, "temperature": None, "top_p": None, "top_k": None}
        if task.temperature > 0.0:
            sampling = {
                "do_sample": True,
                "temperature": task.temperature,
                "top_p": task.top_p,
                "top_k": 0,
            }
        room = min(max(row.task.max_tokens for row in rows), self.context - width)
        with torch.inference_mode():
            self._model.generate(
                input_ids=ids.to(self._model.device),
                attention_mask=mask.to(self._model.device),
                max_new_tokens=room,
                min_new_tokens=room if task.ignore_end else None,
                pad_token_id=self._tokenizer.pad_token_id,
                stopping_criteria=StoppingCriteriaList([stop]),
                **sampling,
            )
        for row in rows:
            if not row.done:
                row.finish("length")


def load(settings: Settings) -> tuple[Any, Any]:
    """The causal model where accelerate puts it, its adapter merged in, and its tokenizer."""
    import torch
    from transformers import AutoModelForCausalLM, AutoTokenizer

    generator = settings.generator
    found = weights.generator(settings)
    folder = unpacked(found, settings.state)
    options: dict[str, Any] = {"dtype": _dtype(generator.dtype, torch.cuda.is_available())}
    options["device_map"] = generator.device
    if generator.quantization != "none":
        options["quantization_config"] = _quantization(generator.quantization)
    model: Any = AutoModelForCausalLM.from_pretrained(folder, **options)
    tokenizer = AutoTokenizer.from_pretrained(folder)
    if tokenizer.pad_token_id is None:
        tokenizer.pad_token = tokenizer.eos_token
    adapter = settings.adapter
    if adapter is not None:
        from peft import PeftModel

        if not (adapter / "adapter_config.json").exists():
            raise BadSettings(f"generator.adapter: {adapter} holds no adapter_config.json")
        model = PeftModel.from_pretrained(model, str(adapter))
        if generator.quantization == "none":
            model = model.merge_and_unload()
    return model.eval(), tokenizer


def _dtype(name: str, has_gpu: bool) -> Any:
    import torch

    if name == "auto":
        return torch.bfloat16 if has_gpu else torch.float32
    return getattr(torch, name)


def _quantization(kind: str) -> Any:
    """bitsandbytes through transformers, on GPUs and processors alike; an extra that whoever wants it installs."""
    from importlib.util import find_spec

    import transformers

    if find_spec("bitsandbytes") is None:
        raise BadSettings(f"generator.quantization: {kind} needs the package bitsandbytes (pip install bitsandbytes)")
    config: Any = transformers.BitsAndBytesConfig
    if kind == "8bit":
        return config(load_in_8bit=True)
    # NF4 (Dettmers et al. 2023, https://arxiv.org/abs/2305.14314, section 3): plain 4-bit floats lose more
    return config(load_in_4bit=True, bnb_4bit_quant_type="nf4")
