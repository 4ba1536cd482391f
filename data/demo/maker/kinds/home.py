"""Desk lamps, headphones, speakers, board games, yoga mats, suitcases, duffel bags."""

from __future__ import annotations

from random import Random

from maker import brands, colours, names
from maker.draft import Draft, Kind, grams, kilos


def desk_lamp(r: Random, name: str) -> Draft:
    lumens = r.choice((300, 400, 450, 500, 600, 800))
    material = r.choice(("steel", "aluminium", "oak", "brass"))
    dim = r.random() < 0.7
    kelvin = r.choice(("2,700 K", "3,000 K", "2,700 to 6,500 K"))
    watts = round(lumens / 85)
    height = r.choice((32, 38, 42, 45, 50, 55))
    usb = r.random() < 0.35
    weight = grams(height * {"steel": 34, "aluminium": 22, "oak": 28, "brass": 40}[material], 10)
    return Draft(
        noun=f"{material} desk lamp", price=24 + lumens / 18 + {"steel": 0, "aluminium": 4, "oak": 16, "brass": 30}[material] + (8 if dim else 0) + (9 if usb else 0), weight_g=weight, materials=(material,), uses=("office", "reading", "gifts") if material in ("oak", "brass") else ("office", "reading"),
        attributes={"brightness": f"{lumens} lm", "light colour": kelvin, "power": f"{watts} W", "dimmable": "yes" if dim else "no", "height": f"{height} cm", "USB charging": "yes" if usb else "no", "light source": "LED, replaceable"},
        openers=[f"{lumens} lumens where you read and write.", f"{name} is a {height} cm lamp of {material}.", f"A calm light for late pages: {name} gives {lumens} lm.", f"{name} stands {height} cm tall and asks for {watts} W."],
        facts=[[f"Light colour is {kelvin}{', adjustable' if 'to' in kelvin else ''}."], ["A touch dims it." if dim else "It is switched, not dimmed."], ["A USB port in the foot charges a phone." if usb else "The LED can be replaced."], [f"It weighs {kilos(weight)}, so it stays put."]],
    )  # fmt: skip


def headphones(r: Random, name: str) -> Draft:
    sort = r.choices(("over-ear", "on-ear", "in-ear"), (45, 15, 40))[0]
    wireless = r.random() < 0.82
    anc = wireless and r.random() < 0.5
    hours = r.choice({"over-ear": (30, 35, 40, 50, 60), "on-ear": (20, 25, 30), "in-ear": (6, 7, 8, 10)}[sort])
    weight = grams({"over-ear": 255, "on-ear": 165, "in-ear": 10}[sort] * r.uniform(0.9, 1.15), 1)
    rating = "IPX4" if sort == "in-ear" and r.random() < 0.7 else None
    attributes = {
        "type": sort,
        "wireless": "yes, Bluetooth 5.3" if wireless else "no, 3.5 mm cable",
        "noise cancelling": "yes" if anc else "no",
        "microphone": "yes",
    }
    if wireless:
        attributes["battery"] = f"{hours} hours"
    if rating:
        attributes["water resistance"] = rating
    body = r.choice(("recycled plastic", "aluminium"))
    return Draft(
        noun=f"{'noise-cancelling ' if anc else ''}{'wireless' if wireless else 'wired'} {sort} headphones", price={"over-ear": 68, "on-ear": 48, "in-ear": 44}[sort] + (58 if anc else 0) + (18 if wireless else 0) + (12 if body == "aluminium" else 0), weight_g=weight, materials=(body,),
        uses=("running", "gym", "commuting") if rating else ("music", "office", "travel") if anc else ("music", "everyday"), attributes=attributes,
        openers=[f"{sort.capitalize()} headphones {'that leave the noise outside' if anc else 'for an album from start to end'}.", f"{name} {f'plays for {hours} hours on one charge' if wireless else 'plugs in with a 3.5 mm cable and never needs charging'}.", f"{'Wireless' if wireless else 'Wired'}, {sort} and {weight} g: that is {name}."],
        facts=[["Noise cancelling hushes trains and open offices." if anc else "There is no noise cancelling; you hear the world go by."], [f"The battery lasts {hours} hours and the connection is Bluetooth 5.3." if wireless else "A 3.5 mm cable connects it to anything with a socket."],
               [f"Rated {rating}, it does not mind sweat or drizzle." if rating else f"The body is {body}."], ["A microphone takes your calls."]],
    )  # fmt: skip


