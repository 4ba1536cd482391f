"""The general entities, as a Rasa extractor over :mod:`bot.components.patterns`."""

from typing import List

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.components.patterns import find
from bot.components.plain import Plain


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class GeneralEntities(Plain, EntityExtractorMixin):
    """order_number, email, money, quantity, ordinal, date: each with its value in one form."""

    def process(self, messages: List[Message]) -> List[Message]:
        for message in messages:
            found = [
                {"entity": each.entity, "start": each.start, "end": each.end, "value": each.value}
                for each in find(message.get(TEXT) or "")
            ]
            entities = message.get(ENTITIES, []) + self.add_extractor_name(found)
            message.set(ENTITIES, entities, add_to_output=True)
        return messages
