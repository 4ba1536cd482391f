"""500 shoppers: who they are, and the latent taste that nobody but the oracle is told."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import Any

from maker.brands import BRANDS
from maker.kinds import KINDS
from maker.people import CITIES, FIRST, LAST, PERSONAS, STREETS
from maker.themes import THEMES
from shop.types import Address

SHOPPERS = 500


@dataclass(frozen=True)
class Person:
    id: str
    name: str
    email: str
    address: Address
    taste: dict[str, Any]  # interests, brands, colours, price, fit: what oracle.py reads; sizes and themes beside it
    persona: dict[str, Any] | None = None

    def record(self) -> dict[str, Any]:
        return {"id": self.id, "name": self.name, "email": self.email, "address": self.address.model_dump()}


def make_shoppers(seed: int) -> list[Person]:
    r = Random(f"{seed}:shoppers")
    people = [_persona(r, persona) for persona in PERSONAS]
    emails = {person.email for person in people}
    for number in range(1, SHOPPERS - len(people) + 1):
        name = f"{r.choice(FIRST)} {r.choice(LAST)}"
        email = _email(name, emails)
        people.append(Person(f"shopper-{number:04d}", name, email, _address(r, name), _taste(r, _themes(r))))
    return people


def _persona(r: Random, persona: dict[str, Any]) -> Person:
    taste = _taste(r, persona["themes"]) | persona["taste"]
    return Person(persona["id"], persona["name"], persona["email"], _address(r, persona["name"]), taste, persona)


def _themes(r: Random) -> dict[str, float]:
    chosen = r.sample(list(THEMES), r.choices((1, 2, 3), (25, 50, 25))[0])
    return {theme: round(r.uniform(0.5, 1.5), 3) for theme in chosen}


def _taste(r: Random, themes: dict[str, float]) -> dict[str, Any]:
    total = sum(themes.values())
    interests: dict[str, float] = {}
    for theme, weight in themes.items():
        for leaf, share in THEMES[theme].items():
            interests[leaf] = interests.get(leaf, 0.0) + share * weight / total
    price = round(min(0.97, max(0.03, r.betavariate(1.3, 1.3))), 3)
    near = sorted({brand for kind in KINDS if kind.leaf in interests for brand in kind.brands})
    # dear brands for those who spend, cheap ones for those who save: a brand's level is 0.6 to 1.5
    pull = [2.718 ** (-(((BRANDS[brand].level - 0.62) / 0.88 - price) ** 2) / 0.08) + 0.03 for brand in near]
    liked: dict[str, float] = {}
    for _ in range(r.randint(2, 4)):
        liked[r.choices(near, pull)[0]] = round(r.uniform(0.7, 1.2), 3)
    rest = [brand for brand in near if brand not in liked]
    if rest and r.random() < 0.6:
        liked[r.choice(rest)] = -1.0
    colours = sorted({colour for kind in KINDS if kind.leaf in interests for colour in kind.colours})
    women = r.random() < 0.52
    return {
        "themes": themes,
        "interests": {leaf: round(share, 6) for leaf, share in interests.items()},
        "brands": liked,
        "colours": r.sample(colours, min(len(colours), r.randint(1, 3))),
        "price": price,
        "fit": None if r.random() < 0.08 else "women's" if women else "men's",
        "sizes": {
            "letter": r.choice(("S", "M", "L") if women else ("M", "L", "XL")),
            "shoe": r.randint(37, 41) if women else r.randint(41, 45),
        },
    }


def _address(r: Random, name: str) -> Address:
    city, country, low, high = r.choice(CITIES)
    street = f"{r.choice(STREETS)} {r.randint(1, 120)}"
    return Address(name=name, street=street, postcode=str(r.randint(low, high)), city=city, country=country)


def _email(name: str, taken: set[str]) -> str:
    plain = (
        name.lower().replace(" ", ".").replace("'", "").translate(str.maketrans("äöüåøéèíóñšžćłç", "aouaoeeionszclc"))
    )
    number, email = 1, f"{plain}@example.com"
    while email in taken:
        number += 1
        email = f"{plain}{number}@example.com"
    taken.add(email)
    return email
