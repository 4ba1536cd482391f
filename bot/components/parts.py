"""Several requests in one message: the pieces that could each be one, understood beside the whole.

``RequestSplitter`` stands first in the pipeline and only cuts; every component of ours after it reads the pieces
with the whole (:func:`flatten`), and :class:`bot.components.piece_intents.PieceIntents` at the end tells their intents.
"""

import itertools
import re
from typing import Iterable, List, Tuple

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.components.plain import Plain
from bot.components.text import CJK

PARTS = "parts"  # list of Message, each with TEXT and its place "at" in the whole
MOST = 8
_CUT = re.compile(
    r"(?:(?<=[?!;。？！；])|(?<=[^\W\d]\.)(?=\s)|(?<=\d\.)(?=\s)|\n)\s*"
    r"|[,，]?\s+(?=(?:and\s+)?(?:also|then|after that|afterwards|by the way|btw|plus|oh and)\b)"
    r"|[,，]\s*(?=(?:and|but)\s+(?:(?:where|what|when|how|which|who)(?:'?s)?|can|could|do|does|is|are|i|please|show|tell|my)\b)"
    r"|\s+(?=and\s+(?:(?:where|what|when|how)(?:'?s)?|can you|could you|do you|is there"
    r"|i (?:also|want|need|would)|show me|tell me)\b)"
    r"|[，,]\s*(?=另外|还有|顺便|然后|再)|(?<=[^\s，,])\s*(?=另外|顺便)",
    re.IGNORECASE,
)
# manners around a request: "hello, …", "您好，打扰一下，…", "…, thanks"
_GREETING = re.compile(
    r"\s*(?:(?:hello|hi|hey|good (?:morning|afternoon|evening|day)|hi there|hello there|excuse me"
    r"|(?:i )?hope (?:you(?: are|'re)?|all is|this finds you)(?: doing)? (?:well|fine|okay|ok|good))\b[\s,!.]*"
    r"|(?:您好|你好|哈喽|嗨|在吗|打扰一下|打扰了|不好意思)[呀啊哦]?[\s，,！!。.]*)+",
    re.IGNORECASE,
)
_THANKS = re.compile(
    r"[\s,.，。!！]*(?:\b(?:many )?(?:thanks|thank you|thx|cheers)\b"
    r"(?: a lot| so much| very much| in advance| again| guys)*"
    r"|(?:谢谢|多谢|感谢|麻烦了|辛苦了)[你您们啦了哦呀]{0,3})[\s.!。！]*\Z",
    re.IGNORECASE,
)
# a long story comes to its point in one of its clauses
_CLAUSE = re.compile(
    r"\s+(?=(?:so|but|and|because|now|therefore)\s+(?:i|we|can|could|please|how|what|when|where)\b)|[，,](?=[\u4e00-\u9fff])",
    re.IGNORECASE,
)
STORY = 120  # characters; a third of it in Chinese
# "any headlamps? not black": a limit is no request of its own, "not what i ordered" is one
_LIMIT = re.compile(
    r"(?:not(?! what)|no|without|but not|except|under|below|max|maximum|in size|size|ideally)\b", re.IGNORECASE
)


def cut(text: str) -> List[Tuple[str, int]]:
    """(piece, start), at most :data:`MOST`; none when the text is in one piece."""
    greeting, thanks = _GREETING.match(text), _THANKS.search(text)
    start, end = greeting.end() if greeting else 0, thanks.start() if thanks else len(text)
    inner = [m.end() for m in _CUT.finditer(text) if start < m.end() < end and not _LIMIT.match(text, m.end())]
    if end - start > (STORY // 3 if CJK.search(text) else STORY):
        inner += [m.end() for m in _CLAUSE.finditer(text, start, end)]
    edges = sorted({0, start, *inner, end, len(text)})
    pieces = [(text[start:end], start) for start, end in itertools.pairwise(edges)]
    pieces = [(piece.strip(), start) for piece, start in pieces if sum(map(str.isalnum, piece)) >= 2]
    return pieces[:MOST] if len(pieces) > 1 else []


def flatten(messages: Iterable[Message]) -> List[Message]:
    """The messages, each followed by its pieces."""
    return [each for message in messages for each in (message, *(message.get(PARTS) or ()))]


# registered as a classifier: Rasa runs those that do not learn on messages only, not on training data
@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class RequestSplitter(Plain):
    """Cuts a message at sentence ends and at "and also"; what it learns from stays whole."""

    def process(self, messages: List[Message]) -> List[Message]:
        for message in messages:
            pieces = cut(message.get(TEXT) or "")
            if pieces:
                message.set(PARTS, [Message(data={TEXT: piece, "at": start}) for piece, start in pieces])
        return messages
