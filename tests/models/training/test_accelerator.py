"""A process may train twice, each time with a precision of its own; where a training's curves go."""

from __future__ import annotations

from pathlib import Path

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


def test_curves_go_to_wandb_without_a_network(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("wandb", reason="wandb is not installed: pip install -r requirements/dev.txt")
    monkeypatch.setenv("WANDB_MODE", "offline")
    monkeypatch.setenv("WANDB_DIR", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    run = begun("no", log_with=("wandb",), folder=tmp_path)
    run.init_trackers("recommender", config={"epochs": "1"})
    run.log({"loss": 0.5}, step=1)
    run.end_training()
    kept = list(tmp_path.glob("wandb/offline-run-*/*.wandb"))
    assert len(kept) == 1 and kept[0].stat().st_size > 0
