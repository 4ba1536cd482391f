"""Fits the act model to labelled lines: minutes on two cores, most of them for embeddings.

python -m dialogue.acts.fit                 # from data/acts and data/nlu, into the state folder
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from langchain_core.embeddings import Embeddings
from numpy.typing import NDArray

from dialogue.acts.data import DATA, Line, of_intents
from dialogue.acts.data import lines as labelled
from dialogue.acts.features import context_vector, flags, masked, rows
from dialogue.acts.labels import acts
from dialogue.acts.model import ActModel
from dialogue.labels import LabelBook, label_book
from dialogue.language import SPOKEN
from dialogue.linking.linker import Linker
from dialogue.readers.rules import RulesReader
from models.service.client import ModelClient
from retrieval.encoding import Space
from retrieval.fields import Fields
from shop.settings import Settings, load_settings
from shop.store import Store
from shop.types import Item

Floats = NDArray[np.float32]
SPACES: tuple[Space, ...] = ("english", "multilingual")
HIDDEN = 512  # on lines held out, English: 72 % of the acts with 192 and 20 epochs, 78 % with 512 and 40
EPOCHS = 40
BATCH = 128
RATE = 3e-3
DECAY = 1e-3
DROPOUT = 0.3
ALONE = 0.1  # of the rows learn without the second encoder, as it may be late or none
EVENED = 0.25  # 1: every language weighs as much as another; 0: every line does


def featurise(
    lines: Sequence[Line], linker: Linker, embeddings: Embeddings, second: Embeddings | None = None
) -> Floats:
    """Features of all lines, shape (n, d); ``second``: the other encoder of a space that is read with both."""
    linked = [linker.link(line.text, set()) for line in lines]
    plain = [masked(one, 0, len(one.tokens)) for one in linked]
    said = [line.text for line in lines]
    vectors = _vectors(embeddings, [*said, *plain])
    flagged = [flags(one, 0, len(one.tokens), line.text) for one, line in zip(linked, lines, strict=True)]
    contexts = [context_vector(*line.context) for line in lines]
    others = _vectors(second, said) if second is not None else {}
    other = [others[text] for text in said] if second is not None else None
    return rows([vectors[text] for text in said], [vectors[text] for text in plain], flagged, contexts, other)


def _vectors(embeddings: Embeddings, texts: Sequence[str]) -> dict[str, Floats]:
    """The vector of each text; every one is embedded once."""
    each = list(dict.fromkeys(texts))
    return dict(zip(each, np.asarray(embeddings.embed_documents(each), dtype=np.float32), strict=True))


def targets(lines: Sequence[Line]) -> tuple[Floats, Floats]:
    """(which acts, shape (n, acts); weight of each line, shape (n,))."""
    names = acts()
    wanted = np.zeros((len(lines), len(names)), dtype=np.float32)
    for place, line in enumerate(lines):
        for act in line.acts:
            wanted[place, names.index(act)] = 1.0
    return wanted, np.asarray([line.weight for line in lines], dtype=np.float32)


def fit(features: Floats, lines: Sequence[Line], *, seed: int = 0, other: int = 0) -> ActModel:
    """A two-layer network by Adam with dropout, on all lines; torch is loaded here alone.

    ``other``: how many of the last features are the other encoder's.
    """
    import torch

    torch.manual_seed(seed)
    torch.set_num_threads(1)  # so small a network gains nothing from more
    wanted, weights = targets(lines)
    x, y, w = torch.from_numpy(features), torch.from_numpy(wanted), torch.from_numpy(weights)
    network = torch.nn.Sequential(
        torch.nn.Dropout(DROPOUT / 2),
        torch.nn.Linear(features.shape[1], HIDDEN),
        torch.nn.ReLU(),
        torch.nn.Dropout(DROPOUT),
        torch.nn.Linear(HIDDEN, wanted.shape[1]),
    )
    steps = EPOCHS * ((len(x) + BATCH - 1) // BATCH)
    optimiser = torch.optim.AdamW(network.parameters(), lr=RATE, weight_decay=DECAY)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, max_lr=RATE, total_steps=steps)
    for _ in range(EPOCHS):
        for batch in torch.split(torch.randperm(len(x)), BATCH):
            optimiser.zero_grad()
            seen = x[batch]
            if other:
                seen = seen.clone()
                seen[torch.rand(len(batch)) < ALONE, -other:] = 0.0
            loss = torch.nn.functional.binary_cross_entropy_with_logits(network(seen), y[batch], reduction="none")
            (loss.sum(dim=1) * w[batch]).mean().backward()  # type: ignore[no-untyped-call]
            optimiser.step()
            schedule.step()
    weights_of = [parameter.detach().numpy() for parameter in network.parameters()]  # (h, d), (h,), (acts, h), (acts,)
    first, first_bias, second, second_bias = weights_of
    return ActModel(first.T.copy(), first_bias.copy(), second.T.copy(), second_bias.copy(), acts(), other)


def path_of(settings: Settings, space: str) -> Path:
    return settings.state / "models" / "acts" / f"{space}.npz"


def fitted(settings: Settings) -> dict[str, ActModel]:
    """The models that were fitted for this shop's encoders, by space; none before the set-up."""
    return {space: ActModel.load(path) for space in SPACES if (path := path_of(settings, space)).exists()}


def demo_rules(labels: LabelBook | None = None) -> RulesReader:
    """Links by the demo shop's catalogue, in any language."""
    lines = (DATA / "demo" / "catalogue.jsonl").read_text(encoding="utf-8").splitlines()
    items = [Item.model_validate_json(line) for line in lines]
    fields = Fields(items)
    return RulesReader(lambda: (items, fields), labels)


def demo_linker() -> Linker:
    return demo_rules().linker("en")


def material(space: Space) -> dict[str, list[Line]]:
    """The lines that a space's model learns from, by language. The multilingual one learns from all languages, whose
    lines mean alike in its space; of a language with more lines each counts for less."""
    if space == "english":
        return {"en": [*labelled(), *of_intents()]}
    read = {tag: lines for tag in SPOKEN if (lines := labelled(language=tag))}
    middle = sorted(map(len, read.values()))[len(read) // 2]
    return {
        tag: [replace(line, weight=line.weight * (middle / len(lines)) ** EVENED) for line in lines]
        for tag, lines in read.items()
    }


def features_of(
    material: Mapping[str, Sequence[Line]],
    rules: RulesReader,
    embeddings: Embeddings,
    second: Embeddings | None = None,
) -> Floats:
    """Features of all lines, each linked by its own language's words, shape (n, d)."""
    return np.concatenate([featurise(lines, rules.linker(tag), embeddings, second) for tag, lines in material.items()])


def main() -> None:
    settings = load_settings()
    rules = demo_rules(label_book(settings))
    encoders = embeddings_of(settings)
    for space, embeddings in encoders.items():
        read = material(space)
        lines = [line for part in read.values() for line in part]
        second = encoders.get("multilingual") if space == "english" else None
        features = features_of(read, rules, embeddings, second)
        width = len(second.embed_query("a")) if second is not None else 0
        fit(features, lines, other=width).save(path_of(settings, space))
        print(f"{space}: {len(lines)} lines, {path_of(settings, space)}")  # noqa: T201


def embeddings_of(settings: Settings) -> Mapping[Space, Embeddings]:
    """LangChain embeddings of the model service, by space."""
    from retrieval.wiring import build

    return build(settings, Store(settings.store_url), ModelClient(settings)).encoder.embeddings


if __name__ == "__main__":
    main()
