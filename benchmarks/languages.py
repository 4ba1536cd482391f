"""How well messages are read in each language, on lines that the reader was not taught.

    python -m benchmarks.languages     # asks the model service of the settings; minutes, most of them for vectors

One labelled line of five is held out, by its text, and a model is fitted on the rest of all languages. Rows a language:
acts right (the likeliest act is one of the line's), those among messages that it is at least half sure of and how many
these are, the same by a model that was taught English alone, and messages whose language is told where the talk has
been in English; how the demo's FAQ answers questions. How whole conversations go, and how many replies are wholly in
the talk's language, is played by ``benchmarks.conversations``.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from hashlib import blake2b
from pathlib import Path
from typing import Any

import numpy as np
from langchain_core.embeddings import Embeddings
from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))  # run as a file too, not only by ``-m``

from benchmarks import report
from benchmarks.finding import faq_fit
from dialogue.acts.data import Line
from dialogue.acts.fit import demo_rules, embeddings_of, features_of, fit, material
from dialogue.acts.model import ActModel
from dialogue.labels import label_book
from dialogue.language import language_of
from retrieval.faq import THRESHOLD
from retrieval.faq_model import load as load_model
from shop.settings import Settings, load_settings

FOLDS = 5
SURE = 0.5
_SAID = 3  # words from which on a message should tell its language

Floats = NDArray[np.float32]


def held_out(text: str) -> bool:
    """Whether a line is kept for the measurement; the same text always is, in any context."""
    return blake2b(text.encode(), digest_size=4).digest()[0] % FOLDS == 0


def acts(model: ActModel, features: Floats, lines: Sequence[Line]) -> list[tuple[float, bool]]:
    """Of each line: how sure the model is of its likeliest act, and whether the line has it."""
    found = []
    for row, line in zip(features, lines, strict=True):
        chances = model.probabilities(row)
        best = max(chances, key=lambda act: chances[act])
        found.append((chances[best], best in line.acts))
    return found


def measure(settings: Settings, embeddings: Embeddings) -> list[dict[str, Any]]:
    """All rows."""
    read = material("multilingual")
    features = features_of(read, demo_rules(label_book(settings)), embeddings)
    lines = [line for part in read.values() for line in part]
    tags = np.asarray([tag for tag, part in read.items() for _ in part])
    kept = np.asarray([held_out(line.text) for line in lines])
    answers = list(_answers(settings, embeddings))
    models = {
        system: _fitted(features, lines, ~kept & chosen)
        for system, chosen in (("all languages", np.full(len(tags), True)), ("English alone", tags == "en"))
    }
    read_rows = (_rows(tag, models, features, lines, np.flatnonzero(kept & (tags == tag))) for tag in read)
    return [*(row for rows in read_rows for row in rows), *answers]


def _answers(settings: Settings, embeddings: Embeddings) -> Iterator[dict[str, Any]]:
    """How the demo's FAQ answers the test half of the questions to it: hit@1, and with the threshold in use."""
    model = load_model("multilingual", settings.encoder.multilingual)
    cases = [case for case in faq_fit.cases("multilingual", embeddings, model, "test") if case.shop == "demo"]
    found = [faq_fit.odds(case, model) for case in cases]
    for part, values in faq_fit.by_part(cases, found, faq_fit.log_odds(THRESHOLD)).items():
        for metric in ("hit@1", "recall in use", "wrong answers in use"):
            yield {"dataset": part.removeprefix("demo, "), "messages": int(values["questions"]), "system": "FAQ",
                   "metric": f"FAQ {metric} %", "value": round(100 * values[metric], 1)}  # fmt: skip


def _fitted(features: Floats, lines: Sequence[Line], taught: NDArray[np.bool_]) -> ActModel:
    places = np.flatnonzero(taught)
    return fit(features[places], [lines[int(place)] for place in places])


def _rows(
    tag: str, models: Mapping[str, ActModel], features: Floats, lines: Sequence[Line], places: NDArray[np.intp]
) -> list[dict[str, Any]]:
    own = [lines[int(place)] for place in places]
    rows = []
    for system, model in models.items():
        judged = acts(model, features[places], own)
        sure = [right for chance, right in judged if chance >= SURE]
        for metric, value in (
            ("acts right %", _share([right for _, right in judged])),
            ("acts right where sure %", _share(sure)),
            ("sure %", round(100 * len(sure) / len(judged), 1)),
        ):
            rows.append({"dataset": tag, "messages": len(own), "system": system, "metric": metric, "value": value})
    told = [language_of(line.text, "en") == tag for line in own if len(line.text.split()) >= _SAID or tag[:2] in _WIDE]
    rows.append({"dataset": tag, "messages": len(told), "system": "rules", "metric": "language told %",
                 "value": _share(told)})  # fmt: skip
    return rows


_WIDE = ("zh", "ja")  # written without blanks


def _share(right: Sequence[bool]) -> float:
    return round(100 * sum(right) / len(right), 1) if right else 0.0


def main() -> None:
    settings = load_settings()
    report.write("languages", measure(settings, embeddings_of(settings)["multilingual"]))


if __name__ == "__main__":
    main()
