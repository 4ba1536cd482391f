"""How a shopper types: misspelt, bare, with emoji, or at length."""

from __future__ import annotations

import random
import re

STYLES = ("plain", "plain", "bare", "misspelt", "emoji", "chatty")
_WORD = re.compile(r"[a-z]{5,}")
_KEPT = re.compile(r"\S*[\d@]\S*")  # numbers and addresses are copied, not typed
_CHATTY = {
    "en": ("Hello, hope you are well! ", ". Thanks a lot in advance!"),
    "zh": ("您好，打扰一下，", "。谢谢啦！"),
}


def typed(text: str, style: str, language: str, chance: random.Random, *, opening: bool) -> str:
    """``text`` as someone of this ``style`` types it; greetings and emoji only around the opening."""
    if style == "bare" and language == "en":
        return " ".join(
            word if _KEPT.fullmatch(word) else re.sub(r"[,.!?']", "", word).lower() for word in text.split()
        )
    if style == "misspelt" and language == "en":
        return " ".join(word if _KEPT.fullmatch(word) else _slip(word, chance) for word in text.split())
    if opening and style == "emoji":
        return f"{text} {chance.choice('😊🙏🎁🤔')}"
    if opening and style == "chatty":
        before, after = _CHATTY[language]
        return f"{before}{text}{after if text[-1] not in '?!？！' else after[1:]}"
    return text


def _slip(word: str, chance: random.Random) -> str:
    """One letter dropped, doubled or swapped with its neighbour, in about a fourth of the longer words."""
    if not _WORD.fullmatch(word) or chance.random() > 0.25:
        return word
    place = chance.randrange(1, len(word) - 1)
    return chance.choice(
        (
            word[:place] + word[place + 1 :],
            word[:place] + word[place] + word[place:],
            word[:place] + word[place + 1] + word[place] + word[place + 2 :],
        )
    )
