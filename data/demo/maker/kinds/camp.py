"""What goes into a pack: backpacks, stoves, cookware, headlamps, bottles, trekking poles."""

from __future__ import annotations

from random import Random

from maker import brands, colours, names
from maker.draft import Draft, Kind, grams, kilos


def backpack(r: Random, name: str) -> Draft:
    litres = r.choice((12, 16, 18, 20, 22, 25, 28, 32, 38, 45, 50, 55, 65, 75))
    big = litres >= 38
    daily = litres <= 28 and r.random() < 0.45
    fabric = r.choice(
        ("recycled polyester", "ripstop nylon", "cordura nylon")
        if not daily
        else ("recycled polyester", "canvas", "cordura nylon")
    )
    weight = grams(330 + litres * r.uniform(17, 26))
    laptop = r.choice((13, 14, 15, 16)) if daily else None
    uses = (
        ("commuting", "everyday", "city")
        if daily
        else ("trekking", "backpacking", "travel")
        if big
        else ("hiking", "day trips")
    )
    attributes = {
        "capacity": f"{litres} l",
        "hip belt": "padded" if big else "webbing" if litres > 20 else "none",
        "pockets": r.randint(3, 8),
        "rain cover": "included" if not daily and r.random() < 0.6 else "not included",
    }
    if laptop:
        attributes["laptop sleeve"] = f"{laptop} inch"
    return Draft(
        noun=f"{litres} l {'commuter ' if daily else 'trekking ' if big else 'hiking '}backpack",
        price=28 + litres * 1.75 + (12 if laptop else 0), weight_g=weight, materials=(fabric,), uses=uses, attributes=attributes,
        openers=[
            f"{litres} litres, well divided: {name} carries {'a week on the trail' if big else 'the working day' if daily else 'a day in the hills'}.",
            f"{name} is a {litres}-litre pack for {'long routes' if big else 'the way to work and back' if daily else 'days out on foot'}.",
            f"With {litres} litres and {attributes['pockets']} pockets, {name} keeps things where you look for them.",
            f"A {'big, steady' if big else 'tidy'} {litres}-litre backpack made of {fabric}.",
        ],
        facts=[
            [f"A sleeve takes a laptop of up to {laptop} inches." if laptop else f"The rain cover is {attributes['rain cover']}.",
             f"Inside there is a padded sleeve for a {laptop}-inch laptop." if laptop else
             ("A rain cover is included." if attributes["rain cover"] == "included" else "A rain cover is not included.")],
            [f"Empty it weighs {kilos(weight)}.", f"The pack itself adds {kilos(weight)}."],
            [{"padded": "The padded hip belt takes the load off your shoulders.", "webbing": "A slim webbing hip belt stops it swinging.",
              "none": "There is no hip belt to get in the way."}[attributes["hip belt"]]],
            [f"We count {attributes['pockets']} pockets, and the {fabric} wears well.", f"Made of {fabric}, with {attributes['pockets']} pockets."],
        ],
    )  # fmt: skip


def stove(r: Random, name: str) -> Draft:
    fuel = r.choices(("gas", "alcohol", "wood", "multi-fuel"), (60, 14, 12, 14))[0]
    power = r.choice(
        {
            "gas": (2200, 2600, 2800, 3000, 3500),
            "alcohol": (1000, 1200),
            "wood": (1500, 1800),
            "multi-fuel": (2600, 3000),
        }[fuel]
    )
    boil = round(2.2 + (3600 - power) / 700, 1)
    weight = grams({"gas": 95, "alcohol": 110, "wood": 360, "multi-fuel": 430}[fuel] * r.uniform(0.8, 1.9))
    metal = {
        "gas": r.choice(("titanium", "stainless steel")),
        "alcohol": "brass",
        "wood": "stainless steel",
        "multi-fuel": "aluminium",
    }[fuel]
    piezo = fuel == "gas" and r.random() < 0.5
    return Draft(
        noun=f"{fuel} camping stove",
        price={"gas": 34, "alcohol": 24, "wood": 42, "multi-fuel": 105}[fuel] + (18 if metal == "titanium" else 0) + (8 if piezo else 0) + power / 200,
        weight_g=weight, materials=(metal,), uses=("camping", "backpacking") if weight < 250 else ("camping", "expeditions"),
        attributes={"fuel": fuel, "power": f"{power:,} W", "boiling time": f"{boil} minutes for 1 l", "ignition": "piezo" if piezo else "lighter or match"},
        openers=[
            f"{name} brings a litre of water to the boil in {boil} minutes.", f"A {weight} g stove that burns {'several fuels' if fuel == 'multi-fuel' else fuel}.",
            f"Hot dinner wherever you stop: {name} is a {fuel} stove with {power:,} W.", f"Small, steady and easy to clean: {name} runs on {'more than one fuel' if fuel == 'multi-fuel' else fuel}.",
        ],
        facts=[
            [f"Output is {power:,} W.", f"It gives {power:,} W at full flame."],
            ["A piezo spark lights it without matches." if piezo else "Light it with a lighter or a match."],
            [f"It is made of {metal} and weighs {kilos(weight)}.", f"The body is {metal}; the whole stove weighs {kilos(weight)}."],
        ],
    )  # fmt: skip


