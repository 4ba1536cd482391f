"""What the columns and options of other people's shops are called, and colours and materials named in titles."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Literal

from shop.importers.headings import fields, folded

Kind = Literal["colours", "sizes", "materials", "uses"]

_KINDS: dict[str, Kind] = {
    **dict.fromkeys(["color", "colour", "colors", "colours", "shade", "farbe", "couleur", "kleur"], "colours"),
    **dict.fromkeys(["size", "sizes", "shoe size", "clothing size", "größe", "taille", "maat", "bottle size"], "sizes"),
    **dict.fromkeys(["material", "materials", "fabric", "stoff", "matière", "materiaal"], "materials"),
    **dict.fromkeys(["use", "uses", "activity", "activities", "occasion", "sport", "sports"], "uses"),
}
_OPTION = {"colours": "colour", "sizes": "size", "materials": "material", "uses": "use"}

_COLOURS = frozenset({
    "black", "white", "grey", "gray", "silver", "gold", "red", "orange", "yellow", "green", "blue", "navy", "purple",
    "violet", "pink", "brown", "beige", "ivory", "turquoise", "teal", "khaki", "olive", "burgundy", "maroon",
    "lavender", "lilac", "magenta", "charcoal", "tan",
})  # fmt: skip
_MATERIALS = frozenset({
    "leather", "suede", "cotton", "wool", "linen", "silk", "denim", "nylon", "polyester", "fleece", "cashmere",
    "velvet", "canvas", "rubber", "plastic", "metal", "steel", "aluminium", "aluminum", "brass", "glass", "ceramic",
    "porcelain", "clay", "wood", "oak", "pine", "bamboo", "wicker", "rattan", "marble", "cork", "hemp",
})  # fmt: skip
_FORMS = {"wooden": "wood", "woollen": "wool", "metallic": "metal"}


def kind_of(option: str) -> Kind | None:
    """Which of an item's lists an option or attribute of that name belongs to."""
    name = option.strip().casefold().removeprefix("attribute_").removeprefix("pa_").replace("_", " ")
    if name in _KINDS:
        return _KINDS[name]
    field = fields().get(folded(name))
    return field if field in ("colours", "sizes", "materials") else None  # type: ignore[return-value]


def option_name(option: str) -> str:
    """An option's name as our variants use it: colour, size, material, or its own in small letters."""
    kind = kind_of(option)
    if kind:
        return _OPTION[kind]
    return option.strip().casefold().removeprefix("attribute_").removeprefix("pa_").replace("_", " ")


def named_colours(texts: Iterable[str]) -> list[str]:
    """Colours that a title or tags name, in their order."""
    return [word.capitalize() for word in _words(texts) if word in _COLOURS]


def named_materials(texts: Iterable[str]) -> list[str]:
    """The same of materials; what is wooden is of wood."""
    words = (_FORMS.get(word, word) for word in _words(texts))
    return list(dict.fromkeys(word.capitalize() for word in words if word in _MATERIALS))


def _words(texts: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(re.findall(r"[a-z]+", " ".join(texts).casefold())))
