"""The GGUF file that llama.cpp loads: the model's own, or one made of it with an adapter merged in or other bits.

peft merges the adapter, whatever its kind, into the unpacked weights; those are written back under GGUF's names. Where
no setting says otherwise the matrices take 8 bits with an adapter, since what was learnt is finer than 4 bits can hold.
On a processor they do without one too, if the file's own kind is one that llama.cpp has no packed kernels for: the
values stay the same to a 250th, and a token takes two thirds of the work.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models import weights
from models.engines.gguf_files import rewrite
from models.engines.unpacked import unpacked
from shop.errors import BadSettings
from shop.logging import logger
from shop.settings import Settings

log = logger("models.engines")
_KINDS = {"8bit": "Q8_0", "4bit": "Q4_0"}
_UNPACKED = frozenset({"Q4_1", "Q5_0", "Q5_1"})  # worked out block by block on a processor


def prepared(settings: Settings) -> Path:
    """The file, made at the first start and kept in the state folder. :class:`BadSettings` where it cannot be made."""
    generator = settings.generator
    found = weights.resolve(generator.model, "generator.model")
    if found.gguf_path is None:
        raise BadSettings(f"generator.model: {generator.model!r} is not GGUF; choose engine transformers for it")
    adapter = settings.adapter
    if adapter is not None and adapter.suffix == ".gguf":
        adapter = None  # llama.cpp applies it itself
    kind = _KINDS.get(generator.quantization)
    if kind is None and (adapter or (generator.device in ("auto", "cpu") and _kind(found.gguf_path) in _UNPACKED)):
        kind = "Q8_0"
    if kind is None:
        return found.gguf_path
    parts = [_stamp(found.gguf_path), kind]
    if adapter is not None:
        if not (adapter / "adapter_config.json").exists():
            raise BadSettings(f"generator.adapter: {adapter} holds no adapter_config.json")
        parts += [_stamp(file) for file in sorted(adapter.glob("adapter_*"))]
    name = hashlib.sha256("|".join(parts).encode()).hexdigest()[:16]
    target = settings.state / "models" / "generator" / f"{found.gguf_path.stem}-{name}.gguf"
    if not target.exists():
        log.info("writing GGUF weights", model=found.name, adapter=str(adapter or ""), quantization=kind)
        merged = _merged(unpacked(found, settings.state), adapter, found.gguf_path) if adapter else None
        rewrite(found.gguf_path, target, quantization=kind, weights=merged)
    return target


def _merged(folder: Path, adapter: Path, source: Path) -> dict[str, NDArray[np.float32]]:
    """GGUF tensor name → values, of the matrices that the adapter changes."""
    import gguf
    import torch
    from peft import PeftModel
    from transformers import AutoModelForCausalLM

    model: Any = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32)
    before = {name: value.clone() for name, value in model.state_dict().items() if name.endswith("proj.weight")}
    after = PeftModel.from_pretrained(model, str(adapter)).merge_and_unload().state_dict()
    reader: Any = gguf.GGUFReader(str(source))
    architecture = str(reader.get_field("general.architecture").contents())
    arch = next(one for one, name in gguf.MODEL_ARCH_NAMES.items() if name == architecture)
    names = gguf.get_tensor_name_map(arch, model.config.num_hidden_layers)
    heads = {"q_proj": model.config.num_attention_heads, "k_proj": model.config.num_key_value_heads}
    found = {}
    for name, old in before.items():
        new = after[name]
        if torch.equal(new, old):
            continue
        turned = heads.get(name.split(".")[-2]) if architecture == "llama" else None
        key = names.get_name(name, try_suffixes=(".weight",))
        if key is None:
            raise BadSettings(f"generator.adapter: {adapter} changes {name}, for which GGUF has no name")
        found[key] = _permuted(new.numpy(), turned) if turned else new.numpy()
    if not found:
        raise BadSettings(f"generator.adapter: {adapter} changes none of the model's matrices")
    return found


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
    return f"{file} {stat.st_size} {stat.st_mtime_ns}"
