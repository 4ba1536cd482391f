"""Where a training's curves go: TensorBoard, Weights & Biases, and what else accelerate knows."""

from __future__ import annotations

from collections.abc import Sequence

from accelerate.tracking import LOGGER_TYPE_TO_CLASS, get_available_trackers

from shop.errors import BadSettings


def trackers(names: Sequence[str]) -> list[str] | None:
    """As ``Accelerator`` takes them. Raises :class:`BadSettings` for one that is unknown or not installed."""
    known, installed = set(LOGGER_TYPE_TO_CLASS), {str(tracker) for tracker in get_available_trackers()}
    for name in names:
        if name not in known:
            raise BadSettings(f"log_with: unknown {name!r}; expected some of {', '.join(sorted(known))}")
        if name not in installed:
            raise BadSettings(f"log_with: {name} is not installed; install it, or leave it out")
    return list(names) or None
