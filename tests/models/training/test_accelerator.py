"""A process may train twice, each time with a precision of its own; where a training's curves go."""

from __future__ import annotations

import pytest
import torch
from accelerate.tracking import LOGGER_TYPE_TO_CLASS, get_available_trackers

from models.training.accelerator import begun, trackers
from shop.errors import BadSettings


@pytest.mark.parametrize("order", [("bf16", "no"), ("no", "bf16")])
def test_each_training_has_its_own_precision(order: tuple[str, str]) -> None:
    for precision in order:
        run = begun(precision, accumulate=2 if precision == "bf16" else 1)
        with run.autocast():
            product = torch.ones(2, 2, device=run.device) @ torch.ones(2, 2, device=run.device)
        assert product.dtype == (torch.bfloat16 if precision == "bf16" else torch.float32)
        assert run.gradient_accumulation_steps == (2 if precision == "bf16" else 1)
    begun("no")


def test_what_is_installed_is_taken() -> None:
    assert trackers(("tensorboard",)) == ["tensorboard"]
    assert trackers(()) is None


def test_what_is_unknown_is_named() -> None:
    with pytest.raises(BadSettings, match=r"'wandbb'.*tensorboard"):
        trackers(("wandbb",))


def test_what_is_not_installed_is_named() -> None:
    missing = sorted(set(LOGGER_TYPE_TO_CLASS) - {str(tracker) for tracker in get_available_trackers()})[0]
    with pytest.raises(BadSettings, match=f"{missing} is not installed"):
        trackers((missing,))
