"""The intent: the head of :mod:`bot.components.head` as a Rasa classifier."""

from typing import Any, Dict, List, Optional, Text

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.components.features import rows
from bot.components.head import Head
from bot.components.parts import flatten
from bot.components.scope import signals
from bot.components.sources import fingerprint

SIGNALS = "scope_signals"  # what the scope detector judges by


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class RidgeIntentClassifier(IntentClassifier, GraphComponent):
    """Two heads over the same sentences: one with the embeddings, one that has learnt without any.

    The second is the extreme of dropping the dense part at random: it answers while the model service is down.
    """

    FILES = ("with", "without")

    def __init__(
        self,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        heads: Optional[List[Head]] = None,
    ) -> None:
        self._config = config
        self._model_storage = model_storage
        self._resource = resource
        self._heads = heads

    @staticmethod
    def get_default_config() -> Dict[Text, Any]:
        return {"ranking_length": 5}

    @classmethod
    def create(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "RidgeIntentClassifier":
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> "RidgeIntentClassifier":
        with model_storage.read_from(resource) as folder:
            return cls(config, model_storage, resource, [Head.load(folder, file) for file in cls.FILES])

    @classmethod
    def fingerprint_addon(cls, config: Dict[Text, Any]) -> Text:
        return fingerprint()

    def train(self, training_data: TrainingData) -> Resource:
        examples = [example for example in training_data.intent_examples if example.get(TEXT)]
        sparse, dense = rows(examples)
        intents = [example.get(INTENT) for example in examples]
        self._heads = [Head.fit(sparse, dense, intents, with_dense=with_dense) for with_dense in (True, False)]
        with self._model_storage.write_to(self._resource) as folder:
            for head, file in zip(self._heads, self.FILES, strict=True):
                head.save(folder, file)
        return self._resource

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        return training_data

    def process(self, messages: List[Message]) -> List[Message]:
        everything = flatten(messages)
        if not everything or self._heads is None:
            return messages
        sparse, dense = rows(everything)
        head = self._heads[0] if dense.any() else self._heads[1]
        scores, nearest = head.read(sparse, dense)
        judged = signals(scores, nearest, head.labels)
        for message, row, likely in zip(everything, judged, head.probabilities(scores), strict=True):
            order = np.argsort(-likely)[: self._config["ranking_length"]]
            ranking = [{"name": head.labels[place], "confidence": float(likely[place])} for place in order]
            message.set(SIGNALS, row)
            message.set(INTENT, ranking[0], add_to_output=True)
            message.set("intent_ranking", ranking, add_to_output=True)
        return messages
