"""Rows of features from Rasa messages."""

from typing import Sequence, Tuple

import numpy as np
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from scipy.sparse import csr_matrix, vstack


def rows(messages: Sequence[Message]) -> Tuple[csr_matrix, np.ndarray]:
    """(n, V) and (n, d) of the sentence features that the pipeline's featurizers have added."""
    sparse, dense = [], []
    for message in messages:
        sparse_part = message.get_sparse_features(TEXT)[1]
        dense_part = message.get_dense_features(TEXT)[1]
        if sparse_part is None or dense_part is None:
            raise ValueError("config.yml: NgramFeaturizer and SentenceEmbeddings must stand before the classifier")
        sparse.append(sparse_part.features)
        dense.append(dense_part.features)
    return vstack(sparse).tocsr(), np.concatenate(dense).astype(np.float32)
