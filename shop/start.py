"""How a process of ours begins: settings, log, traces, and all that it is built of."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TypeVar

from shop import tracing
from shop.errors import BadSettings
from shop.logging import set_up
from shop.settings import Settings, load_settings

T = TypeVar("T")


def start(process: str, build: Callable[[Settings], T]) -> tuple[Settings, T]:
    """The settings, and what ``build`` makes of them; a bad one ends ``process`` with a line that names it."""
    try:
        settings = load_settings()
        set_up(settings.log, process)
        tracing.set_up(settings.tracing, process)
        return settings, build(settings)
    except BadSettings as error:
        sys.exit(f"{process}: {error.message}")
