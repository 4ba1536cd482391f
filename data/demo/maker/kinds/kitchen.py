"""Kitchen knives, pans, mugs, coffee makers and grinders."""

from __future__ import annotations

from random import Random

from maker import brands, colours, names
from maker.draft import Draft, Kind, grams, kilos


def knife(r: Random, name: str) -> Draft:
    sort, blade = r.choice(
        (
            ("chef's knife", 20),
            ("chef's knife", 24),
            ("santoku", 17),
            ("paring knife", 9),
            ("bread knife", 23),
            ("utility knife", 14),
            ("carving knife", 22),
            ("nakiri", 16),
        )
    )
    steel = r.choice(("stainless steel", "stainless steel", "carbon steel", "damascus steel"))
    handle = r.choice(("walnut", "olive wood", "beech", "black composite"))
    hard = {
        "stainless steel": r.choice((56, 57, 58)),
        "carbon steel": r.choice((60, 61)),
        "damascus steel": r.choice((60, 61, 62)),
    }[steel]
    weight = grams(blade * 7.5 * r.uniform(0.9, 1.3))
    return Draft(
        noun=f"{blade} cm {sort}", price=16 + blade * 1.7 + {"stainless steel": 0, "carbon steel": 28, "damascus steel": 58}[steel] + (0 if handle == "black composite" else 9),
        weight_g=weight, materials=(steel, handle), uses=("cooking", "gifts") if steel == "damascus steel" else ("cooking",),
        attributes={"type": sort, "blade length": f"{blade} cm", "steel": steel, "hardness": f"{hard} HRC", "handle": handle, "dishwasher safe": "no"},
        openers=[f"A {sort} with a {blade} cm blade of {steel}.", f"{name} is the knife you will reach for: {blade} cm, {kilos(weight)}.", f"{blade} cm of {steel} and a handle of {handle}.", f"Hand it an onion: {name} has a {steel} blade hardened to {hard} HRC."],
        facts=[[f"Hardened to {hard} HRC, it {'takes a very fine edge' if hard >= 60 else 'is easy to sharpen at home'}."], [f"The handle is {handle}."], [f"It weighs {kilos(weight)}."],
               ["Carbon steel darkens with use and wants drying after washing." if steel == "carbon steel" else "Wash it by hand: dishwashers blunt an edge.", "It is not for the dishwasher."]],
    )  # fmt: skip


def pan(r: Random, name: str) -> Draft:
    metal = r.choice(("cast iron", "carbon steel", "stainless steel", "aluminium"))
    coated = metal == "aluminium"
    cm = r.choice((20, 24, 26, 28, 30))
    weight = grams(
        cm
        * {"cast iron": 92, "carbon steel": 58, "stainless steel": 52, "aluminium": 38}[metal]
        * r.uniform(0.92, 1.1),
        10,
    )
    oven = {"cast iron": 260, "carbon steel": 250, "stainless steel": 240, "aluminium": 180}[metal]
    induction = metal != "aluminium" or r.random() < 0.6
    return Draft(
        noun=f"{cm} cm {metal} frying pan", price=12 + cm * 1.1 + {"cast iron": 16, "carbon steel": 18, "stainless steel": 30, "aluminium": 6}[metal], weight_g=weight, materials=(metal,), uses=("cooking",),
        attributes={"diameter": f"{cm} cm", "oven safe": f"up to {oven} °C", "induction": "yes" if induction else "no", "coating": "ceramic" if coated else "none", "dishwasher safe": "yes" if metal == "stainless steel" else "no"},
        openers=[f"A {cm} cm frying pan of {metal}.", f"{name} goes from hob to oven, up to {oven} °C.", f"{kilos(weight)} of {metal}: {name} holds its heat." if metal in ("cast iron", "carbon steel") else f"{name} heats evenly and weighs {kilos(weight)}."],
        facts=[["It works on every hob, induction included." if induction else "It is for gas and electric hobs, not for induction."], ["The ceramic coating lets eggs slide." if coated else "There is no coating to wear off."],
               [f"It may go in the oven up to {oven} °C."], [f"The pan weighs {kilos(weight)}."]],
    )  # fmt: skip


