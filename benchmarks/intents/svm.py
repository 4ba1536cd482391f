"""The peer that beat every bot on HINT3's in-scope accuracy: an SVM over TF-IDF of words and characters."""

from __future__ import annotations

import time

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.pipeline import make_pipeline, make_union
from sklearn.svm import LinearSVC

from benchmarks.intents.data import OUT, Split
from benchmarks.intents.scores import Answer


def answers(split: Split) -> list[Answer]:
    """Out-of-scope rows are a class where there are any; else what no one-against-all machine claims is rejected."""
    model = make_pipeline(
        make_union(
            TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True),
            TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True),
        ),
        LinearSVC(C=1.0),
    )
    model.fit([sentence for sentence, _ in split.train], [label for _, label in split.train])
    classes = list(model.classes_)
    within = [place for place, label in enumerate(classes) if label != OUT]
    found = []
    for sentence, _ in split.test:
        started = time.perf_counter()
        margins = np.atleast_2d(model.decision_function([sentence]))[0]
        spent = (time.perf_counter() - started) * 1000
        if len(classes) == 2:  # one machine tells the two apart
            margins = np.array([-margins[0], margins[0]])
        best = max(within, key=lambda place: margins[place])
        rejected = margins[best] < -0.5 if OUT not in classes else margins.argmax() == classes.index(OUT)
        likely = np.exp(margins - margins.max())
        found.append(Answer(classes[best], float(likely[best] / likely.sum()), bool(rejected), spent))
    return found
