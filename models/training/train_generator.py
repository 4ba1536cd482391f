"""Tune the generator on a shop's own items: LoRA or AdaLoRA through peft and accelerate.

    accelerate launch -m models.training.train_generator --pairs PAIRS.jsonl [--method adalora] [--minutes 25]

``PAIRS.jsonl`` is what ``python -m words.pairs`` makes. The training ends after ``--steps`` or ``--minutes`` of work,
whichever comes first; one that was killed goes on where it was. The adapter, as peft writes it, goes to
``<state>/models/generator-adapter``, whence both engines take it up when the model service starts, with the losses
before and after on the items held out in ``training.json``.

LoRA: Hu et al. 2021, https://arxiv.org/abs/2106.09685; AdaLoRA: Zhang et al. 2023, https://arxiv.org/abs/2303.10512.
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rich.console import Console

from models import weights
from models.engines.prepared import CALIBRATION, prepared
from models.engines.unpacked import unpacked
from models.training.generator_loop import Example, Plan, Tuning, encoded, precision
from shop.errors import BadInput
from shop.settings import Settings, load_settings

CALIBRATING = 128  # sentences that rounding to 4 bits looks at
TARGETS = ["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"]


def read(pairs: Path, tokenizer: Any, longest: int) -> tuple[list[Example], list[Example]]:
    """Examples to learn from and held-out ones, those over ``longest`` tokens left out. :class:`BadInput` for none."""
    learnt: list[Example] = []
    held: list[Example] = []
    for line in pairs.read_text(encoding="utf-8").splitlines():
        pair = json.loads(line)
        example = encoded(tokenizer, pair["messages"], pair["answer"])
        if len(example.ids) <= longest:
            (held if pair["held"] else learnt).append(example)
    if not learnt or not held:
        raise BadInput(f"{pairs}: {len(learnt)} pairs to learn from and {len(held)} held out, expected some of both")
    return learnt, held


def adapted(model: Any, plan: Plan) -> Any:
    """The model with an adapter of zeros: its output is the model's own as yet."""
    from peft import AdaLoraConfig, LoraConfig, get_peft_model

    common: dict[str, Any] = {"target_modules": TARGETS, "task_type": "CAUSAL_LM", "lora_dropout": 0.0}
    if plan.method == "lora":
        return get_peft_model(model, LoraConfig(r=plan.rank, lora_alpha=2 * plan.rank, **common))
    config = AdaLoraConfig(
        target_r=plan.rank,
        init_r=plan.rank + plan.rank // 2,
        lora_alpha=2 * plan.rank,
        total_step=plan.steps,
        tinit=plan.steps // 10,
        tfinal=plan.steps // 3,
        deltaT=5,
        **common,
    )
    return get_peft_model(model, config)


def tune(settings: Settings, pairs: Path, plan: Plan, out: Path, *, held: int = 64) -> dict[str, Any]:
    """Train, write the adapter to ``out`` whole or not at all, and return what ``training.json`` says."""
    import torch
    from transformers import AutoModelForCausalLM, AutoTokenizer

    from models.training.accelerator import begun

    accelerator = begun(precision(plan))
    base = weights.resolve(settings.generator.model, "generator.model", weights.fetched_folder(settings))
    folder = unpacked(base, settings.state)
    tokenizer: Any = AutoTokenizer.from_pretrained(folder)
    learnt, aside = read(pairs, tokenizer, plan.longest)
    aside = random.Random(plan.seed).sample(aside, min(held, len(aside)))
    torch.manual_seed(plan.seed)
    model = adapted(AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32), plan)
    tuning = Tuning(accelerator, model, plan, out.with_name(f"{out.name}.training"))
    before = tuning.before(aside)
    tuning.run(learnt)
    told = {
        "base": settings.generator.model,
        "method": plan.method,
        "pairs": len(learnt),
        "precision": str(accelerator.mixed_precision),
        "steps": tuning.step,
        "minutes": round(tuning.seconds / 60, 1),
        "loss_before": round(before, 4),
        "loss_after": round(tuning.loss(aside), 4),
    }
    if accelerator.is_main_process:
        sample = random.Random(plan.seed).sample(learnt, min(CALIBRATING, len(learnt)))
        publish(accelerator.unwrap_model(tuning.model), told, out, [list(one.ids) for one in sample])
        shutil.rmtree(tuning.folder, ignore_errors=True)
    return told


def publish(model: Any, told: dict[str, Any], out: Path, sentences: Sequence[Sequence[int]]) -> None:
    """The adapter's folder, in the place of an earlier one, with token ids of sentences that it learnt from."""
    out.parent.mkdir(parents=True, exist_ok=True)
    scratch = Path(tempfile.mkdtemp(prefix=f".{out.name}-", dir=out.parent))
    try:
        model.save_pretrained(scratch / "new")
        (scratch / "new" / CALIBRATION).write_text(json.dumps(sentences), encoding="utf-8")
        (scratch / "new" / "training.json").write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")
        if out.exists():
            out.rename(scratch / "old")
        (scratch / "new").rename(out)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pairs", type=Path, required=True)
    parser.add_argument("--out", type=Path, help="folder of the adapter; in the state folder where it is missing")
    parser.add_argument("--method", choices=("lora", "adalora"), default="lora")
    for name, default in (("steps", Plan.steps), ("batch", Plan.batch), ("rank", Plan.rank), ("seed", Plan.seed)):
        parser.add_argument(f"--{name}", type=int, default=default)
    parser.add_argument("--minutes", type=float, default=Plan.minutes)
    parser.add_argument("--rate", type=float, default=Plan.rate)
    parser.add_argument("--precision", choices=("auto", "no", "bf16", "fp16"), default=Plan.precision)
    options = vars(parser.parse_args(arguments))
    pairs, out = options.pop("pairs"), options.pop("out")
    settings = load_settings()
    told = tune(settings, pairs, Plan(**options), out or settings.adapter_folder)
    if out is None and settings.generator.engine == "llamacpp" and settings.adapter is not None:
        prepared(settings)  # now, so that the model service starts at once
    Console().print_json(data=told)


if __name__ == "__main__":
    main()
