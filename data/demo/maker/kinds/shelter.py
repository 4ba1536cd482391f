"""Tents, sleeping bags and sleeping mats."""

from __future__ import annotations

from random import Random

from maker import brands, names
from maker.draft import Draft, Kind, grams, kilos

NUMBER = {1: "one", 2: "two", 3: "three", 4: "four", 5: "five", 6: "six"}


def tent(r: Random, name: str) -> Draft:
    people = r.choices((1, 2, 3, 4, 6), (18, 34, 22, 18, 8))[0]
    light = people <= 3 and r.random() < 0.5
    head = r.choice((2000, 3000, 4000, 5000))
    seasons = r.choice((3, 3, 3, 4))
    poles = "aluminium" if light or seasons == 4 or r.random() < 0.4 else "fibreglass"
    weight = grams((0.75 if light else 1.35) * (700 + 560 * people) * r.uniform(0.92, 1.1) + 250 * (seasons - 3), 10)
    minutes = 3 + people + r.randint(0, 2)
    use = ("backpacking", "hiking") if light else ("camping", "family") if people >= 4 else ("camping", "hiking")
    doors = 1 if people == 1 else r.choice((1, 2, 2))
    shell = r.choice(("ripstop nylon", "polyester"))
    word = NUMBER[people]
    return Draft(
        noun=f"{word}-person {'ultralight ' if light and weight < 1900 else ''}{'four-season ' if seasons == 4 else ''}tent",
        price=45 + 38 * people + (75 if light else 0) + (90 if seasons == 4 else 0) + head / 100,
        weight_g=weight,
        materials=(shell, poles),
        uses=(*use, "winter") if seasons == 4 else use,
        attributes={
            "sleeps": people, "seasons": seasons, "waterproof": f"{head:,} mm", "poles": poles, "doors": doors,
            "pitching time": f"{minutes} minutes",
        },
        openers=[
            f"{name} sleeps {word} and goes up in about {minutes} minutes.",
            f"A tent for {word} that you can pitch in {minutes} minutes, even after a long day.",
            f"Room for {word}, {seasons} seasons a year: {name} is the tent to reach for when plans firm up.",
            f"Home for {word} wherever you stop for the night.",
            f"We like {name} because it makes no fuss: {word} sleeping places and {minutes} minutes from bag to bed.",
        ],
        facts=[
            [
                f"The {shell} flysheet holds back a water column of {head:,} mm, so a wet night stays outside.",
                f"Its flysheet of {shell} is rated to {head:,} mm, enough for {'days of rain' if head >= 4000 else 'summer showers and a wet night'}.",
                f"Rated to {head:,} mm, the {shell} fly keeps rain where it belongs.",
            ],
            [
                f"Packed it weighs {kilos(weight)}.",
                f"At {kilos(weight)} it {'hardly shows in a pack' if weight < 2000 else 'shares well between two packs' if weight < 3600 else 'is one for the car boot'}.",
                f"The whole bundle comes to {kilos(weight)} with pegs.",
            ],
            [
                f"{'Two doors mean' if doors == 2 else 'A single door keeps things simple and means'} {'nobody climbs over anybody at night' if doors == 2 else 'less weight to carry'}.",
                f"{'Doors on both sides' if doors == 2 else 'One wide door'} and poles of {poles} {'make it easy to live in' if doors == 2 else 'keep the build straightforward'}.",
            ],
            [
                "A four-season build stands up to wind and snow." if seasons == 4 else "Made for spring, summer and autumn: three seasons of use.",
                f"It is a {'four' if seasons == 4 else 'three'}-season tent on {poles} poles.",
            ],
        ],
    )  # fmt: skip