def mug(r: Random, name: str) -> Draft:
    material = r.choice(("stoneware", "stoneware", "porcelain", "enamel", "double-walled glass"))
    ml = r.choice((90, 200, 250, 300, 350, 400))
    pieces = r.choice((1, 1, 2, 4)) if material != "enamel" else 1
    weight = grams(
        pieces * ml * {"stoneware": 1.15, "porcelain": 0.9, "enamel": 0.45, "double-walled glass": 0.5}[material]
    )
    oven = material in ("stoneware", "porcelain")
    made = "glass" if "glass" in material else material
    return Draft(
        noun=f"{ml} ml {material} {'espresso cup' if ml == 90 else 'mug'}{'' if pieces == 1 else f's, set of {pieces}'}", price=(6 + ml / 45 + {"stoneware": 4, "porcelain": 3, "enamel": 2, "double-walled glass": 5}[material]) * pieces * (0.88 if pieces > 1 else 1),
        weight_g=weight, materials=(made,), uses=("camping", "everyday") if material == "enamel" else ("everyday", "office", "gifts"), attributes={"capacity": f"{ml} ml", "pieces": pieces, "dishwasher safe": "yes", "microwave safe": "yes" if oven else "no"},
        openers=[f"{name} holds {ml} ml and sits well in the hand.", f"{'A' if pieces == 1 else f'{pieces} pieces, each a'} {ml} ml {'cup' if ml == 90 else 'mug'} of {made}.", f"For the first coffee and the last tea: {ml} ml of {made}."],
        facts=[["It may go in the dishwasher and the microwave." if oven else "It may go in the dishwasher but not in the microwave."], [{"stoneware": "Stoneware keeps the drink warm.", "porcelain": "Porcelain is thin at the rim and strong.", "enamel": "Enamel does not mind a camp fire.", "double-walled glass": "The double wall keeps the drink hot and the fingers cool."}[material]],
               [f"{'It weighs' if pieces == 1 else 'Together they weigh'} {kilos(weight)}."]],
    )  # fmt: skip


def brewer(r: Random, name: str) -> Draft:
    sort = r.choice(
        (
            "pour-over dripper",
            "French press",
            "moka pot",
            "filter coffee machine",
            "espresso machine",
            "cold brew jug",
            "hand press",
        )
    )
    cups = r.choice(
        {
            "pour-over dripper": (2, 4),
            "French press": (3, 4, 8),
            "moka pot": (3, 6),
            "filter coffee machine": (8, 10, 12),
            "espresso machine": (1, 2),
            "cold brew jug": (4, 6),
            "hand press": (1,),
        }[sort]
    )
    material = r.choice(
        {
            "pour-over dripper": ("porcelain", "copper", "glass"),
            "French press": ("glass", "stainless steel"),
            "moka pot": ("aluminium", "stainless steel"),
            "filter coffee machine": ("stainless steel", "plastic"),
            "espresso machine": ("stainless steel",),
            "cold brew jug": ("glass",),
            "hand press": ("plastic",),
        }[sort]
    )
    power = {"filter coffee machine": r.choice((1000, 1200, 1500)), "espresso machine": r.choice((1350, 1450))}.get(
        sort
    )
    minutes = {
        "pour-over dripper": 3,
        "French press": 4,
        "moka pot": 5,
        "filter coffee machine": 6,
        "espresso machine": 1,
        "cold brew jug": 720,
        "hand press": 2,
    }[sort]
    price = (
        {
            "pour-over dripper": 19,
            "French press": 27,
            "moka pot": 26,
            "filter coffee machine": 92,
            "espresso machine": 210,
            "cold brew jug": 24,
            "hand press": 33,
        }[sort]
        + cups * 1.5
        + (16 if material in ("stainless steel", "copper") else 0)
    )
    weight = grams(
        {
            "pour-over dripper": 300,
            "French press": 620,
            "moka pot": 480,
            "filter coffee machine": 2400,
            "espresso machine": 5600,
            "cold brew jug": 650,
            "hand press": 230,
        }[sort]
        * r.uniform(0.9, 1.2),
        10,
    )
    time = "12 hours" if minutes == 720 else f"{minutes} minute{'s' if minutes > 1 else ''}"
    attributes = {
        "type": sort,
        "makes": f"{cups} cup{'s' if cups > 1 else ''}",
        "brewing time": time,
        "dishwasher safe": "yes" if material in ("glass", "porcelain", "plastic") and not power else "no",
    }
    if power:
        attributes["power"] = f"{power:,} W"
    an = "an" if sort[0] == "e" else "a"
    return Draft(
        noun=f"{material} {sort}" if sort not in ("espresso machine",) else sort, price=price, weight_g=weight, materials=(material,), uses=("coffee", "camping", "travel") if sort == "hand press" else ("coffee", "office") if sort == "filter coffee machine" else ("coffee", "gifts"), attributes=attributes,
        openers=[f"{name} is {an} {sort} that makes {cups} cup{'s' if cups > 1 else ''} in {time}.", f"{time.capitalize()} to good coffee: {an} {sort} of {material}.", f"{an.capitalize()} {sort} for {cups} cup{'s' if cups > 1 else ''}, made of {material}."],
        facts=[[f"It draws {power:,} W." if power else "It needs no electricity of its own, only hot water." if sort not in ("moka pot", "cold brew jug") else "It works on gas and electric hobs." if sort == "moka pot" else "Fill it with cold water in the evening and pour in the morning."],
               ["It may go in the dishwasher." if attributes["dishwasher safe"] == "yes" else "Clean it by hand."], [f"It weighs {kilos(weight)}."]],
    )  # fmt: skip


