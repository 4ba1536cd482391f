"""Matrices in 4 bits that say what they said: llama.cpp's Q4_0, rounded so that the errors cancel on real text.

Q4_0 is the kind whose packed kernels llama.cpp is fastest with on a processor, but plain rounding to it costs quality.
Here each column's rounding error is carried into the columns that are not rounded yet, weighed by how the inputs of
the matrix vary together on the shop's own sentences: GPTQ, Frantar et al. 2022, https://arxiv.org/abs/2210.17323,
algorithm 1.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

OUTPUT = "output"
BLOCK = 32  # columns that share a scale
DAMPING = 0.01  # of the mean diagonal, so that the inverse exists
SCALES = np.linspace(0.8, 1.0, 5)  # of the largest value's, tried for the least error


def second_moments(model: Any, batches: Iterable[Any]) -> dict[str, Any]:
    """X^T X of every projection's inputs over some batches of token ids, (in, in); shared inputs are counted once.

    That of the output matrix stands under :data:`OUTPUT`.
    """
    import torch

    moments: dict[str, Any] = {}
    shared = {"k_proj": "q_proj", "v_proj": "q_proj", "up_proj": "gate_proj"}
    handles = []

    def add(name: str, values: Any) -> None:
        flat = values.reshape(-1, values.shape[-1]).float()  # (B T, in)
        moments[name] = moments.get(name, 0) + flat.T @ flat

    def watch(name: str) -> Any:
        def hook(module: Any, inputs: Any) -> None:
            add(name, inputs[0])

        return hook

    linear = {name: module for name, module in model.named_modules() if name.endswith("_proj")}
    for name, module in linear.items():
        if name.rsplit(".", 1)[1] not in shared:
            handles.append(module.register_forward_pre_hook(watch(name)))
    with torch.inference_mode():
        for ids in batches:
            add(OUTPUT, model.base_model(input_ids=ids).last_hidden_state)
    for handle in handles:
        handle.remove()
    for name in linear:
        stem, kind = name.rsplit(".", 1)
        moments[name] = moments[f"{stem}.{shared[kind]}"] if kind in shared else moments[name]
    return moments


def rounded(weight: Any, moment: Any) -> tuple[Any, Any]:
    """Integers in [-8, 7] and scales of one matrix, (out, in) and (out, in / 32)."""
    import torch

    left = weight.detach().float().clone()
    out, width = left.shape
    square = moment.clone()
    dead = square.diagonal() == 0
    square[dead, dead] = 1.0
    square.diagonal().add_(DAMPING * square.diagonal().mean())
    # the upper Cholesky factor of the inverse: its rows say how an error spreads over the columns after it
    spread = torch.linalg.cholesky(torch.cholesky_inverse(torch.linalg.cholesky(square)), upper=True)
    whole = torch.empty_like(left)
    scales = torch.empty(out, width // BLOCK)
    for start in range(0, width, BLOCK):
        block = left[:, start : start + BLOCK]
        scale = _scale(block, square.diagonal()[start : start + BLOCK])
        scales[:, start // BLOCK] = scale
        errors = torch.empty_like(block)
        for place in range(BLOCK):
            column = start + place
            q = (block[:, place] / scale).round().clamp(-8, 7)
            whole[:, column] = q
            error = (block[:, place] - q * scale) / spread[column, column]
            block[:, place:] -= error[:, None] * spread[column, column : start + BLOCK]
            errors[:, place] = error
        left[:, start + BLOCK :] -= errors @ spread[start : start + BLOCK, start + BLOCK :]
    return whole, scales


def _scale(block: Any, weight: Any) -> Any:
    """For each row the scale of least weighted error; its sign puts the largest value at -8, the farther end."""
    import torch

    largest = block.gather(1, block.abs().argmax(1, keepdim=True)).squeeze(1)
    best = torch.full((len(block),), torch.inf)
    chosen = torch.ones(len(block))
    for share in SCALES:
        scale = (share * largest / -8).half().float()  # as it will be kept
        scale[scale == 0] = 2.0**-24
        q = (block / scale[:, None]).round().clamp(-8, 7)
        error = ((q * scale[:, None] - block).square() * weight).sum(1)
        chosen = torch.where(error < best, scale, chosen)
        best = torch.minimum(error, best)
    return chosen


def packed(whole: NDArray[np.float32], scales: NDArray[np.float32]) -> NDArray[np.uint8]:
    """Rows of Q4_0 blocks: a half-precision scale, then 16 bytes that hold value i below and value i + 16 above."""
    out, width = whole.shape
    four = (whole + 8).astype(np.uint8).reshape(out, width // BLOCK, BLOCK)
    bytes_ = four[..., :16] | (four[..., 16:] << 4)  # (out, blocks, 16)
    head = scales.astype(np.float16)[..., None].view(np.uint8)  # (out, blocks, 2)
    return np.concatenate([head, bytes_], axis=-1).reshape(out, -1)


def read(whole: Any, scales: Any) -> Any:
    """The values that integers and scales stand for."""
    return whole * scales.repeat_interleave(BLOCK, 1)
