"""The n-grams as a Rasa featurizer: one sparse sentence feature."""

from typing import Any, Dict, List, Optional, Text

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.featurizers.sparse_featurizer.sparse_featurizer import SparseFeaturizer
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.components.ngrams import Ngrams
from bot.components.parts import flatten
from bot.components.sources import fingerprint
from bot.components.spelling import spelled


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=True)
class NgramFeaturizer(SparseFeaturizer, GraphComponent):
    """TF-IDF over words, word pairs and characters, learnt from the training sentences."""

    FILE = "ngrams.json"

    def __init__(
        self,
        config: Dict[Text, Any],
        name: Text,
        model_storage: ModelStorage,
        resource: Resource,
        ngrams: Optional[Ngrams] = None,
    ) -> None:
        super().__init__(name, config)
        self._model_storage = model_storage
        self._resource = resource
        self._ngrams = ngrams

    @classmethod
    def validate_config(cls, config: Dict[Text, Any]) -> None:
        """There is nothing to configure."""

    @classmethod
    def create(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "NgramFeaturizer":
        return cls(config, execution_context.node_name, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> "NgramFeaturizer":
        with model_storage.read_from(resource) as folder:
            return cls(config, execution_context.node_name, model_storage, resource, Ngrams.load(folder / cls.FILE))

    @classmethod
    def fingerprint_addon(cls, config: Dict[Text, Any]) -> Text:
        return fingerprint()

    def train(self, training_data: TrainingData) -> Resource:
        texts = [example.get(TEXT) for example in training_data.nlu_examples if example.get(TEXT)]
        self._ngrams = Ngrams().fit(texts)
        with self._model_storage.write_to(self._resource) as folder:
            self._ngrams.save(folder / self.FILE)
        return self._resource

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        self._featurize([example for example in training_data.training_examples if example.get(TEXT)])
        return training_data

    def process(self, messages: List[Message]) -> List[Message]:
        self._featurize(flatten(messages))
        return messages

    def _featurize(self, messages: List[Message]) -> None:
        if not messages or self._ngrams is None:
            return
        rows = self._ngrams.transform([spelled(message) for message in messages])
        for place, message in enumerate(messages):
            self.add_features_to_message(None, rows[place], TEXT, message)
