"""Several requests in one message: the pieces that could each be one, understood beside the whole.

``RequestSplitter`` stands first in the pipeline and only cuts; every component of ours after it reads the pieces
with the whole (:func:`flatten`), and :class:`bot.components.several.SeveralRequests` at the end decides.
"""

import itertools
import re
from typing import Any, Dict, Iterable, List, Text, Tuple

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message

PARTS = "parts"  # list of Message, each with TEXT and its place "at" in the whole
MOST = 4
_CUT = re.compile(
    r"(?:(?<=[?!;。？！；])|(?<=[^\W\d]\.)(?=\s)|(?<=\d\.)(?=\s)|\n)\s*"
    r"|[,，]?\s+(?=(?:and\s+)?(?:also|then|after that|afterwards|by the way|btw|plus|oh and)\b)"
    r"|[,，]\s*(?=(?:and|but)\s+(?:where|what|when|how|can|could|do|does|is|are|i|please|show|tell|my)\b)"
    r"|\s+(?=and\s+(?:where|what|when|how|can you|could you|do you|is there|i (?:also|want|need|would)|show me"
    r"|tell me)\b)"
    r"|[，,]\s*(?=另外|还有|顺便|然后|再)|(?<=[^\s，,])(?=另外|顺便)",
    re.IGNORECASE,
)
# "any headlamps? not black": a limit is no request of its own
_LIMIT = re.compile(r"(?:not|no|without|but not|except|under|below|max|maximum|in size|size|ideally)\b", re.IGNORECASE)


def cut(text: str) -> List[Tuple[str, int]]:
    """(piece, start), at most :data:`MOST`; none when the text is in one piece."""
    edges = [0]
    for match in _CUT.finditer(text):
        if edges[-1] < match.end() < len(text) and not _LIMIT.match(text, match.end()):
            edges.append(match.end())
    edges.append(len(text))
    pieces = [(text[start:end], start) for start, end in itertools.pairwise(edges)]
    pieces = [(piece.strip(), start) for piece, start in pieces if sum(map(str.isalnum, piece)) >= 2]
    return pieces[:MOST] if len(pieces) > 1 else []


def flatten(messages: Iterable[Message]) -> List[Message]:
    """The messages, each followed by its pieces."""
    return [each for message in messages for each in (message, *(message.get(PARTS) or ()))]


# registered as a classifier: Rasa runs those that do not learn on messages only, not on training data
@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class RequestSplitter(GraphComponent):
    """Cuts a message at sentence ends and at "and also"; what it learns from stays whole."""

    @classmethod
    def create(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "RequestSplitter":
        return cls()

    def process(self, messages: List[Message]) -> List[Message]:
        for message in messages:
            pieces = cut(message.get(TEXT) or "")
            if pieces:
                message.set(PARTS, [Message(data={TEXT: piece, "at": start}) for piece, start in pieces])
        return messages
