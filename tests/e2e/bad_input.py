"""Strings that have broken other people's pages, from the evaluation data."""

from __future__ import annotations

import json
import os
import unicodedata
from pathlib import Path

import pytest

LONGEST = 1_900  # characters of a message
MESSAGES = 3


def bad_texts() -> list[str]:
    """Messages of many payloads each, a line a payload; the test skips where the data is not there."""
    folder = os.environ.get("SHOPKEEPER_EVAL_DATA")
    if not folder:
        pytest.skip("SHOPKEEPER_EVAL_DATA is not set: the strings are not here")
    data = Path(folder) / "bad-input"
    strings: list[str] = json.loads((data / "naughty_strings.json").read_text())
    payloads = [one for one in strings if "<" in one or "javascript" in one.lower()]
    payloads += (data / "xss_payloads.txt").read_text().splitlines()
    return _packed([one.strip() for one in payloads if _typable(one)])


def _typable(text: str) -> bool:
    """Whether a text field would keep it as it is."""
    return bool(text.strip()) and not any(unicodedata.category(one) in ("Cc", "Cs", "Zl", "Zp") for one in text)


def _packed(payloads: list[str]) -> list[str]:
    texts = [""]
    for payload in payloads:
        if len(texts[-1]) + len(payload) >= LONGEST:
            texts.append("")
        texts[-1] += payload[:LONGEST] + "\n"
    every = max(1, len(texts) // MESSAGES)
    return [text.strip() for text in texts[::every]][:MESSAGES]
