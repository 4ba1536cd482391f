"""Traditional Chinese in simplified characters, so that one set of words reads both."""

from functools import lru_cache
from pathlib import Path
from typing import Dict, List

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.components.plain import Plain

FILE = Path(__file__).with_name("traditional.txt")


@lru_cache(maxsize=1)
def _pairs() -> Dict[int, str]:
    lines = [line for line in FILE.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    return {ord(line[at]): line[at + 1] for line in lines for at in range(0, len(line), 2)}


def simplified(text: str) -> str:
    """``text`` with each traditional character replaced, so of the same length."""
    return text.translate(_pairs())


# registered as a classifier: Rasa runs those that do not learn on messages only, not on training data
@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class Simplified(Plain):
    """What is read, here and by the actions, is simplified; ``typed`` keeps what the shopper wrote, for addresses."""

    def process(self, messages: List[Message]) -> List[Message]:
        for message in messages:
            typed = message.get(TEXT) or ""
            text = simplified(typed)
            if text != typed:
                message.set("typed", typed, add_to_output=True)
                message.set(TEXT, text, add_to_output=True)
        return messages
