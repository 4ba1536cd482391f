"""What Chinese shoppers type, in the words that limits and references are read in."""

from __future__ import annotations

import pytest

from actions.glossary import asked_for, in_chinese, in_english
from actions.numerals import value_of, with_digits


@pytest.mark.parametrize(
    ("numeral", "value"),
    [
        ("五十", 50),
        ("十二", 12),
        ("两百", 200),
        ("两百五", 250),
        ("一百零八", 108),
        ("三千零五十", 3050),
        ("一万二", 12000),
    ],
)
def test_numerals(numeral: str, value: int) -> None:
    assert value_of(numeral) == value


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("两百块左右", "200块左右"),
        ("两三百的", "200到300的"),
        ("七八十块", "70到80块"),
        ("百元以内", "100元以内"),
        ("四十二码", "42码"),
        ("十分便宜", "十分便宜"),
        ("千万别买", "千万别买"),
        ("第十二个", "第十二个"),
        ("两个人", "两个人"),
    ],
)
def test_only_what_counts_is_put_into_digits(typed: str, read: str) -> None:
    assert with_digits(typed) == read


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("我想买双登山鞋 男款 42码", "hiking boots men size 42"),
        ("不要皮的登山鞋", "hiking boots not leather"),
        ("有什么不含坚果的零食吗", "snacks without nuts"),
        ("非常轻的帐篷", "very lightweight tents"),
        ("暖和一点的睡袋", "warmer sleeping bags"),
        ("咖啡机和磨豆机", "coffee makers and coffee grinders"),
        ("预算五百以内", "under 500"),
        ("预算大概三百", "under 300"),
        ("100-200之间的", "between 100 and 200"),
        ("42-43码", "size 42 or size 43"),
        ("别超过两百五", "under 250"),
        ("不低于50", "over 50"),
        ("四星以上的", "at least 4 stars"),
        ("评分4.5以上", "at least 4.5 stars"),
        ("要2人的", "for two"),
        ("来三包咖啡豆", "coffee beans"),
        ("20升的背包", "20 l backpacks"),
        ("要黑背包", "black backpacks"),
        ("有红茶吗", "black tea"),
        ("浅灰色T恤", "light grey t-shirts"),
        ("防不防水", "waterproof"),
        ("没有粉色吗", "pink"),
        ("别太贵", "not too expensive"),
        ("有滑板卖吗", "滑板"),
        ("the red one", "the red one"),
    ],
)
def test_in_english(typed: str, read: str) -> None:
    assert in_english(typed) == read


@pytest.mark.parametrize(
    ("typed", "thing"),
    [
        ("有没有沙发", "沙发"),
        ("我想买个沙发", "沙发"),
        ("有卖自行车的吗", "自行车"),
        ("有滑板卖吗", "滑板"),
        ("双人帐篷有吗", "双人帐篷"),
        ("不含坚果的零食", "不含坚果的零食"),
    ],
)
def test_asked_for(typed: str, thing: str) -> None:
    assert asked_for(typed) == thing


@pytest.mark.parametrize(
    ("value", "shown"), [("hiking", "徒步"), ("Camping", "露营"), ("keeps hot", "保温时间"), ("Tritan", "Tritan")]
)
def test_in_chinese(value: str, shown: str) -> None:
    assert in_chinese(value) == shown
