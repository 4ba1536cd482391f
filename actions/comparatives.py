"""What compares by a quality that no column of a catalogue holds: "something warmer", "the softest"."""

from __future__ import annotations

import re

# qualities that titles and descriptions speak of
_BASES = (
    "warm cool soft hard big large small long short thick thin strong tough heavy comfy quiet loud bright dark fast "
    "smooth wide narrow roomy sturdy nice fancy simple plain loose tight slim sharp deep flat thin rich mild stylish"
).split()
_MORE = re.compile(
    r"\b(?:more|most|less) (comfortable|modern|elegant|colou?rful|breathable|durable|stylish|robust|waterproof|casual|"
    r"formal|sporty|compact|practical|traditional|classic|natural|sustainable|delicate|cosy|cozy|intense|spacious)\b"
)


def _er(base: str) -> str:
    if base.endswith("e"):
        return f"{base}r"
    if base.endswith("y"):
        return f"{base[:-1]}ier"
    doubled = re.search(r"[^aeiou][aeiou][bdgmnpt]$", base)
    return f"{base}{base[-1]}er" if doubled else f"{base}er"


_MOST = {f"{_er(base)[:-1]}st": base for base in _BASES}  # "warmest"
_FORMS = {_er(base): base for base in _BASES} | _MOST | {"better": "good"}
_ER = re.compile(rf"\b({'|'.join(_FORMS)})\b")
# what may stand beside it when the message is nothing but the comparison
_AROUND = frozenset(
    "a an and any anything are but can do for have i in is it its like little lot maybe me much need of ok one ones or "
    "please pls show some something sth that thats the them then there they this those u want way would you bit even "
    "slightly got id im looking what whats about how else give which most these those is s".split()
)


def comparative(text: str) -> str | None:
    """ "warmer", "the warmest", "more comfortable", where the text says little else; with a noun it is a search."""
    said = text.lower()
    match = _MORE.search(said) or _ER.search(said)
    if match is None or match[0].startswith("less"):
        return None
    beside = set(re.findall(r"[a-z]+", said[: match.start()] + said[match.end() :]))
    return match[0] if beside <= _AROUND else None


def base_of(word: str) -> str:
    """ "warm" of "warmer", "comfortable" of "more comfortable"."""
    return _FORMS.get(word, word.removeprefix("more ").removeprefix("most "))
