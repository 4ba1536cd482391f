"""Messages in context → commands. Any reader that needs no model can be put beside the rules in ``READERS``."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from dialogue.commands import Command
from dialogue.reading import Context, Reader, Utterance
from shop.dialogue import Filter, State
from tests.dialogue import demo

READERS = {"rules": demo.rules}
CASES = yaml.safe_load(Path(__file__).with_name("cases.yml").read_text(encoding="utf-8"))
_LONGEST = 2000
_UNITS = 12  # some fifty milliseconds where nothing else runs; the unit is slowed by what slows the reading


@pytest.fixture(params=READERS)
def reader(request: pytest.FixtureRequest) -> Reader:
    return READERS[request.param]()


@pytest.mark.parametrize("case", CASES, ids=[case["say"][:50] for case in CASES])
async def test_reads(reader: Reader, case: Mapping[str, Any]) -> None:
    context = demo.context(case.get("in", {}))
    reading = await reader.read(Utterance(case["say"]), context)
    assert [command.type for command in reading.commands] == [row["type"] for row in case["means"]]
    for command, row in zip(reading.commands, case["means"], strict=True):
        for name, wanted in row.items():
            assert_said(command, name, wanted, context)


def assert_said(command: Command, name: str, wanted: Any, context: Context) -> None:
    found = getattr(command, name)
    if name == "filters":
        assert [short(one) for one in found] == wanted
    elif name == "relative":
        assert [one.field for one in found] == [one["field"] for one in wanted]
    elif isinstance(wanted, Mapping):
        for key, value in wanted.items():
            if key == "ids":
                value = tuple(context.shown[int(id_.split()[1]) - 1].id for id_ in value)
            assert getattr(found, key) == value
    elif isinstance(wanted, list):
        assert [list(one) if isinstance(one, tuple) else one for one in found] == wanted
    else:
        assert found == wanted


def short(one: Filter) -> str:
    """ "field op value"; "~" behind a leaning, "!" behind safety."""
    numbers = " ".join(f"{round(number, 1):g}" for number in (one.low, one.high) if number is not None)
    values = one.values[0] if one.values else ""
    marks = " ~" * (not one.hard) + " !" * one.safety
    return " ".join(filter(None, (one.field, one.op, numbers or values))) + marks


@settings(max_examples=25, deadline=None, phases=[Phase.generate])
@given(st.text(max_size=300), st.sampled_from([case["say"] for case in CASES]))
def test_reads_anything_in_time(noise: str, said: str) -> None:
    """Linear: two thousand characters of anything within fifty milliseconds, and never an error."""
    text = (f"{said} {noise} " * 40)[:_LONGEST]
    rules = demo.rules()
    rules.read_now(Utterance(said), Context(State()))  # tables are built at the first message
    assert (
        min(_spent(lambda: rules.read_now(Utterance(text), Context(State()))) / _spent(_unit) for _ in range(6))
        < _UNITS
    )


HOSTILE = [
    "ß0", "ß.", "€½９ß", "½", "0", "1-", "1 ", "2x3x4 ", "AF-1", "((", "ない1.", "没有10 x 0", "不要nicht $1", "tent ",
    "no 1.",
]  # fmt: skip


@pytest.mark.parametrize("piece", HOSTILE)
def test_one_piece_over_and_over_is_read_in_time(piece: str) -> None:
    """What nobody means and anybody can send: words that say nothing, numbers, names of goods, a thousand times."""
    text, rules = (piece * _LONGEST)[:_LONGEST], demo.rules()
    rules.read_now(Utterance("tent"), Context(State()))
    units = min(_spent(lambda: rules.read_now(Utterance(text), Context(State()))) / _spent(_unit) for _ in range(6))
    assert units < 2 * _UNITS


def _spent(work: Callable[[], object]) -> float:
    """Seconds of this process."""
    started = time.process_time()
    work()
    return time.process_time() - started


def _unit() -> int:
    """Four or five milliseconds of plain code."""
    return sum(number * number for number in range(100_000))