def grinder(r: Random, name: str) -> Draft:
    electric = r.random() < 0.45
    burrs = r.choice(("steel", "ceramic"))
    steps = r.choice((12, 18, 24, 30, 40, 60))
    hold = r.choice((20, 25, 30)) if not electric else r.choice((100, 200, 250))
    weight = grams(560 * r.uniform(0.8, 1.2) if not electric else 2100 * r.uniform(0.8, 1.3), 10)
    body = r.choice(("aluminium", "stainless steel")) if not electric else r.choice(("plastic", "aluminium"))
    return Draft(
        noun=f"{'electric' if electric else 'hand'} coffee grinder", price=(95 if electric else 42) + steps * 0.8 + (12 if burrs == "steel" else 0), weight_g=weight, materials=(body, burrs), uses=("coffee",) if electric else ("coffee", "camping", "travel"),
        attributes={"burrs": burrs, "grind settings": steps, "holds": f"{hold} g of beans", "drive": "electric" if electric else "by hand"},
        openers=[f"{steps} grind settings, from espresso to French press.", f"{name} grinds {hold} g at a time, fresh for each {'pot' if electric else 'cup'}.", f"{'An electric' if electric else 'A quiet hand'} grinder with {burrs} burrs."],
        facts=[[f"The burrs are {burrs}.", f"{burrs.capitalize()} burrs give an even grind."], [f"The hopper holds {hold} g of beans."], [f"It weighs {kilos(weight)} and the body is {body}."]],
    )  # fmt: skip


KITCHEN, COFFEE = ("Home", "Kitchen"), ("Home", "Coffee")
KINDS = (
    Kind("KNIF", (*KITCHEN, "Kitchen knives"), 38, brands.KITCHEN, knife, names.HOME, words=("kitchen knife", "chefs knife", "bread knife")),
    Kind("PAN", (*KITCHEN, "Frying pans"), 30, brands.KITCHEN, pan, names.HOME, words=("frying pan", "cast iron pan")),
    Kind("MUG", (*KITCHEN, "Mugs"), 30, ("Potter & Lune", "Brasswick", "Slowpour", "Kettlebrook"), mug, names.HOME, colours.HOME, 3, words=("coffee mug", "mug", "espresso cups")),
    Kind("BREW", (*COFFEE, "Coffee makers"), 38, brands.COFFEE, brewer, names.HOME, ("black", "white", "silver", "copper", "red", "cream"), 2, words=("coffee maker", "french press", "espresso machine")),
    Kind("GRND", (*COFFEE, "Coffee grinders"), 24, brands.COFFEE, grinder, names.HOME, ("black", "silver", "copper", "white"), 2, words=("coffee grinder", "hand grinder")),
)  # fmt: skip
