"""One place cannot take the bot from all the others."""

from __future__ import annotations

import asyncio
import time

import pytest

from gateway.gate import Gate
from shop.errors import Overloaded

TURN = 0.05  # seconds


async def turn(gate: Gate, key: str) -> float:
    """Seconds from asking to the end of the answer."""
    started = time.perf_counter()
    async with gate.enter(key):
        await asyncio.sleep(TURN)
    return time.perf_counter() - started


async def test_a_flood_costs_another_at_most_twice_its_time() -> None:
    gate = Gate(4, 1000, 60)
    flood = [asyncio.create_task(turn(gate, "flood")) for _ in range(200)]
    await asyncio.sleep(TURN / 2)
    took = [await turn(gate, "shopper") for _ in range(5)]
    assert max(took) < 2 * TURN
    for task in flood:
        task.cancel()
    await asyncio.gather(*flood, return_exceptions=True)
    assert gate.waits == 0 and await turn(gate, "flood") < 2 * TURN, "nothing is held by who went away"


async def test_everybody_has_their_turn() -> None:
    gate, order = Gate(2, 1000, 60), []

    async def go(key: str) -> None:
        async with gate.enter(key):
            order.append(key)
            await asyncio.sleep(0.001)

    await asyncio.gather(*[go("a") for _ in range(30)], *[go("b") for _ in range(3)], *[go("c") for _ in range(3)])
    assert max(place for place, key in enumerate(order) if key in "bc") < 12
    assert len(order) == 36 and gate.waits == 0


async def test_no_more_than_its_slots_run() -> None:
    gate, now, most = Gate(6, 1000, 60), 0, 0

    async def go(key: str) -> None:
        nonlocal now, most
        async with gate.enter(key):
            now += 1
            most = max(most, now)
            await asyncio.sleep(0.002)
            now -= 1

    await asyncio.gather(*[go(str(number % 5)) for number in range(60)])
    assert most == 6


async def test_all_places_taken_the_one_who_floods_is_refused_first() -> None:
    gate = Gate(2, 10, 60)
    for _ in range(10):
        gate.reserve("flood")
    with pytest.raises(Overloaded) as refused:
        gate.reserve("flood")
    assert refused.value.retry_after >= 2
    gate.reserve("shopper")
    for _ in range(10):
        gate.release("flood")
    gate.reserve("flood")


async def test_who_would_wait_too_long_is_told_when_to_come_back() -> None:
    gate = Gate(2, 10_000, patience=2 * TURN)
    for _ in range(40):  # it learns how long a turn takes
        await turn(gate, "a")
    taken = 0
    with pytest.raises(Overloaded) as refused:
        for _ in range(100):
            gate.reserve("flood")
            taken += 1
    assert 3 <= taken <= 6 and 2 <= refused.value.retry_after <= 60
    assert gate.expected("shopper") <= TURN * 1.5, "others have their turn between"
    gate.reserve("shopper")
    many = 0
    with pytest.raises(Overloaded):
        for number in range(100):
            gate.reserve(f"network {number}")
            many += 1
    assert many <= 6, "a crowd from everywhere is turned away too"
    for _ in range(taken):
        gate.release("flood")
    gate.reserve("network 99")
