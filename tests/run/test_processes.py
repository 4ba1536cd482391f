"""The six processes: where each listens, and what is said when it cannot."""

from __future__ import annotations

import socket

import pytest

from run.layout import Layout
from run.processes import Process, processes
from shop.errors import BadSettings
from shop.settings import Settings


@pytest.fixture
def table() -> dict[str, Process]:
    return processes(Layout.of(), Settings())


def test_there_are_six_on_ports_of_their_own(table: dict[str, Process]) -> None:
    assert set(table) == {"gateway", "rasa", "actions", "models", "chroma", "worker"}
    ports = [process.port for process in table.values() if process.port is not None]
    assert len(set(ports)) == 5  # the worker listens to nobody


def test_all_but_the_gateway_stay_on_loopback(table: dict[str, Process]) -> None:
    for name in ("rasa", "actions", "models", "chroma"):
        assert table[name].ready.startswith("http://127.0.0.1:")


def test_a_busy_port_is_one_line_that_names_the_setting(table: dict[str, Process]) -> None:
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        busy = Process("rasa", ("rasa",), {}, "", holder.getsockname()[1], "rasa.port")
        with pytest.raises(BadSettings) as caught:
            busy.check_port()
    message = str(caught.value)
    assert "\n" not in message
    assert str(busy.port) in message
    assert "SHOPKEEPER_RASA__PORT" in message
    busy.check_port()  # free again


def test_nothing_answers_where_nothing_runs() -> None:
    assert not Process("rasa", ("rasa",), {}, "http://127.0.0.1:9/status").is_ready()
