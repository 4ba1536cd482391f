"""An encoder that is packed as four-bit blocks in one file, unpacked to a folder as Hugging Face lays it out.

The file (magic ``E5S1``, little-endian) holds the sizes of a BERT, SentencePiece's pieces with their scores, a table of
characters to normalise, and tensors: matrices in blocks of 32 weights (a float16 scale and 16 bytes of two weights
each, w = scale * (nibble - 8)), everything else in float32. Unpacked, any tool that reads Hugging Face models reads
it: ``config.json``, ``model.safetensors``, ``tokenizer.json``, ``tokenizer_config.json``.
"""

from __future__ import annotations

import json
import shutil
import struct
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from shop.errors import BadSettings

MAGIC = b"E5S1"
BLOCK = 32
Floats = NDArray[np.float32]
_LAYER = {  # names here → names in transformers' BertModel
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "fi": "intermediate.dense",
    "fo": "output.dense",
}
_NORMS = {"aln": "attention.output.LayerNorm", "oln": "output.LayerNorm"}


@dataclass(frozen=True)
class Sizes:
    hidden: int
    layers: int
    heads: int
    intermediate: int
    vocabulary: int
    positions: int
    types: int
    epsilon: float


@dataclass(frozen=True)
class Pieces:
    """SentencePiece's unigram vocabulary, and the characters that it drops or reads as a space."""

    texts: list[str]
    scores: list[float]
    begin: int
    end: int
    padding: int
    unknown: int
    dropped: list[int]
    spaces: list[int]


class _Reader:
    def __init__(self, content: bytes) -> None:
        self.content = content
        self.place = 0

    def take(self, form: str) -> tuple[Any, ...]:
        values = struct.unpack_from(f"<{form}", self.content, self.place)
        self.place += struct.calcsize(f"<{form}")
        return values

    def one(self, form: str) -> Any:
        return self.take(form)[0]

    def array(self, kind: str, count: int) -> NDArray[Any]:
        found: NDArray[Any] = np.frombuffer(self.content, kind, count, self.place)
        self.place += found.nbytes
        return found


def unpack(source: Path, folder: Path) -> Path:
    """Write the model in ``source`` to ``folder``, which appears whole or not at all.

    Raises:
        BadSettings: the file is not in this format, or ends too early.
    """
    try:
        sizes, pieces, tensors = read(source.read_bytes())
    except (struct.error, ValueError, KeyError, IndexError) as error:
        raise BadSettings(
            f"encoder.multilingual: {source.name} is no packed encoder of format E5S1: {error}"
        ) from error
    folder.parent.mkdir(parents=True, exist_ok=True)
    scratch = Path(tempfile.mkdtemp(prefix=".unpack-", dir=folder.parent))
    try:
        _write(scratch, sizes, pieces, tensors)
        shutil.rmtree(folder, ignore_errors=True)
        scratch.rename(folder)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    folder.chmod(0o755)
    return folder


def read(content: bytes) -> tuple[Sizes, Pieces, dict[str, Floats]]:
    """Sizes, vocabulary and the tensors under the names of transformers' BertModel."""
    if content[:4] != MAGIC:
        raise ValueError(f"it begins with {content[:4]!r}, expected {MAGIC!r}")
    reader = _Reader(content)
    reader.place = len(MAGIC)
    reader.one("I")  # the format's version
    sizes = Sizes(*reader.take("7if"))
    reader.one("i")  # how the matrices are packed: there is one way
    pieces = _pieces(reader)
    table = {}
    for _ in range(reader.one("i")):
        name = reader.content[reader.place + 2 : reader.place + 2 + reader.one("H")].decode()
        reader.place += len(name.encode())
        _, count, offset, _ = reader.take("BIQQ")
        table[name] = (count, offset)
    return sizes, pieces, _tensors(content, sizes, table)


def _pieces(reader: _Reader) -> Pieces:
    count = reader.one("i")
    begin, end, padding, unknown = reader.take("4i")
    length = reader.one("Q")
    bounds, scores = reader.array("<u4", count + 1), reader.array("<f4", count)
    blob = reader.content[reader.place : reader.place + length]
    reader.place += length
    texts = [blob[bounds[i] : bounds[i + 1]].decode("utf-8", "replace") for i in range(count)]
    characters, size = reader.take("iI")
    after = reader.place + size
    dropped, spaces = [], []
    for _ in range(characters):
        character, becomes = reader.take("IB")
        replaced = reader.take(f"{becomes}I")
        if not replaced:
            dropped.append(character)
        elif replaced == (ord(" "),):
            spaces.append(character)  # all others are what NFKC makes of them
    reader.place = after
    return Pieces(texts, scores.tolist(), begin, end, padding, unknown, dropped, spaces)