def cookset(r: Random, name: str) -> Draft:
    pieces = r.choice((2, 3, 4, 5, 6, 8))
    people = 1 if pieces <= 2 else 2 if pieces <= 4 else 4
    metal = r.choice(("titanium", "hard-anodised aluminium", "stainless steel"))
    volume = round(0.6 + 0.45 * people + r.choice((0, 0.1, 0.3)), 1)
    weight = grams(
        people * {"titanium": 110, "hard-anodised aluminium": 170, "stainless steel": 260}[metal] + pieces * 25
    )
    who = {1: "solo", 2: "two-person", 4: "family"}[people]
    return Draft(
        noun=f"{who} camping cookset", price=16 + pieces * 5 + {"titanium": 36, "hard-anodised aluminium": 10, "stainless steel": 4}[metal],
        weight_g=weight, materials=(metal,), uses=("camping", "cooking", "family" if people == 4 else "backpacking"),
        attributes={"pieces": pieces, "serves": people, "largest pot": f"{volume} l", "dishwasher safe": "yes" if metal == "stainless steel" else "no"},
        openers=[f"A camp kitchen of {pieces} pieces that nests into one.", f"{name} cooks for {people} and packs into its own pot.",
                 f"{pieces} pieces of {metal}, the largest a {volume} l pot."],
        facts=[[f"The set weighs {kilos(weight)}.", f"All of it comes to {kilos(weight)}."],
               [f"The largest pot holds {volume} l, enough for {people}.", f"Its biggest pot takes {volume} l."],
               ["It may go in the dishwasher." if metal == "stainless steel" else "Wash it by hand: it is not for the dishwasher."],
               [{"titanium": "Titanium keeps the weight down.", "hard-anodised aluminium": "Hard-anodised aluminium spreads the heat evenly.",
                 "stainless steel": "Stainless steel shrugs off scratches."}[metal]]],
    )  # fmt: skip


def headlamp(r: Random, name: str) -> Draft:
    lumens = r.choice((150, 200, 250, 300, 350, 400, 500, 600, 800, 1000, 1200))
    charge = r.random() < 0.6
    hours = max(3, int(r.uniform(9000, 16000) / lumens))
    reach = int(round(lumens**0.5 * 5.2 / 5) * 5)
    rating = r.choice(("IPX4", "IPX6", "IPX7"))
    weight = grams(55 + lumens * 0.05 * r.uniform(0.8, 1.4))
    power = "USB-C rechargeable" if charge else "3 AAA batteries"
    return Draft(
        noun=f"{lumens} lm headlamp", price=16 + lumens / 14 + (9 if charge else 0), weight_g=weight, materials=("aluminium",) if lumens >= 600 else ("polycarbonate",),
        uses=("camping", "hiking") if lumens < 500 else ("trail running", "hiking", "climbing"),
        attributes={"brightness": f"{lumens} lm", "beam": f"{reach} m", "burn time": f"{hours} hours", "power": power, "water resistance": rating, "red light": r.choice(("yes", "no"))},
        openers=[f"{lumens} lumens on your forehead, and both hands free.", f"{name} lights the way {reach} m ahead.",
                 f"For finding tent pegs, paths and the way back: {name} gives up to {lumens} lumens.", f"A {weight} g headlamp with a beam of {reach} m."],
        facts=[[f"It runs for up to {hours} hours.", f"Expect up to {hours} hours of light."],
               ["Charge it by USB-C." if charge else "It takes 3 AAA batteries, which any village shop sells.", "USB-C charging means no spare batteries." if charge else "Power comes from 3 AAA batteries."],
               [f"Water resistance is {rating}.", f"Rated {rating}, it {'shrugs off rain' if rating == 'IPX4' else 'takes heavy rain without complaint' if rating == 'IPX6' else 'survives a dunking'}."],
               [f"It weighs {kilos(weight)}."]],
    )  # fmt: skip


