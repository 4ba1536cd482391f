"""Jackets, fleeces, T-shirts, trousers, gloves, hats."""

from __future__ import annotations

from random import Random

from maker import brands, colours, names
from maker.draft import Draft, Kind, grams, kilos, use

LETTERS = ("XS", "S", "M", "L", "XL", "XXL")


def rain_jacket(r: Random, name: str) -> Draft:
    fit = r.choice(("women's", "men's"))
    head = r.choice((5000, 8000, 10000, 15000, 20000))
    layers = 2 if head < 10000 else r.choice((2, 3)) if head < 20000 else 3
    fabric = r.choice(("recycled polyester", "nylon", "ripstop nylon"))
    weight = grams((260 + layers * 60) * r.uniform(0.7, 1.25))
    zips = r.random() < 0.5
    uses = (
        ("hiking", "trekking", "mountaineering")
        if head >= 15000
        else ("hiking", "everyday", "cycling")
        if head >= 8000
        else ("city", "commuting", "everyday")
    )
    return Draft(
        noun=f"{fit} rain jacket", price=48 + head / 170 + layers * 9 + (10 if zips else 0), weight_g=weight, materials=(fabric,), uses=uses, sizes=LETTERS,
        attributes={"fit": fit, "waterproof": f"{head:,} mm", "layers": layers, "hood": r.choice(("fixed", "roll-away", "removable")), "pit zips": "yes" if zips else "no", "PFAS-free": "yes"},
        openers=[f"{name} keeps the rain out up to {head:,} mm.", f"A {layers}-layer shell for {use(uses[0])} and {use(uses[1])}.", f"Whatever the forecast says, {name} is a {fit} jacket you can trust: {head:,} mm.",
                 f"{kilos(weight)} of calm in your bag for when the sky opens."],
        facts=[[f"The {layers}-layer {fabric} is rated to {head:,} mm and made without PFAS.", f"Made of {fabric} in {layers} layers, free of PFAS."],
               ["Pit zips let the steam out on climbs." if zips else "There are no pit zips, so it packs small."], [f"It weighs {kilos(weight)} in size M."],
               ["The fit is for " + ("women" if fit == "women's" else "men") + ", with room for a fleece beneath."]],
    )  # fmt: skip


def fleece(r: Random, name: str) -> Draft:
    fit = r.choice(("women's", "men's", "unisex"))
    fibre = r.choice(("recycled polyester", "recycled polyester", "merino wool", "wool blend"))
    gsm = r.choice((100, 150, 200, 260, 300))
    hood = r.random() < 0.35
    weight = grams(gsm * r.uniform(1.5, 1.95))
    warm = "light" if gsm <= 150 else "medium" if gsm <= 200 else "warm"
    return Draft(
        noun=f"{fit} {'hooded ' if hood else ''}{'fleece' if 'polyester' in fibre else 'wool fleece'} jacket", price=34 + gsm / 7 + {"recycled polyester": 0, "merino wool": 55, "wool blend": 28}[fibre] + (7 if hood else 0),
        weight_g=weight, materials=(fibre,), uses=("hiking", "everyday", "camping") if gsm >= 200 else ("hiking", "running", "everyday"), sizes=LETTERS,
        attributes={"fit": fit, "warmth": warm, "fabric weight": f"{gsm} g/m²", "hood": "yes" if hood else "no", "pockets": r.choice((2, 3, 4)), "machine wash": "30 °C"},
        openers=[f"A {warm} layer in {fibre}, for under a shell or on its own.", f"{name} is the jacket you put on without thinking.", f"{gsm} g/m² of {fibre}: {warm} and soft.", f"When the evening cools, {name} is what you want around your shoulders."],
        facts=[[f"The fabric weighs {gsm} g/m², which makes it a {warm} layer." if warm != "warm" else f"The fabric weighs {gsm} g/m², so it is properly warm."], ["The hood fits under a shell." if hood else "A plain collar, no hood."],
               [f"Size M weighs {kilos(weight)}."], ["Wash at 30 °C and let it dry in the air."]],
    )  # fmt: skip


