"""What is wanted only where the first wish cannot be had: "white, and if that is sold out black", "otherwise only the
thermostat"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from dialogue.flows.words import FlowWords, plain

_END = re.compile(r"[.;)!\n](?!\d)|$")
_THEN = re.compile(r"[,:]")


@dataclass(frozen=True)
class Fallback:
    """``text``: all of it, the condition too; ``then``: what is wanted in that case."""

    text: str
    then: str


def split(text: str, words: FlowWords) -> tuple[str, list[Fallback]]:
    """The wish without its fall-backs, and these."""
    text = plain(text)
    found: list[Fallback] = []
    rest, place = "", 0
    for match in words.finditer("if_not_there", text):
        if match.start() < place:
            continue
        end = _END.search(text, match.end())
        stop = end.start() if end is not None else len(text)
        said = text[match.end() : stop]
        cut = _THEN.search(said)
        found.append(Fallback(text[match.start() : stop], said[cut.end() :] if cut else said))
        rest, place = rest + text[place : match.start()], stop
    return rest + text[place:], found
