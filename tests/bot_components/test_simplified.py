import pytest

from bot.components.simplified import FILE, simplified


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("請問有沒有紅色的背包", "请问有没有红色的背包"),
        ("訂單到哪裡了", "订单到哪里了"),
        ("我要結帳，運費多少？", "我要结帐，运费多少？"),
        ("请问运费多少", "请问运费多少"),
        ("Marlow gloves AF-104233 👍", "Marlow gloves AF-104233 👍"),
        ("", ""),
    ],
)
def test_traditional_characters_are_read_as_simplified_ones(typed, read):
    assert simplified(typed) == read


def test_the_table_is_in_pairs():
    lines = [line for line in FILE.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    assert all(len(line) % 2 == 0 for line in lines)
    assert all(
        traditional != simple for line in lines for traditional, simple in zip(line[::2], line[1::2], strict=True)
    )
