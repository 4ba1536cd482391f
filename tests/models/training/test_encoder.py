"""Tuning the encoder: what it is tuned on, what it learns, and that its adapter can be put into service."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file
from transformers import AutoTokenizer, BertConfig, BertModel

from models import weights
from models.sentence_network import load
from models.training.encoder_data import Corpus, answers, from_store, sentences
from models.training.encoder_loop import IGNORED, Heads, Plan
from models.training.train_encoder import tune
from shop.catalogue import Catalogue
from shop.errors import BadInput
from shop.faqs import Faqs
from shop.profiles import Profiles
from shop.settings import EncoderSettings, Settings
from shop.shoppers import Shoppers
from shop.store import Store
from shop.types import Event, FaqEntry, Item

START = datetime(2026, 1, 1, tzinfo=UTC)
WORDS = ("red", "blue", "green", "black", "white", "brown", "grey", "pink")


def at(minutes: float, type: str, what: str) -> Event:
    named = {"query": what} if type == "search" else {"item_id": what}
    return Event.model_validate({"type": type, "ts": START + timedelta(minutes=minutes), **named})


def test_a_search_is_answered_by_what_was_taken_soon_after() -> None:
    events = [
        at(0, "view", "before"),
        at(1, "search", "i need a tent under 90"),
        at(2, "view", "a"),
        at(3, "view", "a"),
        at(4, "dismiss", "b"),
        at(5, "purchase", "c"),
        at(6, "search", "cheaper"),
        at(7, "view", "d"),
        at(8, "search", "lamp"),
        at(99, "view", "late"),
    ]
    assert answers(events) == [("tent", "a"), ("tent", "c")]


def test_sentences() -> None:
    assert sentences("Warm and light. Weighs 1.9 kg!\nGreen") == ["Warm and light.", "Weighs 1.9 kg!", "Green"]


def test_shoppers_who_are_held_out_teach_nothing(tmp_path: Path) -> None:
    store = Store(f"sqlite:///{tmp_path / 'shop.db'}")
    store.migrate()
    Catalogue(store).upsert([Item(id=f"i{n}", title=f"thing {n}", description=f"It is {n}. Truly.") for n in range(40)])
    Faqs(store).upsert([FaqEntry(id="f", question="How much?", answer="Nothing. At all.", paraphrases=("what price",))])
    for n in range(40):
        Profiles(store).record(Shoppers(store).anonymous(), [at(0, "search", f"word {n}"), at(1, "view", f"i{n}")])
    corpus = from_store(store, share=0.5)
    store.close()
    learnt, held = {query for query, _ in corpus.pairs}, {query for query, _ in corpus.held}
    assert learnt >= {"thing 3", "How much?", "what price"}
    assert not learnt & held and 5 < len(held) < 35
    assert all(corpus.shelf[row].startswith(query.replace("word", "thing")) for query, row in corpus.held)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A BERT of one narrow layer, with the vocabulary of the encoder that comes with the project."""
    folder = tmp_path_factory.mktemp("bert")
    tokenizer = AutoTokenizer.from_pretrained(weights.resolve(EncoderSettings().model).folder)
    torch.manual_seed(0)
    sizes = {"hidden_size": 32, "num_hidden_layers": 1, "num_attention_heads": 2, "intermediate_size": 64}
    BertModel(BertConfig(vocab_size=len(tokenizer), **sizes)).save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder


def corpus() -> Corpus:
    """What is searched for has not one word in common with what is found."""
    shelf = [f"number {n}" for n in range(len(WORDS))]
    pairs = list(zip(WORDS, shelf, strict=True))
    return Corpus(
        [["A tent.", "It is light."], ["A lamp.", "It is bright."]],
        pairs,
        list(zip(WORDS, range(8), strict=True)),
        shelf,
    )


def test_it_learns_what_belongs_together_and_leaves_the_base_alone(small: Path, tmp_path: Path) -> None:
    settings = Settings(state=tmp_path, encoder={"model": str(small), "engine": "torch", "device": "cpu"})
    before = (small / "model.safetensors").read_bytes()
    out = tmp_path / "adapter"
    told: list[str] = []
    plan = Plan(words=4, meanings=150, batch=8, length=16, rate=2e-2)
    measured = tune(settings, corpus(), plan, out, lambda what, done: told.append(what))
    assert measured["meanings"]["mrr"] > max(0.8, measured["base"]["mrr"])
    assert {"masked words, at last", "next sentence, at last"} <= measured["words"].keys()
    assert (small / "model.safetensors").read_bytes() == before
    assert any(what.startswith("masked words") for what in told)
    network, tokenizer, _ = load(Settings(state=tmp_path, encoder={**settings.encoder.model_dump(), "adapter": out}))
    tokenizer.enable_padding()
    encoded = [tokenizer.encode_batch(list(texts)) for texts in (WORDS, corpus().shelf)]
    with torch.inference_mode():
        queries, answered = (
            network(torch.tensor([e.ids for e in part]), torch.tensor([e.attention_mask for e in part]))
            for part in encoded
        )
    assert ((queries @ answered.T).argmax(dim=1) == torch.arange(8)).float().mean() > 0.7


def test_a_killed_tuning_goes_on_as_if_nothing_had_been(small: Path, tmp_path: Path) -> None:
    settings = Settings(state=tmp_path, encoder={"model": str(small), "engine": "torch", "device": "cpu"})
    plan = Plan(words=30, meanings=60, batch=8, length=16, rate=2e-2, minutes=1e6)

    class Killed(Exception): ...

    def kill_in(stage: str, calls: int):
        left = iter(range(calls))

        def told(what: str, done: float) -> None:
            if what.startswith(stage) and next(left, None) is None:
                raise Killed

        return told

    whole = tune(settings, corpus(), plan, tmp_path / "whole", lambda what, done: None)
    for stage, calls in (("masked", 27), ("what", 40)):
        with pytest.raises(Killed):
            tune(settings, corpus(), plan, tmp_path / "killed", kill_in(stage, calls))
        assert (tmp_path / "killed" / "checkpoint.pt").exists()
    steps: list[str] = []
    again = tune(settings, corpus(), plan, tmp_path / "killed", lambda what, done: steps.append(what))
    assert len(steps) < 60 and not any(what.startswith("masked") for what in steps)
    assert again["meanings"] == pytest.approx(whole["meanings"], abs=1e-6)
    one, other = (load_file(tmp_path / run / "adapter_model.safetensors") for run in ("whole", "killed"))
    assert all(torch.allclose(one[name], other[name], atol=1e-6) for name in one)
    assert not (tmp_path / "killed" / "checkpoint.pt").exists()


def test_a_shop_that_nobody_searched_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="searches"):
        tune(Settings(state=tmp_path), Corpus([], [], [], []), Plan(), tmp_path, lambda what, done: None)


def test_only_masked_words_are_guessed() -> None:
    torch.manual_seed(0)
    heads, hidden = Heads(8, torch.randn(20, 8)), torch.randn(2, 4, 8)
    labels = torch.full((2, 4), IGNORED)
    labels[0, 1] = 3
    one, _ = heads(hidden, labels, torch.tensor([0, 1]))
    hidden[1] += 1  # elsewhere
    other, _ = heads(hidden, labels, torch.tensor([0, 1]))
    assert one.item() == pytest.approx(other.item())