def tee(r: Random, name: str) -> Draft:
    fit = r.choice(("women's", "men's", "unisex"))
    fibre = r.choice(("organic cotton", "organic cotton", "merino wool", "recycled polyester", "linen"))
    sleeve = r.choice(("short", "short", "short", "long"))
    gsm = r.choice(
        {
            "organic cotton": (140, 180, 220),
            "merino wool": (120, 150, 180),
            "recycled polyester": (110, 130),
            "linen": (140, 170),
        }[fibre]
    )
    sport = fibre == "recycled polyester"
    uses = (
        ("running", "gym", "yoga")
        if sport
        else ("hiking", "travel", "everyday")
        if fibre == "merino wool"
        else ("everyday", "city")
    )
    weight = grams(gsm * (0.85 if sleeve == "short" else 1.1))
    return Draft(
        noun=f"{fit} {fibre if fibre != 'recycled polyester' else 'sports'} {'long-sleeved ' if sleeve == 'long' else ''}T-shirt", price={"organic cotton": 19, "merino wool": 49, "recycled polyester": 23, "linen": 34}[fibre] + (7 if sleeve == "long" else 0) + gsm / 40,
        weight_g=weight, materials=(fibre,), uses=uses, sizes=LETTERS,
        attributes={"fit": fit, "sleeve": sleeve, "neck": r.choice(("crew", "crew", "V-neck")), "fabric weight": f"{gsm} g/m²", "machine wash": "30 °C" if fibre == "merino wool" else "40 °C"},
        openers=[f"A {sleeve}-sleeved T-shirt in {fibre}.", f"{name} is the shirt that is always in the wash because you always wear it.", f"{fibre.capitalize()}, cut simply and sewn well.", f"One T-shirt for {use(uses[0])} and {use(uses[1])}: {name}."],
        facts=[[{"organic cotton": "Organic cotton gets softer with every wash.", "merino wool": "Merino wool stays fresh for days, which is half the packing done.", "recycled polyester": "Recycled polyester carries sweat away and dries fast.", "linen": "Linen is cool on hot days and may crease as it likes."}[fibre]],
               [f"The fabric weighs {gsm} g/m².", f"At {gsm} g/m² it is {'light' if gsm <= 140 else 'neither thin nor heavy' if gsm <= 180 else 'pleasantly heavy'}."], [f"Wash at {'30' if fibre == 'merino wool' else '40'} °C."]],
    )  # fmt: skip


def trousers(r: Random, name: str) -> Draft:
    fit = r.choice(("women's", "men's"))
    sort = r.choice(("hiking", "hiking", "zip-off hiking", "everyday", "travel"))
    fibre = {
        "hiking": "nylon",
        "zip-off hiking": "nylon",
        "everyday": r.choice(("organic cotton", "linen")),
        "travel": "recycled polyester",
    }[sort]
    pockets = r.choice((4, 5, 6))
    stretch = fibre != "linen" and r.random() < 0.7
    weight = grams(
        {"nylon": 330, "organic cotton": 460, "linen": 360, "recycled polyester": 300}[fibre] * r.uniform(0.9, 1.15)
    )
    repels = fibre == "nylon" and r.random() < 0.6
    uses = (
        ("hiking", "trekking")
        if "hiking" in sort
        else ("travel", "commuting")
        if sort == "travel"
        else ("everyday", "city")
    )
    return Draft(
        noun=f"{fit} {sort} trousers", price={"hiking": 62, "zip-off hiking": 74, "everyday": 52, "travel": 66}[sort] + (7 if stretch else 0) + (6 if repels else 0),
        weight_g=weight, materials=(fibre, "elastane") if stretch else (fibre,), uses=uses, sizes=LETTERS,
        attributes={"fit": fit, "type": sort, "stretch": "yes" if stretch else "no", "pockets": pockets, "water repellent": "yes" if repels else "no", "machine wash": "40 °C"},
        openers=[f"{sort.capitalize()} trousers in {fibre}{' with a little stretch' if stretch else ''}.", f"{name} moves when you do." if stretch else f"{name} is cut straight and sits well.", f"{pockets} pockets, {kilos(weight)}, no fuss.", f"Trousers for {use(uses[0])} and {use(uses[1])}."],
        facts=[["Zip the legs off and you have shorts." if "zip" in sort else f"There are {pockets} pockets for what you carry."], ["Drizzle runs off the finish." if repels else "The cloth is not treated against water."],
               ["Elastane lets the knee bend freely." if stretch else f"Plain {fibre}, no stretch."], [f"They weigh {kilos(weight)} in size M and wash at 40 °C."]],
    )  # fmt: skip


