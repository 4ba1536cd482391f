"""What the featurizers see of a message: folded, with its numbers and addresses hidden behind their kind."""

import re
import unicodedata
from typing import Iterator, Tuple

import jieba

from bot.components.patterns import emails, order_numbers

CJK = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]+")
_CONTROL = re.compile(r"[\u0000-\u001f\u007f\u200b-\u200f\u2028-\u202e\ufeff]+")
_STRETCHED = re.compile(r"([^\W\d])\1{2,}")  # "helloooo" → "helloo"
_EMOJI = re.compile("[\u2190-\u21ff\u2300-\u27bf\u2b00-\u2bff\ufe0f\U0001f000-\U0001faff]+")
_SAYS_SOMETHING = re.compile(rf"[^\W\d_]{{2}}|{CJK.pattern}")
_SPACE = re.compile(r"\s+")
LONGEST = 600  # characters: what comes after says no more about the intent


def fold(text: str) -> str:
    """NFKC, lower case, one space between words, no control characters, no more than :data:`LONGEST`."""
    text = unicodedata.normalize("NFKC", text[: 4 * LONGEST]).lower().replace("’", "'")
    text = _STRETCHED.sub(r"\1\1", _CONTROL.sub(" ", text))
    return _SPACE.sub(" ", text).strip()[:LONGEST]


def mask(text: str) -> str:
    """``text`` folded, with e-mail addresses and order numbers replaced by what they are.

    They say nothing about the intent beyond that they are there, and nothing personal reaches the encoder or
    its cache this way. Emoji beside words go too: of a short sentence they would be half.
    """
    found = [(each.start, each.end, "an email address") for each in emails(text)]
    found += [
        (each.start, each.end, "order number")
        for each in order_numbers(text)
        if all(each.end <= start or each.start >= end for start, end, _ in found)
    ]
    for start, end, kind in sorted(found, reverse=True):
        text = f"{text[:start]} {kind} {text[end:]}"
    folded = fold(text)
    bare = _SPACE.sub(" ", _EMOJI.sub(" ", folded)).strip()
    return bare if _SAYS_SOMETHING.search(bare) else folded


_LETTER = r"[^\W_\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]"
# an e-mail or order number stays whole; "don't" and "t-shirt" too; an emoji is a word of its own
_PIECE = re.compile(rf"(?P<chinese>{CJK.pattern})|{_LETTER}+(?:['’.@+&_/-]{_LETTER}+)*|[^\w\s]")


def words(text: str) -> Iterator[Tuple[str, int]]:
    """(word, start) from left to right: Latin words at spaces and punctuation, runs of Chinese by jieba."""
    for piece in _PIECE.finditer(text):
        if piece["chinese"] is None:
            yield piece.group(), piece.start()
        else:
            for word, start, _ in jieba.tokenize(piece.group()):
                yield word, piece.start() + start
