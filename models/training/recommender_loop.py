"""The training loop of the two-tower network: accelerate, length bucketing, sampled softmax, early stopping."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np
import torch
from accelerate.utils import set_seed
from torch import Tensor, nn

from models.recommenders.base import Progress
from models.recommenders.encoding import Encoded, pack, windows
from models.recommenders.two_tower import KINDS, Catalogue, Steps, Towers
from models.recommenders.whitening import Whitening
from models.training.accelerator import begun
from models.training.checkpoints import Memory

ANY, TASTE = KINDS.index("event"), KINDS.index("taste")


@dataclass(frozen=True)
class Training:
    """Settings of one training. ``most``: steps read in all; of long histories by the million it takes fewer epochs.
    ``tokens``: steps in a batch at most, padding included, fewer where an epoch would have less than ``least`` batches;
    ``negatives`` of one batch, all items where there are no more; ``patience``: evaluations without a gain before it
    stops; ``speak``: share of steps that are read as words alone; ``anonymous``: share whose kind is hidden, so that
    any kind will do later."""

    epochs: int = 24
    most: int = 24_000_000
    tokens: int = 2048
    least: int = 60
    negatives: int = 2048
    rate: float = 3e-3
    decay: float = 0.05
    warmup: int = 100
    clip: float = 1.0
    patience: int = 3
    every: int = 3  # epochs from one evaluation to the next
    evaluate: int = 4096  # shoppers of one evaluation, at most
    accumulate: int = 1
    precision: str = "no"  # accelerate's mixed precision: no, fp16, bf16
    speak: float = 0.05
    anonymous: float = 0.1
    seed: int = 0
    log_with: tuple[str, ...] = ()  # "tensorboard", "wandb"


def batches(lengths: Sequence[int], tokens: int, random: np.random.Generator) -> Iterator[list[int]]:
    """Places of histories of about one length, at most ``tokens`` steps with padding, in random order."""
    order = np.argsort(np.asarray(lengths) + random.random(len(lengths)), kind="stable")
    groups: list[list[int]] = [[]]
    for place in order:
        if groups[-1] and (len(groups[-1]) + 1) * lengths[place] > tokens:
            groups.append([])
        groups[-1].append(int(place))
    yield from (groups[i] for i in random.permutation(len(groups)))


class Objective(nn.Module):
    """Mean of ``-log p(item)`` over all items that are new to the shopper, as seen before the basket that they come in;
    the others are read only.

    Uniform negatives shared by the batch, their logits raised by ``log(N / S)`` (logQ correction: Bengio and
    Senécal 2008, section 3); with ``negatives >= N`` the softmax is full and exact.
    """

    def __init__(self, net: Towers, catalogue: Catalogue, negatives: int) -> None:
        super().__init__()
        self.net, self.catalogue, self.negatives = net, catalogue, negatives

    def forward(self, steps: Steps) -> Tensor:
        net, catalogue = self.net, self.catalogue
        N, device = len(catalogue.log_prior), catalogue.log_prior.device
        is_target = steps.fresh & (steps.row >= 0)
        target = steps.row[is_target]  # (M,)
        baskets, own_basket = torch.unique(steps.at[is_target], return_inverse=True)  # (Q,), (M,)
        touched = steps.row[steps.row >= 0]
        full = self.negatives >= N
        sample = torch.arange(N, device=device) if full else torch.randperm(N, device=device)[: self.negatives]
        needed, at = torch.unique(torch.cat([sample, target, touched]), return_inverse=True)
        place = torch.zeros(N, dtype=torch.long, device=device)
        place[needed] = torch.arange(len(needed), device=device)
        vectors = net.items(*catalogue.at(needed))  # (n, d)
        read = replace(steps, row=torch.where(steps.row >= 0, place[steps.row.clamp(min=0)], -1))
        shoppers = net.shoppers(vectors, read)[:, :-1].flatten(0, 1)[baskets]  # (Q, d): as they were before each
        keys, queries = net.keys(vectors, catalogue.log_prior[needed]), net.queries(shoppers)
        own = (queries[own_basket] * keys[at[len(sample) : len(sample) + len(target)]]).sum(-1)  # (M,)
        sampled = queries @ keys[at[: len(sample)]].T  # (Q, S)
        if full:
            return (sampled.logsumexp(dim=1)[own_basket] - own).mean()
        drawn = torch.full((N,), -1, device=device)
        drawn[sample] = torch.arange(len(sample), device=device)
        met = drawn[target] >= 0  # a target of the same basket is no negative
        sampled = sampled + math.log(N / len(sample))
        sampled = sampled.index_put((own_basket[met], drawn[target[met]]), sampled.new_tensor(float("-inf")))
        return (torch.logaddexp(sampled.logsumexp(dim=1)[own_basket], own) - own).mean()


def roughen(steps: Steps, texts: Tensor, training: Training) -> Steps:
    """Hide the kind of some steps and turn some of one item into words: its text alone, as a taste would be.

    A step turned into words is no longer a target, since its row is gone; it is few of them. ``texts``: (N, w).
    """
    number = steps.number()
    hidden = (torch.rand(number.shape, device=number.device) < training.anonymous) & (steps.kind > 0)
    kind = torch.where(hidden, ANY, steps.kind)
    drawn = (torch.rand(number.shape, device=number.device) < training.speak) & (number == 1)
    spoken = drawn.flatten()[steps.at] & (steps.row >= 0)
    if not spoken.any():
        return replace(steps, kind=kind)
    said = texts.new_zeros(*kind.shape, texts.shape[1]) if steps.said is None else steps.said.clone()
    said.view(-1, said.shape[-1])[steps.at[spoken]] = texts[steps.row[spoken]]
    kind.view(-1)[steps.at[spoken]] = TASTE
    row, stars = torch.where(spoken, -1, steps.row), torch.where(spoken, 0, steps.stars)
    return replace(steps, row=row, kind=kind, stars=stars, said=said)


def train(
    net: Towers,
    catalogue: Catalogue,
    histories: Sequence[Encoded],
    whitening: Whitening,
    training: Training,
    evaluate: Callable[[Towers], float],
    *,
    progress: Progress,
    folder: Path | None = None,
) -> dict[str, float]:
    """Train ``net`` in place and leave it at its best evaluation. Returns its value, its epoch, the
    seconds of processor that the training took, over all its starts, and how many processes shared it.

    ``evaluate``: the higher the better. ``folder``: checkpoints after each epoch and, where one stands already with
    the same settings, the place to go on from. Several processes (``accelerate launch``) share each batch.
    """
    set_seed(training.seed)
    accelerator = begun(training.precision, accumulate=training.accumulate, log_with=training.log_with, folder=folder)
    if training.log_with:
        accelerator.init_trackers("recommender", config={k: str(v) for k, v in asdict(training).items()})
    matrices = [p for p in net.parameters() if p.ndim > 1]
    scalars = [p for p in net.parameters() if p.ndim <= 1]
    optimizer = torch.optim.AdamW(
        [{"params": matrices, "weight_decay": training.decay}, {"params": scalars, "weight_decay": 0.0}],
        lr=training.rate,
        betas=(0.9, 0.98),
    )
    used = [piece for history in histories for piece in windows(history, net.shape.length) if piece.fresh.any()]
    lengths = [len(piece) for piece in used]
    training = replace(training, epochs=min(training.epochs, max(1, training.most // max(sum(lengths), 1))))
    share = accelerator.num_processes
    tokens = min(training.tokens, max(sum(lengths) // training.least, net.shape.length))
    in_epoch = max(1, sum(1 for _ in batches(lengths, tokens, np.random.default_rng(0))) // share)
    total = max(training.epochs, 1) * in_epoch

    def pace(step: int) -> float:
        return min(1.0, (step + 1) / training.warmup) * float(max(0.02, 1.0 - step / total))

    scheduler = torch.optim.lr_scheduler.LambdaLR(optimizer, pace)
    on_device = catalogue.to(accelerator.device)
    objective = Objective(net, on_device, training.negatives)
    objective, optimizer, scheduler = accelerator.prepare(objective, optimizer, scheduler)
    of_what = {"items": len(catalogue.log_prior), "histories": len(used), "steps": sum(lengths)}
    memory = Memory(accelerator, net, {**asdict(training), **of_what}, folder)
    while not memory.done:
        random = np.random.default_rng((training.seed, memory.epoch))
        torch.manual_seed(training.seed * 100_003 + memory.epoch)
        objective.train()
        losses = []
        for number, places in enumerate(batches(lengths, tokens, random)):
            if number % share != accelerator.process_index or number >= in_epoch * share:
                continue
            steps = pack([used[p] for p in places], whitening, net.shape.length).to(accelerator.device)
            steps = roughen(steps, on_device.text, training)
            with accelerator.accumulate(objective):
                loss = objective(steps)
                accelerator.backward(loss)
                if accelerator.sync_gradients:
                    accelerator.clip_grad_norm_(net.parameters(), training.clip)
                optimizer.step()
                scheduler.step()
                optimizer.zero_grad()
            losses.append(loss.item())
            done = (memory.epoch + (number + 1) / (in_epoch * share)) / training.epochs
            progress(f"epoch {memory.epoch + 1}, loss {np.mean(losses[-50:]):.3f}, best {memory.best:.4f}", done)
        memory.epoch += 1
        values = {"loss": float(np.mean(losses)), "rate": scheduler.get_last_lr()[0]}
        if memory.epoch % training.every == 0 or memory.epoch == training.epochs:
            net.eval()
            values["validation"] = evaluate(net)
            memory.judge(values["validation"])
        accelerator.log(values, step=memory.epoch)
        memory.save()
    memory.restore_best()
    if training.log_with:
        accelerator.end_training()
    net.eval()
    return {
        "best": memory.best,
        "epoch": float(memory.best_epoch),
        "seconds": memory.seconds,
        "processes": float(share),
    }
