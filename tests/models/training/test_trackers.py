"""Where a training's curves go."""

from __future__ import annotations

import pytest
from accelerate.tracking import LOGGER_TYPE_TO_CLASS, get_available_trackers

from models.training.trackers import trackers
from shop.errors import BadSettings


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
