"""The policy file, its errors, and the FAQ's figures against it."""

from __future__ import annotations

from decimal import Decimal

import pytest

from shop.errors import BadSettings
from shop.policy import Policy, load_policy, parse_policy
from shop.policy_check import contradictions
from shop.settings import OrdersSettings
from shop.types import FaqEntry


def test_the_shop_s_own_file_is_read() -> None:
    policy = load_policy(OrdersSettings().policy)
    assert policy.returns.days == 30
    assert policy.refunds.person_above == Decimal(200)
    assert "DE" in policy.delivery.countries and "CH" not in policy.delivery.countries
    assert policy.coupons.told == ("WELCOME10",)


def test_every_key_is_described() -> None:
    undescribed = [
        f"{name}.{key}"
        for name, section in Policy.model_fields.items()
        for key, field in section.annotation.model_fields.items()  # type: ignore[union-attr]
        if not field.description
    ]
    assert undescribed == []


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[returns]\ndayz = 3", "returns.dayz: there is no such key, expected one of days,"),
        ("[retuns]\ndays = 3", "retuns: there is no such key, expected one of returns,"),
        ('[returns]\ndays = "soon"', "returns.days: got 'soon', expected a valid integer"),
        ('[returns]\npostage = "nobody"', "returns.postage: got 'nobody', expected 'shop' or 'shopper'"),
        ("[returns\n", "not TOML"),
    ],
)
def test_a_wrong_key_is_named_with_what_was_expected(text: str, told: str) -> None:
    with pytest.raises(BadSettings) as error:
        parse_policy(text, "policy.toml")
    assert told in error.value.message


@pytest.mark.parametrize(
    ("answer", "topic", "key"),
    [
        ("You have 14 days from the day of delivery.", "returns", "returns.days"),
        ("Standard delivery costs 5.90 euros.", "shipping", "delivery.prices.standard"),
        ("标准配送运费为 5.90 欧元。", "shipping", "delivery.prices.standard"),
        ("At least 3 years from delivery.", "warranty", "guarantee.years"),
        ("Yes. The code SECRET50 takes half off.", "payment", "coupons.told"),
    ],
)
def test_another_figure_in_the_faq_is_a_contradiction(answer: str, topic: str, key: str) -> None:
    found = contradictions(
        [FaqEntry(id="a", question="?", answer=answer, topic=topic)], load_policy(OrdersSettings().policy)
    )
    assert [one.key for one in found] == [key]
    assert found[0].said in answer and found[0].sentence in answer
