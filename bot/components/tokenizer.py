"""The words of a message, Latin and Chinese, as Rasa's tokens."""

import logging
from typing import Any, Dict, List, Text

import jieba
from rasa.engine.graph import ExecutionContext
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.tokenizers.tokenizer import Token, Tokenizer
from rasa.shared.nlu.training_data.message import Message

from bot.components.parts import flatten
from bot.components.text import words


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER, is_trainable=False)
class ShopTokenizer(Tokenizer):
    """Rasa's tokenizer interface over :func:`bot.components.text.words`."""

    @staticmethod
    def get_default_config() -> Dict[Text, Any]:
        return {"intent_tokenization_flag": False, "intent_split_symbol": "_", "token_pattern": None}

    @staticmethod
    def required_packages() -> List[Text]:
        return ["jieba"]

    @classmethod
    def create(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "ShopTokenizer":
        jieba.setLogLevel(logging.WARNING)
        jieba.initialize()  # its dictionary takes a second or more: now, rather than at the first Chinese message
        return cls(config)

    def process(self, messages: List[Message]) -> List[Message]:
        super().process(flatten(messages))
        return messages

    def tokenize(self, message: Message, attribute: Text) -> List[Token]:
        tokens = [Token(word, start) for word, start in words(message.get(attribute))]
        return tokens or [Token(message.get(attribute) or " ", 0)]
