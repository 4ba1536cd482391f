"""How well the FAQ answers what it has an answer to, and knows when it has none.

    python -m benchmarks.faq            # the test questions, with the models in use
    python -m benchmarks.faq --fit      # fits the models of data/faq/fitted first, and writes their digests

Fitted on the demo's validation questions and on three other shops (`data/faq`); measured on the demo's test questions
and on a shop that nothing was fitted on. In this process, both encoders; about five minutes of one core for the fit.
"""

from __future__ import annotations

import argparse
import hashlib
import sys

from benchmarks import report
from benchmarks.finding import faq_fit, house
from models.encoder import load, multilingual
from retrieval.centred import Centred
from retrieval.encoding import Space
from retrieval.faq import THRESHOLD
from retrieval.faq_model import FITTED, FaqModel, save
from retrieval.faq_model import load as load_model
from shop.settings import load_settings


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--fit", action="store_true", help="fit the models first")
    options = parser.parse_args()
    settings = load_settings()
    second = multilingual(settings)
    if second is None:
        sys.exit("the multilingual encoder is not fetched: python -m run.weights")
    spaces: dict[Space, tuple[str, house.Local | Centred]] = {
        "english": (settings.encoder.model, house.Local(load(settings))),
        "multilingual": (
            settings.encoder.multilingual,
            Centred(house.Local(load(second), settings.encoder.multilingual_prefix)),
        ),
    }
    rows = []
    for space, (encoder, embeddings) in spaces.items():
        if options.fit:
            fit(space, encoder, embeddings)
        for part, values in measure(space, encoder, embeddings).items():
            print(f"{space}: {part}: {', '.join(f'{name} {value:.3f}' for name, value in values.items())}", flush=True)
            rows += [
                {"dataset": part, "system": space, "metric": name, "value": value} for name, value in values.items()
            ]
    print(report.write("faq", rows))


def fit(space: Space, encoder: str, embeddings: house.Local | Centred) -> None:
    """With the adapter, and for other encoders without one; the folds' figures are printed."""
    models = []
    for adapter in (faq_fit.adapter(space, embeddings), None):
        model = FaqModel(adapter, *faq_fit.nothing())
        rows = faq_fit.cases(space, embeddings, model, "validation")
        found = faq_fit.in_folds(rows, model)
        models.append(faq_fit.fitted(rows, model, found))
        for part, values in faq_fit.by_part(rows, found).items():
            said = ", ".join(f"{name} {value:.3f}" for name, value in values.items())
            print(f"{space}{'' if adapter is None else ', adapted'}: folds: {part}: {said}", flush=True)
    path = FITTED / f"{space}.npz"
    save(path, encoder, *models)
    path.with_suffix(".sha256").write_text(hashlib.sha256(path.read_bytes()).hexdigest() + "\n", encoding="utf-8")


def measure(space: Space, encoder: str, embeddings: house.Local | Centred) -> dict[str, dict[str, float]]:
    model = load_model(space, encoder)
    rows = faq_fit.cases(space, embeddings, model, "test")
    return faq_fit.by_part(rows, [faq_fit.odds(case, model) for case in rows], faq_fit.log_odds(THRESHOLD))


if __name__ == "__main__":
    main()
