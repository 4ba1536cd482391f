"""Names, streets and cities to draw from, and the five demo shoppers of the storefront's sign-in.

``orders``: age in days and status of the orders that a demo shopper surely has."""

from __future__ import annotations

from typing import Any

FIRST = (
    "Ada", "Ahmed", "Aiko", "Alma", "Amara", "Anders", "Anna", "Antoine", "Astrid", "Ayse", "Bea", "Bruno", "Carla",
    "Chiara", "Clara", "Daan", "Dina", "Elif", "Elias", "Emil", "Emma", "Erik", "Esra", "Fatima", "Felix", "Femke",
    "Finn", "Freya", "Gita", "Greta", "Hana", "Hugo", "Ida", "Ines", "Ivan", "Jana", "Jonas", "Julia", "Kaito",
    "Karim", "Katja", "Kofi", "Lars", "Laura", "Lea", "Leo", "Lina", "Lucia", "Luis", "Magda", "Malik", "Marco",
    "Maria", "Marta", "Mateo", "Mei", "Mila", "Mira", "Nadia", "Nils", "Noor", "Olga", "Oskar", "Paula", "Pavel",
    "Petra", "Priya", "Rafael", "Rosa", "Ruben", "Sami", "Sara", "Selma", "Simon", "Stefan", "Tara", "Theo", "Tilda",
    "Vera", "Viktor", "Wim", "Yara", "Yusuf", "Zoe",
)  # fmt: skip
LAST = (
    "Aalto", "Adeyemi", "Andersen", "Bakker", "Baumann", "Bianchi", "Blom", "Bonnet", "Brandt", "Carvalho", "Costa",
    "Dahl", "De Vries", "Demir", "Dubois", "Egger", "Eriksen", "Fabre", "Fischer", "Fontana", "Garcia", "Graf",
    "Haas", "Hansen", "Horvat", "Ito", "Jansen", "Kaya", "Keller", "Khan", "Klein", "Koch", "Kovac", "Larsen",
    "Laurent", "Lehmann", "Lopez", "Lund", "Maier", "Marino", "Mensah", "Meyer", "Moreau", "Nagy", "Nguyen",
    "Nilsson", "Novak", "Okafor", "Olsen", "Pavlov", "Peeters", "Pereira", "Petit", "Popa", "Ricci", "Romano",
    "Rossi", "Santos", "Sato", "Schmid", "Sharma", "Silva", "Simic", "Smit", "Svensson", "Tanaka", "Torres",
    "Vidal", "Virtanen", "Visser", "Vogel", "Weber", "Weiss", "Wolf", "Yilmaz", "Zhang", "Zimmer",
)  # fmt: skip
STREETS = (
    "Linden Street", "Mill Lane", "Station Road", "Church Street", "Garden Row", "Market Square", "River Street",
    "Hill Road", "School Lane", "Park Avenue", "Castle Street", "Bridge Street", "Harbour Road", "Forest Way",
    "Orchard Road", "Meadow Lane", "Sun Street", "Well Street", "Chestnut Avenue", "North Quay",
)  # fmt: skip
CITIES = (  # city, country, lowest and highest postcode
    ("Berlin", "Germany", 10115, 14199), ("Hamburg", "Germany", 20095, 22769), ("Cologne", "Germany", 50667, 51149),
    ("Munich", "Germany", 80331, 81929), ("Vienna", "Austria", 1010, 1230), ("Graz", "Austria", 8010, 8055),
    ("Brussels", "Belgium", 1000, 1210), ("Copenhagen", "Denmark", 1050, 2450), ("Helsinki", "Finland", 10100, 19999),
    ("Lyon", "France", 69001, 69009), ("Nantes", "France", 44000, 44300), ("Milan", "Italy", 20121, 20162),
    ("Turin", "Italy", 10121, 10156), ("Madrid", "Spain", 28001, 28055), ("Valencia", "Spain", 46001, 46026),
    ("Ljubljana", "Slovenia", 1000, 1231), ("Luxembourg", "Luxembourg", 1110, 2763),
)  # fmt: skip

PERSONAS: tuple[dict[str, Any], ...] = (
    {
        "id": "demo-maya", "name": "Maya Lindgren", "email": "maya.lindgren@example.com",
        "about": "Hikes and camps, likes blue and green, buys well-made things.",
        "themes": {"hiking": 1.2, "camping": 1.0},
        "taste": {"brands": {"Norrvik": 1.2, "Tarnfell": 1.0, "Cairnwell": -1.0},
                  "colours": ["blue", "green", "navy"], "price": 0.68,
                  "fit": "women's", "sizes": {"letter": "M", "shoe": 39}},
        "orders": [(0.1, "placed"), (2.2, "shipped"), (9, "delivered"), (20, "partly_returned"), (74, "delivered")],
    },
    {
        "id": "demo-tom", "name": "Tom Okafor", "email": "tom.okafor@example.com",
        "about": "Loves coffee and good knives, spends on quality, likes black and copper.",
        "themes": {"coffee": 1.5, "cooking": 0.8},
        "taste": {"brands": {"Duskbean": 1.2, "Slowpour": 1.0, "Ishibori": 0.9},
                  "colours": ["black", "copper"], "price": 0.8,
                  "fit": "men's", "sizes": {"letter": "L", "shoe": 44}},
        "orders": [(0.6, "packed"), (3.1, "shipped"), (12, "delivered"), (26, "returned"), (50, "delivered")],
    },
    {
        "id": "demo-lin", "name": "Lin Chen", "email": "lin.chen@example.com",
        "about": "Shops for gifts: board games, mugs, tea and desk things, mostly under 50 euros.",
        "themes": {"games": 1.4, "desk": 0.9, "cooking": 0.5},
        "taste": {"brands": {"Three Herons": 1.1, "Potter & Lune": 1.0},
                  "colours": ["red", "cream", "mint"], "price": 0.45,
                  "fit": None, "sizes": {"letter": "S", "shoe": 38}},
        "orders": [(0.3, "paid"), (5.5, "delivered"), (15, "delivered"), (33, "cancelled")],
    },
    {
        "id": "demo-sofia", "name": "Sofia Marino", "email": "sofia.marino@example.com",
        "about": "Runs and does yoga, watches her budget, likes purple and pink.",
        "themes": {"running": 1.3, "yoga": 1.0},
        "taste": {"brands": {"Paceling": 1.1, "Yarrowmove": 1.1, "Quickmere": 0.8},
                  "colours": ["purple", "pink"], "price": 0.25,
                  "fit": "women's", "sizes": {"letter": "S", "shoe": 38}},
        "orders": [(1.5, "packed"), (7, "shipped"), (18, "delivered"), (41, "returned")],
    },
    {
        "id": "demo-jonas", "name": "Jonas Weber", "email": "jonas.weber@example.com",
        "about": "Music, travel and a tidy desk; likes navy and silver.",
        "themes": {"music": 1.2, "travel": 1.0, "desk": 0.6},
        "taste": {"brands": {"Auralune": 1.1, "Wayfarne": 1.0, "Ombergh": 0.8},
                  "colours": ["navy", "silver"], "price": 0.6,
                  "fit": "men's", "sizes": {"letter": "L", "shoe": 43}},
        "orders": [(0.2, "placed"), (4.2, "shipped"), (11, "delivered"), (60, "delivered")],
    },
)  # fmt: skip
