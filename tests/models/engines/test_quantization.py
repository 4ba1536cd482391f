"""8 and 4 bit by setting on the transformers engine, on the real weights; what is missing for it is named."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from models.engines.transformers_engine import load
from shop.errors import BadSettings
from shop.settings import Settings


def settings(state: Path, bits: str) -> Settings:
    generator = {"engine": "transformers", "device": "cpu", "quantization": bits, "tuned": False}
    return Settings(state=state, generator=generator)


@pytest.mark.slow
@pytest.mark.parametrize(("bits", "most"), [("8bit", 0.45), ("4bit", 0.35)])
def test_fewer_bits_take_less_memory_and_still_know(unpacked_state: Path, bits: str, most: float) -> None:
    pytest.importorskip("bitsandbytes")
    model, tokenizer = load(settings(unpacked_state, bits))
    whole = 4 * model.num_parameters()  # bytes in fp32; the embeddings, a fifth of this model, stay so
    assert model.get_memory_footprint() < most * whole
    asked = [{"role": "user", "content": "Name the capital of Italy."}]
    ids = tokenizer.apply_chat_template(asked, add_generation_prompt=True, return_dict=True, return_tensors="pt")
    out = model.generate(**ids, max_new_tokens=12, do_sample=False)
    assert "Rome" in tokenizer.decode(out[0, ids["input_ids"].shape[1] :])


def test_a_missing_package_is_named(unpacked_state: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "bitsandbytes", None)  # as where it is not installed
    with pytest.raises(BadSettings, match=r"generator\.quantization: 8bit needs the package bitsandbytes"):
        load(settings(unpacked_state, "8bit"))
