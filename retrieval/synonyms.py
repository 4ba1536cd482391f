"""Words for the same thing on the shelf, whichever of them a catalogue uses."""

from __future__ import annotations

from collections.abc import Iterator

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
    "gift present",
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

# what a shop may have under a wider name only: looked for where the catalogue has neither the word nor its like
_WIDER = {
    stem(word): stem(wider)
    for wider, words in {
        "shoes": "sneakers trainers sandals boots slippers heels loafers",
        "pants": "leggings tights joggers jeans chinos",
        "jacket": "coat parka blazer windbreaker",
        "shirt": "blouse polo tee tshirt",
        "headlamp": "torch flashlight headtorch",
        "bag": "tote duffel handbag backpack satchel",
    }.items()
    for word in words.split()
}
# one thing in one word or in two
_PHRASES = {
    "tshirt": ("t shirt",),
    "tank": ("tank top",),
    "raincoat": ("rain coat", "rain jacket"),
    "headphones": ("head phones",),
    "backpack": ("back pack",),
    "headtorch": ("head torch",),
    "swimsuit": ("swim suit", "bathing suit"),
}
_IN_TWO = {stem(one): tuple(tuple(map(stem, two.split())) for two in twos) for one, twos in _PHRASES.items()}
_IN_ONE = {two: one for one, twos in _IN_TWO.items() for two in twos}
_NUMBERS = "one two three four five six seven eight nine ten eleven twelve".split()
_COUNTED = {word: str(number) for number, word in enumerate(_NUMBERS, 1)}
_COUNTED |= {number: word for word, number in _COUNTED.items()}


def same(term: str) -> tuple[str, ...]:
    """Stems that mean the same as a stem."""
    return _SAME.get(term, ())


def counted(term: str) -> str | None:
    """ "3" for "three", and the other way."""
    return _COUNTED.get(term)


def other_names(phrase: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """Other phrases for the same thing, as stems: for "rain coat" raincoat, anorak, rain jacket."""
    forms = [phrase, *([(_IN_ONE[phrase],)] if phrase in _IN_ONE else [])]
    forms += [(*form[:-1], other) for form in forms for other in same(form[-1])]
    forms += [two for form in forms if len(form) == 1 for two in _IN_TWO.get(form[0], ())]
    yield from dict.fromkeys(form for form in forms if form != phrase)


def wider_names(phrase: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """Phrases for the wider kind: sneakers are shoes, leggings pants (or trousers)."""
    for form in (phrase, *other_names(phrase)):
        if (last := _WIDER.get(form[-1])) is not None:
            yield (*form[:-1], last)
            yield from ((*form[:-1], other) for other in same(last))
