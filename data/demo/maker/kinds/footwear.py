"""Hiking boots, running shoes, socks."""

from __future__ import annotations

from random import Random

from maker import brands, colours, names
from maker.draft import Draft, Kind, grams, kilos

WOMEN = tuple(str(size) for size in range(36, 43))
MEN = tuple(str(size) for size in range(40, 48))


def boot(r: Random, name: str) -> Draft:
    fit = r.choice(("women's", "men's"))
    upper = r.choice(("full-grain leather", "nubuck leather", "suede and mesh", "synthetic mesh"))
    leather = "leather" in upper
    wet = r.random() < 0.72
    cut = r.choice(("mid", "high", "low"))
    stiff = r.choice(("flexible", "medium", "stiff"))
    weight = grams(
        (410 if leather else 330)
        * {"mid": 1.1, "high": 1.35, "low": 0.92}[cut]
        * (0.86 if fit == "women's" else 1.0)
        * r.uniform(0.95, 1.12)
    )
    uses = {
        "flexible": ("hiking", "day trips"),
        "medium": ("hiking", "trekking"),
        "stiff": ("trekking", "mountaineering"),
    }[stiff]
    shell = ("leather",) if leather else ("suede", "mesh") if "suede" in upper else ("mesh",)
    return Draft(
        noun=f"{fit} {'waterproof ' if wet else ''}hiking {'shoes' if cut == 'low' else 'boots'}",
        price=72 + (45 if leather else 0) + (25 if wet else 0) + {"low": 0, "mid": 12, "high": 28}[cut] + (20 if stiff == "stiff" else 0),
        weight_g=weight, materials=(*shell, "rubber"), uses=uses, sizes=WOMEN if fit == "women's" else MEN,
        attributes={"fit": fit, "upper": upper, "waterproof": "yes, membrane" if wet else "no", "cut": cut, "sole": f"rubber, {stiff}", "weight per shoe": kilos(weight)},
        openers=[
            f"{name} is a {cut}-cut {'shoe' if cut == 'low' else 'boot'} with an upper of {upper}.", f"For {uses[0]} and {uses[1]}: a {fit} {'shoe' if cut == 'low' else 'boot'} that wears in quickly.",
            f"{'Puddles are no reason to turn back' if wet else 'Made for dry paths and warm days'}: {name} is {'waterproof' if wet else 'airy and dries fast'}.",
            f"Lace up {name} and go: a {fit} {'shoe' if cut == 'low' else 'boot'} with a {stiff} rubber sole.",
        ],
        facts=[
            ["A membrane keeps the water out and lets the foot breathe." if wet else "There is no membrane, so the foot stays cool; it is not waterproof.",
             "It is waterproof thanks to a membrane under the upper." if wet else "It is not waterproof, which keeps it cooler."],
            [{"flexible": "The sole is flexible and rolls with the foot.", "medium": "The sole has a medium stiffness: steady with a pack, easy without.", "stiff": "The stiff sole carries you over scree and roots."}[stiff]],
            [f"One {'shoe' if cut == 'low' else 'boot'} weighs {kilos(weight)}.", f"At {kilos(weight)} apiece it {'is light for its kind' if weight < 420 else 'is solid underfoot'}."],
            [{"low": "The low cut leaves the ankle free.", "mid": "The mid cut steadies the ankle.", "high": "The high cut holds the ankle with a heavy pack on."}[cut]],
        ],
    )  # fmt: skip


