"""How shoppers say yes, no and "never mind", and how they ask, where the intent alone is not enough."""

from __future__ import annotations

import re

from actions.turn import Turn

_YES = re.compile(
    r"^\W*(y|ye[sap]h?|yup|ok(ay)?|sure|please( do)?(?! ?n['o])|do it|go ahead|confirm(ed)?|correct|right|exactly|"
    r"that'?s (right|it)|of course|absolutely|definitely|sounds good)\b"
    r"|^\W*(是|对|好|行|可以|嗯|确认|确定|没问题|同意)",
    re.IGNORECASE,
)
_NO = re.compile(
    r"^(?:\W|\b(?:please|oh|well|actually|sorry|wait|hm+|pls|plz)\b)*"
    r"(no+|nope|nah|don'?t|do not|not really|not now|never|rather not)\b|^\W*(不|别|没有|否|算了)",
    re.IGNORECASE,
)
_LEAVE = re.compile(
    r"^\W*((please )?(stop|cancel|quit|exit|abort)( (it|this|that|here|please))?|never ?mind|forget (it|that|about it)|"
    r"leave it|(i )?changed my mind|算了|取消|不用了|停)\W*$",
    re.IGNORECASE,
)
_OTHER = re.compile(r"\b(the )?other (one|pair|item)s?\b|另(外)?一(个|件|双)|别的那", re.IGNORECASE)
_QUESTION = re.compile(
    r"\?|？|^\W*(how|what|when|where|who|why|can|could|do|does|is|are|will)\b|吗|怎么|如何|什么", re.IGNORECASE
)
_HOW = re.compile(r"^\W*how (?:do|does|can|long|soon|fast|much)\b|怎么|如何|多久|多长时间", re.IGNORECASE)
_ALL = re.compile(r"\b(all|both|everything|whole|entire|every)\b|全部|所有|都退|整(个|单)", re.IGNORECASE)


def yes_or_no(turn: Turn) -> bool | None:
    """``True`` for yes, ``False`` for no, ``None`` for something else, as a correction is. Words outrank the intent."""
    if turn.intent == "correct":
        return None
    if turn.entity("words") is None and _NO.search(turn.text):
        return False
    if turn.entity("words") is None and _YES.search(turn.text):
        return True
    return {"affirm": True, "deny": False}.get(turn.intent)


def leaves(turn: Turn) -> bool:
    return turn.intent == "stop" or bool(_LEAVE.match(turn.text))


def other_one(turn: Turn) -> bool:
    return bool(_OTHER.search(turn.text))


def everything(turn: Turn) -> bool:
    return bool(_ALL.search(turn.text))


def asks(turn: Turn) -> bool:
    """Whether the text is a question."""
    return bool(_QUESTION.search(turn.text))


def asks_how(turn: Turn) -> bool:
    """ "how do i …", "how long does … take": as much a question as the wish to have it done."""
    return bool(_HOW.search(turn.text))
