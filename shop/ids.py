"""Names for new things: unguessable, safe in a URL."""

from __future__ import annotations

import uuid


def new_id(prefix: str) -> str:
    """``prefix`` and 122 random bits, e.g. ``c_5f0c…``."""
    return f"{prefix}_{uuid.uuid4().hex}"


def fold_email(email: str) -> str:
    """The form in which addresses are kept and compared."""
    return email.strip().casefold()
