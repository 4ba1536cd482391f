"""Files that hold what is nobody else's to read."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO


@contextmanager
def private(file: Path) -> Iterator[BinaryIO]:
    """A new file, its owner's alone; it takes the place of the one that there was when it is whole, and only then."""
    handle, fresh = tempfile.mkstemp(prefix=f".{file.name}-", dir=file.parent)
    try:
        with os.fdopen(handle, "wb") as out:
            yield out
        Path(fresh).replace(file)
    finally:
        Path(fresh).unlink(missing_ok=True)
