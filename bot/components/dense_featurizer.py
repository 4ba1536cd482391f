"""BERT sentence embeddings as a Rasa featurizer: the model service makes them, this asks for them."""

import json
import logging
import re
from typing import Any, Dict, List, Sequence, Text

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.featurizers.dense_featurizer.dense_featurizer import DenseFeaturizer
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.components.embeddings import Embeddings, encoder
from bot.components.glossary import gloss
from bot.components.model_service import running
from bot.components.parts import flatten
from bot.components.sources import fingerprint
from bot.components.spelling import spelled
from bot.components.text import CJK, mask

logger = logging.getLogger(__name__)

SAMPLE = 64  # Chinese sentences to try the encoder with
APART = 0.2  # how much nearer the own gloss must be, as a cosine
_LATIN = re.compile(r"[a-z0-9]", re.IGNORECASE)


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=True)
class SentenceEmbeddings(DenseFeaturizer, GraphComponent):
    """One dense sentence feature, of unit norm.

    While the bot runs, a service that does not answer gives zeros and a warning, never an error; the intent
    classifier and the scope detector have learnt a second time without embeddings for that case.
    Config: ``model`` (default: ``SHOPKEEPER_ENCODER``) and ``timeout`` seconds of one request.
    """

    FILE = "encoder.json"

    def __init__(
        self,
        config: Dict[Text, Any],
        name: Text,
        model_storage: ModelStorage,
        resource: Resource,
        dimension: int = 0,
        glossed: bool = False,
    ) -> None:
        super().__init__(name, config)
        self._model_storage = model_storage
        self._resource = resource
        self._dimension = dimension
        self._glossed = glossed  # the encoder reads no Chinese, so it gets the gloss
        self._embeddings = Embeddings.from_environment(config.get("model"), float(config["timeout"]))

    @staticmethod
    def get_default_config() -> Dict[Text, Any]:
        return {**DenseFeaturizer.get_default_config(), "model": None, "timeout": 1.5}

    @staticmethod
    def required_packages() -> List[Text]:
        return ["requests"]

    @classmethod
    def validate_config(cls, config: Dict[Text, Any]) -> None:
        """Both keys have defaults."""

    @classmethod
    def create(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "SentenceEmbeddings":
        return cls(config, execution_context.node_name, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> "SentenceEmbeddings":
        with model_storage.read_from(resource) as folder:
            learnt = json.loads((folder / cls.FILE).read_text())
        return cls(config, execution_context.node_name, model_storage, resource, **learnt)

    @classmethod
    def fingerprint_addon(cls, config: Dict[Text, Any]) -> Text:
        """Another encoder, or other code, makes Rasa's cached features void."""
        return f"{config.get('model') or encoder()} {fingerprint()}"

    def train(self, training_data: TrainingData) -> Resource:
        """Ask for all sentences once; they come from the cache when they are needed again."""
        texts = sorted({example.get(TEXT) for example in training_data.nlu_examples if example.get(TEXT)})
        with running(self._embeddings.url):
            self._glossed = not reads_chinese(self._embeddings, texts)
            self._dimension = self._embeddings.learn([self._read(text) for text in texts]).shape[1]
        with self._model_storage.write_to(self._resource) as folder:
            (folder / self.FILE).write_text(json.dumps({"dimension": self._dimension, "glossed": self._glossed}))
        return self._resource

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        examples = [example for example in training_data.training_examples if example.get(TEXT)]
        if examples:
            self._add(examples, self._embeddings.learn([self._read(example.get(TEXT)) for example in examples]))
        return training_data

    def process(self, messages: List[Message]) -> List[Message]:
        everything = flatten(messages)
        vectors = self._embeddings.ask([self._read(spelled(message)) for message in everything])
        if vectors is not None and vectors.shape[1] != self._dimension:
            logger.warning(
                "The model service embeds in %d dimensions, training had %d: train again, or set the encoder back",
                vectors.shape[1],
                self._dimension,
            )
            vectors = None
        if vectors is None:
            vectors = np.zeros((len(everything), self._dimension), np.float32)
        self._add(everything, vectors)
        return messages

    def _read(self, text: Text) -> Text:
        """What the encoder gets to see."""
        return mask(gloss(text) if self._glossed else text) or " "

    def _add(self, messages: List[Message], vectors: np.ndarray) -> None:
        for message, vector in zip(messages, vectors, strict=True):
            self.add_features_to_message(None, vector[np.newaxis], TEXT, message)


def reads_chinese(embeddings: Embeddings, texts: Sequence[Text]) -> bool:
    """Whether the encoder brings Chinese sentences nearer to their own English gloss than to those of others.

    Tried on sentences that are Chinese throughout: a title or number in them would stand in the gloss as well.
    """
    chinese = [text for text in texts if CJK.search(text) and not _LATIN.search(text)][:SAMPLE]
    if len(chinese) < 2:
        return True  # there is nothing to gloss
    cosines = embeddings.learn([mask(text) for text in chinese]) @ embeddings.learn([mask(gloss(t)) for t in chinese]).T
    others = (cosines.sum() - cosines.trace()) / (cosines.size - len(cosines))
    return bool(cosines.trace() / len(cosines) - others > APART)
