"""The scope detector as a Rasa component: what is not in scope becomes ``nlu_fallback``."""

import json
from typing import Any, Dict, List, Sequence, Text

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.constants import DEFAULT_NLU_FALLBACK_INTENT_NAME
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.components.features import rows
from bot.components.head import OUT_OF_SCOPE
from bot.components.intent_classifier import SIGNALS
from bot.components.parts import flatten
from bot.components.scope import Scope
from bot.components.sources import fingerprint


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class ScopeDetector(IntentClassifier, GraphComponent):
    """Adds ``scope``, P(in scope), to the parse; below ``threshold`` the intent becomes ``nlu_fallback``.

    Two calibrations, as the classifier has two heads: with embeddings, and without for when the service is down.
    n-grams alone tell less, so that what they find is spread less widely: that case has a threshold of its own,
    ``threshold_without``.
    """

    def __init__(
        self,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        scopes: Sequence[Scope] = (),
    ) -> None:
        self._config = config
        self._model_storage = model_storage
        self._resource = resource
        self._scopes = scopes

    @staticmethod
    def get_default_config() -> Dict[Text, Any]:
        return {"threshold": 0.18, "threshold_without": 0.35}

    @classmethod
    def create(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "ScopeDetector":
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> "ScopeDetector":
        with model_storage.read_from(resource) as folder:
            scopes = [Scope(**stored) for stored in json.loads((folder / "scope.json").read_text())]
        return cls(config, model_storage, resource, scopes)

    @classmethod
    def fingerprint_addon(cls, config: Dict[Text, Any]) -> Text:
        return fingerprint()

    def train(self, training_data: TrainingData) -> Resource:
        examples = [example for example in training_data.intent_examples if example.get(TEXT)]
        sparse, dense = rows(examples)
        intents = [example.get(INTENT) for example in examples]
        self._scopes = [Scope.fit(sparse, dense, intents, with_dense=with_dense) for with_dense in (True, False)]
        with self._model_storage.write_to(self._resource) as folder:
            (folder / "scope.json").write_text(json.dumps([scope.as_dict() for scope in self._scopes]))
        return self._resource

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        return training_data

    def process(self, messages: List[Message]) -> List[Message]:
        everything = flatten(messages)
        if not everything or not self._scopes:
            return messages
        with_dense = bool(rows(everything)[1].any())
        scope = self._scopes[0] if with_dense else self._scopes[1]
        threshold = float(self._config["threshold" if with_dense else "threshold_without"])
        judged = scope.inside(np.stack([message.get(SIGNALS) for message in everything]))
        for message, inside in zip(everything, judged, strict=True):
            message.set("scope", float(inside), add_to_output=True)
            if inside < threshold and message.get(INTENT)["name"] not in OUT_OF_SCOPE:
                fallback = {"name": DEFAULT_NLU_FALLBACK_INTENT_NAME, "confidence": 1.0 - float(inside)}
                message.set(INTENT, fallback, add_to_output=True)
                message.set("intent_ranking", [fallback, *message.get("intent_ranking", [])], add_to_output=True)
        return messages
