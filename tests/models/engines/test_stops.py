from __future__ import annotations

from typing import Any

from models.engines.stops import Text


class Letters:
    """A tokenizer of one byte a token."""

    def decode(self, tokens: list[int], **_: Any) -> str:
        return bytes(tokens).decode("utf-8", errors="replace")


def run(said: str, *stops: str) -> tuple[list[str], bool]:
    text = Text(Letters(), stops)
    pieces = []
    for token in said.encode():
        pieces.append(text.add(token))
        if text.stopped:
            break
    pieces.append(text.rest())
    return pieces, text.stopped


def test_everything_is_handed_out_once() -> None:
    pieces, stopped = run("a tent for two")
    assert "".join(pieces) == "a tent for two"
    assert not stopped


def test_half_a_character_waits() -> None:
    pieces, _ = run("5 €!")
    assert all("\ufffd" not in piece for piece in pieces)
    assert "".join(pieces) == "5 €!"


def test_nothing_of_a_stop_string_is_shown() -> None:
    pieces, stopped = run("one\n\ntwo", "\n\n")
    assert "".join(pieces) == "one"
    assert stopped


def test_what_only_began_like_a_stop_string_is_shown_in_the_end() -> None:
    pieces, stopped = run("one\ntwo\n", "\n\n")
    assert "".join(pieces) == "one\ntwo\n"
    assert not stopped
