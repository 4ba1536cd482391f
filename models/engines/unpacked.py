"""GGUF weights as a folder that transformers reads, made once: unpacking takes half a minute, reading it a second."""

from __future__ import annotations

import copy
import shutil
import tempfile
from pathlib import Path
from typing import Any

from models.weights import Weights
from shop.logging import logger

log = logger("models.engines")


def unpacked(found: Weights, state: Path) -> Path:
    """``<state>/models/generator/<name>`` in fp32, or the weights' own folder where they are no GGUF."""
    if found.gguf_path is None:
        return found.folder
    folder = state / "models" / "generator" / found.name.strip("/").replace("/", "--")
    stat = found.gguf_path.stat()
    stamp = f"{found.gguf} {stat.st_size} {stat.st_mtime_ns}\n"
    mark = folder / "source.txt"
    if not mark.exists() or mark.read_text(encoding="utf-8") != stamp:
        log.info("unpacking GGUF weights for transformers", model=found.name)
        _unpack(found, folder, stamp)
    return folder


def _unpack(found: Weights, folder: Path, stamp: str) -> None:
    import torch
    from transformers import AutoModelForCausalLM, AutoTokenizer

    folder.parent.mkdir(parents=True, exist_ok=True)
    scratch = Path(tempfile.mkdtemp(prefix=".unpack-", dir=folder.parent))
    try:
        new = scratch / "new"
        read = AutoModelForCausalLM.from_pretrained(found.folder, gguf_file=found.gguf, dtype=torch.float32)
        config = copy.deepcopy(read.config)
        del config.quantization_config  # it says GGUF, which the weights no longer are
        auto: Any = AutoModelForCausalLM
        plain = auto.from_config(config)
        plain.load_state_dict(read.state_dict())
        plain.save_pretrained(new)
        AutoTokenizer.from_pretrained(found.folder, gguf_file=found.gguf).save_pretrained(new)
        (new / "source.txt").write_text(stamp, encoding="utf-8")
        if folder.exists():
            folder.rename(scratch / "old")
        new.rename(folder)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
