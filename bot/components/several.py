"""Several requests in one message: answer the first, remember the rest."""

from typing import Any, Dict, List, Optional, Text, Tuple

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.components.parts import PARTS

# what stands beside a request rather than being one: greetings, answers, tastes, and what is not understood
_NO_REQUESTS = frozenset(
    "greet goodbye thank affirm deny inform choose stop correct state_like state_dislike smalltalk bot_challenge "
    "out_of_scope nlu_fallback give_feedback ask_help".split()
)
# what a limit may follow: "i want boots. brown. not over 80 euros" is one request
_FOR_GOODS = frozenset("search_item ask_recommendation ask_gift refine_search".split())
_MANNERS = frozenset(("greet", "thank", "goodbye"))


def without_manners(message: Message) -> Tuple[str, List[Message]]:
    """The text without what only greets or thanks before and after it, and the pieces that are left."""
    pieces = list(message.get(PARTS) or ())
    edges = [*(piece.get("at") for piece in pieces), len(message.get(TEXT))]
    kept = [place for place, piece in enumerate(pieces) if (piece.get(INTENT) or {}).get("name") not in _MANNERS]
    if not kept:
        return message.get(TEXT), pieces
    first, last = kept[0], kept[-1]
    return message.get(TEXT)[edges[first] : edges[last + 1]].strip(" ,，。"), pieces[first : last + 1]


def requests_of(message: Message, sure: float) -> List[Tuple[str, Dict[Text, Any], str]]:
    """(intent name, the piece's intent, text from there on) of each piece that is a request of its own.

    A piece that is no request belongs to the one before it ("i need boots. they should be brown").
    """
    text = message.get(TEXT)
    found: List[Tuple[str, Dict[Text, Any], str]] = []
    for part in message.get(PARTS) or ():
        intent = part.get(INTENT) or {}
        name = intent.get("name") or ""
        if name in _NO_REQUESTS or intent["confidence"] < sure:
            continue
        if name == "refine_search" and found and found[-1][0] in _FOR_GOODS:
            continue
        if not found or found[-1][0] != name:
            found.append((name, intent, text[part.get("at") :].strip()))
    return found


# registered as a classifier: Rasa runs those that do not learn on messages only, not on training data
@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class SeveralRequests(GraphComponent):
    """Where the pieces hold two requests or more, the intent is the first one's, and the parse gets ``first`` (its
    text), ``rest`` (the text from the second on) and ``rest_intent``. A greeting or thanks around one request do not
    hide it: ``first`` is then the text without them.

    Config: ``sure``, the confidence from which a piece counts as a request.
    """

    def __init__(self, sure: float) -> None:
        self._sure = sure

    @staticmethod
    def get_default_config() -> Dict[Text, Any]:
        return {"sure": 0.6}

    @classmethod
    def create(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "SeveralRequests":
        return cls(float(config["sure"]))

    def process(self, messages: List[Message]) -> List[Message]:
        for message in messages:
            if message.get(PARTS):
                self._decide(message)
        return messages

    def _decide(self, message: Message) -> None:
        found = requests_of(message, self._sure)
        whole: Optional[Dict[Text, Any]] = message.get(INTENT)
        if len(found) > 1:
            (_, intent, first), (rest_intent, _, rest) = found[0], found[1]
            message.set("first", first[: len(first) - len(rest)].strip(" ,;，；"), add_to_output=True)
            message.set("rest", rest, add_to_output=True)
            message.set("rest_intent", rest_intent, add_to_output=True)
        else:
            plain, left = without_manners(message)
            if len(left) < len(message.get(PARTS)):
                message.set("first", plain, add_to_output=True)
            name = (whole or {}).get("name")
            if len(found) == 1 and name in _NO_REQUESTS:
                intent = found[0][1]  # "hi there. where is my parcel?"
            elif len(left) == 1 and name in _MANNERS and left[0].get(INTENT):
                intent = left[0].get(INTENT)  # "hello, blue is my favourite"
            else:
                return
        message.set(INTENT, intent, add_to_output=True)
        message.set("intent_ranking", [intent, *message.get("intent_ranking", [])], add_to_output=True)
