"""For whom things are: the words that say so, and those of a shopper's relatives."""

from __future__ import annotations

import re

from retrieval.text import fold, stem
from retrieval.understanding.phrases import WORD

AUDIENCES = {
    "men": "men man mens mans male gentlemen guys",
    "women": "women woman womens womans female ladies lady",
    "kids": "kids kid children child childrens",
    "boys": "boys boy",
    "girls": "girls girl",
    "baby": "baby babies infant toddler newborn",
}
_RELATIVES = {
    "men": "husband boyfriend father dad daddy brother grandfather grandpa granddad uncle",
    "women": "wife girlfriend mother mum mom mummy sister grandmother grandma aunt",
}
_RELATIVE = re.compile(rf"\bfor (?:my |our |his |her |a |the )?({'|'.join(' '.join(_RELATIVES.values()).split())})\b")
AUDIENCE_OF = {word: name for name, said in AUDIENCES.items() for word in said.split()}
AUDIENCE_STEMS = frozenset(stem(word) for word in AUDIENCE_OF)


def audience_of(value: str) -> str | None:
    """The audience that a category's name is nothing but: "Men's" → men."""
    found = WORD.findall(fold(value).replace("'s", ""))
    return AUDIENCE_OF.get(found[0]) if len(found) == 1 else None


def is_audience(value: str) -> bool:
    return audience_of(value) is not None


def relative(text: str) -> tuple[re.Match[str], str] | None:
    """ "for my wife": where it stands, and the audience of those meant."""
    match = _RELATIVE.search(text)
    return (match, next(name for name, words in _RELATIVES.items() if match[1] in words.split())) if match else None


def narrowed(values: tuple[str, ...], text: str) -> tuple[str, ...]:
    """Of "Mens watches" and "Womens watches", those for whom the text names; all, where it names nobody."""
    said = {AUDIENCE_OF[word] for word in WORD.findall(text.replace("'s", "")) if word in AUDIENCE_OF}
    meant_for = tuple(v for v in values if any(AUDIENCE_OF.get(w) in said for w in WORD.findall(fold(v))))
    return meant_for or values
