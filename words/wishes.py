"""Sentences that answer to a shopper's own tastes, each with the names of the facts that it tells."""

from __future__ import annotations

from words.emphasis import Liked
from words.facts import Facts
from words.frames import form
from words.text import capital
from words.values import listed, plain

Told = tuple[str, tuple[str, ...]]
# no occupations: "you like winter" or "as you like office" would be odd
STATES = frozenset(
    {"everyday", "winter", "city", "office", "family", "gifts", "gym", "festival", "business", "friends"}
)
OTHERS = 4  # values named beside the liked one


def owned(facts: Facts, liked: Liked) -> Told | None:
    """Of a colour, material, size or brand that the shopper likes; None where the taste is of another kind."""
    item, it = facts.item, "they" if facts.plural else "it"
    subject, value = capital(it), plain(liked.text)
    if liked.fact == "colours":
        come = form("[comes|come]", facts.plural)
        others = [colour for colour in item.colours if colour != liked.text][:OTHERS]
        also = f", and in {listed(others)} too" if others else ""
        return f"{subject} {come} in {value}, a colour you like{also}.", ("colours",)
    if liked.fact == "materials":
        others = [material for material in item.materials if material != liked.text][:OTHERS]
        also = f", with {listed(others)}" if others else ""
        return f"{subject} {form('[is|are]', facts.plural)} made of {value}, as you like{also}.", ("materials",)
    if liked.fact == "sizes":
        return f"{subject} {form('[comes|come]', facts.plural)} in your size, {liked.text}.", ()
    if liked.fact == "brand":
        return f"{liked.text} is a brand that you like.", ()
    return None


def occasions(use: str, said_as: str, it: str, told: str) -> list[str]:
    """Ways to tell facts ("it weighs 170 g") to one who likes a use."""
    if use in STATES:
        return [f"Good to know for {said_as}: {it} {told}."]
    leads = (f"Since you like {use}", f"For {use}, which you like", f"Good to know for {use}")
    return [f"{lead}: {it} {told}." for lead in leads]
