from __future__ import annotations

import hashlib

import numpy as np
import pytest

from retrieval.encoding import Space
from retrieval.faq_evidence import OF_ENTRY, OF_NONE
from retrieval.faq_model import FITTED, load
from retrieval.faq_words import shop_questions, unanswered
from shop.settings import EncoderSettings


@pytest.mark.parametrize("space", ["english", "multilingual"])
def test_the_shipped_model_is_the_fitted_one(space: Space) -> None:
    stored = (FITTED / f"{space}.sha256").read_text(encoding="utf-8").strip()
    assert hashlib.sha256((FITTED / f"{space}.npz").read_bytes()).hexdigest() == stored
    names = {"english": EncoderSettings().model, "multilingual": EncoderSettings().multilingual}
    model = load(space, names[space])
    assert model.adapter is not None
    assert (len(model.entry), len(model.none)) == (len(OF_ENTRY), len(OF_NONE))
    vectors = np.eye(len(model.adapter), dtype=np.float32)[:3]
    assert np.allclose(np.linalg.norm(model.adapted(vectors), axis=1), 1.0, atol=1e-5)


def test_another_encoder_keeps_its_vectors() -> None:
    model = load("english", "some-other-encoder")
    vectors = np.eye(7, dtype=np.float32)
    assert model.adapted(vectors) is vectors


def test_what_shops_are_asked_stands_there_once() -> None:
    lines = [*unanswered(), *(line for block in shop_questions() for line in block)]
    assert len(lines) == len({line.lower() for line in lines}) > 1_000
    assert all(len(block) > 1 for block in shop_questions())
