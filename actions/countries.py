"""Countries by their names, as shoppers write them: "how much is shipping to the us", "寄到瑞士多少钱"."""

from __future__ import annotations

import re
from functools import lru_cache

from holidays.registry import COUNTRIES

_SHORT = "us,usa,states,america,uk,england,scotland,wales,great britain,czech republic,holland,europe,eu".split(",")
_BARE = ("us",)  # a pronoun, unless it has its article or its capitals
_CHINESE = re.compile(
    "(?:寄|送|发|运|邮)[到往去给]{0,2}(法国|德国|英国|意大利|西班牙|葡萄牙|荷兰|比利时|卢森堡|瑞士|奥地利|丹麦|瑞典|挪威|芬兰|冰岛|爱尔兰|波兰|捷克|"
    "匈牙利|希腊|罗马尼亚|保加利亚|克罗地亚|斯洛文尼亚|斯洛伐克|乌克兰|俄罗斯|土耳其|美国|加拿大|墨西哥|巴西|澳大利亚|澳洲|新西兰|中国|国内|大陆|"
    "香港|澳门|台湾|日本|韩国|新加坡|马来西亚|泰国|越南|印度|以色列|南非|欧洲|欧盟|国外|海外)"
)


@lru_cache(maxsize=1)
def _pattern() -> re.Pattern[str]:
    names = sorted({name.replace("_", " ") for name in COUNTRIES} | set(_SHORT), key=len, reverse=True)
    return re.compile(rf"\b(?:to|in|into|for)\s+(the\s+)?({'|'.join(map(re.escape, names))})\b", re.IGNORECASE)


def country_named(text: str) -> str | None:
    """The country that something is to go to, or that somebody is in, as it is written; ``None`` where none is."""
    for found in _pattern().finditer(text):
        article, name = found.groups()
        if article or name.lower() not in _BARE or name.isupper():
            return f"the {name}" if article else name
    return None


def chinese_country(text: str) -> str | None:
    """:func:`country_named` for a Chinese text."""
    found = _CHINESE.search(text)
    return found[1] if found else None
