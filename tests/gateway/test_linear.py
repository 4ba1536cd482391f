"""No text that a shopper may send takes the gateway long to read."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gateway.outline import fit_reply, fit_summary, outline
from gateway.rasa import parse_command
from gateway.text import clean, command, harmless
from shop.errors import BadInput
from shop.examples import plain
from shop.keyed import network
from shop.logging import _mask
from shop.types import Message

LENGTH, MOST = 2000, 0.050  # characters, seconds

PIECES = [
    "no ", "never buy", "never order ", "you are a absolutely ", "you're completely totally ", "this is ", "what a ",
    "i am so really very ", "it battery ", "caught on ", "in to the ", "see you to in ", "terrible ", "a@", "a.b@c.d.",
    "4111 1111-", "1 ", "0-", "/", "///\t", "{", '{"a":', "[[", "((", "|", "\n", "\u3000", "\u200b", "e\u0301", "ß",
    "a", "A1", "法院", "垃圾", "。", "!", "?! ", "Customer: ", "Summary : ", "- ", "'’", "\\", "%s", "::", "1:",
    "ffff:",
]  # fmt: skip
READERS: dict[str, Callable[[str], object]] = {
    "clean": lambda text: clean(text, limit=LENGTH),
    "harmless": harmless,
    "command": lambda text: command("inform", {"text": text}),
    "parse_command": parse_command,
    "plain": plain,
    "outline": lambda text: outline([_message(text)]),
    "fit_summary": fit_summary,
    "fit_reply": lambda text: fit_reply(text, [_message(text)]),
    "network": network,
    "mask": lambda text: _mask(None, "", {"event": text}),
}


@st.composite
def hard(draw: st.DrawFn) -> str:
    """A few pieces over and over, which is what makes a careless pattern go back again and again."""
    pieces = draw(st.lists(st.sampled_from(PIECES) | st.text(min_size=1, max_size=4), min_size=1, max_size=4))
    start, end = draw(st.sampled_from(["", *PIECES])), draw(st.sampled_from(["", *PIECES, "\x00", "!x"]))
    body = "".join(pieces)
    return (start + body * (LENGTH // len(body) + 1))[: LENGTH - len(end)] + end


@pytest.mark.parametrize("reader", READERS)
@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(text=hard())
def test_every_reader_is_quick_on_every_text(reader: str, text: str) -> None:
    read = READERS[reader]
    took = MOST
    for _ in range(3):  # the best of three: the machine may be busy with something else
        started = time.perf_counter()
        with contextlib.suppress(BadInput):
            read(text)
        took = min(took, time.perf_counter() - started)
        if took < MOST:
            return
    raise AssertionError(f"{reader} takes over {MOST * 1000:.0f} ms on {text[:40]!r}…")


def _message(text: str) -> Message:
    return Message(id="m", conversation_id="c", author="shopper", text=text)
