"""The steps of the generator's tuning, what they remember on disk, and the loss on answers alone."""

from __future__ import annotations

import json
import math
import random
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

from rich.progress import Progress

ORTHOGONAL = 0.5  # weight of AdaLoRA's regularisation, as peft's


@dataclass(frozen=True)
class Plan:
    """``rate`` rises over the first twentieth and falls as a cosine; ``minutes`` is the time of the steps alone."""

    method: Literal["lora", "adalora"] = "lora"
    steps: int = 480
    batch: int = 8
    rank: int = 8
    rate: float = 2e-3
    minutes: float = 25.0
    longest: int = 128  # tokens of prompt and answer together
    seed: int = 1
    every: int = 20  # steps between checkpoints
    precision: Literal["auto", "no", "bf16", "fp16"] = "auto"  # auto: bf16 where the hardware multiplies in it


@dataclass(frozen=True)
class Example:
    """Tokens of a prompt and its answer; the last ``answer`` of them are the answer's, with its end."""

    ids: tuple[int, ...]
    answer: int


def precision(plan: Plan) -> str:
    """What accelerate computes in. On a processor with bf16 of its own a step takes a third of the time of fp32."""
    import torch

    if plan.precision != "auto":
        return plan.precision
    if torch.cuda.is_available():
        return "bf16" if torch.cuda.is_bf16_supported() else "fp16"
    flags = Path("/proc/cpuinfo").read_text("utf-8") if Path("/proc/cpuinfo").exists() else ""
    return "bf16" if any(flag in flags for flag in ("avx512_bf16", "amx_bf16", " bf16")) else "no"


def encoded(tokenizer: Any, messages: Sequence[dict[str, str]], answer: str) -> Example:
    prompt = tokenizer.apply_chat_template(list(messages), add_generation_prompt=True, return_dict=True)["input_ids"]
    told = tokenizer(answer, add_special_tokens=False)["input_ids"] + [tokenizer.eos_token_id]
    return Example((*prompt, *told), len(told))


