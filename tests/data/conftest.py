"""The committed demo shop, read once, and the script that made it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from shop.types import FaqEntry, Item, Order

DEMO = Path(__file__).resolve().parents[2] / "data" / "demo"
sys.path.insert(0, str(DEMO))  # its maker is a script's package, not an installed one


def lines(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (DEMO / name).read_text().splitlines()]


@pytest.fixture(scope="session")
def demo() -> SimpleNamespace:
    """Every file; reading the first three through their types is a test in itself."""
    return SimpleNamespace(
        folder=DEMO,
        items=[Item.model_validate(line) for line in lines("catalogue.jsonl")],
        faq=[FaqEntry.model_validate(line) for line in lines("faq.jsonl")],
        orders=[Order.model_validate(line) for line in lines("orders.jsonl")],
        shoppers=lines("shoppers.jsonl"),
        events=lines("events.jsonl"),
        questions=lines("faq_paraphrases.jsonl"),
        latent=json.loads((DEMO / "latent.json").read_text()),
        meta=json.loads((DEMO / "meta.json").read_text()),
        coupons=json.loads((DEMO / "coupons.json").read_text()),
    )


@pytest.fixture(scope="session")
def remade(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shop made anew by the script, in a process of its own with another hash seed."""
    out = tmp_path_factory.mktemp("demo")
    command = [sys.executable, str(DEMO / "make.py"), "--out", str(out)]
    subprocess.run(command, check=True, capture_output=True, env={"PYTHONHASHSEED": "42", "PATH": ""})
    return out
