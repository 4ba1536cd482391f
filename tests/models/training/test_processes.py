"""One training shared by two processes, as ``accelerate launch`` starts them on one machine, over gloo on the CPU."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from models.recommenders import registry, versions
from models.recommenders.base import Step

CONFIG = """
[options]
refresh = false
network = {width = 16, heads = 2, layers = 1, dropout = 0.0}
training = {epochs = 3, tokens = 256, every = 1}
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Forty items of four kinds, and shoppers who walk along one kind."""
    folder, draw = tmp_path_factory.mktemp("data"), random.Random(3)
    kinds = ("tent", "lamp", "mug", "boot")
    items = [{"id": f"{kind}-{n}", "title": f"{kind} number {n}"} for kind in kinds for n in range(10)]
    (folder / "items.jsonl").write_text("".join(json.dumps(item) + "\n" for item in items))
    lines = []
    for shopper in range(200):
        kind, start = draw.choice(kinds), draw.randrange(10)
        lines.append(f"u{shopper} " + " ".join(f"{kind}-{(start + n) % 10}" for n in range(draw.randint(4, 7))))
    (folder / "sequences.txt").write_text("\n".join(lines) + "\n")
    (folder / "config.toml").write_text(CONFIG)
    return folder


def fitted(folder: Path, state: Path, processes: int) -> tuple[dict[str, float], list[str]]:
    """Metrics of the version that a training by so many processes publishes, and the files of its checkpoints."""
    env = dict(os.environ, SHOPKEEPER_STATE=str(state), ACCELERATE_USE_CPU="true", OMP_NUM_THREADS="1")
    launch = [sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc_per_node", str(processes)]
    train = ["-m", "models.training.train_recommender", "--data", folder, "--config", folder / "config.toml"]
    done = subprocess.run([str(part) for part in (*launch, *train)], env=env, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-3000:]
    root = state / "models" / "recommender"
    versioned = sorted(path.name for path in root.iterdir() if path.name.isdigit())
    assert versioned == ["1"]  # published once, not once a process
    current = versions.current(root)
    assert current is not None
    metrics: dict[str, float] = json.loads((current / "metrics.json").read_text())
    assert registry.load(current).score([[Step("view", "tent-1")]]).shape == (1, 40)
    return metrics, sorted(path.name for path in (root / "training").iterdir())


def test_two_processes_train_one_model(folder: Path, tmp_path: Path) -> None:
    alone, _ = fitted(folder, tmp_path / "one", 1)
    shared, left = fitted(folder, tmp_path / "two", 2)
    assert (alone["processes"], shared["processes"]) == (1, 2)
    assert np.isclose(shared["validation ndcg@10"], alone["validation ndcg@10"], atol=0.1)
    assert not any(name.startswith("state-") for name in left)  # the training is done: nothing to go on from
