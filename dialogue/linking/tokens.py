"""A message as tokens with their places: words, numbers, marks, and whole codes and addresses."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

from retrieval.text import fold, stem

LONGEST = 4000  # characters of a message that are read

WIDE_LETTERS = r"\u3005\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff"  # letters of scripts without blanks
WIDE = re.compile(rf"[{WIDE_LETTERS}]+")
_LETTER = rf"[^\W\d_{WIDE_LETTERS}]"
_APART = rf"(?<![^\W{WIDE_LETTERS}])(?<!\.)"  # no letter or digit of a script with blanks stands before
_EMAIL = r"[A-Za-z0-9_.+%-]{1,64}@[A-Za-z0-9_-]{1,63}(?:\.[A-Za-z0-9_-]{1,63}){1,4}"
_CODE = (
    rf"#?{_APART}(?=[a-z0-9.-]{{0,24}}\d)(?=[0-9.-]{{0,24}}[a-z])[a-z0-9]{{1,12}}(?:[-.][a-z0-9]{{1,12}}){{1,4}}"
    rf"(?![^\W{WIDE_LETTERS}]|@)"
)
_DIGITS = rf"#?{_APART}(?<![,-])\d{{2,9}}(?:-\d{{2,9}}){{2,3}}(?![\w,.]*\d)|#\d{{3,12}}"
_NUMBER = r"\d{1,3}(?:,\d{3}){1,3}(?:\.\d+)?(?!\d)|\d{1,3}(?:\.\d{3}){1,3}(?!\d)|\d+(?:[.,]\d+)?"
_ELIDED = r"(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu)['’´`](?=[aeiouyhàâæéèêëîïôœùû])"  # "d'eau" is two words
_WORD = rf"{_ELIDED}|{_LETTER}+(?:['’´`]{_LETTER}+)*"
_TOKEN = re.compile(
    rf"(?P<email>{_EMAIL})|(?P<code>{_CODE})|(?P<digits>{_DIGITS})|(?P<number>{_NUMBER})|(?P<wide>[{WIDE_LETTERS}]+)|(?P<word>{_WORD})|(?P<mark>[^\s\w]|_)",
    re.IGNORECASE,
)
_APOSTROPHES = re.compile(r"['’´`]")

Type = Literal["word", "number", "mark", "code", "email"]


@dataclass(frozen=True, slots=True)
class Token:
    """``word`` is folded, without apostrophes; ``stem`` what catalogue words are compared by."""

    text: str
    word: str
    stem: str
    start: int
    end: int
    type: Type
    spaced: bool  # whether white space stands before it

    @property
    def is_word(self) -> bool:
        return self.type == "word"


def normal(text: str) -> str:
    """Full-width letters and digits as plain ones, one kind of dash; as long as it was, where Unicode allows it."""
    return unicodedata.normalize("NFKC", text[:LONGEST].translate(_STOPS)).translate(_DASHES)


_STOPS = str.maketrans({"，": ", ", "。": ". ", "！": "! ", "？": "? ", "；": "; ", "：": ": "})  # no part of a number
_DASHES = str.maketrans({"‐": "-", "‑": "-", "‒": "-", "–": "-", "—": "-", "−": "-", "“": '"', "„": '"'})


def tokenize(text: str, cut: Callable[[str], list[str]] | None = None) -> list[Token]:
    """The tokens of a :func:`normal` text. A hyphen between words only joins them; beside digits it is a mark.

    ``cut`` parts runs of a script without blanks; without it each is one token.
    """
    found: list[Token] = []
    last = 0
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup or "mark"
        said = match[0]
        if kind == "code" and _plain(said):
            found += _parts(said, match.start(), last)
        elif said == "-" and not _counts(text, match.start()):
            pass
        elif kind == "wide":
            at = match.start()
            for piece in cut(said) if cut else (said,):
                found.append(Token(piece, fold(piece), fold(piece), at, at + len(piece), "word", at > last))
                at += len(piece)
                last = at
        else:
            word = _APOSTROPHES.sub("", fold(said))
            type_: Type = "code" if kind == "digits" else kind  # type: ignore[assignment]
            root = stem(word) if kind == "word" else word
            found.append(Token(said, word, root, match.start(), match.end(), type_, match.start() > last))
        last = match.end()
    return found


def _plain(said: str) -> bool:
    """Whether what looks like a code is words and measures joined: "7-year-old", "20-inch", "40-50l", "3-person"."""
    parts = re.split(r"[-.]", said.lower().lstrip("#"))
    letters = [part for part in parts if part.isalpha()]
    if said.startswith("#"):
        return False
    digits = sum(char.isdigit() for char in said)
    mixed = [part for part in parts if not part.isalpha() and not part.isdigit()]
    if any(re.fullmatch(r"[a-z]+\d+[a-z0-9]*", part) and digits >= 2 for part in mixed):
        return False
    return digits < 3 or (not letters and all(re.fullmatch(r"\d+[a-z]{0,3}", part) for part in parts) and digits < 6)


def _parts(said: str, at: int, last: int) -> Iterable[Token]:
    before = at > last
    for match in re.finditer(rf"(?P<number>{_NUMBER})|(?P<word>[^\W\d_]+)|(?P<mark>-)", said):
        kind: Type = match.lastgroup  # type: ignore[assignment]
        if kind == "mark" and not _counts(said, match.start()):
            continue
        word = fold(match[0])
        start = at + match.start()
        root = stem(word) if kind == "word" else word
        yield Token(match[0], word, root, start, start + len(match[0]), kind, before)
        before = False


def _counts(text: str, at: int) -> bool:
    """Whether a hyphen is a minus or a "to": a digit follows, and no letter stands right before it."""
    behind = text[at + 1 : at + 3].lstrip()
    return (behind[:1].isdigit() and not (at and text[at - 1].isalpha())) or _alone(text, at)


def _alone(text: str, at: int) -> bool:
    """A dash between two spaces parts clauses."""
    return at > 0 and text[at - 1].isspace() and text[at + 1 : at + 2].isspace()
