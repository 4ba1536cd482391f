"""Rounding to 4 bits: what is written is what was meant, and it errs less on real inputs than plain rounding."""

from __future__ import annotations

import numpy as np
import torch
from gguf import GGMLQuantizationType
from gguf.quants import dequantize, quantize

from models.engines import four_bits


def test_errors_cancel_on_inputs_that_vary_together() -> None:
    torch.manual_seed(0)
    weight = torch.randn(48, 128)
    inputs = torch.randn(400, 16) @ torch.randn(16, 128) + 0.3 * torch.randn(400, 128)  # (n, in), of 16 causes
    whole, scales = four_bits.rounded(weight, inputs.T @ inputs)
    kind = GGMLQuantizationType.Q4_0
    plain = torch.from_numpy(dequantize(quantize(weight.numpy(), kind), kind))

    def error(other: torch.Tensor) -> float:
        return float((inputs @ (weight - other).T).square().mean())

    assert error(four_bits.read(whole, scales)) < 0.5 * error(plain)


def test_blocks_hold_the_values(rows: int = 6, width: int = 64) -> None:
    torch.manual_seed(1)
    whole, scales = four_bits.rounded(torch.randn(rows, width), torch.eye(width))
    assert whole.min() >= -8 and whole.max() <= 7
    blocks = four_bits.packed(whole.numpy(), scales.numpy())
    assert blocks.shape == (rows, width // 32 * 18)
    read = dequantize(blocks, GGMLQuantizationType.Q4_0)
    np.testing.assert_allclose(read, four_bits.read(whole, scales).numpy(), rtol=1e-6)
