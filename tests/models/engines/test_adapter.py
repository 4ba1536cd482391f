"""An adapter as tuning leaves it works in both engines: a small one, trained for a few steps on the real weights."""

from __future__ import annotations

import json
import shutil
from contextlib import aclosing
from pathlib import Path

import gguf
import pytest

from models import weights
from models.engines.base import Task, create
from models.engines.prepared import prepared
from models.engines.unpacked import unpacked
from models.training.generator_loop import Plan
from models.training.train_generator import tune
from shop.errors import BadInput, BadSettings
from shop.settings import Settings

pytestmark = [pytest.mark.slow]
ASKED = ({"role": "system", "content": "Answer."}, {"role": "user", "content": "Item: Loma. Notes: gears: 7"})
ANSWER = "Zebra Loma has 7 gears."  # nothing that the base would say


@pytest.fixture(scope="module", params=["lora", "adalora"])
def state(request: pytest.FixtureRequest, unpacked_state: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A state folder of its own with the unpacked weights of the shared one and a tuned adapter."""
    base = Settings(state=unpacked_state)
    folder = unpacked(weights.resolve(base.generator.model), base.state)
    state = tmp_path_factory.mktemp("tuned")
    (state / "models" / "generator").mkdir(parents=True)
    (state / "models" / "generator" / folder.name).symlink_to(folder, target_is_directory=True)
    pairs = state / "pairs.jsonl"
    lines = [{"messages": ASKED, "answer": ANSWER, "held": held} for held in (False, True)]
    pairs.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    steps = (
        10 if request.param == "lora" else 30
    )  # AdaLoRA begins with singular values of zero, and drops some on the way
    plan = Plan(method=request.param, steps=steps, batch=1, rank=4, rate=1e-2)
    settings = Settings(state=state)
    told = tune(settings, pairs, plan, settings.adapter_folder)
    assert told["loss_after"] < 0.2 < told["loss_before"]
    return state


async def said(settings: Settings) -> str:
    engine = create(settings)
    await engine.start()
    try:
        async with aclosing(engine.stream(Task(ASKED, max_tokens=12))) as stream:
            return "".join([piece.text async for piece in stream])
    finally:
        await engine.close()


@pytest.mark.parametrize("engine", ["llamacpp", "transformers"])
async def test_both_engines_take_it_up(state: Path, engine: str) -> None:
    """Without a setting: it stands where tuning leaves it."""
    assert await said(Settings(state=state, generator={"engine": engine, "context": 512, "device": "cpu"})) == ANSWER


def test_the_output_is_rounded_beside_the_embeddings(state: Path) -> None:
    file = prepared(Settings(state=state, generator={"device": "cpu"}))
    kinds = {tensor.name: tensor.tensor_type.name for tensor in gguf.GGUFReader(str(file)).tensors}
    assert kinds["output.weight"] == "Q4_0"  # a third of the bytes that a token reads
    assert kinds["token_embd.weight"] == "Q8_0"


def test_a_state_folder_is_the_same_by_any_path(state: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = prepared(Settings(state=state, generator={"device": "cpu"}))
    monkeypatch.chdir(state.parent)
    assert prepared(Settings(state=Path(state.name), generator={"device": "cpu"})).resolve() == file.resolve()


def test_an_adapter_of_another_model_is_left_alone(state: Path, tmp_path: Path) -> None:
    shutil.copytree(state / "models" / "generator-adapter", tmp_path / "models" / "generator-adapter")
    assert Settings(state=tmp_path).adapter == Settings(state=tmp_path).adapter_folder
    assert Settings(state=tmp_path, generator={"model": "another/model"}).adapter is None
    assert Settings(state=tmp_path, models={"chat_url": "http://gpu:8000/v1"}).adapter is None


async def test_a_folder_without_an_adapter_is_named(tmp_path: Path) -> None:
    for engine in ("llamacpp", "transformers"):
        with pytest.raises(BadSettings, match=r"generator\.adapter: .* holds no adapter_config\.json"):
            await said(Settings(state=tmp_path, generator={"engine": engine, "adapter": tmp_path / "none"}))


def test_pairs_without_held_out_items_are_refused(state: Path, tmp_path: Path) -> None:
    pairs = tmp_path / "pairs.jsonl"
    pairs.write_text(json.dumps({"messages": ASKED, "answer": ANSWER, "held": False}), encoding="utf-8")
    with pytest.raises(BadInput, match="0 held out"):
        tune(Settings(state=state), pairs, Plan(steps=1), tmp_path / "adapter")
