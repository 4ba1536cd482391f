"""A hash over the code of the components, for Rasa's training cache.

Rasa knows that a component changed by its class alone; what a class calls in the files beside it would go unseen,
and the next training would take old results from the cache.
"""

import hashlib
from functools import lru_cache
from pathlib import Path


@lru_cache(maxsize=1)
def fingerprint() -> str:
    """For ``fingerprint_addon`` of every component that learns or featurizes."""
    total = hashlib.sha256()
    for file in sorted(Path(__file__).parent.iterdir()):
        if file.is_file():
            total.update(file.name.encode() + file.read_bytes())
    return total.hexdigest()
