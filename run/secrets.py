"""Secrets that nobody should have to think of: made once, kept in the state folder, readable by the owner alone."""

from __future__ import annotations

import secrets
from pathlib import Path

from shop.settings import Secrets


def ensure(state: Path) -> Path:
    """Write ``secrets.toml`` where it is missing; return its path."""
    file = state / "secrets.toml"
    if not file.exists():
        state.mkdir(parents=True, exist_ok=True)
        lines = [f'{name} = "{secrets.token_urlsafe(32)}"' for name in Secrets.model_fields]
        file.touch(mode=0o600)
        file.write_text("[secrets]\n" + "\n".join(lines) + "\n")
    return file
