"""What was learned of how customers ask: a small correction of an encoder's vectors, and the weights of the evidence.

Fitted by `python -m benchmarks.faq --fit` on questions to several shops, one file a space in ``data/faq/fitted``; its
digest stands beside it. Another encoder than the one it was fitted for keeps its own vectors.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from retrieval.encoding import Space
from retrieval.store import Vectors, unit

FITTED = Path(__file__).parents[1] / "data" / "faq" / "fitted"
Floats = NDArray[np.float32]


@dataclass(frozen=True)
class FaqModel:
    """``adapter`` is what is added to a vector v: v + v · adapter; texts that ask the same then lie closer together.

    ``entry`` and ``none`` weigh the features of :mod:`retrieval.faq_evidence`.
    """

    adapter: Floats | None  # (d, d)
    entry: Floats  # (features of an entry,)
    none: Floats  # (features of "no entry",)

    def adapted(self, vectors: Vectors) -> Vectors:
        """(n, d) unit vectors → (n, d) unit vectors."""
        if self.adapter is None or not len(vectors):
            return vectors
        return unit(vectors + vectors @ self.adapter)


def save(path: Path, encoder: str, fitted: FaqModel, plain: FaqModel) -> None:
    """``plain``: the weights without an adapter, for other encoders."""
    assert fitted.adapter is not None
    path.parent.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(
        path,
        encoder=np.asarray(encoder),
        adapter=fitted.adapter.astype(np.float16),  # exact enough
        entry=fitted.entry,
        none=fitted.none,
        plain_entry=plain.entry,
        plain_none=plain.none,
    )


def load(space: Space, encoder: str | None, folder: Path = FITTED) -> FaqModel:
    """The model of a space for the encoder of this name; ``None`` takes any."""
    with np.load(folder / f"{space}.npz") as stored:
        if encoder not in (None, str(stored["encoder"])):
            return FaqModel(None, stored["plain_entry"], stored["plain_none"])
        return FaqModel(stored["adapter"].astype(np.float32), stored["entry"], stored["none"])
