"""GGUF files anew: other quantisation, other weights, the same model, tokenizer and template."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

OUTPUT = "output.weight"  # a model without it takes its embeddings for it
Weights = Mapping[str, NDArray[np.float32]]  # GGUF tensor name → values, in the shape that numpy sees


def rewrite(
    source: Path,
    target: Path,
    *,
    quantization: str | None = None,
    weights: Weights | None = None,
    packed: Mapping[str, NDArray[np.uint8]] | None = None,
    progress: Callable[[float], None] | None = None,
) -> None:
    """Write ``source`` to ``target`` with its matrices in ``quantization`` (``Q8_0``, ``Q4_0``, ``F16`` …).

    Tensors named in ``weights`` take those values, those in ``packed`` those blocks of Q4_0; what keeps both its values
    and its type is copied byte for byte. Embeddings never get fewer than 8 bits; they are the output too, unless
    ``packed`` brings one. ``target`` appears whole or not at all.
    """
    from gguf import GGMLQuantizationType, GGUFReader, GGUFWriter
    from gguf.quants import dequantize, quantize

    reader = GGUFReader(str(source))
    names = {tensor.name for tensor in reader.tensors}
    strange = ((weights or {}).keys() | (packed or {}).keys()) - names - ({OUTPUT} if packed else set())
    if strange:
        raise ValueError(f"{source} has no tensor {', '.join(sorted(strange))}")
    wanted = GGMLQuantizationType[quantization] if quantization else None
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, scratch = tempfile.mkstemp(prefix=f".{target.name}-", dir=target.parent)
    os.close(handle)
    try:
        writer: Any = GGUFWriter(scratch, _text(reader, "general.architecture"))
        _copy_fields(reader, writer)
        for place, tensor in enumerate(reader.tensors):
            kind = tensor.tensor_type
            is_matrix = len(tensor.shape) > 1
            if wanted is not None and is_matrix and not (tensor.name == "token_embd.weight" and _bits(wanted) < 8):
                kind = wanted
            given, blocks = (weights or {}).get(tensor.name), (packed or {}).get(tensor.name)
            if blocks is not None:
                kind, data = GGMLQuantizationType.Q4_0, blocks
            elif given is None and kind == tensor.tensor_type:
                data = tensor.data
            else:
                values = given if given is not None else dequantize(tensor.data, tensor.tensor_type)
                data = quantize(np.ascontiguousarray(values, np.float32), kind)
            writer.add_tensor(tensor.name, data, raw_dtype=kind)
            if progress is not None:
                progress((place + 1) / len(reader.tensors))
        if OUTPUT not in names and OUTPUT in (packed or {}):
            writer.add_tensor(OUTPUT, (packed or {})[OUTPUT], raw_dtype=GGMLQuantizationType.Q4_0)
        writer.write_header_to_file()
        writer.write_kv_data_to_file()
        writer.write_tensors_to_file()
        writer.close()
        Path(scratch).replace(target)
    finally:
        Path(scratch).unlink(missing_ok=True)


def _copy_fields(reader: Any, writer: Any) -> None:
    from gguf import GGUFValueType

    for field in reader.fields.values():
        if field.name.startswith("GGUF.") or field.name in ("general.architecture", "general.file_type"):
            continue
        kind = field.types[0]
        inner = field.types[-1] if kind == GGUFValueType.ARRAY else None
        writer.add_key_value(field.name, field.contents(), kind, sub_type=inner)


def _text(reader: Any, name: str) -> str:
    return str(reader.get_field(name).contents())


def _bits(kind: Any) -> float:
    """Bits a weight takes."""
    from gguf import GGML_QUANT_SIZES

    block, size = GGML_QUANT_SIZES[kind]
    return 8 * size / block
