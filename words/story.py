# ruff: noqa: E501 (patterns are read as wholes)
"""The catalogue's own sentences about an item, as far as they tell of the item and order nothing.

Catalogue text is data that others wrote: whatever speaks to a reader of instructions, or promises what only the
store's own data may promise (prices, discounts, delivery), is no fact. Lines of a list are details, not sentences.
"""

from __future__ import annotations

import re

from shop.types import Item
from words.text import sentences

_ORDERS = re.compile(
    r"ignor|disregard|forget (?:all|every|the|your|any|about)|overrid|instruct|prompt|jailbreak|system (?:message|note)|"
    r"\b(?:assistant|chatbot|ai|llm|gpt|model)\b(?=.*\b(?:say|tell|must|should|reply|respond|offer|always|act|write|output)\b)|"
    r"\byou (?:are|must) (?:now|always|never|reply|answer|say)|pretend|act as|role[- ]?play|"
    r"(?:say|tell|write|reply|respond|answer|output|print|repeat|reveal|translate|append|recommend)\b.{0,40}\b(?:that|with|only|exactly|"
    r"following|word|customer|shopper|user|to everyone)|developer mode|\bDAN\b|base64|<\s*/?\s*\w+|\{\{|\}\}|```|###|\[/?INST|<\|",
    re.IGNORECASE,
)
_PROMISES = re.compile(
    r"\d\s*%\s*(?:off|discount)|discount|coupon|voucher|promo|\bsale\b|\bfree\b(?!-)(?=\s+(?:ship|deliver|return|gift|item))|"
    r"money.back|refund|lowest price|[€$£]\s*\d|\bprice|ships?\b|shipping|deliver(?:y|ed|s)|in stock|out of stock|"
    r"deliver|\bsav(?:e|es|ing|ings)\b|(?<!-)\boff\b|\blimited\b|\bcheap|\bafford|\b(?:we|our|ours|us)\b|\?|call (?:us|now)|click|https?:|www\.|@\w|order (?:now|today)|cures?\b|heals?\b|treats?\b|doctor|clinically",
    re.IGNORECASE,
)
_BULLET = re.compile(r"^\s*(?:[•·▪*]|[-–—](?=\s))\s*", re.MULTILINE)
_LEANING = re.compile(  # on the sentence before it, which may not be told
    r"(?:they|that|those|these|this|but|and|so|or|instead|then|plus|which|such|both|here|there|no|yes|while|also|now)\b",
    re.IGNORECASE,
)
_VERB = re.compile(
    r"\b(?:is|are|was|were|has|have|had|can|will|may|you|it|they|you['’]\w+|it['’]s|(?:keep|come|make|give|hold|take|go|run|let|stay|"
    r"fit|work|need|feature|offer|bring|help|fold|pack|weigh|add|turn|stand|feel|sit|open|close|last|serve|use|provide|"
    r"protect|dri|carr|show|cut|lift|move|fill|clean|grip|cook|boil|heat|light|play|taste|wear|roll|allow|sleep)"
    r"(?:e?s|ies)?)\b",
    re.IGNORECASE,
)


def is_data(text: str) -> bool:
    """Whether a text only tells: no orders to whoever writes, no markup."""
    return not _ORDERS.search(text)


def story(item: Item) -> list[str]:
    """Sentences of 4 to 32 words that tell of the item; none at all from a description that gives orders."""
    if not is_data(item.description):
        # a text that gives orders once is not to be trusted in its next sentence either
        return []
    prose = "\n".join(line for line in _lines(item) if not _BULLET.match(line))
    found = []
    for sentence in sentences(prose):
        sentence = re.sub(r"\s+", " ", sentence).strip()
        whole = 4 <= len(sentence.split()) <= 32 and _VERB.search(sentence) and not _LEANING.match(sentence)
        if whole and not _PROMISES.search(sentence):
            found.append(sentence)
    return found


def details(item: Item) -> list[str]:
    """Lines of a list in the description, 2 to 8 words each, as they stand inside a sentence: "two pockets"."""
    if not is_data(item.description):
        return []
    found = []
    for line in _lines(item):
        text = re.sub(r"\s+", " ", _BULLET.sub("", line)).strip(" .;")
        if (
            _BULLET.match(line)
            and 2 <= len(text.split()) <= 8
            and not _PROMISES.search(text)
            and not re.search("[.:;,]", text)
        ):
            found.append(
                re.sub(r"^[A-Z](?=[a-z-]+\b(?![™®]))", lambda first: first[0].lower(), text).replace("/", " and ")
            )
    return found


def _lines(item: Item) -> list[str]:
    return re.sub(r"\s*•", "\n•", item.description).splitlines()
