"""A packed encoder becomes a folder that any tool reads, and its export keeps the four bits where nothing is lost."""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np
import pytest
from tokenizers import Tokenizer

from models import encoder as encoders
from models.export_encoder import export
from models.four_bit_encoder import MAGIC, read, unpack
from shop.errors import BadSettings
from shop.settings import Settings

WIDE, INNER, HEADS, POSITIONS = 64, 128, 2, 40
PIECES = ["<s>", "<pad>", "</s>", "<unk>", "▁", "▁tent", "▁green", "帐篷", *"abcdefghijklmnopqrstuvwxyz"]


def packed(seed: int = 1) -> bytes:
    """A tiny encoder with one layer, as the package packs a whole one."""
    rng = np.random.default_rng(seed)
    tensors: dict[str, bytes] = {}

    def matrix(name: str, rows: int, columns: int) -> None:
        blocks = np.zeros(rows * columns // 32, np.dtype([("scale", "<f2"), ("pairs", "u1", 16)]))
        blocks["scale"] = rng.uniform(0.01, 0.03, len(blocks))
        blocks["pairs"] = rng.integers(0, 256, (len(blocks), 16))
        blocks["pairs"][:, 0] &= 0xF0  # each block has its least number, as real ones do
        tensors[name] = blocks.tobytes()

    def plain(name: str, count: int, value: float = 0.0) -> None:
        tensors[name] = (rng.normal(0, 0.02, count) + value).astype("<f4").tobytes()

    matrix("emb.word", len(PIECES), WIDE)
    for name, count, value in (("emb.pos", POSITIONS * WIDE, 0), ("emb.type", WIDE, 0), ("emb.ln.w", WIDE, 1)):
        plain(name, count, value)
    plain("emb.ln.b", WIDE)
    for name, rows, columns in (
        *((short, WIDE, WIDE) for short in ("q", "k", "v", "ao")),
        ("fi", INNER, WIDE),
        ("fo", WIDE, INNER),
    ):
        matrix(f"l0.{name}.w", rows, columns)
        plain(f"l0.{name}.b", rows)
    for name in ("aln", "oln"):
        plain(f"l0.{name}.w", WIDE, 1)
        plain(f"l0.{name}.b", WIDE)
    texts = [piece.encode() for piece in PIECES]
    head = MAGIC + struct.pack("<I7ifi", 1, WIDE, 1, HEADS, INNER, len(PIECES), POSITIONS, 1, 1e-5, 1)
    head += struct.pack("<5iQ", len(PIECES), 0, 2, 1, 3, sum(map(len, texts)))
    head += np.cumsum([0, *map(len, texts)]).astype("<u4").tobytes()
    head += np.full(len(PIECES), -2.0, "<f4").tobytes() + b"".join(texts)
    characters = struct.pack("<IB", 0x200B, 0) + struct.pack("<IBI", 0xA0, 1, 32)
    head += struct.pack("<iI", 2, len(characters)) + characters + struct.pack("<i", len(tensors))
    table = sum(2 + len(name) + struct.calcsize("<BIQQ") for name in tensors)
    offset, entries = len(head) + table, b""
    for name, content in tensors.items():
        entries += struct.pack("<H", len(name)) + name.encode()
        entries += struct.pack("<BIQQ", 0, len(content) // 4, offset, len(content))
        offset += len(content)
    return head + entries + b"".join(tensors.values())


def test_a_block_is_a_scale_times_a_number_from_minus_eight_to_seven() -> None:
    _, _, tensors = read(packed())
    words = tensors["embeddings.word_embeddings.weight"]
    assert words.shape == (len(PIECES), WIDE)
    block = words[0, :32]
    scale = -block[0] / 8  # its first number is the least, -8
    steps = block / scale
    np.testing.assert_allclose(steps, np.round(steps), atol=1e-3)
    assert steps.min() == pytest.approx(-8)
    assert steps.max() <= 7 + 1e-3


def test_the_folder_is_read_by_transformers_and_its_export_in_four_bits_agrees(tmp_path: Path) -> None:
    from transformers import AutoTokenizer

    source = tmp_path / "toy.bin"
    source.write_bytes(packed())
    folder = unpack(source, tmp_path / "toy")
    assert AutoTokenizer.from_pretrained(folder).tokenize("Tent\u00a0\u200btent 帐篷")[-1] == "帐篷"
    settings = Settings(
        state=tmp_path, encoder={"model": str(folder), "multilingual": "", "precision": "auto", "max_tokens": 32}
    )
    exact = Settings(state=tmp_path, encoder={"model": str(folder), "engine": "torch", "max_tokens": 32})
    small = encoders.load(settings)
    texts = ["tent", "green tent", "帐篷 abc", ""]
    cosines = (small.encode(texts) * encoders.load(exact).encode(texts)).sum(axis=1)
    assert cosines.min() > 0.999
    model = export(settings) / "model.onnx"
    assert model.stat().st_size < (folder / "model.safetensors").stat().st_size


def test_spaces_and_dropped_characters_are_read_as_the_package_says(tmp_path: Path) -> None:
    source = tmp_path / "toy.bin"
    source.write_bytes(packed())
    tokenizer = Tokenizer.from_file(str(unpack(source, tmp_path / "toy") / "tokenizer.json"))
    assert tokenizer.encode("green\u00a0te\u200bnt").tokens == ["<s>", "▁green", "▁tent", "</s>"]


def test_another_file_is_refused_by_name(tmp_path: Path) -> None:
    source = tmp_path / "other.bin"
    for content in (b"GGUF" + b"\0" * 100, packed()[:200]):
        source.write_bytes(content)
        with pytest.raises(BadSettings, match=r"other\.bin is no packed encoder"):
            unpack(source, tmp_path / "folder")
    assert not (tmp_path / "folder").exists()


def test_the_second_encoder_is_off_where_it_is_not_named_or_not_there(tmp_path: Path) -> None:
    assert encoders.multilingual(Settings(state=tmp_path)) is None  # not fetched
    assert encoders.multilingual(Settings(state=tmp_path, encoder={"multilingual": ""})) is None
    second = encoders.multilingual(Settings(state=tmp_path, encoder={"multilingual": "owner/model"}))
    assert second is not None
    assert (second.encoder.model, second.encoder.precision) == ("owner/model", "auto")
