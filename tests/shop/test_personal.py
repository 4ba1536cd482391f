"""Personal text is found in sentences made for it, and product talk is let be."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest
import yaml

from shop.personal import CERTAIN, KINDS, find, mask, without_cards

SENTENCES: dict[str, list[str]] = yaml.safe_load(Path(__file__).with_name("personal.yml").read_text(encoding="utf-8"))
FLOORS = {"card": 0.95, "email": 0.95, "phone": 0.95, "address": 0.8, "order": 0.9}
_MARKED = re.compile("<<(.*?)>>")


def marked(sentence: str) -> tuple[str, list[str]]:
    return _MARKED.sub(r"\1", sentence), _MARKED.findall(sentence)


@pytest.mark.parametrize("kind", FLOORS)
def test_what_is_personal_is_masked(kind: str) -> None:
    missed, wanted = [], 0
    for sentence in SENTENCES[kind]:
        text, pieces = marked(sentence)
        left = mask(text)
        wanted += len(pieces)
        missed += [piece for piece in pieces if piece in left]
    assert 1 - len(missed) / wanted >= FLOORS[kind], missed


def test_product_talk_is_let_be() -> None:
    touched = [(text, mask(text)) for text in SENTENCES["nothing"] if find(text)]
    assert len(touched) <= 0.03 * len(SENTENCES["nothing"]), touched


def test_a_card_number_needs_its_check_digit_and_its_network() -> None:
    assert without_cards("4111 1111 1111 1112 and 4006381333931 and 9999 9999 9999 9995") == (
        "4111 1111 1111 1112 and 4006381333931 and 9999 9999 9999 9995"
    )
    assert without_cards("no, 4111 1111 1111 1111!") == "no, [••••]!"


def test_an_account_needs_its_check_digits() -> None:
    assert mask("DE89 3704 0044 0532 0130 00 please") == "[iban] please"
    assert mask("iban gb82WEST12345698765432.") == "iban [iban]."
    assert "[iban]" not in mask("DE89 3704 0044 0532 0130 01 please", ["iban"])


PIECES = ["1", "1 ", "1-", "4111 ", "a@", "a.", "+1 (", "DE89 ", "路1号", "1 a ", "St. ", "市", "Aa "]


@pytest.mark.parametrize("piece", PIECES)
def test_no_text_takes_long(piece: str) -> None:
    text = (piece * 2000)[:2000]
    took = []
    for _ in range(3):
        started = time.process_time()
        find(text, KINDS)
        took.append(time.process_time() - started)
    assert min(took) < 0.05


def test_certain_kinds_are_those_of_a_form() -> None:
    assert set(CERTAIN) < set(KINDS)
