"""The two stages of tuning a sentence encoder: words in their place, then what belongs together."""

from __future__ import annotations

import math
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from models.sentence_network import SentenceNetwork
from models.training.accelerator import begun
from models.training.encoder_data import Corpus
from models.training.encoder_place import EVERY, Place

IGNORED = -100
Told = Callable[[str, float], None]


@dataclass(frozen=True)
class Plan:
    """``words``: steps of the first stage; ``meanings``: of the second; ``minutes``: of each at most.

    The first is left out unless asked for: on the demo shop it cost more than it gave
    (``benchmarks/encoder_tuning.py``).
    """

    words: int = 0
    meanings: int = 400
    minutes: float = 20.0
    batch: int = 32
    length: int = 96
    rank: int = 8
    rate: float = 3e-4
    masked: float = 0.15
    temperature: float = 0.05
    accumulate: int = 1
    precision: str = "no"
    seed: int = 0
    log_with: tuple[str, ...] = ()


class Heads(nn.Module):
    """What BERT is pre-trained with (Devlin et al. 2019, section 3.1): which word stood here, and whether the second
    sentence follows the first. The words' matrix is the network's own; the heads are thrown away afterwards."""

    def __init__(self, width: int, words: Tensor) -> None:
        super().__init__()
        self.turn = nn.Sequential(nn.Linear(width, width), nn.GELU(), nn.LayerNorm(width))
        self.bias = nn.Parameter(torch.zeros(len(words)))
        self.follows = nn.Linear(width, 2)
        self.register_buffer("words", words.detach(), persistent=False)
        self.words: Tensor

    def forward(self, hidden: Tensor, labels: Tensor, follows: Tensor) -> tuple[Tensor, Tensor]:
        """Losses of masked words and of next sentences. ``hidden``: (B, T, d); ``labels``: (B, T)."""
        at = labels != IGNORED
        guessed = self.turn(hidden[at]) @ self.words.T + self.bias  # (m, V)
        return F.cross_entropy(guessed, labels[at]), F.cross_entropy(self.follows(hidden[:, 0]), follows)


