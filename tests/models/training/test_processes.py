"""One training shared by two processes, as ``accelerate launch`` starts them on one machine, over gloo on the CPU."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import psutil
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


def started(folder: Path, state: Path, processes: int, config: str) -> subprocess.Popen[str]:
    """A training by so many processes, in the background."""
    env = dict(os.environ, SHOPKEEPER_STATE=str(state), ACCELERATE_USE_CPU="true", OMP_NUM_THREADS="1")
    launch = [sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc_per_node", str(processes)]
    train = ["-m", "models.training.train_recommender", "--data", folder, "--config", folder / config]
    command = [str(part) for part in (*launch, *train)]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, env=env, stdout=pipe, stderr=pipe, text=True)


def fitted(
    folder: Path, state: Path, processes: int, config: str = "config.toml"
) -> tuple[dict[str, float], list[str]]:
    """Metrics of the version that a training by so many processes publishes, and the files of its checkpoints."""
    training = started(folder, state, processes, config)
    _, errors = training.communicate()
    assert training.returncode == 0, errors[-3000:]
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


def epoch_in(checkpoints: Path) -> int:
    """The last epoch that is on disk, 0 before the first one."""
    try:
        return int(json.loads((checkpoints / "progress.json").read_text())["epoch"])
    except FileNotFoundError:
        return 0


def test_two_processes_that_were_killed_go_on(folder: Path, tmp_path: Path) -> None:
    (folder / "longer.toml").write_text(CONFIG.replace("epochs = 3", "epochs = 12"))
    whole, _ = fitted(folder, tmp_path / "whole", 2, "longer.toml")
    checkpoints = tmp_path / "killed" / "models" / "recommender" / "training"
    training = started(folder, tmp_path / "killed", 2, "longer.toml")
    while epoch_in(checkpoints) < 2:
        assert training.poll() is None, training.communicate()[1][-3000:]
        time.sleep(0.01)
    for process in (*psutil.Process(training.pid).children(recursive=True), training):
        process.kill()  # all at once, as the machine's end would
    training.communicate()
    left = epoch_in(checkpoints)
    assert 2 <= left < 12

    again = started(folder, tmp_path / "killed", 2, "longer.toml")
    seen = set()
    while again.poll() is None:
        seen.add(epoch_in(checkpoints))
        time.sleep(0.01)
    assert again.returncode == 0, again.communicate()[1][-3000:]
    assert min(seen - {0}) == left  # no epoch was done again
    current = versions.current(tmp_path / "killed" / "models" / "recommender")
    assert current is not None
    metrics = json.loads((current / "metrics.json").read_text())
    assert metrics["processes"] == 2
    assert np.isclose(metrics["validation ndcg@10"], whole["validation ndcg@10"], atol=0.02)
