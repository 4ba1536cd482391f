"""Export the encoders to ONNX, once: ``python -m models.export_encoder``.

Writes ``model.onnx``, ``tokenizer.json`` and ``source.txt`` to ``<state>/models/encoder/<name>``. The folder
appears whole or not at all. Nothing happens where the export is there and its weights are unchanged.

The precision is ``float32``, ``int8`` (dynamic quantisation, a scale a column), or ``auto``: four bits in blocks of 32
(ONNX Runtime's MatMulNBits and GatherBlockQuantized) where the weights came so and nothing is lost, else ``float32``.
"""

from __future__ import annotations

import argparse
import logging
import shutil
import tempfile
import warnings
from pathlib import Path

import numpy as np

from models.encoder import OnnxEncoder, TorchEncoder, Vectors, export_folder, is_exported, multilingual, source_stamp
from shop.settings import Settings, load_settings

OPSET = 18  # what ONNX Runtime raises to 21 for four bits; below 18 some operators take their axes another way
TOLERANCE = 1e-5  # largest difference of a vector's component from the torch network's, in fp32
SAME = 0.999  # least cosine with the torch network's vectors at which four bits lose nothing
NEAR = 0.98  # and at which int8 is kept to
BLOCK = 32
PROBES = ("a", "Light two-person tent, 1.9 kg, green", "waterproof leather hiking boots for wide feet " * 12, "")


def export(settings: Settings) -> Path:
    """Export the encoder that the settings name, check it against torch, and return its folder."""
    folder = export_folder(settings)
    folder.parent.mkdir(parents=True, exist_ok=True)
    torch_encoder = {"device": "cpu", "dtype": "float32", "engine": "torch"}
    on_cpu = settings.model_copy(update={"encoder": settings.encoder.model_copy(update=torch_encoder)})
    scratch = Path(tempfile.mkdtemp(prefix=".export-", dir=folder.parent))
    try:
        new = scratch / "new"
        new.mkdir()
        _trace(on_cpu, new)
        expected = TorchEncoder(on_cpu).encode(PROBES)
        _check(settings, new, expected)
        if settings.encoder.precision != "float32":
            _shrink(settings, new, scratch / "small", expected)
        (new / "source.txt").write_text(source_stamp(settings), encoding="utf-8")
        if folder.exists():
            folder.rename(scratch / "old")
        new.rename(folder)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    return folder


def _trace(on_cpu: Settings, folder: Path) -> None:
    import torch

    from models.sentence_network import load

    network, tokenizer, _ = load(on_cpu)
    example = torch.ones(2, 16, dtype=torch.int64)
    moving = {0: "batch", 1: "length"}
    with warnings.catch_warnings(), torch.inference_mode():
        warnings.simplefilter("ignore")
        # The tracing exporter: of torch 2.13's two, the newer one gave other vectors than the network.
        torch.onnx.export(
            network,
            (example, example),
            str(folder / "model.onnx"),
            input_names=["input_ids", "attention_mask"],
            output_names=["vectors"],
            dynamic_axes={"input_ids": moving, "attention_mask": moving, "vectors": {0: "batch"}},
            opset_version=OPSET,
            dynamo=False,
        )
    tokenizer.save(str(folder / "tokenizer.json"))


def _check(settings: Settings, folder: Path, expected: Vectors) -> None:
    difference = float(np.abs(OnnxEncoder(settings, folder).encode(PROBES) - expected).max())
    if difference > TOLERANCE:
        raise RuntimeError(f"the ONNX export differs from the network by {difference:.2g}, expected {TOLERANCE:g}")


def _shrink(settings: Settings, folder: Path, small: Path, expected: Vectors) -> None:
    """Put the quantised network in the place of the one in ``folder``, if its vectors are near enough."""
    small.mkdir()
    shutil.copy(folder / "tokenizer.json", small)
    four = settings.encoder.precision == "auto"
    (_four_bits if four else _int8)(folder / "model.onnx", small / "model.onnx")
    cosines = (OnnxEncoder(settings, small).encode(PROBES) * expected).sum(axis=1)
    if float(cosines.min()) >= (SAME if four else NEAR):
        (small / "model.onnx").replace(folder / "model.onnx")


def _four_bits(source: Path, target: Path) -> None:
    import onnx
    from onnxruntime.quantization.matmul_nbits_quantizer import DefaultWeightOnlyQuantConfig, MatMulNBitsQuantizer

    logging.getLogger("onnxruntime.quantization.matmul_nbits_quantizer").setLevel(logging.CRITICAL)
    config = DefaultWeightOnlyQuantConfig(
        block_size=BLOCK,
        is_symmetric=True,
        accuracy_level=4,  # the activations in int8, as the processor's own instructions take them
        op_types_to_quantize=("MatMul", "Gather"),
        quant_axes=(("MatMul", 0), ("Gather", 1)),
    )
    quantizer = MatMulNBitsQuantizer(onnx.load(str(source)), algo_config=config)
    quantizer.process()
    onnx.save(quantizer.model.model, str(target))


def _int8(source: Path, target: Path) -> None:
    from onnxruntime.quantization import QuantType, quantize_dynamic

    quantize_dynamic(
        source, target, per_channel=True, weight_type=QuantType.QInt8, op_types_to_quantize=["MatMul", "Gather"]
    )


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m models.export_encoder", description=__doc__)
    parser.add_argument("--force", action="store_true", help="export again even if nothing changed")
    force = parser.parse_args().force
    settings = load_settings()
    if settings.encoder.engine != "onnx":
        return
    for one in (settings, multilingual(settings)):
        if one is not None and (force or not is_exported(one)):
            export(one)


if __name__ == "__main__":
    main()
