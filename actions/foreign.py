"""Whether a message is in a language that the bot does not speak."""

from __future__ import annotations

import re
from functools import lru_cache

from py3langid.langid import MODEL_FILE, LanguageIdentifier

from actions.language import LANGUAGES

# told apart from each other only: a shopper of a small language finds out as one of a greater one beside it
_KNOWN = (*LANGUAGES, *"ar bg cs da de el es fi fr he hi hu it ja ko nl no pl pt ro ru sk sv tr uk vi".split())
_WORD = re.compile(r"[^\W\d_]+")
_FEWEST = 3  # words: fewer may be a title
_SURE = 0.6


@lru_cache(maxsize=1)
def _identifier() -> LanguageIdentifier:
    """Read at the first use, in about a second."""
    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(list(_KNOWN))
    return identifier


def is_foreign(text: str) -> bool:
    """ "wo ist meine bestellung": surely some other language than the bot's; misspelt English is none."""
    if len(_WORD.findall(text)) < _FEWEST:
        return False
    language, likely = _identifier().classify(text)
    return language not in LANGUAGES and likely >= _SURE
