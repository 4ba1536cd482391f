"""Whether a message insults: answered calmly, with the offer of a person, where there is nothing else to answer."""

from __future__ import annotations

import re

from retrieval.text import fold

_ENGLISH = re.compile(
    r"\b(?:fuck\w*|shit(?:ty|head)?|bull ?shit|cunt|bitch|bastard|arse ?hole|ass ?hole|dick ?head|wanker|twat|moron|"
    r"idiots?|imbecile|retard(?:ed)?|shut up|go to hell|screw you|piss off|drop dead|kill yourself)\b"
    r"|\b(?:you|bot|u)(?:'?re| are| r| is)?(?: an?| so| such| the| just| really)* "
    r"(?:stupid|dumb|useless|worthless|pathetic|garbage|trash|rubbish|crap)\b"
    r"|\b(?:stupid|dumb|useless|crappy?|fucking) (?:bot|robot|machine|thing|computer)\b"
)
_CHINESE = re.compile(
    r"傻[逼瓜子叉]|煞笔|去死|滚(?:蛋|开|吧|$)|他妈|妈的|操你|白痴|混蛋|蠢货|笨蛋|垃圾(?:机器人|客服)|脑残|王八蛋|废物"
)


def is_abusive(text: str) -> bool:
    return bool(_ENGLISH.search(fold(text)) or _CHINESE.search(text))