def sleeping_bag(r: Random, name: str) -> Draft:
    comfort = r.choice((12, 8, 5, 2, 0, -3, -6, -10, -15))
    down = r.random() < 0.45
    fill = r.choice((650, 700, 750, 800)) if down else None
    weight = grams((560 if down else 900) + (14 - comfort) * (26 if down else 48) * r.uniform(0.9, 1.1), 10)
    shape = "mummy" if comfort < 3 else r.choice(("mummy", "blanket"))
    season = "summer" if comfort >= 8 else "three-season" if comfort >= -3 else "winter"
    stuffing = "down" if down else "synthetic fibre"
    uses = ("camping", "backpacking") if down else ("camping", "festival") if comfort >= 8 else ("camping", "hiking")
    warm = f"{comfort} °C" if comfort >= 0 else f"−{-comfort} °C"
    attributes = {"comfort temperature": warm, "filling": stuffing, "shape": shape, "season": season}
    if fill:
        attributes["fill power"] = f"{fill} cuin"
    return Draft(
        noun=f"{season} {'down ' if down else ''}sleeping bag",
        price=38 + (14 - comfort) * 4.2 + (fill / 8 if fill else 0),
        weight_g=weight,
        materials=("nylon", stuffing) if down else ("polyester", stuffing),
        uses=(*uses, "winter") if comfort < -3 else uses,
        sizes=("regular", "long"),
        attributes=attributes,
        openers=[
            f"{name} keeps you comfortable down to {warm}.",
            f"A {season} sleeping bag with a comfort temperature of {warm}.",
            f"For nights down to {warm}: {name} is a {shape}-shaped bag you will sleep well in.",
            f"Zip up, breathe out: {name} is made for nights of {warm} and warmer.",
        ],
        facts=[
            [
                f"The filling is {fill} cuin down, which packs small and springs back." if fill else "The synthetic fibre filling goes on warming when it is damp and dries fast.",
                f"Down with a fill power of {fill} cuin does the warming." if fill else "A filling of synthetic fibre makes it easy to wash and easy on the purse.",
            ],
            [f"It weighs {kilos(weight)}.", f"On the scales: {kilos(weight)} in size regular.", f"You carry {kilos(weight)}."],
            [
                f"The {shape} cut {'wraps closely, so there is less air to heat' if shape == 'mummy' else 'leaves room to stretch, and opens flat as a quilt'}.",
                f"Cut as a {shape}, it {'saves weight and warmth' if shape == 'mummy' else 'lets restless sleepers turn over'}.",
            ],
            ["Choose regular or long.", "It comes in two lengths, regular and long."],
        ],
    )  # fmt: skip


def mat(r: Random, name: str) -> Draft:
    sort = r.choices(("inflatable", "self-inflating", "foam"), (45, 35, 20))[0]
    thick = r.choice({"inflatable": (7, 8, 9, 10), "self-inflating": (3, 4, 5, 7), "foam": (1, 2)}[sort])
    warmth = round(
        {"inflatable": 2.2, "self-inflating": 2.6, "foam": 1.4}[sort] + thick * 0.25 + r.uniform(-0.6, 1.3), 1
    )
    weight = grams({"inflatable": 380, "self-inflating": 560, "foam": 300}[sort] + thick * r.uniform(12, 32))
    shell = "closed-cell foam" if sort == "foam" else r.choice(("nylon", "polyester"))
    return Draft(
        noun=f"{sort} sleeping mat",
        price={"inflatable": 72, "self-inflating": 52, "foam": 18}[sort] + warmth * 7,
        weight_g=weight,
        materials=(shell,),
        uses=("backpacking", "camping") if weight < 650 else ("camping", "festival"),
        attributes={"type": sort, "thickness": f"{thick} cm", "R-value": warmth, "length": "183 cm"},
        openers=[
            f"{thick} cm between you and the stones: {name} is a mat that lets you sleep on your side." if thick >= 5
            else f"{name} is {thick} cm thick, simple and hard to break.",
            f"A {sort} mat, {thick} cm thick, for a good night on hard ground.",
            f"{name} turns rough ground into a bed.",
        ],
        facts=[
            [f"With an R-value of {warmth} it {'is warm enough for frozen ground' if warmth >= 4.5 else 'insulates well from spring to autumn' if warmth >= 2.5 else 'suits summer nights'}.",
             f"Its R-value is {warmth}."],
            [f"It weighs {kilos(weight)} and is 183 cm long.", f"The mat is 183 cm long and comes to {kilos(weight)}."],
            [{"foam": "Nothing to inflate and nothing to puncture: fold it out and lie down.",
              "self-inflating": "Open the valve, wait a little, add a breath or two.",
              "inflatable": "Some good breaths fill it, and it rolls up small."}[sort],
             f"The outside is {shell}, easy to wipe clean."],
        ],
    )  # fmt: skip


CAMP = ("Outdoor", "Camping")
KINDS = (
    Kind("TENT", (*CAMP, "Tents"), 44, brands.MOUNTAIN, tent, names.MOUNTAIN,
         ("green", "olive", "orange", "sand", "blue", "grey", "red"), 2, words=("tent", "tents for camping")),
    Kind("SLEEP", (*CAMP, "Sleeping bags"), 40, brands.MOUNTAIN, sleeping_bag, names.MOUNTAIN,
         ("navy", "blue", "green", "orange", "red", "grey", "teal"), 2, words=("sleeping bag", "warm sleeping bag")),
    Kind("MAT", (*CAMP, "Sleeping mats"), 32, brands.MOUNTAIN, mat, names.MOUNTAIN,
         ("blue", "green", "orange", "grey", "yellow", "teal"), 2, words=("sleeping mat", "camping mattress")),
)  # fmt: skip
