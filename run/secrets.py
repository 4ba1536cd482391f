"""Secrets that nobody should have to think of: made once, kept in the state folder, readable by the owner alone."""

from __future__ import annotations

import json
import re
import secrets
import tomllib
from collections.abc import Mapping
from pathlib import Path

from run.private import private
from shop.settings import Secrets

_MADE_ELSEWHERE = {"seal_before"}


def kept(state: Path) -> dict[str, str]:
    """What ``secrets.toml`` holds; the environment may say something else."""
    file = state / "secrets.toml"
    found: dict[str, str] = tomllib.loads(file.read_text(encoding="utf-8")).get("secrets", {}) if file.exists() else {}
    return found


def ensure(state: Path) -> Path:
    """Write ``secrets.toml``, or add to it what an older version did not know; return its path."""
    file = state / "secrets.toml"
    before = file.read_text(encoding="utf-8") if file.exists() else "[secrets]\n"
    known = kept(state)
    lines = [
        f'{name} = "{secrets.token_urlsafe(32)}"\n'
        for name in Secrets.model_fields
        if name not in known and name not in _MADE_ELSEWHERE
    ]
    if lines:
        head, section, rest = before.partition("[secrets]\n")
        _write(file, f"{head}[secrets]\n{''.join(lines)}{rest if section else ''}")
    return file


def put(state: Path, section: str, values: Mapping[str, str | int | float | bool]) -> None:
    """Keep a section of settings beside the secrets, in place of the one that there was."""
    file = ensure(state)
    rest = re.sub(rf"^\[{section}\]\n(?:(?!\[).*\n?)*", "", file.read_text(encoding="utf-8"), flags=re.MULTILINE)
    lines = "".join(f"{name} = {json.dumps(value)}\n" for name, value in values.items())
    _write(file, f"{rest.rstrip()}\n\n[{section}]\n{lines}")


def _write(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    with private(file) as out:
        out.write(text.encode())


def change(state: Path, **values: str | None) -> None:
    """Put other secrets in place of those that there were; None takes one out."""
    file = ensure(state)
    _write(file, _changed(file.read_text(encoding="utf-8"), values))


def in_use(state: Path, given: Secrets) -> str:
    """What ``secrets.toml`` says, with the secrets that are ``given``: the environment's, where it holds any."""
    known = kept(state)
    other = {name: value for name, value in given.model_dump().items() if value and value != known.get(name)}
    return _changed(ensure(state).read_text(encoding="utf-8"), other)


def _changed(text: str, values: Mapping[str, str | None]) -> str:
    head, section, rest = text.partition("[secrets]\n")
    for name in values:
        rest = re.sub(rf"^{name} = .*\n", "", rest, flags=re.MULTILINE)
    lines = "".join(f"{name} = {json.dumps(value)}\n" for name, value in values.items() if value is not None)
    return f"{head}{section}{lines}{rest}"
