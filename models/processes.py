"""The process that a model lives in, one of several where ``accelerate launch`` or ``torchrun`` started them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from accelerate import PartialState


def process() -> PartialState:
    """Its device, and its place among the others.

    accelerate keeps one state for the whole process, as whoever asks first would have it: on CPUs it joins the others
    only when it is told then that there is no GPU to look for.
    """
    from accelerate import PartialState
    from accelerate.utils import parse_flag_from_env

    return PartialState(cpu=parse_flag_from_env("ACCELERATE_USE_CPU"))