class Tuning:
    """One training: ``run`` it, and ask for the ``loss`` on examples."""

    def __init__(self, accelerator: Any, model: Any, plan: Plan, folder: Path) -> None:
        import torch

        self.plan, self.folder = plan, folder
        self._accelerator = accelerator
        self._weights = [weight for weight in model.parameters() if weight.requires_grad]
        optimizer = torch.optim.AdamW(self._weights, lr=plan.rate, weight_decay=0.0)
        self.model, self._optimizer = accelerator.prepare(model, optimizer)
        self.step, self.seconds, self._before = 0, 0.0, math.nan
        self._resume()

    def before(self, examples: Sequence[Example]) -> float:
        """The loss at the start, remembered by a training that was interrupted."""
        if math.isnan(self._before):
            self._before = self.loss(examples)
        return self._before

    def loss(self, examples: Sequence[Example]) -> float:
        """Mean over the answers' tokens, in nats: its exponential is the perplexity."""
        import torch

        self.model.eval()
        total, tokens = 0.0, 0
        ordered = sorted(examples, key=lambda one: len(one.ids))
        with torch.inference_mode():
            for start in range(0, len(ordered), self.plan.batch):
                part = ordered[start : start + self.plan.batch]
                count = sum(one.answer for one in part)
                total += float(self._loss(part)) * count
                tokens += count
        self.model.train()
        return total / max(tokens, 1)

    def run(self, examples: Sequence[Example]) -> None:
        """Steps over batches of like length, each process its own share, up to the plan's end."""
        world, rank = self._accelerator.num_processes, self._accelerator.process_index
        ordered = sorted(examples, key=lambda one: len(one.ids))
        size = self.plan.batch * world
        batches = [ordered[start : start + size] for start in range(0, len(ordered) - size + 1, size)] or [ordered]
        self.model.train()
        with Progress(disable=not self._accelerator.is_main_process, transient=True) as progress:
            shown = progress.add_task("tuning", total=self.plan.steps, completed=self.step)
            while self.step < self.plan.steps and self.seconds < 60 * self.plan.minutes:
                began = time.monotonic()
                batch = random.Random(f"{self.plan.seed} {self.step}").choice(batches)
                self._learn(batch[rank::world] or batch)
                self.seconds += time.monotonic() - began
                progress.update(shown, completed=self.step)
                if self.step % self.plan.every == 0:
                    self._save()

    # ── inside ────────────────────────────────────────────────────────────────────────────────

    def _learn(self, batch: Sequence[Example]) -> None:
        for group in self._optimizer.param_groups:
            group["lr"] = self.plan.rate * self._share()
        loss = self._loss(batch)
        if self.plan.method == "adalora":
            loss = loss + ORTHOGONAL * self._skewness()
        self._accelerator.backward(loss)
        self._accelerator.clip_grad_norm_(self._weights, 1.0)
        self._optimizer.step()
        if self.plan.method == "adalora":  # moves the ranks to where they count most
            self._accelerator.unwrap_model(self.model).base_model.update_and_allocate(self.step)
        self._optimizer.zero_grad()
        self.step += 1

    def _skewness(self) -> Any:
        """How far P and Q of the adapters' P Λ Q are from orthogonal, on average (AdaLoRA, equation 4)."""
        import torch

        apart = []
        for name, weight in self._accelerator.unwrap_model(self.model).named_parameters():
            if "lora_A" in name or "lora_B" in name:
                gram = weight @ weight.T if "lora_A" in name else weight.T @ weight  # (r, r)
                apart.append(torch.linalg.matrix_norm(gram - torch.eye(len(gram), device=gram.device)))
        return torch.stack(apart).mean()

    def _share(self) -> float:
        """Of the full rate, now."""
        done = max(self.step / self.plan.steps, self.seconds / (60 * self.plan.minutes))
        return min((self.step + 1) / max(self.plan.steps // 20, 1), 1.0) * (
            0.05 + 0.95 * math.cos(done * math.pi / 2) ** 2
        )

    def _loss(self, batch: Sequence[Example]) -> Any:
        """Cross entropy of the answers' tokens. Answers end together: prompts are padded on the left."""
        import torch
        from torch.nn.functional import cross_entropy

        width, kept = max(len(one.ids) for one in batch), max(one.answer for one in batch) + 1
        ids = torch.zeros((len(batch), width), dtype=torch.long)  # (B, T)
        mask = torch.zeros_like(ids)
        labels = torch.full_like(ids, -100)
        for row, one in enumerate(batch):
            ids[row, width - len(one.ids) :] = torch.tensor(one.ids)
            mask[row, width - len(one.ids) :] = 1
            labels[row, width - one.answer :] = ids[row, width - one.answer :]
        device = self._accelerator.device
        places = (mask.cumsum(1) - 1).clamp(min=0)
        # the vocabulary is the dearest part: only the places that predict an answer's token are worked out
        out = self.model(
            input_ids=ids.to(device),
            attention_mask=mask.to(device),
            position_ids=places.to(device),
            logits_to_keep=kept,
        )
        logits = out.logits[:, :-1]  # (B, kept - 1, V)
        wanted = labels[:, width - kept + 1 :].to(device)  # (B, kept - 1)
        return cross_entropy(logits.flatten(0, 1).float(), wanted.flatten(), ignore_index=-100)

    def _save(self) -> None:
        import torch

        if not self._accelerator.is_main_process:
            return
        self.folder.mkdir(parents=True, exist_ok=True)
        state = {
            "plan": json.dumps(asdict(self.plan)),
            "weights": [weight.detach().cpu() for weight in self._weights],
            "optimizer": self._optimizer.state_dict(),
            "step": self.step,
            "seconds": self.seconds,
            "before": self._before,
        }
        draft = self.folder / "state.tmp"
        torch.save(state, draft)
        draft.replace(self.folder / "state.pt")

    def _resume(self) -> None:
        """Go on where a training of the same plan was killed."""
        import torch

        file = self.folder / "state.pt"
        if not file.exists():
            return
        state = torch.load(file, weights_only=True)
        if state["plan"] != json.dumps(asdict(self.plan)):
            return
        with torch.no_grad():
            for weight, kept in zip(self._weights, state["weights"], strict=True):
                weight.copy_(kept)
        self._optimizer.load_state_dict(state["optimizer"])
        self.step, self.seconds, self._before = state["step"], state["seconds"], state["before"]
