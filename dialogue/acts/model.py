"""The act model: a small network over a message's features, in plain NumPy."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class ActModel:
    """Two layers: features (d,) → hidden (h,) → a probability for each act, independent of each other."""

    first: Floats  # (d, h)
    first_bias: Floats  # (h,)
    second: Floats  # (h, acts)
    second_bias: Floats  # (acts,)
    acts: tuple[str, ...]  # their names
    other: int = 0  # how many of the last features are another encoder's

    def probabilities(self, row: Floats) -> dict[str, float]:
        """P(act) of one message."""
        hidden = np.maximum(row @ self.first + self.first_bias, 0.0)
        logits = hidden @ self.second + self.second_bias
        chances = 1.0 / (1.0 + np.exp(-logits))
        return {act: float(chance) for act, chance in zip(self.acts, chances, strict=True)}

    def save(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        scratch = path.with_suffix(".new.npz")
        parts = {"first": self.first, "first_bias": self.first_bias, "second": self.second,
                 "second_bias": self.second_bias}  # fmt: skip
        half: dict[str, Any] = {name: part.astype(np.float16) for name, part in parts.items()}  # exact enough
        np.savez_compressed(scratch, acts=np.asarray(self.acts), other=self.other, **half)
        scratch.replace(path)

    @classmethod
    def load(cls, path: Path) -> ActModel:
        with np.load(path) as stored:
            parts = [stored[name].astype(np.float32) for name in ("first", "first_bias", "second", "second_bias")]
            names, other = tuple(str(act) for act in stored["acts"]), int(stored.get("other", 0))
            return cls(parts[0], parts[1], parts[2], parts[3], names, other)
