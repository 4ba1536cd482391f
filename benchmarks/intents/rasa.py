"""Rasa pipelines as systems of the benchmark: ours from ``config.yml``, and Rasa's default."""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
import tempfile
from pathlib import Path
from typing import Any

import yaml

from benchmarks.intents.data import OUT, Split
from benchmarks.intents.scores import Answer
from run.layout import ROOT, Layout
from run.processes import rasa_environment
from shop.settings import Settings

FALLBACK = "nlu_fallback"
_NAME = re.compile(r"\w+(?:[-.]\w+)*")
_BETWEEN = re.compile(r"\W+")
# What Rasa suggests when config.yml names no pipeline (rasa 3.6, shared/importers/autoconfig.py)
DEFAULT: list[dict[str, Any]] = [
    {"name": "WhitespaceTokenizer"},
    {"name": "RegexFeaturizer"},
    {"name": "LexicalSyntacticFeaturizer"},
    {"name": "CountVectorsFeaturizer"},
    {"name": "CountVectorsFeaturizer", "analyzer": "char_wb", "min_ngram": 1, "max_ngram": 4},
    {"name": "DIETClassifier", "epochs": 100, "constrain_similarities": True},
    {"name": "EntitySynonymMapper"},
    {"name": "ResponseSelector", "epochs": 100, "constrain_similarities": True},
    {"name": "FallbackClassifier", "threshold": 0.3, "ambiguity_threshold": 0.1},
]
# pieces of a message have intents of their own; here a message has one label, for the whole of it
_NOT_HERE = ("RequestSplitter", "PieceIntents")


def ours() -> list[dict[str, Any]]:
    pipeline = yaml.safe_load((ROOT / "config.yml").read_text())["pipeline"]
    return [step for step in pipeline if step["name"].rpartition(".")[2] not in _NOT_HERE]


def made_of(settings: Settings) -> str:
    """What our answers hang on: pipeline, encoder and the code of the components."""
    code = sorted((ROOT / "bot" / "components").iterdir())
    total = hashlib.sha256(b"".join(file.read_bytes() for file in code if file.is_file())).hexdigest()
    return f"{ours()} {settings.encoder.model} {total}"


def answers(split: Split, pipeline: list[dict[str, Any]], layout: Layout, settings: Settings) -> list[Answer]:
    """Trained and parsed by a process of the bot's environment."""
    names = _names({label for _, label in split.train})
    train = [(sentence, names[label]) for sentence, label in split.train]
    job = {"pipeline": pipeline, "train": train, "test": [sentence for sentence, _ in split.test]}
    with tempfile.TemporaryDirectory() as name:
        wanted, found = Path(name) / "job.json", Path(name) / "answers.json"
        wanted.write_text(json.dumps(job))
        env = {**rasa_environment(layout, settings), "RASA_CACHE_DIRECTORY": name, "PATH": os.environ["PATH"]}
        command = [str(layout.bot_python), "-m", "benchmarks.intents.rasa_nlu", str(wanted), str(found)]
        done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True)
        if done.returncode:
            raise RuntimeError(f"Rasa failed on {split.dataset}:\n{done.stderr[-3000:]}")
        parsed = json.loads(found.read_text())
    labels = {name: label for label, name in names.items()}
    return [_answer(each, labels) for each in parsed]


def _names(labels: set[str]) -> dict[str, str]:
    """Label → a name that Rasa takes for an intent: to it a slash means more than a letter."""
    names: dict[str, str] = {}
    for label in sorted(labels, key=lambda label: (not _NAME.fullmatch(label), label)):  # those that can stay, do
        name = label if _NAME.fullmatch(label) else "_".join(_BETWEEN.split(label)).strip("_") or "label"
        while name in names.values() or name == FALLBACK:
            name += "_"
        names[label] = name
    return names


def _answer(parsed: dict[str, Any], labels: dict[str, str]) -> Answer:
    within = [rank for rank in parsed["ranking"] if rank["name"] not in (FALLBACK, OUT)]
    best = within[0] if within else {"name": OUT, "confidence": 0.0}
    named = parsed["intent"]["name"]
    scope = 0.0 if named == OUT else parsed["scope"]  # what is named out of scope is so at any threshold
    intent = labels.get(best["name"], best["name"])
    return Answer(intent, best["confidence"], named in (FALLBACK, OUT, None), parsed["milliseconds"], scope)
