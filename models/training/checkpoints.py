"""What a training remembers between epochs, and on disk between a kill and the next start."""

from __future__ import annotations

import json
import shutil
import time
from pathlib import Path
from typing import Any

from accelerate import Accelerator
from safetensors.torch import load_file, save_file
from torch import Tensor, nn


class Memory:
    """The epoch, the best evaluation and its weights; with a ``folder`` they outlive the process.

    A checkpoint is taken up only where the settings are the same, which say what it trains on too: anything else is
    another training.
    """

    def __init__(self, accelerator: Accelerator, net: nn.Module, settings: dict[str, Any], folder: Path | None) -> None:
        self.accelerator, self.net, self.folder = accelerator, net, folder
        self.settings = json.loads(json.dumps(settings, default=str))
        self.epoch, self.bad, self.best, self.best_epoch = 0, 0, float("-inf"), 0
        self.seconds, self._since = 0.0, time.process_time()  # of processor, over all starts
        self._weights: dict[str, Tensor] | None = None
        if folder and (folder / "progress.json").exists():
            self._resume(folder)

    def judge(self, value: float) -> None:
        if value > self.best:
            self.best, self.best_epoch, self.bad = value, self.epoch, 0
            self._weights = {k: v.detach().cpu().clone() for k, v in self.net.state_dict().items()}
        else:
            self.bad += 1

    def save(self) -> None:
        now = time.process_time()
        self.seconds, self._since = self.seconds + now - self._since, now
        if self.folder is None:
            return
        state = self.folder / f"state-{self.epoch}"
        self.accelerator.save_state(str(state))
        if self.accelerator.is_main_process:
            if self._weights is not None:
                save_file(self._weights, self.folder / "best.safetensors")
            progress = {"epoch": self.epoch, "bad": self.bad, "best": self.best, "best_epoch": self.best_epoch}
            progress["seconds"] = self.seconds
            draft = self.folder / "progress.tmp"
            draft.write_text(json.dumps({**progress, "settings": self.settings}), encoding="utf-8")
            draft.replace(self.folder / "progress.json")  # only now does the new state count
            for old in self.folder.glob("state-*"):
                if old != state:
                    shutil.rmtree(old)
        self.accelerator.wait_for_everyone()

    def _resume(self, folder: Path) -> None:
        told = json.loads((folder / "progress.json").read_text(encoding="utf-8"))
        if told["settings"] != self.settings:
            return
        self.epoch, self.bad = told["epoch"], told["bad"]
        self.best, self.best_epoch, self.seconds = told["best"], told["best_epoch"], told["seconds"]
        self.accelerator.load_state(str(folder / f"state-{self.epoch}"))
        if (folder / "best.safetensors").exists():
            self._weights = load_file(folder / "best.safetensors")

    def restore_best(self) -> None:
        if self._weights is not None:
            self.net.load_state_dict(self._weights)

    @property
    def done(self) -> bool:
        return self.epoch >= int(self.settings["epochs"]) or self.bad >= int(self.settings["patience"])
