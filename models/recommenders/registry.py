"""Recommenders by name, new or from a folder. An algorithm's module is imported when it is asked for."""

from __future__ import annotations

import json
from importlib import import_module
from pathlib import Path
from typing import Any

from models.recommenders.base import Embed, Recommender
from shop.errors import BadInput, NotFound

_ALGORITHMS = {
    "popularity": ("popularity", "Popularity"),
    "item_knn": ("item_knn", "ItemKnn"),
    "basket_knn": ("basket_knn", "BasketKnn"),
    "als": ("factors", "Als"),
    "bpr": ("factors", "Bpr"),
    "sequence": ("sequence", "SequenceRecommender"),
}


def names() -> list[str]:
    return sorted(_ALGORITHMS)


def create(name: str, *, embed: Embed | None = None, **options: Any) -> Recommender:
    """A recommender with no items yet. Raises :class:`BadInput` for an unknown name or option."""
    try:
        return _class(name)(embed=embed, **options)  # type: ignore[call-arg]
    except TypeError as error:
        raise BadInput(f"recommender {name!r}: {error}", field="options") from error


def load(folder: Path, *, embed: Embed | None = None) -> Recommender:
    """The recommender saved in ``folder``: ``config.json``, ``model.safetensors`` and ``items.jsonl``.

    Raises :class:`NotFound` where there is none, :class:`BadInput` where it cannot be read.
    """
    file = folder / "config.json"
    if not file.exists():
        raise NotFound(f"no recommender in {folder}: {file.name} is missing")
    try:
        config = json.loads(file.read_text(encoding="utf-8"))
        return _class(config["algorithm"]).load(folder, embed=embed)
    except (KeyError, ValueError, TypeError, OSError) as error:
        raise BadInput(f"the recommender in {folder} cannot be read: {error!r}") from error


def _class(name: str) -> type[Recommender]:
    if name not in _ALGORITHMS:
        raise BadInput(f"recommender {name!r}: expected one of {', '.join(names())}", field="algorithm")
    module, kind = _ALGORITHMS[name]
    algorithm: type[Recommender] = getattr(import_module(f"models.recommenders.{module}"), kind)
    return algorithm
