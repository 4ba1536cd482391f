"""The accelerate run of one training: devices, mixed precision, accumulation, and where its curves go."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from accelerate import Accelerator
from accelerate.state import AcceleratorState
from accelerate.tracking import LOGGER_TYPE_TO_CLASS, get_available_trackers

from shop.errors import BadSettings


def begun(
    precision: str, *, accumulate: int = 1, log_with: Sequence[str] = (), folder: Path | str | None = None
) -> Accelerator:
    """A new run, whatever an earlier training in this process had: accelerate keeps its state for the whole process
    and refuses a second precision. The group of processes that ``accelerate launch`` made stays.

    ``precision``: no, bf16 or fp16. Raises :class:`BadSettings` for an unknown tracker.
    """
    AcceleratorState._reset_state()
    return Accelerator(
        mixed_precision=precision,
        gradient_accumulation_steps=accumulate,
        log_with=trackers(log_with),
        project_dir=str(folder) if folder else None,
    )


def trackers(names: Sequence[str]) -> list[str] | None:
    """As ``Accelerator`` takes them. Raises :class:`BadSettings` for one that is unknown or not installed."""
    known, installed = set(LOGGER_TYPE_TO_CLASS), {str(tracker) for tracker in get_available_trackers()}
    for name in names:
        if name not in known:
            raise BadSettings(f"log_with: unknown {name!r}; expected some of {', '.join(sorted(known))}")
        if name not in installed:
            raise BadSettings(f"log_with: {name} is not installed; install it, or leave it out")
    return list(names) or None
