# ruff: noqa: E501 (patterns are read as wholes)
"""Promises that only the store's own data may make: discounts, delivery, returns, stock, and words to the reader."""

from __future__ import annotations

import re
from collections.abc import Iterator

from retrieval.text import fold
from words.facts import Facts

PROMISE = re.compile(
    r"discount\w*|coupon\w*|voucher\w*|\bpromo\w*|\bsale\b|\bdeal\b|(?<!-)\boff\b|\bfree (?:ship|deliver|return|gift)\w*|\bsav(?:e|es|ing|ings)\b|"
    r"\bship\w*|deliver\w*|refund\w*|\breturns?\b|money.back|\bin stock\b|out of stock|sold out|limited|hurry|order (?:now|today)|"
    r"\bbuy\b|\bcheap\w*|afford\w*|bargain|\bvalue for\b|\bprice[sd]?\b|\bcosts?\b|https?:|www\.|\S@\S"
)
_ASIDE = re.compile(
    r"\b(?:i|i'm|i'll|we|our|us|me|my)\b|as an ai|language model|\bsorry\b|\bprompt\b|\binstruct\w*|\bfacts?\b|\bdescription\b|"
    r"\bcustomers?\b|\bshoppers?\b|\breviewers?\b|\bhere is|\bhere's|[{}<>\[\]|#*_`\\]"
)


def problems(sentence: str, facts: Facts) -> Iterator[str]:
    said = fold(sentence)
    item = facts.item
    priced = item.price is not None and f"{item.price:,.2f}" in said
    for match in PROMISE.finditer(said):
        if not (priced and match.group() in ("price", "priced", "costs", "cost")):
            yield match.group()
    for match in _ASIDE.finditer(said):
        yield match.group()
