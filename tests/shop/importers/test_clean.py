from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shop.importers import clean


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("<p>One</p>\n<p>&bull; Two <b>bold</b><br/>three</p>", "One\n\n• Two bold\nthree"),
        ("<script>alert(1)</script>Hi<style>x{}</style>", "Hi"),
        ("5 < 6 and 7 > 3", "5 < 6 and 7 > 3"),
        ("Caf&amp;eacute;", "Café"),
        ("a\u0000b\u200bc\ufeff", "abc"),
        ("  much   space \r\n here ", "much space\nhere"),
        ("<p>unclosed <b>bold", "unclosed bold"),
        (None, ""),
        (3.5, "3.5"),
    ],
)
def test_plain_text(cell: object, text: str) -> None:
    assert clean.plain(cell) == text


@given(st.text())
def test_cleaning_never_fails_and_leaves_no_control_characters(text: str) -> None:
    cleaned = clean.plain(text)
    assert not any(ord(char) < 32 and char != "\n" for char in cleaned)
    cleaned.encode("utf-8")
    assert clean.line(cleaned) == clean.line(clean.line(cleaned)) or "&" in text or "<" in text


@pytest.mark.parametrize(
    ("cell", "amount", "currency"),
    [
        ("19.99", "19.99", None),
        ("1,299.00 USD", "1299.00", "USD"),
        ("1.299,00 €", "1299.00", "EUR"),
        ("$5", "5.00", "USD"),
        ("EUR 12,5", "12.50", "EUR"),
        ("1'299.50 CHF", "1299.50", "CHF"),
        ("1 299,90 zł", "1299.90", "PLN"),
        ("1,299", "1299.00", None),
        ("0,999", "0.999", None),
        ("1.234.567", "1234567.00", None),
        ("10.000", "10.00", None),
    ],
)
def test_money_keeps_its_currency(cell: str, amount: str, currency: str | None) -> None:
    assert clean.money(cell) == (Decimal(amount), currency)


@pytest.mark.parametrize("cell", ["", "cheap", "-1", "1 or 2 euros", "1e5", "NaN", "9" * 30, "12 34 per piece"])
def test_what_is_no_money_is_refused(cell: str) -> None:
    with pytest.raises(ValueError, match=r"money|number"):
        clean.money(cell)


@pytest.mark.parametrize(
    ("cell", "unit", "grams"),
    [
        ("1.5", "kg", 1500.0),
        ("500 g", "kg", 500.0),
        ("2 lb", "g", 907.184),
        ("0.0:g", "g", 0.0),
        ("1,5 kg", "g", 1500.0),
    ],
)
def test_weights(cell: str, unit: str, grams: float) -> None:
    assert clean.grams(cell, unit) == pytest.approx(grams)


@pytest.mark.parametrize("cell", ["heavy", "1 stone", "kg", ""])
def test_what_is_no_weight_is_refused(cell: str) -> None:
    with pytest.raises(ValueError, match=r"weight|number"):
        clean.grams(cell)


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        ("mens-shirts", "Mens shirts"),
        ("styleGeneral", "Style general"),
        ("T-shirts", "T-shirts"),
        ("LumaTech&trade;", "LumaTech"),
    ],
)
def test_slugs_become_words(cell: str, words: str) -> None:
    assert clean.words(cell) == words


def test_lists_are_told_apart() -> None:
    assert clean.several("Red, blue| RED ;;green") == ["Red", "blue", "green"]
    assert clean.several(["a, b", {"no": 1}, "c"]) == ["a, b", "c"]


@pytest.mark.parametrize(
    ("cell", "base", "address"),
    [
        ("https://x.example/a b.jpg", None, "https://x.example/a%20b.jpg"),
        ("/m/a.jpg", "https://x.example/media", "https://x.example/media/m/a.jpg"),
        ("/m/a.jpg", None, None),
        ("javascript:alert(1)", "https://x.example", None),
        ("", "https://x.example", None),
    ],
)
def test_addresses(cell: str, base: str | None, address: str | None) -> None:
    assert clean.address(cell, base) == address
