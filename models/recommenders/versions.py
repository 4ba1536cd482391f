"""Trained recommenders in numbered folders, and a file ``current`` that names the one in use.

::

    <root>/1/  <root>/2/  …      config.json, model.safetensors, items.jsonl, metrics.json
    <root>/current               "2": replaced as a whole, so that a reader sees the old or the new name
    <root>/challenger            "3": while two versions are tried against each other
"""

from __future__ import annotations

from pathlib import Path

from models.recommenders.base import Recommender
from shop.errors import NotFound


def publish(model: Recommender, root: Path) -> Path:
    """Save under the next number and make it the current one; returns its folder."""
    root.mkdir(parents=True, exist_ok=True)
    number = max(numbers(root), default=0) + 1
    draft = root / f".draft-{number}"
    model.save(draft)
    folder = draft.rename(root / str(number))
    point(root, number)
    return folder


def rollback(root: Path) -> Path:
    """Make the version before the current one current again. Raises :class:`NotFound` where there is none."""
    now = current(root)
    older = [number for number in numbers(root) if now is not None and number < int(now.name)]
    if not older:
        raise NotFound(f"{root}: there is no version before {now.name if now else 'the first'}")
    point(root, max(older))
    return root / str(max(older))


def current(root: Path) -> Path | None:
    """The folder in use, or None where nothing was published."""
    return _named(root / "current")


def challenger(root: Path) -> Path | None:
    """The folder that is tried against the current one, or None while nothing is tried."""
    return _named(root / "challenger")


def challenge(root: Path, number: int | None) -> None:
    """Try a version against the current one; None ends the trial. Raises :class:`NotFound` for an unknown one."""
    if number is None:
        (root / "challenger").unlink(missing_ok=True)
    elif not (root / str(number)).is_dir():
        raise NotFound(f"{root}: there is no version {number}")
    else:
        point(root, number, "challenger")


def _named(pointer: Path) -> Path | None:
    return pointer.parent / pointer.read_text(encoding="utf-8").strip() if pointer.is_file() else None


def numbers(root: Path) -> list[int]:
    """Versions there are, in rising order."""
    return sorted(int(folder.name) for folder in root.iterdir() if folder.is_dir() and folder.name.isdigit())


def point(root: Path, number: int, name: str = "current") -> None:
    draft = root / f"{name}.tmp"
    draft.write_text(f"{number}\n", encoding="utf-8")
    draft.replace(root / name)
