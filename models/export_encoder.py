"""Export the encoder to ONNX, once: ``python -m models.export_encoder``.

Writes ``model.onnx``, ``tokenizer.json`` and ``source.txt`` to ``<state>/models/encoder/<name>``. The folder
appears whole or not at all. Nothing happens where the export is there and its weights are unchanged.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
import warnings
from pathlib import Path

import numpy as np

from models.encoder import OnnxEncoder, TorchEncoder, export_folder, is_exported, source_stamp
from shop.settings import EncoderSettings, Settings, load_settings

OPSET = 17
TOLERANCE = 1e-5  # largest difference of a vector's component from the torch network's, in fp32
PROBES = ("a", "Light two-person tent, 1.9 kg, green", "waterproof leather hiking boots for wide feet " * 12, "")


def export(settings: Settings) -> Path:
    """Export the encoder that the settings name, check it against torch, and return its folder."""
    import torch

    from models.sentence_network import load

    folder = export_folder(settings)
    folder.parent.mkdir(parents=True, exist_ok=True)
    on_cpu = settings.encoder.model_copy(update={"device": "cpu", "dtype": "float32", "engine": "torch"})
    network, tokenizer, _ = load(on_cpu)
    scratch = Path(tempfile.mkdtemp(prefix=".export-", dir=folder.parent))
    try:
        new = scratch / "new"
        new.mkdir()
        example = torch.ones(2, 16, dtype=torch.int64)
        moving = {0: "batch", 1: "length"}
        with warnings.catch_warnings(), torch.inference_mode():
            warnings.simplefilter("ignore")
            # The tracing exporter: of torch 2.13's two, the newer one gave other vectors than the network.
            torch.onnx.export(
                network,
                (example, example),
                str(new / "model.onnx"),
                input_names=["input_ids", "attention_mask"],
                output_names=["vectors"],
                dynamic_axes={"input_ids": moving, "attention_mask": moving, "vectors": {0: "batch"}},
                opset_version=OPSET,
                dynamo=False,
            )
        tokenizer.save(str(new / "tokenizer.json"))
        _check(settings, new, on_cpu)
        (new / "source.txt").write_text(source_stamp(settings), encoding="utf-8")
        if folder.exists():
            folder.rename(scratch / "old")
        new.rename(folder)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    return folder


def _check(settings: Settings, folder: Path, on_cpu: EncoderSettings) -> None:
    exported = OnnxEncoder(settings, folder).encode(PROBES)
    expected = TorchEncoder(settings.model_copy(update={"encoder": on_cpu})).encode(PROBES)
    difference = float(np.abs(exported - expected).max())
    if difference > TOLERANCE:
        raise RuntimeError(f"the ONNX export differs from the network by {difference:.2g}, expected {TOLERANCE:g}")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m models.export_encoder", description=__doc__)
    parser.add_argument("--force", action="store_true", help="export again even if nothing changed")
    force = parser.parse_args().force
    settings = load_settings()
    if settings.encoder.engine != "onnx":
        return
    if force or not is_exported(settings):
        export(settings)


if __name__ == "__main__":
    main()
