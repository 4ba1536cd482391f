from __future__ import annotations

import io
import json
import logging

import pytest

from shop.logging import in_request, logger, request_id, set_up
from shop.settings import LogSettings


@pytest.fixture(autouse=True)
def restored() -> object:
    root = logging.getLogger()
    handlers, level = root.handlers, root.level
    yield
    root.handlers, root.level = handlers, level
    return None


def test_one_request_id_through_our_logs_and_those_of_libraries() -> None:
    out = io.StringIO()
    set_up(LogSettings(), "gateway", out)
    with in_request("r-1", conversation="c"):
        assert request_id() == "r-1"
        logger("shop.orders").info("order.cancelled", number="A-1")
        logging.getLogger("some.library").warning("disk is %s", "full")
    logger("shop").debug("not at this level")
    lines = [json.loads(line) for line in out.getvalue().splitlines()]
    assert [line["event"] for line in lines] == ["order.cancelled", "disk is full"]
    for line in lines:
        assert line["request_id"] == "r-1" and line["conversation"] == "c" and line["process"] == "gateway"
        assert line["level"] and line["timestamp"] and line["logger"]


def test_a_request_without_an_id_gets_one() -> None:
    with in_request() as first, in_request() as second:
        assert first != second == request_id()
    assert len(request_id()) == 32


def test_errors_carry_their_traceback() -> None:
    out = io.StringIO()
    set_up(LogSettings(), "worker", out)
    try:
        raise ValueError("x")
    except ValueError:
        logger("shop").exception("failed")
    assert "ValueError: x" in json.loads(out.getvalue())["exception"]


def test_the_console_form_is_readable() -> None:
    out = io.StringIO()
    set_up(LogSettings(format="console"), "shell", out)
    logger("shop").info("hello", number=1)
    assert "hello" in out.getvalue() and "number" in out.getvalue()


def test_no_address_and_no_card_number_gets_into_a_log() -> None:
    out = io.StringIO()
    set_up(LogSettings(), "worker", out)
    why = "550 no such user <maya.lindgren+shop@mail.example.com>, card 4111 1111 1111 1111"
    tried = [{"to": "ann@x.example"}]
    logger("worker").warning("letter not sent", why=why, tried=tried, at="2026-11-30T10:00:00+00:00")
    try:
        raise ValueError("bad value 'ann@x.example'")
    except ValueError:
        logging.getLogger("some.library").exception("could not send to ann@x.example")
    text = out.getvalue()
    assert "@" not in text and "4111" not in text
    assert "550 no such user <[email]>, card [card]" in text and "2026-11-30T10:00:00" in text