def gloves(r: Random, name: str) -> Draft:
    sort = r.choice(("winter gloves", "liner gloves", "mittens", "hiking gloves"))
    fibre = {
        "winter gloves": r.choice(("leather", "nylon")),
        "liner gloves": "merino wool",
        "mittens": r.choice(("wool blend", "nylon")),
        "hiking gloves": "recycled polyester",
    }[sort]
    wet = fibre == "nylon"
    touch = sort != "mittens" and r.random() < 0.65
    low = {"winter gloves": -12, "liner gloves": 2, "mittens": -16, "hiking gloves": -2}[sort] + r.choice((-3, 0, 2))
    down_to = f"{low} °C" if low >= 0 else f"−{-low} °C"
    weight = grams(
        {"winter gloves": 170, "liner gloves": 45, "mittens": 190, "hiking gloves": 70}[sort] * r.uniform(0.85, 1.15)
    )
    return Draft(
        noun=f"{'waterproof ' if wet else ''}{'leather ' if fibre == 'leather' else ''}{sort}", price={"winter gloves": 42, "liner gloves": 22, "mittens": 46, "hiking gloves": 24}[sort] + (14 if fibre == "leather" else 0) + (8 if wet else 0),
        weight_g=weight, materials=(fibre,), uses=("winter", "hiking") if sort != "liner gloves" else ("running", "hiking", "winter"), sizes=("S", "M", "L", "XL"),
        attributes={"fit": "unisex", "type": sort, "touchscreen": "yes" if touch else "no", "waterproof": "yes" if wet else "no", "comfortable down to": down_to},
        openers=[f"{sort.capitalize()} for days down to {down_to}.", f"Warm fingers down to {down_to}.", f"{name} is made of {fibre} and keeps hands comfortable down to {down_to}."],
        facts=[["Thumb and forefinger work on a touchscreen." if touch else "They do not work on touchscreens, but then your phone can wait."], ["They are waterproof." if wet else "They are not waterproof."], [f"The pair weighs {kilos(weight)}."]],
    )  # fmt: skip


def hat(r: Random, name: str) -> Draft:
    sort = r.choice(("beanie", "beanie", "cap", "sun hat", "headband"))
    fibre = {
        "beanie": r.choice(("merino wool", "wool blend", "recycled polyester")),
        "cap": r.choice(("organic cotton", "recycled polyester")),
        "sun hat": r.choice(("linen", "organic cotton")),
        "headband": "merino wool",
    }[sort]
    weight = grams({"beanie": 60, "cap": 75, "sun hat": 95, "headband": 35}[sort] * r.uniform(0.85, 1.2))
    upf = r.choice((30, 40, 50)) if sort in ("cap", "sun hat") else None
    uses = ("winter", "hiking", "everyday") if sort in ("beanie", "headband") else ("hiking", "travel", "everyday")
    attributes = {"fit": "unisex", "type": sort, "machine wash": "30 °C", "lined": r.choice(("yes", "no"))}
    if upf:
        attributes["sun protection"] = f"UPF {upf}"
    return Draft(
        noun=f"{fibre} {sort}", price={"beanie": 19, "cap": 20, "sun hat": 28, "headband": 15}[sort] + (9 if fibre == "merino wool" else 0), weight_g=weight, materials=(fibre,), uses=uses, sizes=("S–M", "L–XL"), attributes=attributes,
        openers=[f"A {sort} in {fibre}.", f"{name} weighs {kilos(weight)} and lives in a coat pocket.", f"{'Warm ears' if 'winter' in uses else 'A cool head'}: {name} is a {sort} of {fibre}."],
        facts=[[f"Sun protection is UPF {upf}." if upf else "It fits under a hood."], ["It is lined." if attributes["lined"] == "yes" else "A single layer without lining."], ["Wash at 30 °C."]],
    )  # fmt: skip


KINDS = (
    Kind("RAIN", ("Clothing", "Jackets", "Rain jackets"), 48, (*brands.CLOTHING, "Velk & Thorn"), rain_jacket, names.CLOTH, colours.OUTDOOR, 3, words=("rain jacket", "waterproof jacket", "raincoat")),
    Kind("FLEE", ("Clothing", "Jackets", "Fleece jackets"), 40, (*brands.CLOTHING, "Velk & Thorn"), fleece, names.CLOTH, colours.CLOTHES, 3, words=("fleece", "fleece jacket", "warm jacket")),
    Kind("TEE", ("Clothing", "T-shirts"), 56, (*brands.CLOTHING, "Solvarra"), tee, names.CLOTH, colours.CLOTHES, 3, words=("t-shirt", "merino shirt", "cotton t-shirt")),
    Kind("TROU", ("Clothing", "Trousers"), 44, brands.CLOTHING, trousers, names.CLOTH, ("black", "grey", "navy", "olive", "sand", "brown", "green"), 3, words=("trousers", "hiking trousers", "hiking pants")),
    Kind("GLOV", ("Clothing", "Gloves"), 28, brands.CLOTHING, gloves, names.CLOTH, ("black", "grey", "navy", "red", "green", "brown", "sand"), 2, words=("gloves", "winter gloves", "mittens")),
    Kind("HAT", ("Clothing", "Hats"), 32, brands.CLOTHING, hat, names.CLOTH, colours.CLOTHES, 3, words=("beanie", "hat", "wool hat", "cap")),
)  # fmt: skip