def runner(r: Random, name: str) -> Draft:
    fit = r.choice(("women's", "men's"))
    ground = r.choices(("road", "trail"), (62, 38))[0]
    cushion = r.choice(("firm", "balanced", "soft"))
    drop = r.choice((0, 4, 5, 6, 8, 10))
    support = r.choice(("neutral", "neutral", "stability"))
    weight = grams(
        (215 if cushion == "firm" else 255 if cushion == "balanced" else 285) * (0.86 if fit == "women's" else 1)
        + (25 if ground == "trail" else 0)
    )
    wet = ground == "trail" and r.random() < 0.3
    uses = (
        ("running", "trail running")
        if ground == "trail"
        else ("running", "racing" if cushion == "firm" else "everyday")
    )
    return Draft(
        noun=f"{fit} {'waterproof ' if wet else ''}{ground} running shoes", price=82 + (14 if cushion == "soft" else 0) + (12 if support == "stability" else 0) + (18 if ground == "trail" else 0) + (15 if wet else 0),
        weight_g=weight, materials=("mesh", "rubber"), uses=uses, sizes=WOMEN if fit == "women's" else MEN,
        attributes={"fit": fit, "ground": ground, "cushioning": cushion, "drop": f"{drop} mm", "support": support, "waterproof": "yes, membrane" if wet else "no", "weight per shoe": kilos(weight)},
        openers=[
            f"A {ground} shoe with {cushion} cushioning and a drop of {drop} mm.", f"{name} is for {'roots, mud and gravel' if ground == 'trail' else 'pavements and park loops'}.",
            f"{kilos(weight)} a shoe and {cushion} underfoot: {name} is made for {'the trail' if ground == 'trail' else 'the road'}.",
            f"{'Soft landings' if cushion == 'soft' else 'A direct feel' if cushion == 'firm' else 'A bit of everything'}: {name} has {cushion} cushioning for {uses[0]} on {'trails' if ground == 'trail' else 'roads'}.",
        ],
        facts=[
            [f"{'The stability support is for feet that roll inwards' if support == 'stability' else 'It is a neutral shoe, for an even stride'}.", f"It is a {support} shoe with {drop} mm between heel and toe."],
            [f"The upper is mesh, the sole rubber{' with deep lugs' if ground == 'trail' else ''}."],
            [f"Each shoe weighs {kilos(weight)}."],
            ["A membrane keeps wet grass out." if wet else "The mesh breathes well; it is not waterproof."],
        ],
    )  # fmt: skip


def socks(r: Random, name: str) -> Draft:
    fibre = r.choice(("merino wool", "merino wool", "organic cotton", "polyamide"))
    height = r.choice(("ankle", "crew", "knee"))
    pairs = r.choice((1, 1, 2, 3))
    uses = {
        "merino wool": ("hiking", "trekking", "winter"),
        "organic cotton": ("everyday", "city"),
        "polyamide": ("running", "gym"),
    }[fibre]
    padded = fibre != "organic cotton" and r.random() < 0.6
    weight = grams(pairs * {"ankle": 35, "crew": 55, "knee": 80}[height])
    return Draft(
        noun=f"{fibre} {height} socks{'' if pairs == 1 else f', {pairs} pairs'}", price=pairs * {"merino wool": 15, "organic cotton": 6.5, "polyamide": 9}[fibre] * (0.86 if pairs > 1 else 1) + (2 if height == "knee" else 0),
        weight_g=weight, materials=(fibre, "elastane"), uses=uses, sizes=("36–38", "39–41", "42–44", "45–47"),
        attributes={"height": height, "pairs": pairs, "cushioned": "yes" if padded else "no", "machine wash": "30 °C" if fibre == "merino wool" else "40 °C"},
        openers=[f"{'One pair' if pairs == 1 else f'{pairs} pairs'} of {height} socks in {fibre}.", f"Good socks are half the {'shoe' if uses[0] != 'everyday' else 'day'}: {name} is knitted from {fibre}.",
                 f"{name} stays where you put it, with a touch of elastane in the {fibre}."],
        facts=[["Heel and toe are cushioned." if padded else "They are thin, without cushioning."], [f"Wash at {'30' if fibre == 'merino wool' else '40'} °C."],
               [{"merino wool": "Merino wool warms when wet and takes days to smell.", "organic cotton": "Organic cotton is soft and simple to care for.", "polyamide": "Polyamide dries fast and wears long."}[fibre]]],
    )  # fmt: skip


KINDS = (
    Kind("BOOT", ("Outdoor", "Hiking", "Hiking boots"), 52, brands.MOUNTAIN, boot, names.MOUNTAIN, colours.EARTH, 2, words=("hiking boots", "walking boots", "waterproof boots")),
    Kind("RUN", ("Sport", "Running", "Running shoes"), 52, brands.RUNNING, runner, names.SWIFT, colours.SPORT, 3, words=("running shoes", "trail running shoes", "trainers")),
    Kind("SOCK", ("Clothing", "Socks"), 32, brands.CLOTHING, socks, names.CLOTH, colours.CLOTHES, 3, words=("socks", "hiking socks", "wool socks")),
)  # fmt: skip
