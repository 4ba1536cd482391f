"""What compares by a quality that no column of a catalogue holds: "something warmer", "the softest", "most durable"."""

from __future__ import annotations

import re

# qualities that titles and descriptions speak of
_BASES = (
    "warm cool soft hard big large small long short thick thin strong tough heavy comfy quiet loud bright dark fast "
    "smooth wide narrow roomy sturdy nice fancy simple plain loose tight slim sharp deep flat thin rich mild stylish"
).split()
# of these a text that says the word tells nothing: a small pocket makes no small bag
MEASURED = frozenset("big large small long short wide narrow thick thin heavy".split())
_MORE = re.compile(
    r"\b(?:more|less) (comfortable|modern|elegant|colou?rful|breathable|durable|stylish|robust|waterproof|casual|"
    r"formal|sporty|compact|practical|traditional|classic|natural|sustainable|delicate|cosy|cozy|intense|spacious)\b"
)
# what is the most of all may be any quality, but for those that columns hold and those that are none
_MOST_OF = re.compile(
    r"\bmost (?!expensive|affordable|popular|recent|reviewed|rated|liked|loved|of\b|people|things|important)"
    r"([a-z]{4,})\b"
)
_EST = re.compile(
    r"\b(?!(?:cheap|dear|light|new|lat|low|high|pric|inter|for|ch|gu|v|w|harv|requ|hon|mod|conqu|sugg|t|r|n|p|qu|z)[i]?est)"
    r"([a-z]{2,}est)\b"
)
_LASTS = re.compile(r"\b(?:lasts?|hold(?:s)? up|keeps?) (?:the )?(?:longe(?:st|r)|best)\b")
_BEST = re.compile(r"\b(?:(?:best|highest|top|better) (?:quality|made|built|value)|best|better)\b")
_MOST_ZH = re.compile(
    r"最(?!便宜|贵|轻|新|近|后|初|早|多|高|低|热)([\u4e00-\u9fff]{1,4}?)(?=\s*(?:的|是|呢|$|[?？。]))"
)
_FOR = re.compile(r"\s+(?:to|for)\s+(?!me\b|us\b|you\b)((?:[a-z'-]+\s*){1,3})$")


def _er(base: str) -> str:
    if base.endswith("e"):
        return f"{base}r"
    if base.endswith("y"):
        return f"{base[:-1]}ier"
    doubled = re.search(r"[^aeiou][aeiou][bdgmnpt]$", base)
    return f"{base}{base[-1]}er" if doubled else f"{base}er"


_FORMS = {_er(base): base for base in _BASES}
_MOST = {f"{form[:-1]}st": base for form, base in _FORMS.items()}  # "warmest"
_ER = re.compile(rf"\b({'|'.join(_FORMS)})\b")
# what may stand beside it when the message is nothing but the comparison
_AROUND = frozenset(
    "a an and any anything are but can do for have i in is it its like little lot maybe me much need of ok one ones or "
    "please pls show some something sth that thats the them then there they this those u want way would you bit even "
    "slightly got id im looking what whats about how else give which most these those is s has have hold holds lasts "
    "last so to pick choose take recommend would say think wanna know tell".split()
)


def comparative(text: str) -> str | None:
    """ "warmer", "the warmest", "most durable", "easiest to clean", where the text says little else; with a noun it is
    a search."""
    if chinese := _MOST_ZH.search(text):
        return chinese[0]
    said = re.sub(r"[?!.\s]+$", "", text.lower())
    match = next((m for pattern in (_LASTS, _MORE, _MOST_OF, _ER, _EST, _BEST) if (m := pattern.search(said))), None)
    if match is None or match[0].startswith("less"):
        return None
    after = _FOR.match(said[match.end() :]) if not _ER.fullmatch(match[0]) else None
    tail = after[0] if after else ""
    beside = set(re.findall(r"[a-z]+", said[: match.start()] + said[match.end() + len(tail) :]))
    if not beside <= _AROUND:
        return None
    return "most durable" if match.re is _LASTS else match[0] + tail


def base_of(word: str) -> str:
    """ "warm" of "warmer", "comfortable" of "more comfortable", "easy clean" of "easiest to clean"; "good" for what is
    told by how it is rated."""
    if after := _FOR.search(word):
        head, tail = word[: after.start()], after[1].strip()
        return tail if _BEST.fullmatch(head) else f"{base_of(head)} {tail}"
    if _BEST.fullmatch(word) or word == "最好":
        return "good"
    if known := _FORMS.get(word) or _MOST.get(word):
        return known
    if _EST.fullmatch(word):
        return re.sub(r"([bdgmnpt])\1$", r"\1", word[:-3]) if not word.endswith("iest") else f"{word[:-4]}y"
    return word.removeprefix("more ").removeprefix("most ")
