"""Who gets which slot."""

from __future__ import annotations

import asyncio

import pytest

from models.service.slots import Slots


async def test_a_key_has_a_slot_of_its_own() -> None:
    slots = Slots(3)
    assert await slots.take("reading") == 2
    slots.give_back(2)
    assert [await slots.take(), await slots.take()] == [0, 1]
    waiting = asyncio.ensure_future(slots.take())
    await asyncio.sleep(0)
    assert not waiting.done()  # the third slot is free, but not for those without the key
    assert await slots.take("reading") == 2
    slots.give_back(1)
    assert await waiting == 1


async def test_one_slot_stays_for_those_without_a_key() -> None:
    slots = Slots(2)
    assert await slots.take("reading") == 1
    assert await slots.take("another") == 0
    one = Slots(1)
    assert await one.take("reading") == 0


async def test_who_leaves_the_line_takes_nothing() -> None:
    slots = Slots(1)
    assert await slots.take() == 0
    left, next_one = asyncio.ensure_future(slots.take()), asyncio.ensure_future(slots.take())
    await asyncio.sleep(0)
    left.cancel()
    with pytest.raises(asyncio.CancelledError):
        await left
    slots.give_back(0)
    assert await next_one == 0
