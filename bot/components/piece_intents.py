"""The intents of a long message's pieces, for the dialogue to read beside the whole."""

from typing import List

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.components.parts import PARTS
from bot.components.plain import Plain


# registered as a classifier: Rasa runs those that do not learn on messages only, not on training data
@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class PieceIntents(Plain):
    """Adds ``pieces`` to the parse: text, intent and confidence of each piece that :class:`RequestSplitter` cut."""

    def process(self, messages: List[Message]) -> List[Message]:
        for message in messages:
            pieces = [
                {"text": piece.get(TEXT), "intent": intent["name"], "confidence": float(intent["confidence"])}
                for piece in message.get(PARTS) or ()
                if (intent := piece.get(INTENT))
            ]
            if pieces:
                message.set("pieces", pieces, add_to_output=True)
        return messages