def speaker(r: Random, name: str) -> Draft:
    watts = r.choice((5, 10, 15, 20, 30, 40))
    hours = r.choice((8, 10, 12, 15, 20, 24))
    rating = r.choice(("IP67", "IPX5", "IPX7"))
    weight = grams(180 + watts * 28 * r.uniform(0.8, 1.1), 10)
    body = r.choice(("recycled plastic", "aluminium", "bamboo"))
    return Draft(
        noun=f"{watts} W portable speaker", price=19 + watts * 2.6 + (8 if body != "recycled plastic" else 0) + hours * 0.6, weight_g=weight, materials=(body,), uses=("music", "camping", "festival") if rating != "IPX5" else ("music", "everyday"),
        attributes={"output": f"{watts} W", "battery": f"{hours} hours", "water resistance": rating, "wireless": "yes, Bluetooth 5.3", "stereo pairing": r.choice(("yes", "no"))},
        openers=[f"{watts} W and {hours} hours of music to take along.", f"{name} plays for {hours} hours.", f"A {kilos(weight)} speaker for wherever you are."],
        facts=[[f"It is rated {rating}: {'dust and a dunking are no problem' if rating == 'IP67' else 'rain is no problem' if rating == 'IPX5' else 'a dunking is no problem'}."], [f"The body is {body}."], ["It connects by Bluetooth 5.3."], [f"It weighs {kilos(weight)}."]],
    )  # fmt: skip


def game(r: Random, name: str) -> Draft:
    sort = r.choice(("strategy", "family", "cooperative", "card", "party", "dice", "two-player"))
    low, high = {
        "two-player": (2, 2),
        "party": (4, r.choice((8, 10))),
        "cooperative": (1, r.choice((4, 5))),
        "card": (2, r.choice((4, 5, 6))),
    }.get(sort, (2, r.choice((4, 5, 6))))
    minutes = r.choice(
        {
            "strategy": (60, 75, 90, 120),
            "family": (30, 40, 45),
            "cooperative": (45, 60),
            "card": (15, 20, 30),
            "party": (20, 30),
            "dice": (15, 20),
            "two-player": (20, 30, 45),
        }[sort]
    )
    age = r.choice(
        {
            "strategy": (12, 14),
            "family": (6, 8),
            "cooperative": (8, 10),
            "card": (7, 8),
            "party": (12, 14),
            "dice": (6, 8),
            "two-player": (8, 10),
        }[sort]
    )
    weight = grams(220 + minutes * r.uniform(8, 16), 10)
    who = f"{low} players" if low == high else f"{low} to {high} players"
    return Draft(
        noun=f"{sort} game", price=9 + minutes * 0.36 + (4 if sort in ("strategy", "cooperative") else 0), weight_g=weight, materials=("cardboard", "wood") if sort in ("strategy", "family", "dice") else ("cardboard",),
        uses=("family", "gifts") if age <= 8 else ("friends", "gifts") if sort in ("party", "strategy") else ("gifts", "travel" if minutes <= 20 else "family"),
        attributes={"type": sort, "players": who, "playing time": f"{minutes} minutes", "age": f"from {age}", "language": "English"},
        openers=[f"A {sort} game for {who}, about {minutes} minutes a round.", f"Clear the table: {name} takes {minutes} minutes and {who}.", f"For {who} from {age} years on.", f"{name} is a {sort} game that is explained before the tea is cool."],
        facts=[[f"A round lasts about {minutes} minutes.", f"Plan {minutes} minutes, and then a second round."], [f"It suits {who}, from {age} years."], ["The rules are in English."], ["The pieces are wood and cardboard." if sort in ("strategy", "family", "dice") else "Everything in the box is cardboard.", f"The box weighs {kilos(weight)}."]],
    )  # fmt: skip


def yoga_mat(r: Random, name: str) -> Draft:
    material = r.choice(("natural rubber", "cork", "TPE", "organic cotton"))
    mm = r.choice({"natural rubber": (3, 4, 5), "cork": (4, 5), "TPE": (5, 6, 8), "organic cotton": (4,)}[material])
    weight = grams(mm * {"natural rubber": 560, "cork": 440, "TPE": 190, "organic cotton": 330}[material], 10)
    travel = mm <= 3
    return Draft(
        noun=f"{mm} mm {material} yoga mat", price=20 + {"natural rubber": 38, "cork": 36, "TPE": 8, "organic cotton": 30}[material] + mm * 2, weight_g=weight, materials=(material,), uses=("yoga", "travel") if travel else ("yoga", "gym"),
        attributes={"thickness": f"{mm} mm", "size": "183 × 61 cm", "grip": {"natural rubber": "high", "cork": "high when damp", "TPE": "medium", "organic cotton": "medium"}[material], "carrying strap": r.choice(("included", "not included"))},
        openers=[f"A {mm} mm mat of {material}.", f"Roll out {name} and begin.", f"{name} is {mm} mm thick and 183 × 61 cm."],
        facts=[[{"natural rubber": "Natural rubber grips high, even in a fast flow.", "cork": "Cork grips better the damper it gets.", "TPE": "TPE is light and easy on the knees.", "organic cotton": "Woven organic cotton is made for slow, seated practice."}[material]], [f"It weighs {kilos(weight)}."], ["It measures 183 × 61 cm."]],
    )  # fmt: skip


