"""Tune the encoder on the shop's own data: LoRA adapters through peft; the base stays as it is.

    accelerate launch -m models.training.train_encoder [--words 200] [--meanings 400] [--minutes 20]

With ``--words`` first masked words and next sentences of the catalogue and the FAQ; then searches nearer to what was
clicked and bought after them, titles to descriptions, questions to answers. Each stage is judged on the searches of a
fifth of the shoppers, held out, all items ranked. The adapter and ``training.json`` go to
``<state>/models/encoder-adapter``; it is used when the settings say so. A killed tuning goes on from its last
checkpoint::

    [encoder]
    adapter = ".shopkeeper/models/encoder-adapter"

LoRA: Hu et al. 2021, https://arxiv.org/abs/2106.09685.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from dataclasses import fields
from pathlib import Path

import torch
from peft import LoraConfig, get_peft_model
from rich.console import Console
from rich.progress import Progress, TextColumn, TimeElapsedColumn

from models.sentence_network import load
from models.training.encoder_data import Corpus, from_store
from models.training.encoder_loop import Plan, Told, Tuning
from models.training.encoder_place import Place
from shop.errors import BadInput, ShopkeeperError
from shop.settings import Settings, load_settings
from shop.store import Store

TARGETS = ["query", "value"]
console = Console()


def tune(settings: Settings, corpus: Corpus, plan: Plan, out: Path, told: Told) -> dict[str, dict[str, float]]:
    """Tune, write the adapter to ``out`` and return what was measured: the base, then after each stage.

    Raises :class:`BadInput` where the shop has too little to learn from.
    """
    if len(corpus.pairs) < 2 or not corpus.held or not corpus.documents:
        raise BadInput("the encoder needs a catalogue, and searches that led to items, to be tuned and judged")
    base = settings.encoder.model_copy(update={"adapter": None, "dtype": "float32"})
    network, tokenizer, _ = load(settings.model_copy(update={"encoder": base}))
    config = LoraConfig(r=plan.rank, lora_alpha=2 * plan.rank, target_modules=TARGETS, lora_dropout=0.0)
    torch.manual_seed(plan.seed)  # the adapter begins at random
    network.body = get_peft_model(network.body, config)
    place = Place(out, plan)
    tuning, measured = Tuning(network, tokenizer, plan, told, str(out.parent), place), place.measured
    if "base" not in measured:
        measured["base"] = tuning.judge(corpus)
    if plan.words and "words" not in measured:
        losses = tuning.words(corpus.documents)
        measured["words"] = {**tuning.judge(corpus), **losses}
    if plan.meanings:
        tuning.meanings(corpus.pairs)
        measured["meanings"] = tuning.judge(corpus)
    if tuning.accelerator.is_main_process:
        network.body.save_pretrained(str(out))
        place.forget()
        (out / "training.json").write_text(json.dumps(measured, indent=2) + "\n", encoding="utf-8")
    return measured


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    plan = Plan()
    for field in fields(Plan):
        default = getattr(plan, field.name)
        many = {"nargs": "*"} if field.name == "log_with" else {"type": type(default)}
        parser.add_argument(f"--{field.name.replace('_', '-')}", default=default, **many)
    parser.add_argument("--out", type=Path, metavar="FOLDER")
    options = vars(parser.parse_args(arguments))
    settings = load_settings()
    out = options.pop("out") or settings.state / "models" / "encoder-adapter"
    options["log_with"] = tuple(options["log_with"])
    columns = (*Progress.get_default_columns(), TimeElapsedColumn(), TextColumn("{task.fields[note]}"))
    with Progress(*columns, console=console) as bar:
        lines = {what: bar.add_task(what, total=1.0, note="") for what in ("masked words", "what belongs")}

        def told(what: str, done: float) -> None:
            line = next(line for start, line in lines.items() if what.startswith(start))
            bar.update(line, completed=done, note=what)

        try:
            measured = tune(settings, from_store(Store(settings.store_url)), Plan(**options), out, told)
        except ShopkeeperError as error:
            raise SystemExit(f"train_encoder: {error}") from error
    for stage, values in measured.items():
        console.print(stage, {name: round(value, 4) for name, value in values.items()})


if __name__ == "__main__":
    main()
