"""What a test needs of the machine beside Python: missing, it skips with the remedy; in CI it fails."""

from __future__ import annotations

import os
from typing import NoReturn

import pytest


def lacking(what: str, package: str) -> NoReturn:
    """End the test because ``what`` is not here; ``package`` is Debian's name for it."""
    missing(f"{what} is not installed (Debian: apt-get install {package})")


def missing(message: str) -> NoReturn:
    """End the test because of what ``message`` says."""
    if os.environ.get("CI"):
        pytest.fail(f"{message}, and in CI nothing may be skipped")
    pytest.skip(message)
