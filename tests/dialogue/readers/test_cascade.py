"""Two readings made one: who is believed, and that nothing is done on the model's word alone."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
import structlog

from dialogue.commands import (
    SIDE_EFFECTS,
    AddToCart,
    Affirm,
    AskItem,
    AskShop,
    Command,
    Emergency,
    Reference,
    Search,
    Unknown,
)
from dialogue.readers.cascade import AGREED, CascadeReader
from dialogue.readers.shadow import ShadowReader
from dialogue.reading import Context, Reading, Utterance
from shop.dialogue import Filter, State

CONTEXT = Context(State())
CHEAP = Filter(field="price", op="at_most", high=40)
LIGHT = Filter(field="weight", op="at_most", high=300)


@dataclass
class Says:
    """A reader of one reading."""

    reading: Reading
    name: str = "says"
    asked: int = 0

    async def read(self, utterance: Utterance, context: Context) -> Reading:
        self.asked += 1
        return self.reading


def reading(*commands: Command, sure: float = 0.9, unread: tuple[str, ...] = ()) -> Reading:
    return Reading(commands or (Unknown(),), unread, sure)


async def cascade(fast: Reading, slow: Reading) -> tuple[Reading, int]:
    second = Says(slow)
    return await CascadeReader(Says(fast), second, 0.6).read(Utterance("said"), CONTEXT), second.asked


def add(item: str, sure: float = 0.9) -> AddToCart:
    return AddToCart(item=Reference(ids=(item,)), confidence=sure)


async def test_a_sure_reading_asks_nobody() -> None:
    found, asked = await cascade(reading(add("a")), reading(Search()))
    assert (found.commands, asked) == ((add("a"),), 0)


async def test_an_emergency_waits_for_nobody() -> None:
    _, asked = await cascade(reading(Emergency(), sure=0.2, unread=("x",)), reading(Search()))
    assert asked == 0


async def test_what_was_unread_is_filled_in_by_the_model() -> None:
    found, _ = await cascade(
        reading(Search(filters=(CHEAP,)), unread=("light",)), reading(Search(filters=(CHEAP, LIGHT)), sure=0.4)
    )
    assert found.commands == (Search(filters=(CHEAP, LIGHT)),)
    assert (found.confidence, found.unread) == (AGREED, ())


async def test_a_second_wish_is_added() -> None:
    found, _ = await cascade(
        reading(Search(filters=(CHEAP,)), unread=("ship to Malta",)),
        reading(Search(), AskShop(question="ship to Malta"), sure=0.4),
    )
    assert found.commands == (Search(filters=(CHEAP,)), AskShop(question="ship to Malta"))


@pytest.mark.parametrize(
    ("fast", "slow"),
    [
        (reading(), reading(add("a"), sure=0.4)),
        (reading(unread=("ok",)), reading(Affirm(), sure=0.4)),
        (
            reading(Search(), sure=0.3, unread=("x",)),
            reading(add("a"), AskItem(items=Reference(), question=""), sure=0.4),
        ),
    ],
)  # fmt: skip
async def test_nothing_is_done_on_the_models_word_alone(fast: Reading, slow: Reading) -> None:
    found, _ = await cascade(fast, slow)
    assert not any(isinstance(command, SIDE_EFFECTS) for command in found.commands)


async def test_two_that_differ_on_the_item_do_not_agree() -> None:
    found, _ = await cascade(reading(add("a", 0.3), sure=0.3), reading(add("b"), sure=0.4))
    assert found.commands == (add("a", 0.3),)  # below the floor of side effects, as it was
    found, _ = await cascade(reading(add("a", 0.3), sure=0.3), reading(add("a"), sure=0.4))
    assert found.commands == (add("a", AGREED),)


async def test_a_model_that_says_nothing_leaves_the_first_reading() -> None:
    fast = reading(Search(filters=(CHEAP,)), sure=0.3)
    found, _ = await cascade(fast, reading(sure=0.0))
    assert found.commands == fast.commands


async def test_a_shadow_logs_what_it_reads_otherwise() -> None:
    other = Says(reading(Search(filters=(LIGHT,))), "other")
    shadowed = ShadowReader(Says(reading(Search(filters=(CHEAP,)))), other)
    with structlog.testing.capture_logs() as logs:
        assert (await shadowed.read(Utterance("said"), CONTEXT)).commands == (Search(filters=(CHEAP,)),)
        await shadowed.settle()
    assert [entry["event"] for entry in logs] == ["readers differ"]
    assert logs[0]["read"] != logs[0]["shadow_read"]
    other.reading = reading(Search(filters=(CHEAP,), words="put otherwise", confidence=0.5))
    with structlog.testing.capture_logs() as logs:
        await shadowed.read(Utterance("said"), CONTEXT)
        await shadowed.settle()
    assert logs == []
