"""``POST /v1/embeddings`` in the OpenAI format."""

from __future__ import annotations

import base64
from typing import Any

from fastapi import APIRouter
from starlette.requests import Request

from models.service.batcher import Batcher
from models.service.schema import EmbeddingRequest
from shop.errors import BadInput, NotFound

router = APIRouter()

MOST_TEXTS = 2048
LONGEST_TEXT = 100_000  # characters; what lies beyond the encoder's tokens is not read


@router.post("/v1/embeddings")
async def embeddings(body: EmbeddingRequest, request: Request) -> dict[str, Any]:
    """A unit vector a text, in the order given, by the encoder named; base64 is of little-endian float32."""
    batcher = _batcher(request, body.model)
    texts = [body.input] if isinstance(body.input, str) else body.input
    if not 1 <= len(texts) <= MOST_TEXTS:
        raise BadInput(f"input: got {len(texts)} texts, expected 1 to {MOST_TEXTS}", field="input")
    for place, text in enumerate(texts):
        if len(text) > LONGEST_TEXT:
            raise BadInput(
                f"input.{place}: has {len(text)} characters, expected at most {LONGEST_TEXT}", field=f"input.{place}"
            )
    embedded = await batcher.embed(texts)
    rows: list[Any]
    if body.encoding_format == "base64":
        rows = [base64.b64encode(vector.astype("<f4").tobytes()).decode() for vector in embedded.vectors]
    else:
        rows = embedded.vectors.tolist()
    return {
        "object": "list",
        "model": batcher.encoder.name,
        "data": [{"object": "embedding", "index": place, "embedding": row} for place, row in enumerate(rows)],
        "usage": {"prompt_tokens": embedded.tokens, "total_tokens": embedded.tokens},
    }


def _batcher(request: Request, model: str) -> Batcher:
    """The first encoder's where none is named; :class:`NotFound` where another one is named than there are."""
    batchers: dict[str, Batcher] = request.app.state.batchers
    if not model:
        first: Batcher = request.app.state.batcher
        return first
    if model not in batchers:
        raise NotFound(f"model: there is no encoder {model!r}, expected one of {', '.join(batchers)}", field="model")
    return batchers[model]
