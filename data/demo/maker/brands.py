"""Invented brands, each with a character: a price level (1 is the middle), where it makes things, its guarantee."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Brand:
    name: str
    level: float
    made_in: str
    warranty_years: int


_ALL = (
    # mountains and camps
    Brand("Norrvik", 1.45, "Sweden", 5),
    Brand("Velk & Thorn", 1.30, "Slovenia", 5),
    Brand("Tarnfell", 1.00, "Portugal", 3),
    Brand("Holmbeck", 0.92, "Poland", 3),
    Brand("Cairnwell", 0.70, "Vietnam", 2),
    Brand("Marrowpine", 0.78, "Romania", 2),
    # running and yoga
    Brand("Quickmere", 1.08, "Portugal", 2),
    Brand("Paceling", 0.74, "Vietnam", 2),
    Brand("Solvarra", 1.30, "Italy", 3),
    Brand("Yarrowmove", 0.86, "Estonia", 2),
    # clothes
    Brand("Greyloom", 1.35, "Ireland", 3),
    Brand("Fennick", 1.00, "Portugal", 2),
    Brand("Threadlow", 0.66, "Turkey", 2),
    # kitchen and coffee
    Brand("Ishibori", 1.50, "Japan", 10),
    Brand("Brasswick", 1.25, "France", 10),
    Brand("Potter & Lune", 1.00, "Portugal", 5),
    Brand("Kettlebrook", 0.72, "Czechia", 2),
    Brand("Slowpour", 1.05, "Germany", 3),
    Brand("Duskbean", 1.22, "Denmark", 2),
    Brand("Morning Quarry", 0.90, "Germany", 2),
    # larder
    Brand("Mossberry Larder", 1.15, "Finland", 2),
    Brand("Trailcrumb", 0.88, "Austria", 2),
    # home, sound, play, travel
    Brand("Lumarel", 1.35, "Denmark", 5),
    Brand("Ombergh", 1.00, "Germany", 3),
    Brand("Deskling", 0.70, "Czechia", 2),
    Brand("Auralune", 1.45, "Germany", 3),
    Brand("Tonbrook", 1.00, "Czechia", 2),
    Brand("Echopip", 0.62, "Vietnam", 2),
    Brand("Three Herons", 1.18, "Germany", 2),
    Brand("Tumbledie", 0.95, "Poland", 2),
    Brand("Cardwheel", 0.75, "Czechia", 2),
    Brand("Portmantle", 1.40, "Italy", 10),
    Brand("Wayfarne", 1.00, "Hungary", 5),
    Brand("Hopkit", 0.68, "Vietnam", 2),
)

BRANDS: dict[str, Brand] = {brand.name: brand for brand in _ALL}

MOUNTAIN = ("Norrvik", "Velk & Thorn", "Tarnfell", "Holmbeck", "Cairnwell", "Marrowpine")
CLOTHING = ("Norrvik", "Greyloom", "Tarnfell", "Fennick", "Cairnwell", "Threadlow")
RUNNING = ("Solvarra", "Quickmere", "Velk & Thorn", "Tarnfell", "Paceling")
YOGA = ("Solvarra", "Yarrowmove", "Greyloom", "Paceling")
KITCHEN = ("Ishibori", "Brasswick", "Potter & Lune", "Kettlebrook")
COFFEE = ("Duskbean", "Slowpour", "Brasswick", "Kettlebrook", "Morning Quarry")
BEANS = ("Duskbean", "Morning Quarry", "Slowpour", "Mossberry Larder")
LARDER = ("Mossberry Larder", "Trailcrumb", "Marrowpine", "Cairnwell")
TEAS = ("Mossberry Larder", "Potter & Lune", "Morning Quarry", "Duskbean")
LAMPS = ("Lumarel", "Ombergh", "Deskling", "Potter & Lune")
SOUND = ("Auralune", "Tonbrook", "Echopip", "Lumarel")
GAMES = ("Three Herons", "Tumbledie", "Cardwheel")
LUGGAGE = ("Portmantle", "Wayfarne", "Hopkit", "Norrvik")