def _tensors(content: bytes, sizes: Sizes, table: dict[str, tuple[int, int]]) -> dict[str, Floats]:
    def matrix(name: str, rows: int, columns: int) -> Floats:
        kind = np.dtype([("scale", "<f2"), ("pairs", "u1", BLOCK // 2)])
        blocks = np.frombuffer(content, kind, rows * columns // BLOCK, table[name][1])
        pairs = blocks["pairs"]
        numbers = np.concatenate([pairs & 15, pairs >> 4], axis=1).astype(np.float32) - 8  # (blocks, 32)
        weights: Floats = (numbers * blocks["scale"].astype(np.float32)[:, None]).reshape(rows, columns)
        return weights

    def plain(name: str, *shape: int) -> Floats:
        count, offset = table[name]
        return np.frombuffer(content, "<f4", count, offset).reshape(shape).copy()

    wide, inner = sizes.hidden, sizes.intermediate
    found = {
        "embeddings.word_embeddings.weight": matrix("emb.word", sizes.vocabulary, wide),
        "embeddings.position_embeddings.weight": plain("emb.pos", sizes.positions, wide),
        "embeddings.token_type_embeddings.weight": plain("emb.type", -1, wide),
        "embeddings.LayerNorm.weight": plain("emb.ln.w", wide),
        "embeddings.LayerNorm.bias": plain("emb.ln.b", wide),
    }
    for layer in range(sizes.layers):
        for short, name in _LAYER.items():
            rows, columns = {"fi": (inner, wide), "fo": (wide, inner)}.get(short, (wide, wide))
            found[f"encoder.layer.{layer}.{name}.weight"] = matrix(f"l{layer}.{short}.w", rows, columns)
            found[f"encoder.layer.{layer}.{name}.bias"] = plain(f"l{layer}.{short}.b", rows)
        for short, name in _NORMS.items():
            found[f"encoder.layer.{layer}.{name}.weight"] = plain(f"l{layer}.{short}.w", wide)
            found[f"encoder.layer.{layer}.{name}.bias"] = plain(f"l{layer}.{short}.b", wide)
    return found


def _write(folder: Path, sizes: Sizes, pieces: Pieces, tensors: dict[str, Floats]) -> None:
    from safetensors.numpy import save_file

    save_file(
        {name: np.ascontiguousarray(t) for name, t in tensors.items()}, folder / "model.safetensors", {"format": "pt"}
    )
    config = {
        "architectures": ["BertModel"],
        "model_type": "bert",
        "hidden_size": sizes.hidden,
        "num_hidden_layers": sizes.layers,
        "num_attention_heads": sizes.heads,
        "intermediate_size": sizes.intermediate,
        "hidden_act": "gelu",
        "vocab_size": sizes.vocabulary,
        "max_position_embeddings": sizes.positions,
        "type_vocab_size": len(tensors["embeddings.token_type_embeddings.weight"]),
        "layer_norm_eps": sizes.epsilon if sizes.epsilon > 1e-9 else 1e-12,
        "pad_token_id": pieces.padding,
        "tokenizer_class": "PreTrainedTokenizerFast",
    }
    begin, end, padding, unknown = (pieces.texts[i] for i in (pieces.begin, pieces.end, pieces.padding, pieces.unknown))
    names = {
        "tokenizer_class": "PreTrainedTokenizerFast",
        **{"bos_token": begin, "cls_token": begin, "eos_token": end, "sep_token": end},
        **{"pad_token": padding, "unk_token": unknown, "model_max_length": sizes.positions},
    }
    (folder / "config.json").write_text(json.dumps(config, indent=2), encoding="utf-8")
    (folder / "tokenizer_config.json").write_text(json.dumps(names, indent=2), encoding="utf-8")
    _tokenizer(pieces).save(str(folder / "tokenizer.json"))


def _tokenizer(pieces: Pieces) -> Any:
    """XLM-RoBERTa's tokenizer over these pieces; SentencePiece normalises by NFKC but for two kinds of characters."""
    from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors

    tokenizer = Tokenizer(models.Unigram(list(zip(pieces.texts, pieces.scores, strict=True)), unk_id=pieces.unknown))
    steps: list[Any] = []
    for characters, becomes in ((pieces.dropped, ""), (pieces.spaces, " ")):
        if characters:
            one_of = "".join(f"\\x{{{character:X}}}" for character in characters)
            steps.append(normalizers.Replace(Regex(f"[{one_of}]"), becomes))
    steps += [normalizers.NFKC(), normalizers.Replace(Regex(" {2,}"), " ")]
    tokenizer.normalizer = normalizers.Sequence(steps)
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always")
    tokenizer.decoder = decoders.Metaspace(replacement="▁", prepend_scheme="always")
    special = (pieces.begin, pieces.padding, pieces.end, pieces.unknown)
    tokenizer.add_special_tokens([AddedToken(pieces.texts[i], special=True, normalized=False) for i in special])
    begin, end = pieces.texts[pieces.begin], pieces.texts[pieces.end]
    tokenizer.post_processor = processors.TemplateProcessing(
        single=f"{begin} $A {end}",
        pair=f"{begin} $A {end} {end} $B {end}",
        special_tokens=[(begin, pieces.begin), (end, pieces.end)],
    )
    return tokenizer
