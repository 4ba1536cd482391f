import numpy as np
import pytest

from bot.components.head import Head, cosines, kernel, solve
from bot.components.ngrams import Ngrams
from bot.components.scope import Scope, signals

SENTENCES = {
    "track": [
        "where is my order",
        "track my parcel",
        "order status please",
        "when does my parcel come",
        "find my order",
    ],
    "return": ["i want to return this", "send it back", "return my shoes", "how do i return it", "take it back please"],
    "greet": ["hello", "hi there", "good morning", "hey", "hello shop"],
    "search": ["show me red shoes", "i need a tent", "looking for a lamp", "do you have bags", "find me a jacket"],
}


@pytest.fixture(scope="module")
def learnt():
    texts = [text for some in SENTENCES.values() for text in some]
    intents = [intent for intent, some in SENTENCES.items() for _ in some]
    ngrams = Ngrams().fit(texts)
    dense = np.random.default_rng(0).normal(size=(len(texts), 16)).astype(np.float32)
    return ngrams, ngrams.transform(texts), dense / np.linalg.norm(dense, axis=1, keepdims=True), intents


def test_left_out_scores_are_those_of_a_head_that_never_saw_the_row(learnt):
    _, sparse, dense, intents = learnt
    near = kernel(*cosines(sparse, dense, sparse, dense), with_dense=True)
    solved = solve(near, intents)
    for row in range(len(intents)):
        others = [place for place in range(len(intents)) if place != row]
        without = solve(near[np.ix_(others, others)], [intents[place] for place in others])
        np.testing.assert_allclose(near[row, others] @ without.alpha, solved.left_out[row], atol=1e-4)


@pytest.mark.parametrize("with_dense", [True, False])
def test_what_was_learnt_is_named_again(learnt, with_dense):
    _, sparse, dense, intents = learnt
    head = Head.fit(sparse, dense, intents, with_dense=with_dense)
    scores, nearest = head.read(sparse, dense if with_dense else np.zeros_like(dense))
    assert [head.labels[place] for place in scores.argmax(axis=1)] == intents
    np.testing.assert_allclose(nearest, 1.0, atol=1e-3)
    np.testing.assert_allclose(head.probabilities(scores).sum(axis=1), 1.0, atol=1e-5)


def test_misspelt_words_are_named_without_any_embedding(learnt):
    ngrams, sparse, dense, intents = learnt
    head = Head.fit(sparse, dense, intents, with_dense=False)
    for text, intent in [("wheres my ordr", "track"), ("retrn my shoes", "return")]:
        scores, _ = head.read(ngrams.transform([text]), np.zeros((1, 16), np.float32))
        assert head.labels[scores[0].argmax()] == intent


def test_a_head_is_the_same_after_a_round_trip(learnt, tmp_path):
    _, sparse, dense, intents = learnt
    head = Head.fit(sparse, dense, intents)
    head.save(tmp_path, "with")
    again = Head.load(tmp_path, "with")
    assert again.labels == head.labels
    np.testing.assert_allclose(again.read(sparse, dense)[0], head.read(sparse, dense)[0], atol=0.01)


def test_ngrams_are_the_same_after_a_round_trip(learnt, tmp_path):
    ngrams, sparse, _, _ = learnt
    ngrams.save(tmp_path / "ngrams.json")
    again = Ngrams.load(tmp_path / "ngrams.json")
    texts = [text for some in SENTENCES.values() for text in some]
    assert abs(again.transform(texts) - sparse).max() < 1e-6
    norms = np.sqrt(sparse.multiply(sparse).sum(axis=1))
    np.testing.assert_allclose(norms, 1.0, atol=1e-5)


def test_scope_puts_the_known_above_the_strange(learnt):
    ngrams, sparse, dense, intents = learnt
    head = Head.fit(sparse, dense, intents, with_dense=False)
    scope = Scope.fit(sparse, dense, intents, with_dense=False)

    def inside(text):
        scores, nearest = head.read(ngrams.transform([text]), np.zeros((1, 16), np.float32))
        return scope.inside(signals(scores, nearest, head.labels))[0]

    assert inside("where is my order now") > inside("quantum physics zxy") + 0.2
    assert Scope(**scope.as_dict()) == scope
