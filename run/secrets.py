"""Secrets that nobody should have to think of: made once, kept in the state folder, readable by the owner alone."""

from __future__ import annotations

import secrets
import tomllib
from pathlib import Path

from shop.settings import Secrets


def ensure(state: Path) -> Path:
    """Write ``secrets.toml``, or add to it what an older version did not know; return its path."""
    file = state / "secrets.toml"
    before = file.read_text(encoding="utf-8") if file.exists() else "[secrets]\n"
    known = tomllib.loads(before).get("secrets", {})
    lines = [f'{name} = "{secrets.token_urlsafe(32)}"\n' for name in Secrets.model_fields if name not in known]
    if lines:
        state.mkdir(parents=True, exist_ok=True)
        head, section, rest = before.partition("[secrets]\n")
        fresh = file.with_suffix(".new")
        fresh.touch(mode=0o600)
        fresh.write_text(f"{head}[secrets]\n{''.join(lines)}{rest if section else ''}", encoding="utf-8")
        fresh.replace(file)
    return file