class Tuning:
    """``network``'s body carries the adapter; ``tokenizer`` is of the tokenizers library; ``place``: where a killed
    tuning goes on."""

    def __init__(
        self, network: SentenceNetwork, tokenizer: Any, plan: Plan, told: Told, project: str | None, place: Place
    ) -> None:
        self.plan, self.told, self.tokenizer, self.place = plan, told, tokenizer, place
        self.accelerator = begun(plan.precision, accumulate=plan.accumulate, log_with=plan.log_with, folder=project)
        if plan.log_with:
            self.accelerator.init_trackers("encoder")
        self.network = network.to(self.accelerator.device)
        tokenizer.enable_truncation(plan.length)
        tokenizer.enable_padding(pad_id=self._id("[PAD]", "<pad>"))
        self.mask_id = self._id("[MASK]", "<mask>")
        torch.manual_seed(plan.seed)
        self.random = random.Random(plan.seed)

    def words(self, documents: Sequence[Sequence[str]]) -> dict[str, float]:
        """Masked words and next sentences; returns the mean losses of the first and the last tenth of the steps, of
        those after the last start."""
        body = self.network.body
        heads = Heads(body.config.hidden_size, body.get_input_embeddings().weight).to(self.accelerator.device)
        masked: list[float] = []
        followed: list[float] = []

        def loss() -> Tensor:
            ids, mask, kinds, labels, follows = self._masked(documents)
            hidden = body(input_ids=ids, attention_mask=mask, token_type_ids=kinds).last_hidden_state
            one, other = heads(hidden, labels, follows)
            masked.append(one.item())
            followed.append(other.item())
            total: Tensor = one + other
            return total

        self._run("masked words and next sentences", self.plan.words, loss, heads)
        tenth = max(len(masked) // 10, 1)
        named = (("masked words", masked), ("next sentence", followed))
        return {
            f"{name}, {when}": sum(part) / len(part)
            for name, values in named
            for when, part in (("at first", values[:tenth]), ("at last", values[-tenth:]))
        }

    def meanings(self, pairs: Sequence[tuple[str, str]]) -> None:
        """Each query nearer to its own answer than to the batch's others, and the other way round (InfoNCE: van den
        Oord et al. 2018, equation 4). Answers with the same text are no negatives of each other."""

        def loss() -> Tensor:
            drawn = self.random.sample(pairs, min(self.plan.batch, len(pairs)))
            queries = self.vectors([query for query, _ in drawn])
            answers = self.vectors([answer for _, answer in drawn])
            near = queries @ answers.T / self.plan.temperature  # (B, B)
            same = torch.tensor([[a[1] == b[1] or a[0] == b[0] for b in drawn] for a in drawn], device=near.device)
            near = near.masked_fill(same & ~torch.eye(len(drawn), dtype=torch.bool, device=near.device), -1e4)
            own = torch.arange(len(drawn), device=near.device)
            return (F.cross_entropy(near, own) + F.cross_entropy(near.T, own)) / 2

        self._run("what belongs together", self.plan.meanings, loss)

    def vectors(self, texts: Sequence[str]) -> Tensor:
        """(n, d), unit norm, with gradients where they are on."""
        encoded = self.tokenizer.encode_batch(list(texts))
        device = self.accelerator.device
        ids, mask = (torch.tensor([getattr(e, n) for e in encoded], device=device) for n in ("ids", "attention_mask"))
        found: Tensor = self.network(ids, mask)
        return found

    @torch.inference_mode()
    def judge(self, corpus: Corpus, batch: int = 64) -> dict[str, float]:
        """Of the held-out searches: how often the item that was taken is among the first ten, and its mean
        reciprocal rank, all items ranked."""
        self.network.eval()
        parts = [self.vectors(corpus.shelf[at : at + batch]) for at in range(0, len(corpus.shelf), batch)]
        shelf = torch.cat(parts)
        ranks = []
        for at in range(0, len(corpus.held), batch):
            part = corpus.held[at : at + batch]
            near = self.vectors([query for query, _ in part]) @ shelf.T
            own = near.gather(1, torch.tensor([[row] for _, row in part], device=near.device))
            ranks += (near > own).sum(dim=1).add(1).tolist()
        count = max(len(ranks), 1)
        return {"recall@10": sum(rank <= 10 for rank in ranks) / count, "mrr": sum(1 / rank for rank in ranks) / count}

    def _run(self, what: str, steps: int, loss: Callable[[], Tensor], heads: nn.Module | None = None) -> None:
        modules: list[nn.Module] = [self.network, *([heads] if heads else [])]
        learnt = [p for module in modules for p in module.parameters() if p.requires_grad]
        optimizer = self.accelerator.prepare(torch.optim.AdamW(learnt, lr=self.plan.rate, weight_decay=0.01))
        first, before = self.place.restore(what, modules, optimizer, self.random)
        began = time.monotonic() - before
        self.network.train()
        for step in range(first, steps):
            spent = time.monotonic() - began
            done = max(step / steps, spent / (60 * self.plan.minutes))
            if done >= 1:
                break
            for group in optimizer.param_groups:
                group["lr"] = self.plan.rate * min(1.0, (step + 1) / 20) * (0.05 + 0.95 * math.cos(done * math.pi / 2))
            with self.accelerator.accumulate(self.network):
                value = loss()
                self.accelerator.backward(value)
                if self.accelerator.sync_gradients:
                    self.accelerator.clip_grad_norm_(learnt, 1.0)
                optimizer.step()
                optimizer.zero_grad()
            self.accelerator.log({what: value.item()}, step=step)
            self.told(f"{what}, loss {value.item():.3f}", done)
            if (step + 1) % EVERY == 0 and self.accelerator.is_main_process:
                self.place.save(what, step + 1, time.monotonic() - began, modules, optimizer, self.random)
        self.told(what, 1.0)

    def _masked(self, documents: Sequence[Sequence[str]]) -> tuple[Tensor, Tensor, Tensor, Tensor, Tensor]:
        """ids, mask, token types and labels (B, T), and whether the second sentence follows the first (B,)."""
        pairs, follows = [], []
        for _ in range(self.plan.batch):
            document = self.random.choice(documents)
            at = self.random.randrange(len(document) - 1)
            true = self.random.random() < 0.5
            second = document[at + 1] if true else self.random.choice(self.random.choice(documents))
            pairs.append((document[at], second))
            follows.append(int(true))
        encoded = self.tokenizer.encode_batch(pairs)
        columns = ("ids", "attention_mask", "type_ids", "special_tokens_mask")
        ids, mask, kinds, special = (torch.tensor([getattr(e, name) for e in encoded]) for name in columns)
        chosen = (torch.rand(ids.shape) < self.plan.masked) & (special == 0)
        chosen[:, 1] |= ~chosen.any(dim=1)  # each text has one at least
        labels = torch.where(chosen, ids, IGNORED)
        fate = torch.rand(ids.shape)  # of ten chosen words eight are hidden, one is another, one stays
        other = torch.randint_like(ids, self.tokenizer.get_vocab_size())
        ids = torch.where(chosen & (fate < 0.8), self.mask_id, torch.where(chosen & (fate > 0.9), other, ids))
        device = self.accelerator.device
        return ids.to(device), mask.to(device), kinds.to(device), labels.to(device), torch.tensor(follows).to(device)

    def _id(self, *names: str) -> int:
        return next((found for name in names if (found := self.tokenizer.token_to_id(name)) is not None), 0)
