"""The encoder's network in torch: a Hugging Face encoder, pooling and unit norm in one module.

The ``torch`` engine runs it and the ``onnx`` engine is its export, so both compute the same thing.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import torch
from torch import Tensor, nn

from models import weights
from shop.errors import BadSettings
from shop.settings import Settings

if TYPE_CHECKING:
    from tokenizers import Tokenizer

Pooling = Literal["mean", "cls"]


class SentenceNetwork(nn.Module):
    """ids and mask (B, T) → unit vectors (B, d).

    Mean pooling over the tokens that are not padding and L2 norm, as in Reimers and Gurevych, "Sentence-BERT"
    (2019), section 3; or the first token's vector where the model's own ``1_Pooling/config.json`` says so.
    """

    def __init__(self, body: Any, pooling: Pooling = "mean") -> None:
        super().__init__()
        self.body = body
        self.pooling = pooling

    def forward(self, input_ids: Tensor, attention_mask: Tensor) -> Tensor:
        hidden = self.body(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state  # (B, T, d)
        if self.pooling == "cls":
            pooled = hidden[:, 0]
        else:
            kept = attention_mask.unsqueeze(-1).to(hidden.dtype)  # (B, T, 1)
            pooled = (hidden * kept).sum(1) / kept.sum(1).clamp(min=1e-9)  # (B, d)
        return nn.functional.normalize(pooled, dim=1)


def load(settings: Settings) -> tuple[SentenceNetwork, Tokenizer, int]:
    """The network of ``encoder.model`` in eval mode where the settings want it, its tokenizer, and d."""
    from transformers import AutoModel, AutoTokenizer

    from models.processes import process

    encoder = settings.encoder
    folder = weights.encoder(settings).folder
    body = AutoModel.from_pretrained(folder, dtype=getattr(torch, encoder.dtype))
    if encoder.adapter is not None:
        from peft import PeftModel

        if not (encoder.adapter / "adapter_config.json").exists():
            raise BadSettings(f"encoder.adapter: {encoder.adapter} holds no adapter_config.json")
        body = PeftModel.from_pretrained(body, str(encoder.adapter)).merge_and_unload()
    device = process().device if encoder.device == "auto" else torch.device(encoder.device)
    network = SentenceNetwork(body, _pooling(folder)).to(device).eval()
    tokenizer = AutoTokenizer.from_pretrained(folder).backend_tokenizer
    return network, tokenizer, int(body.config.hidden_size)


def _pooling(folder: Path) -> Pooling:
    file = folder / "1_Pooling" / "config.json"
    if not file.exists():
        return "mean"
    config = json.loads(file.read_text(encoding="utf-8"))
    if config.get("pooling_mode_cls_token") or config.get("pooling_mode") == "cls":
        return "cls"
    if config.get("pooling_mode_mean_tokens") or config.get("pooling_mode") == "mean":
        return "mean"
    raise BadSettings(f"encoder.model: {file} asks for a pooling other than mean and cls, which is not supported")
