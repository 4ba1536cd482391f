"""Words for the same thing on the shelf, whichever of them a catalogue uses."""

from __future__ import annotations

from retrieval.text import stem

_GROUPS = (
    "sneakers trainers kicks",
    "pants trousers slacks",
    "tee tees tshirt tshirts",
    "jumper sweater pullover",
    "hoodie hoody sweatshirt",
    "couch sofa settee",
    "cellphone smartphone mobile phone handset",
    "laptop notebook",
    "earphones earbuds headphones headset",
    "tv television",
    "fridge refrigerator",
    "torch flashlight",
    "headtorch headlamp",
    "rucksack backpack knapsack",
    "luggage suitcase",
    "purse handbag",
    "cap beanie hat",
    "mitts mittens gloves",
    "pan skillet",
    "cup mug",
    "jewelry jewellery",
    "perfume fragrance cologne",
    "spectacles eyeglasses glasses",
    "bike bicycle",
    "rug carpet",
    "drapes curtains",
    "stove cooker hob",
    "vacuum hoover",
    "nappies diapers",
    "stroller pushchair pram buggy",
    "lipstick lippy",
    "color colour",
    "gray grey",
    "waterproof watertight",
    "raincoat anorak",
    "sleepingbag sleeping-bag",
)

_SAME: dict[str, tuple[str, ...]] = {}
for _group in _GROUPS:
    _stems = tuple(dict.fromkeys(stem(word) for word in _group.split()))
    for _one in _stems:
        _SAME[_one] = tuple(other for other in _stems if other != _one)

KNOWN = frozenset(word for group in _GROUPS for word in group.split())
# what a shop may have under a wider name only: looked for where the catalogue has neither the word nor its like
_WIDER = {
    stem(word): stem(wider) for word, wider in (("sneakers", "shoes"), ("trainers", "shoes"), ("sandals", "shoes"))
}


def same(term: str) -> tuple[str, ...]:
    """Stems that mean the same as a stem."""
    return _SAME.get(term, ())


def wider(term: str) -> str | None:
    """The stem of the wider kind: sneakers are shoes."""
    return _WIDER.get(term)
