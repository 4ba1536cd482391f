"""Names are found with the fetched model, introduced ones without it; what a server elsewhere answers is restored."""

from __future__ import annotations

import sys

import pytest

from models.names import Masker, masker
from shop.settings import load_settings
from tests.shop.test_personal import SENTENCES, marked

FLOOR = 0.8
WITHOUT = Masker(None)


@pytest.fixture(scope="module")
def made() -> Masker:
    found = masker(load_settings())
    if found.folder is None:
        pytest.skip("the model is not fetched: python -m run.weights en-core-web-sm")
    return found


def test_names_are_found(made: Masker) -> None:
    missed, wanted = [], 0
    for sentence in SENTENCES["name"]:
        text, pieces = marked(sentence)
        left = made.plain(text)
        wanted += len(pieces)
        missed += [piece for piece in pieces if piece in left]
    assert 1 - len(missed) / wanted >= FLOOR, missed


def test_product_talk_is_let_be(made: Masker) -> None:
    touched = [made.plain(text) for text in SENTENCES["nothing"] if made.find(text)]
    assert len(touched) <= 0.06 * len(SENTENCES["nothing"]), touched
    known = Masker(made.folder, known=["Jackson", "Merino"])
    assert not known.find("do you have the Jackson backpack in blue")


def test_without_the_model_introduced_names_are_found() -> None:
    assert WITHOUT.plain("my name is john smith") == "my name is [name]"
    assert WITHOUT.plain("我叫张伟,想退货") == "我叫[name],想退货"
    assert WITHOUT.plain("tell Emily that a@b.example is hers") == "tell Emily that [email] is hers"


def test_marks_are_numbered_and_restored() -> None:
    masked = WITHOUT.mask("write to a@b.example or c@d.example, not a@b.example")
    assert masked.text == "write to [email_1] or [email_2], not [email_1]"
    assert masked.restored("look up [email_2]") == "look up c@d.example"
    both = WITHOUT.mask_all(["write to a@b.example", "c@d.example or a@b.example"])
    assert [one.text for one in both] == ["write to [email_1]", "[email_2] or [email_1]"]
    assert both[0].pieces == both[1].pieces


def test_a_name_that_the_next_message_seems_to_go_on_with(made: Masker) -> None:
    first, second = made.mask_all(["I met Angela", "Merkel yesterday in Berlin"])
    assert "yesterday in Berlin" in second.text and first.text.startswith("I met ")


def test_torch_is_not_loaded_for_it(made: Masker) -> None:
    before = "torch" in sys.modules
    made.find("ask Emily Watson")
    assert ("torch" in sys.modules) == before