def bottle(r: Random, name: str) -> Draft:
    material = r.choices(("stainless steel", "tritan", "titanium", "borosilicate glass"), (55, 27, 6, 12))[0]
    insulated = material == "stainless steel" and r.random() < 0.75
    ml = r.choice((350, 500, 600, 750, 1000)) if material != "borosilicate glass" else r.choice((500, 600, 750))
    cold, hot = ml // 35 + r.randint(2, 8), ml // 70 + r.randint(1, 5)
    weight = grams(
        ml * {"stainless steel": 0.42, "tritan": 0.2, "titanium": 0.2, "borosilicate glass": 0.55}[material]
        + (70 if insulated else 30)
    )
    attributes = {
        "capacity": f"{ml} ml",
        "insulated": "yes" if insulated else "no",
        "leakproof": "yes",
        "dishwasher safe": "no" if insulated else "yes",
        "BPA-free": "yes",
    }
    if insulated:
        attributes |= {"keeps cold": f"{cold} hours", "keeps hot": f"{hot} hours"}
    short = material.split()[-1]
    return Draft(
        noun=f"{ml} ml {'insulated ' if insulated else ''}{short if material != 'tritan' else 'tritan'} water bottle",
        price=9 + ml / 75 + {"stainless steel": 5, "tritan": 0, "titanium": 36, "borosilicate glass": 6}[material] + (8 if insulated else 0),
        weight_g=weight, materials=(material,), uses=("hiking", "everyday", "gym") if material != "borosilicate glass" else ("office", "everyday", "yoga"), attributes=attributes,
        openers=[f"{ml} ml of whatever you drink, with a lid that does not leak.", f"{name} holds {ml} ml.", f"A leakproof {ml} ml bottle made of {material}.",
                 f"{name} is the bottle you stop noticing: leakproof, {kilos(weight)}, and easy to fill."],
        facts=[[f"Drinks stay cold for {cold} hours and hot for {hot}." if insulated else "It has a single wall, so it is light and quick to clean.",
                f"The double wall keeps tea hot for {hot} hours and water cold for {cold}." if insulated else "It is not insulated: for cold and tepid drinks."],
               ["Wash it by hand." if insulated else "It may go in the dishwasher.", "Free of BPA."],
               [f"Empty it weighs {kilos(weight)}.", f"{material.capitalize()} does not hold on to flavours."]],
    )  # fmt: skip


def poles(r: Random, name: str) -> Draft:
    material = r.choice(("carbon", "aluminium"))
    folding = r.random() < 0.45
    weight = grams((195 if material == "carbon" else 250) * 2 * r.uniform(0.9, 1.12))
    low, high = (
        r.choice(((100, 120), (105, 125), (65, 135), (68, 140)))
        if not folding
        else r.choice(((110, 130), (100, 120), (120, 140)))
    )
    grip = r.choice(("cork", "EVA foam"))
    packed = 36 + r.randint(0, 4) if folding else low - 40 if low >= 100 else low
    return Draft(
        noun=f"{'folding' if folding else 'telescopic'} {material} trekking poles", price=32 + (45 if material == "carbon" else 0) + (15 if folding else 0) + (8 if grip == "cork" else 0),
        weight_g=weight, materials=(material, grip), uses=("hiking", "trekking", "trail running" if folding and material == "carbon" else "winter"),
        attributes={"length": f"{low} to {high} cm", "packed length": f"{packed} cm", "grip": grip, "type": "folding" if folding else "telescopic", "sold as": "pair"},
        openers=[f"A pair of {material} poles that adjusts from {low} to {high} cm.", f"{name} spares your knees on the way down.", f"Set {name} anywhere between {low} and {high} cm."],
        facts=[[f"The pair weighs {kilos(weight)}.", f"Together they weigh {kilos(weight)}."],
               [f"{'Folded' if folding else 'Pushed together'} they measure {packed} cm."],
               ["Cork grips stay dry in warm hands." if grip == "cork" else "The EVA foam grips are warm to hold in the cold.", f"The grips are {grip}."]],
    )  # fmt: skip


CAMP, HIKE = ("Outdoor", "Camping"), ("Outdoor", "Hiking")
KINDS = (
    Kind("PACK", (*HIKE, "Backpacks"), 48, (*brands.MOUNTAIN, "Wayfarne"), backpack, names.MOUNTAIN, colours.OUTDOOR, words=("backpack", "rucksack", "hiking backpack")),
    Kind("STOVE", (*CAMP, "Camping stoves"), 28, brands.MOUNTAIN, stove, names.MOUNTAIN, words=("camping stove", "gas stove")),
    Kind("COOK", (*CAMP, "Camping cookware"), 26, (*brands.MOUNTAIN, "Kettlebrook"), cookset, names.MOUNTAIN, words=("camping pots", "cookset")),
    Kind("LAMP", (*CAMP, "Headlamps"), 34, (*brands.MOUNTAIN, "Quickmere"), headlamp, names.MOUNTAIN, ("black", "orange", "blue", "green", "yellow", "red"), 2, words=("headlamp", "head torch")),
    Kind("BOTL", (*HIKE, "Water bottles"), 44, ("Norrvik", "Tarnfell", "Cairnwell", "Yarrowmove", "Slowpour", "Kettlebrook"), bottle, names.CLOTH, (*colours.OUTDOOR, "mint", "pink", "white", "copper"), words=("water bottle", "insulated bottle")),
    Kind("POLE", (*HIKE, "Trekking poles"), 24, brands.MOUNTAIN, poles, names.MOUNTAIN, ("black", "blue", "orange", "green", "red"), 2, words=("trekking poles", "walking poles")),
)  # fmt: skip
