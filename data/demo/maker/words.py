"""What a shopper types into the search box on the way to an item."""

from __future__ import annotations

from random import Random

from maker.items import Made


def search_words(r: Random, made: Made, liked: list[str]) -> str:
    words = r.choice(made.kind.words)
    item = made.item
    colours = [colour for colour in item.colours if colour in liked] or list(item.colours)
    shape = r.random()
    if shape < 0.2 and colours:
        return f"{colours[0]} {words}"
    if shape < 0.35 and item.brand:
        return f"{item.brand} {words}".lower()
    if shape < 0.45 and item.materials:
        return f"{item.materials[0]} {words}"
    if shape < 0.55 and item.uses:
        return f"{words} for {item.uses[0]}"
    if shape < 0.62 and item.price:
        return f"{words} under {int(float(item.price) * 1.15 / 5 + 1) * 5}"
    return words
