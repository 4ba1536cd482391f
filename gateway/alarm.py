"""Words at which no bot should go on: law, danger to people, and anger. They call a person at once.

Whole phrases, few and plain: a false alarm costs a colleague a minute, a missed one the shop a customer. What is
for sale ("safety vest", "fire grate") must not ring.
"""

from __future__ import annotations

import re

_LEGAL = (
    r"(my|a) (lawyer|solicitor|attorney)",
    r"(take|taking|see) you (to|in) court",
    r"\b(sue|suing) (you|your)",
    r"legal action",
    r"(trading standards|consumer protection|data protection (authority|officer))",
    r"(report|reporting) you to",
    r"律师",
    r"起诉",
    r"法院",
    r"消费者协会",
    r"12315",
)
_SAFETY = (
    r"caught (on )?fire",
    r"(it|battery|charger|lamp) (exploded|is burning|burnt|burned|melted)",
    r"electric(al)? shock",
    r"(hurt|injured|burnt|burned|cut) (me|my|myself|her|him|our)",
    r"allergic (reaction|shock)",
    r"(in|to) (the )?hospital",
    r"(swallowed|choked|choking) (on|a|it)",
    r"food poisoning",
    r"着火",
    r"爆炸",
    r"触电",
    r"受伤",
    r"过敏反应",
    r"中毒",
)
_ANGER = (
    r"\b(fuck|fucking|wtf|bullshit)\b",
    r"(you are|you're|this is|what) (a |an )?(absolute(ly)? |complete(ly)? |total(ly)? )?"
    r"(useless|pathetic|ridiculous|disgrace(ful)?|scam|joke|outrageous|unacceptable)",
    r"(i am|i'm|im) (so |really |very |absolutely )?(angry|furious|fed up|sick of)",
    r"(worst|terrible|appalling|disgusting) (service|shop|company|support)",
    r"never (buy|order|shop)\w* (here|from you) again",
    r"(stupid|dumb|idiotic) (bot|robot|machine)",
    r"他妈的",
    r"垃圾(客服|公司|店|服务)",
    r"骗子",
    r"气死",
    r"太差劲",
)
_ALARMS = tuple(
    (why, re.compile("|".join(phrases), re.IGNORECASE))
    for why, phrases in (("safety", _SAFETY), ("legal", _LEGAL), ("angry", _ANGER))
)


def alarm(text: str) -> str | None:
    """``safety``, ``legal`` or ``angry`` where the text calls for a person, else None."""
    plain = text.replace("’", "'")
    return next((why for why, phrases in _ALARMS if phrases.search(plain)), None)
