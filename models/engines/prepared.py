"""The GGUF file that llama.cpp loads: the model's own, or one made of it with an adapter merged in or other bits.

peft merges the adapter, whatever its kind, into the unpacked weights; those are written back under GGUF's names. Where
no setting says otherwise the matrices of a tuned model take 4 bits on a processor, rounded with the sentences that the
tuning left for it (see four_bits.py), for llama.cpp has packed kernels for them; without such sentences 8 bits, since
what was learnt is finer than plainly rounded 4 bits can hold. On a processor they take 8 without an adapter too, if the
file's own kind is one that llama.cpp has no packed kernels for: the values stay the same to a 250th.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models import weights
from models.engines import four_bits
from models.engines.gguf_files import OUTPUT, rewrite
from models.engines.unpacked import unpacked
from shop.errors import BadSettings
from shop.logging import logger
from shop.settings import Settings

log = logger("models.engines")
_KINDS = {"8bit": "Q8_0", "4bit": "Q4_0"}
CALIBRATION = "calibration.json"  # token ids of sentences, beside an adapter that the tuning made
LARGEST = 2_000_000_000  # bytes of a model that is rounded at a start: larger ones take hours on a processor
_UNPACKED = frozenset({"Q4_1", "Q5_0", "Q5_1"})  # worked out block by block on a processor


def prepared(settings: Settings) -> Path:
    """The file, made at the first start and kept in the state folder. :class:`BadSettings` where it cannot be made."""
    generator = settings.generator
    found = weights.generator(settings)
    if found.gguf_path is None:
        raise BadSettings(f"generator.model: {generator.model!r} is not GGUF; choose engine transformers for it")
    adapter = settings.adapter
    if adapter is not None and adapter.suffix == ".gguf":
        adapter = None  # llama.cpp applies it itself
    kind = _KINDS.get(generator.quantization)
    small = found.gguf_path.stat().st_size < LARGEST and generator.device in ("auto", "cpu")
    rounds = kind is None and small and adapter is not None and (adapter / CALIBRATION).exists()
    if kind is None and (adapter or (generator.device in ("auto", "cpu") and _kind(found.gguf_path) in _UNPACKED)):
        kind = "Q8_0"
    if kind is None:
        return found.gguf_path
    parts = [_stamp(found.gguf_path), kind]
    if adapter is not None:
        if not (adapter / "adapter_config.json").exists():
            raise BadSettings(f"generator.adapter: {adapter} holds no adapter_config.json")
        parts += [_stamp(file) for file in sorted(adapter.glob("adapter_*"))]
        parts += ["rounded with its output"] if rounds else []
    name = hashlib.sha256("|".join(parts).encode()).hexdigest()[:16]
    target = settings.state / "models" / "generator" / f"{found.gguf_path.stem}-{name}.gguf"
    if not target.exists():
        log.info(
            "writing GGUF weights",
            model=found.name,
            adapter=str(adapter or ""),
            quantization="Q4_0" if rounds else kind,
        )
        if adapter is None:
            rewrite(found.gguf_path, target, quantization=kind)
        else:
            merged = _Merged(unpacked(found, settings.state), adapter, found.gguf_path)
            new = {"packed": merged.rounded()} if rounds else {"weights": merged.changed()}
            rewrite(found.gguf_path, target, quantization=kind, **new)
    return target


class _Merged:
    """The model with its adapter merged in, under GGUF's names."""

    def __init__(self, folder: Path, adapter: Path, source: Path) -> None:
        import gguf
        import torch
        from peft import PeftModel
        from transformers import AutoModelForCausalLM

        model: Any = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32)
        self._before = {name: value.clone() for name, value in model.state_dict().items() if _is_matrix(name)}
        self._model = PeftModel.from_pretrained(model, str(adapter)).merge_and_unload().eval()
        self._adapter = adapter
        reader: Any = gguf.GGUFReader(str(source))
        architecture = str(reader.get_field("general.architecture").contents())
        arch = next(one for one, name in gguf.MODEL_ARCH_NAMES.items() if name == architecture)
        self._names = gguf.get_tensor_name_map(arch, model.config.num_hidden_layers)
        turned = {"q_proj": model.config.num_attention_heads, "k_proj": model.config.num_key_value_heads}
        self._heads = turned if architecture == "llama" else {}

    def changed(self) -> dict[str, NDArray[np.float32]]:
        """Values of the matrices that the adapter changes."""
        import torch

        after = self._model.state_dict()
        found = {
            self._name(name): self._turned(name, after[name].numpy())
            for name, old in self._before.items()
            if not torch.equal(after[name], old)
        }
        if not found:
            raise BadSettings(f"generator.adapter: {self._adapter} changes none of the model's matrices")
        return found

    def rounded(self) -> dict[str, NDArray[np.uint8]]:
        """All matrices in blocks of Q4_0, rounded to the tuning's own sentences.

        The output matrix is among them, a third of the bytes that a token of a small model reads. Where it is the
        embeddings too, those keep their 8 bits beside it: a prompt looks up a few of their rows.
        """
        import torch

        self.changed()
        lines = json.loads((self._adapter / CALIBRATION).read_text(encoding="utf-8"))
        moments = four_bits.second_moments(self._model, _batches([torch.tensor(ids) for ids in lines]))
        found = {}
        for name, weight in self._model.state_dict().items():
            if _is_matrix(name):
                whole, scales = four_bits.rounded(weight, moments[name.removesuffix(".weight")])
                turned = [self._turned(name, part.numpy()) for part in (whole, scales)]
                found[self._name(name)] = four_bits.packed(*turned)
        head = self._model.get_output_embeddings().weight  # (vocabulary, in)
        whole, scales = four_bits.rounded(head, moments[four_bits.OUTPUT])
        found[OUTPUT] = four_bits.packed(whole.numpy(), scales.numpy())
        return found

    def _name(self, name: str) -> str:
        key = self._names.get_name(name, try_suffixes=(".weight",))
        if key is None:
            raise BadSettings(f"generator.adapter: {self._adapter} changes {name}, for which GGUF has no name")
        return str(key)

    def _turned(self, name: str, values: NDArray[np.float32]) -> NDArray[np.float32]:
        heads = self._heads.get(name.split(".")[-2])
        return _permuted(values, heads) if heads else values


def _is_matrix(name: str) -> bool:
    return name.endswith("proj.weight")


def _batches(lines: list[Any], size: int = 16) -> Iterator[Any]:
    """Lines of like length together, cut to the shortest: padding would count as text."""
    import torch

    ordered = sorted(lines, key=len)
    for start in range(0, len(ordered), size):
        part = ordered[start : start + size]
        yield torch.stack([ids[: len(part[0])] for ids in part])  # (B, T)


def _kind(file: Path) -> str:
    """How most of the matrices are quantised."""
    import gguf

    kinds = Counter(one.tensor_type.name for one in gguf.GGUFReader(str(file)).tensors if len(one.shape) > 1)
    return kinds.most_common(1)[0][0]


def _permuted(values: NDArray[np.float32], heads: int) -> NDArray[np.float32]:
    """The order of rows in which llama.cpp's llama takes a rotary projection, (out, in)."""
    out, width = values.shape
    return values.reshape(heads, 2, out // heads // 2, width).swapaxes(1, 2).reshape(out, width)


def _stamp(file: Path) -> str:
    stat = file.stat()
    return f"{file.resolve()} {stat.st_size} {stat.st_mtime_ns}"
