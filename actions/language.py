"""Which of the bot's languages a message is in."""

from __future__ import annotations

import re

LANGUAGES = ("en", "zh")

CJK = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]")
_WORD = re.compile(r"[a-z']+")
# Words that a Chinese speaker who only names a product would not type.
_ENGLISH = frozenset(
    """a about an and any are can cheaper could do does for from have hello hey hi how i in is it like looking me my
    need no not of ok on please return show sorry suggest thank thanks that the them there these this to under want
    what when where which who why with would yes you your""".split()
)


def language_of(text: str, previous: str) -> str:
    """``zh`` as soon as a Chinese character stands in it, ``en`` for English words, otherwise what was spoken before.

    A bare title or number ("Trail 2 GTX", "42") changes nothing.
    """
    if CJK.search(text):
        return "zh"
    if previous == "en":
        return previous
    return "en" if _ENGLISH & set(_WORD.findall(text.lower())) else previous