def suitcase(r: Random, name: str) -> Draft:
    sort, litres = r.choice(
        (("cabin", 36), ("cabin", 40), ("medium", 62), ("medium", 68), ("large", 92), ("large", 105))
    )
    shell = r.choice(("polycarbonate", "recycled polyester", "aluminium"))
    weight = grams({"polycarbonate": 2100, "recycled polyester": 2000, "aluminium": 3300}[shell] + litres * 17, 50)
    return Draft(
        noun=f"{litres} l {'cabin ' if sort == 'cabin' else ''}suitcase", price=62 + litres * 0.85 + {"polycarbonate": 22, "recycled polyester": 0, "aluminium": 120}[shell], weight_g=weight, materials=(shell,), uses=("travel", "business") if sort == "cabin" else ("travel", "family"),
        attributes={"capacity": f"{litres} l", "type": sort, "wheels": r.choice((2, 4)), "lock": "TSA", "shell": "soft" if shell == "recycled polyester" else "hard"},
        openers=[f"A {sort} case with {litres} litres.", f"{name} carries {litres} litres and weighs {kilos(weight)} empty.", f"{'A few days away' if sort == 'cabin' else 'A long stay away' if sort == 'large' else 'A good stretch away'}: {name} is a {litres}-litre suitcase of {shell}."],
        facts=[["The {} shell is {}.".format("soft" if shell == "recycled polyester" else "hard", shell)], ["The TSA lock opens for customs without force."], [f"Empty it weighs {kilos(weight)}."]],
    )  # fmt: skip


def duffel(r: Random, name: str) -> Draft:
    litres = r.choice((30, 40, 50, 60, 70, 90))
    fabric = r.choice(("canvas", "recycled polyester", "cordura nylon", "leather"))
    wet = fabric in ("recycled polyester", "cordura nylon") and r.random() < 0.55
    weight = grams(
        400 + litres * {"canvas": 13, "recycled polyester": 9, "cordura nylon": 11, "leather": 24}[fabric], 10
    )
    straps = r.random() < 0.5
    return Draft(
        noun=f"{litres} l {f'{fabric} ' if fabric in ('canvas', 'leather') else ''}duffel bag", price=38 + litres * 0.75 + {"canvas": 8, "recycled polyester": 0, "cordura nylon": 14, "leather": 125}[fabric] + (6 if wet else 0), weight_g=weight, materials=(fabric,), uses=("travel", "gym") if litres <= 40 else ("travel", "expeditions"),
        attributes={"capacity": f"{litres} l", "water repellent": "yes" if wet else "no", "backpack straps": "yes" if straps else "no", "packs into": "its own pocket" if fabric == "recycled polyester" else "nothing smaller"},
        openers=[f"{litres} litres with a wide mouth.", f"{name} is a {litres}-litre duffel of {fabric}.", f"For {'weekends and the gym' if litres <= 40 else 'long stays and muddy kit'}: a duffel of {fabric}."],
        facts=[["Straps turn it into a backpack." if straps else "Carry it by hand or over a shoulder."], ["The fabric repels water." if wet else "The fabric is not treated against water."], [f"It weighs {kilos(weight)}."]],
    )  # fmt: skip


KINDS = (
    Kind("DESK", ("Home", "Lighting", "Desk lamps"), 34, brands.LAMPS, desk_lamp, names.HOME, colours.HOME, 2, words=("desk lamp", "reading lamp")),
    Kind("HEAD", ("Tech", "Audio", "Headphones"), 46, brands.SOUND, headphones, names.SOUND, colours.TECH, 3, words=("headphones", "noise cancelling headphones", "earbuds")),
    Kind("SPKR", ("Tech", "Audio", "Portable speakers"), 26, brands.SOUND, speaker, names.SOUND, colours.TECH, 3, words=("bluetooth speaker", "portable speaker")),
    Kind("GAME", ("Leisure", "Board games"), 46, brands.GAMES, game, names.GAMES, words=("board game", "family game", "card game")),
    Kind("YOGA", ("Sport", "Yoga", "Yoga mats"), 32, brands.YOGA, yoga_mat, names.CLOTH, colours.CALM, 3, words=("yoga mat", "cork yoga mat")),
    Kind("CASE", ("Travel", "Suitcases"), 34, brands.LUGGAGE, suitcase, names.PLACES, ("black", "navy", "silver", "green", "sand", "red", "burgundy"), 3, words=("suitcase", "cabin luggage")),
    Kind("DUFF", ("Travel", "Duffel bags"), 26, (*brands.LUGGAGE, "Tarnfell"), duffel, names.PLACES, ("black", "navy", "olive", "sand", "grey", "brown", "orange"), 2, words=("duffel bag", "travel bag", "weekend bag")),
)  # fmt: skip
