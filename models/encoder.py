"""The sentence encoder: a BERT, its token vectors pooled to one unit vector a text.

One interface, two engines over the same network: ``torch`` (any device and dtype that accelerate offers) and
``onnx`` (ONNX Runtime in fp32 on the CPU, from an export made once by ``python -m models.export_encoder``).
The ``onnx`` engine imports neither torch nor transformers. A second encoder, ``encoder.multilingual``, reads what is
not English; it is another one of the same kind, with settings derived by :func:`multilingual`.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from models import threads, weights
from shop.errors import BadSettings
from shop.settings import Settings

if TYPE_CHECKING:
    from tokenizers import Tokenizer

Vectors = NDArray[np.float32]  # (n, d), unit norm
Ids = NDArray[np.int64]  # (b, length)


class Encoder(ABC):
    """Texts to vectors. Safe to call from several threads. ``dimension`` is d."""

    name: str
    dimension: int

    def __init__(self, tokenizer: Tokenizer, *, name: str, dimension: int, max_tokens: int, batch: int) -> None:
        tokenizer.no_padding()
        tokenizer.enable_truncation(max_tokens)
        self._tokenizer = tokenizer
        self._pad = tokenizer.token_to_id("[PAD]") or tokenizer.token_to_id("<pad>") or 0
        self._batch = batch
        self.name = name
        self.dimension = dimension

    @abstractmethod
    def _forward(self, ids: Ids, mask: Ids) -> Vectors:
        """One padded batch, ids and mask (b, length), to (b, d)."""

    def encode(self, texts: Sequence[str]) -> Vectors:
        """(n, d) in the order of ``texts``; a text beyond ``max_tokens`` is read up to there."""
        return self.encode_tokens(self.tokens(texts))

    def tokens(self, texts: Sequence[str]) -> list[list[int]]:
        return [encoding.ids for encoding in self._tokenizer.encode_batch_fast(list(texts))]

    def encode_tokens(self, tokens: Sequence[Sequence[int]]) -> Vectors:
        vectors = np.zeros((len(tokens), self.dimension), np.float32)
        for rows in _buckets([len(ids) for ids in tokens], self._batch):
            length = max(len(tokens[row]) for row in rows)
            ids = np.full((len(rows), length), self._pad, np.int64)
            mask = np.zeros((len(rows), length), np.int64)
            for place, row in enumerate(rows):
                ids[place, : len(tokens[row])] = tokens[row]
                mask[place, : len(tokens[row])] = 1
            vectors[rows] = self._forward(ids, mask)
        return vectors


def _buckets(lengths: Sequence[int], batch: int) -> Iterator[list[int]]:
    """Rows in batches of like length, so that little is spent on padding.

    A batch ends when it is full, or when its longest text is more than a quarter longer than its shortest.
    """
    bucket: list[int] = []
    for row in sorted(range(len(lengths)), key=lengths.__getitem__):
        if bucket and (len(bucket) == batch or lengths[row] > lengths[bucket[0]] * 1.25 + 4):
            yield bucket
            bucket = []
        bucket.append(row)
    if bucket:
        yield bucket


class TorchEncoder(Encoder):
    """Through transformers; accelerate places the network on ``device`` in ``dtype``."""

    def __init__(self, settings: Settings) -> None:
        import torch

        from models.sentence_network import load

        network, tokenizer, dimension = load(settings)
        self._torch = torch
        self._network = network
        self._device = next(network.parameters()).device
        if self._device.type == "cpu":
            torch.set_num_threads(threads.chosen(settings.models.threads))
        super().__init__(tokenizer, dimension=dimension, **_common(settings))

    def _forward(self, ids: Ids, mask: Ids) -> Vectors:
        torch = self._torch
        with torch.inference_mode():
            vectors = self._network(
                torch.from_numpy(ids).to(self._device), torch.from_numpy(mask).to(self._device)
            )  # (b, d)
        array: Vectors = vectors.float().cpu().numpy()
        return array


class OnnxEncoder(Encoder):
    """Through ONNX Runtime, from the folder that :func:`models.export_encoder.export` wrote."""

    def __init__(self, settings: Settings, folder: Path) -> None:
        import onnxruntime
        from tokenizers import Tokenizer

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads.chosen(settings.models.threads)
        options.inter_op_num_threads = 1
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")  # idle threads leave the cores alone
        self._session: Any = onnxruntime.InferenceSession(
            str(folder / "model.onnx"), options, providers=["CPUExecutionProvider"]
        )
        dimension = self._session.get_outputs()[0].shape[1]
        tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        super().__init__(tokenizer, dimension=dimension, **_common(settings))

    def _forward(self, ids: Ids, mask: Ids) -> Vectors:
        array: Vectors = self._session.run(None, {"input_ids": ids, "attention_mask": mask})[0]
        return array


def _common(settings: Settings) -> dict[str, Any]:
    encoder = settings.encoder
    return {"name": encoder.model, "max_tokens": encoder.max_tokens, "batch": encoder.batch}


def load(settings: Settings) -> Encoder:
    """The encoder that the settings name; for ``onnx`` the export is made first where there is none yet."""
    if settings.encoder.engine == "torch":
        return TorchEncoder(settings)
    if settings.encoder.dtype != "float32":
        raise BadSettings(f"encoder.dtype: engine onnx runs in float32 only, got {settings.encoder.dtype}")
    folder = export_folder(settings)
    if not is_exported(settings):
        from models.export_encoder import export

        export(settings)
    return OnnxEncoder(settings, folder)


def multilingual(settings: Settings) -> Settings | None:
    """The same settings with the multilingual encoder as the encoder; None where there is none, or none fetched yet."""
    encoder = settings.encoder
    name = encoder.multilingual
    if not name or name == encoder.model:
        return None
    known = weights.fetchable().get(name)
    if known is not None and not weights.is_there(known, settings):
        return None
    second = {"model": name, "multilingual": "", "adapter": None, "precision": encoder.multilingual_precision}
    return settings.model_copy(update={"encoder": encoder.model_copy(update=second)})


def export_folder(settings: Settings) -> Path:
    """``<state>/models/encoder/<name>``; a path's or an id's slashes become double dashes."""
    name = settings.encoder.model.strip("/").replace("/", "--")
    if settings.encoder.adapter is not None:
        name += f"+{settings.encoder.adapter.name}"
    return settings.state / "models" / "encoder" / name


def is_exported(settings: Settings) -> bool:
    """Whether the export is there and was made from the weights that the settings name, as they are now."""
    file = export_folder(settings) / "source.txt"
    return file.exists() and file.read_text(encoding="utf-8") == source_stamp(settings)


def source_stamp(settings: Settings) -> str:
    """Names, sizes and times of the weights (and the adapter's): a new training run means a new export."""
    folders = [weights.encoder(settings).folder]
    if settings.encoder.adapter is not None:
        folders.append(settings.encoder.adapter)
    files = [file for folder in folders for file in sorted(folder.glob("*.safetensors"))]
    stamps = [f"{file.name} {file.stat().st_size} {file.stat().st_mtime_ns}" for file in files]
    if settings.encoder.precision != "float32":
        stamps.append(settings.encoder.precision)
    return "\n".join(stamps) + "\n"
