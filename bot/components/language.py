"""The language of a message: what it is written in, not what it is about."""

import re
from typing import List, Optional

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.components.plain import Plain
from bot.components.text import CJK

_LATIN_WORD = re.compile(r"[a-z]{2,}", re.IGNORECASE)


def language_of(text: str) -> Optional[str]:
    """``"zh"``, ``"en"``, or ``None`` when nothing tells ("42", "AF-104233", "👍").

    One Chinese run outweighs Latin words beside it: titles and brands stay Latin in a Chinese sentence.
    """
    if CJK.search(text):
        return "zh"
    words = [word for word in _LATIN_WORD.findall(text) if not word.isupper()]
    return "en" if words else None


# registered as a classifier: Rasa runs those that do not learn on messages only, not on training data
@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class LanguageDetector(Plain):
    """Puts ``language`` into the parse, where the tracker's latest message carries it to the actions."""

    def process(self, messages: List[Message]) -> List[Message]:
        for message in messages:
            message.set("language", language_of(message.get(TEXT) or ""), add_to_output=True)
        return messages
