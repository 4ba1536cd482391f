"""Where a tuning of the encoder stands, on disk, so that a killed one goes on from there."""

from __future__ import annotations

import random
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import torch
from torch import nn

if TYPE_CHECKING:
    from models.training.encoder_loop import Plan

EVERY = 25  # steps from one checkpoint to the next


class Place:
    """``measured`` of the stages that are done, and the step, weights, optimizer and random numbers of the one that is
    not. A checkpoint of another plan is another tuning: it is passed over. ``folder`` None keeps nothing."""

    def __init__(self, folder: Path | None, plan: Plan) -> None:
        self._file = folder / "checkpoint.pt" if folder else None
        self._plan = {key: list(value) if isinstance(value, tuple) else value for key, value in asdict(plan).items()}
        self.measured: dict[str, dict[str, float]] = {}
        self._state: dict[str, Any] = {}
        if self._file and self._file.exists():
            state = torch.load(self._file, weights_only=True)
            if state["plan"] == self._plan:
                self._state, self.measured = state, state["measured"]

    def restore(
        self, stage: str, modules: list[nn.Module], optimizer: torch.optim.Optimizer, draw: random.Random
    ) -> tuple[int, float]:
        """The step to begin ``stage`` with, and the seconds that it took so far; everything else is put in place."""
        state = self._state
        if state.get("stage") != stage:
            return 0, 0.0
        for module, weights in zip(modules, state["weights"], strict=True):
            module.load_state_dict(weights, strict=False)
        optimizer.load_state_dict(state["optimizer"])
        version, numbers, gauss = state["draw"]
        draw.setstate((version, tuple(numbers), gauss))
        torch.set_rng_state(state["torch"])
        return int(state["step"]), float(state["seconds"])

    def save(
        self,
        stage: str,
        step: int,
        seconds: float,
        modules: list[nn.Module],
        optimizer: torch.optim.Optimizer,
        draw: random.Random,
    ) -> None:
        if self._file is None:
            return
        self._state = {
            "plan": self._plan,
            "measured": self.measured,
            "stage": stage,
            "step": step,
            "seconds": seconds,
            "weights": [_learnt(module) for module in modules],
            "optimizer": optimizer.state_dict(),
            "draw": draw.getstate(),
            "torch": torch.get_rng_state(),
        }
        self._file.parent.mkdir(parents=True, exist_ok=True)
        draft = self._file.with_suffix(".tmp")
        torch.save(self._state, draft)
        draft.replace(self._file)

    def forget(self) -> None:
        """The tuning is done."""
        if self._file is not None:
            self._file.unlink(missing_ok=True)


def _learnt(module: nn.Module) -> dict[str, torch.Tensor]:
    return {name: p.detach().cpu().clone() for name, p in module.named_parameters() if p.requires_grad}
