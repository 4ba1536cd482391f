"""What a shopper or an agent may type, and how it is made safe for Rasa."""

from __future__ import annotations

import json
import re
import unicodedata
from typing import Any

from shop.errors import BadInput

_ALLOWED_CONTROLS = {"\n", "\t"}
_INVISIBLE = {"Cc", "Cf", "Zs", "Zl", "Zp"}


def clean(text: str, *, limit: int, field: str = "text") -> str:
    """The text as it is stored: line ends unified, outer white space off.

    Raises :class:`BadInput` for a text that is empty (or only invisible), longer than ``limit`` characters,
    or that holds control characters or half a surrogate pair.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    for position, character in enumerate(text):
        category = unicodedata.category(character)
        if (category == "Cc" and character not in _ALLOWED_CONTROLS) or category == "Cs":
            raise BadInput(
                f"{field}: control character U+{ord(character):04X} at position {position}, expected plain text",
                field=field,
            )
    text = text.strip()
    if len(text) > limit:
        raise BadInput(f"{field}: {len(text)} characters, expected at most {limit}", field=field)
    if all(unicodedata.category(character) in _INVISIBLE for character in text):
        raise BadInput(f"{field}: is empty, expected some text", field=field)
    return text


def harmless(text: str) -> str:
    """What Rasa reads of a typed text. Rasa strips white space and takes a leading slash for a command."""
    return re.sub(r"^[\s/]+", "", text) or "?"


def command(intent: str, entities: dict[str, Any]) -> str:
    """A stored quick reply in Rasa's own notation: ``/intent{"entity": "value"}``."""
    return f"/{intent}{json.dumps(entities, ensure_ascii=False)}" if entities else f"/{intent}"
