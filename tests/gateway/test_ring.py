"""Several Rasa servers: each has its own conversations, and a dead one's move on and lose nothing."""

from __future__ import annotations

import asyncio
import socket
from collections import Counter
from collections.abc import Iterator

import pytest

from gateway.rasa import Rasa, Unreached
from gateway.ring import REST, Ring
from shop.errors import Unavailable
from tests.gateway.rasa_server import RasaServer

KEYS = [f"conversation-{number}" for number in range(3000)]


def test_each_has_its_share_and_one_more_moves_no_more_than_its_own() -> None:
    three, four = Ring(["a", "b", "c"]), Ring(["a", "b", "c", "d"])
    shares = Counter(three.order(key)[0] for key in KEYS)
    assert all(900 < share < 1100 for share in shares.values())
    moved = [key for key in KEYS if three.order(key)[0] != four.order(key)[0]]
    assert all(four.order(key)[0] == "d" for key in moved)
    assert 650 < len(moved) < 850


def test_one_that_failed_comes_last_for_a_moment() -> None:
    clock = 10.0
    ring = Ring(["a", "b", "c"], lambda: clock)
    before = ring.order("x")
    ring.failed(before[0])
    assert ring.order("x") == [*before[1:], before[0]]
    clock += REST
    assert ring.order("x") == before
    ring.failed(before[0])
    ring.answered(before[0])
    assert ring.order("x") == before


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def servers() -> Iterator[list[RasaServer]]:
    both = [RasaServer(free_port()), RasaServer(free_port())]
    for server in both:
        server.start()
    yield both
    for server in both:
        server.stop()


async def test_the_conversations_of_a_dead_one_move_on(servers: list[RasaServer]) -> None:
    rasa = Rasa([f"http://127.0.0.1:{server.port}" for server in servers], "", 10)
    for key in KEYS[:40]:
        await rasa.turn(key, "one", {})
        await rasa.append(key, [{"event": "restart"}])
    own = [{turn["sender"] for turn in server.turns} for server in servers]
    assert own[0] and own[1] and not own[0] & own[1]
    assert [{key for key, _ in server.events} for server in servers] == own
    servers[0].stop()
    replies = [await rasa.turn(key, "two", {}) for key in KEYS[:40]]
    assert [reply.text for (reply,) in replies] == ["You said: two"] * 40
    assert {turn["sender"] for turn in servers[1].turns if turn["message"] == "two"} == own[0] | own[1]
    assert await rasa.status() == {"model_file": "x"}
    servers[1].stop()
    with pytest.raises(Unreached):
        await rasa.turn(KEYS[0], "three", {})
    await rasa.close()


async def test_a_message_that_a_dying_one_had_goes_to_the_next(servers: list[RasaServer]) -> None:
    broken: list[str] = []

    async def dies(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        broken.append((await reader.readline()).decode())
        writer.close()

    dying = await asyncio.start_server(dies, "127.0.0.1", 0)
    port = dying.sockets[0].getsockname()[1]
    urls = [f"http://127.0.0.1:{number}" for number in (port, servers[0].port)]
    rasa = Rasa(urls, "", 10)
    key = next(key for key in KEYS if Ring(urls).order(key)[0] == urls[0])
    (reply,) = await rasa.turn(key, "hello", {"message_id": "m1"})
    assert reply.text == "You said: hello"
    assert len(broken) == 1 and servers[0].turns[-1]["metadata"] == {"message_id": "m1"}
    alone = Rasa(urls[0], "", 10)
    with pytest.raises(Unavailable) as caught:
        await alone.turn(key, "hello", {})
    assert not isinstance(caught.value, Unreached), "nobody can say whether it was heard"
    for client in (rasa, alone):
        await client.close()
    dying.close()
