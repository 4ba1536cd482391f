"""Coffee beans, tea, energy bars, trail meals: what is used up and bought again."""

from __future__ import annotations

from random import Random

from maker import brands, names
from maker.draft import Draft, Kind, kilos, listed

ORIGINS = ("Ethiopia", "Colombia", "Guatemala", "Brazil", "Kenya", "Peru", "Rwanda", "Sumatra", "Honduras")
NOTES = (
    "hazelnut",
    "dark chocolate",
    "orange peel",
    "blackcurrant",
    "caramel",
    "jasmine",
    "plum",
    "toasted almond",
    "honey",
    "cocoa",
    "red apple",
    "molasses",
)


def beans(r: Random, name: str) -> Draft:
    roast = r.choice(("light", "medium", "dark"))
    origin = r.choice(ORIGINS)
    notes = r.sample(NOTES, 3)
    gram = r.choice((250, 250, 500, 1000))
    decaf = r.random() < 0.12
    bio = r.random() < 0.5
    best = {"light": "pour-over", "medium": "filter and French press", "dark": "espresso and moka pot"}[roast]
    return Draft(
        noun=f"{'decaf ' if decaf else ''}{roast} roast coffee beans, {kilos(gram)}", price=(7.2 if gram == 250 else 13 if gram == 500 else 23) + (1.2 if bio else 0) + (1 if decaf else 0), weight_g=gram, uses=("coffee", "gifts"),
        attributes={"roast": roast, "origin": origin, "tastes of": listed(notes), "best for": best, "organic": "yes" if bio else "no", "caffeine": "no" if decaf else "yes", "contents": kilos(gram)},
        openers=[f"Beans from {origin}, {roast} roasted, with {listed(notes)} in the cup.", f"{name} is a {roast} roast from {origin}.", f"{notes[0].capitalize()} first, then {notes[1]} and {notes[2]}.", f"A {roast} roast for {best}."],
        facts=[[f"It tastes of {listed(notes)}.", f"Look for {notes[0]} and {notes[2]}."], [f"We like it best as {best.replace(' and ', ' or ')}."], ["The beans are organic." if bio else f"The beans come from {origin}."], ["It is decaffeinated." if decaf else f"The bag holds {kilos(gram)} of whole beans."]],
    )  # fmt: skip


def tea(r: Random, name: str) -> Draft:
    sort = r.choice(("black", "green", "herbal", "rooibos", "white", "oolong"))
    origin = {
        "black": r.choice(("Assam", "Darjeeling", "Ceylon")),
        "green": r.choice(("Japan", "China")),
        "herbal": "Europe",
        "rooibos": "South Africa",
        "white": "China",
        "oolong": "Taiwan",
    }[sort]
    form, gram = r.choice((("loose leaf", 100), ("loose leaf", 250), ("tea bags", 40)))
    minutes = {"black": 4, "green": 2, "herbal": 7, "rooibos": 6, "white": 3, "oolong": 3}[sort]
    degrees = {"black": 95, "green": 75, "herbal": 100, "rooibos": 100, "white": 80, "oolong": 90}[sort]
    bio = r.random() < 0.6
    return Draft(
        noun=f"{sort} tea, {kilos(gram)} {form}", price=5.2 + gram / 32 + (2.5 if sort in ("white", "oolong") else 0) + (1 if bio else 0), weight_g=gram, uses=("everyday", "office", "gifts"),
        attributes={"type": f"{sort} tea", "origin": origin, "form": form, "steep": f"{minutes} minutes at {degrees} °C", "organic": "yes" if bio else "no", "caffeine": "no" if sort in ("herbal", "rooibos") else "yes", "contents": kilos(gram)},
        openers=[f"{sort.capitalize()} tea from {origin}, {'in loose leaves' if form == 'loose leaf' else 'in tea bags'}.", f"{name}: {minutes} minutes at {degrees} °C and a moment's peace.", f"{'An' if sort == 'oolong' else 'A'} {sort} tea from {origin}.", f"{name} is {sort} tea for {'any hour, since it has no caffeine' if sort in ('herbal', 'rooibos') else 'the first and the last quiet hour'}."],
        facts=[[f"Steep it for {minutes} minutes at {degrees} °C."], ["It is organic." if bio else f"The pack holds {kilos(gram)}."], ["It has no caffeine." if sort in ("herbal", "rooibos") else "It contains caffeine."]],
    )  # fmt: skip


def bars(r: Random, name: str) -> Draft:
    first = r.choice(("oat", "date", "peanut", "almond", "cashew"))
    second = r.choice(("cranberry", "cocoa", "sea salt", "apricot", "coconut", "blueberry", "apple"))
    gram, pieces = r.choice((40, 45, 50, 60)), r.choice((6, 8, 12, 16))
    kcal = round(gram * r.uniform(3.9, 4.6))
    protein = r.choice((4, 5, 6, 8, 10))
    vegan = r.random() < 0.7
    gluten = first != "oat" and r.random() < 0.7
    weight = gram * pieces
    nuts = {"peanut": "peanuts", "almond": "nuts", "cashew": "nuts"}.get(first)
    return Draft(
        noun=f"{first} and {second} energy bars, {pieces} × {gram} g", price=pieces * (1.05 + gram / 90), weight_g=weight, uses=("hiking", "running", "cycling"),
        attributes={"flavour": f"{first} and {second}", "energy": f"{kcal} kcal a bar", "protein": f"{protein} g a bar", "vegan": "yes" if vegan else "no", "gluten-free": "yes" if gluten else "no", "allergens": nuts or ("gluten" if first == "oat" else "none declared"), "contents": f"{pieces} × {gram} g"},
        openers=[f"{first.capitalize()} and {second}, pressed into {gram} g bars.", f"{pieces} bars of {kcal} kcal for the last third of a long day.", f"{name} is for pockets and summit breaks: {first} with {second}."],
        facts=[[f"Each bar has {kcal} kcal and {protein} g of protein."], ["They are vegan." if vegan else "They are not vegan."], ["They are gluten-free." if gluten else "They are not gluten-free."], [f"They contain {nuts}." if nuts else f"The box weighs {kilos(weight)}."]],
    )  # fmt: skip


def meal(r: Random, name: str) -> Draft:
    dish, vegan = r.choice(
        (
            ("lentil curry", True),
            ("mushroom risotto", False),
            ("pasta bolognese", False),
            ("bean chili", True),
            ("chickpea couscous", True),
            ("potato stew with beef", False),
            ("porridge with berries", True),
            ("chicken rice", False),
        )
    )
    kcal, gram = r.choice((420, 520, 600, 650, 800)), r.choice((110, 125, 140, 160, 180))
    minutes = r.choice((5, 8, 10))
    years = r.choice((2, 3, 5))
    meat = any(word in dish for word in ("beef", "chicken", "bolognese"))
    return Draft(
        noun=f"{dish} trail meal, {gram} g", price=5.6 + kcal / 190 + (0.9 if meat else 0), weight_g=gram, uses=("camping", "backpacking", "trekking"),
        attributes={"dish": dish, "energy": f"{kcal} kcal", "ready in": f"{minutes} minutes", "vegan": "yes" if vegan else "no", "vegetarian": "no" if meat else "yes", "keeps for": f"{years} years", "contents": f"{gram} g dried"},
        openers=[f"Pour on boiling water, wait {minutes} minutes, eat {dish}.", f"{kcal} kcal of {dish} from a {gram} g pouch.", f"{name} is {dish} for the end of a long stage."],
        facts=[[f"A pouch weighs {gram} g and gives {kcal} kcal."], ["It is vegan." if vegan else "It is vegetarian." if not meat else "It contains meat."], [f"Unopened it keeps for {years} years."], [f"It is ready in {minutes} minutes."]],
    )  # fmt: skip


KINDS = (
    Kind("BEAN", ("Food", "Coffee beans"), 42, brands.BEANS, beans, names.DAYS, consumable=True, words=("coffee beans", "espresso beans", "decaf coffee")),
    Kind("TEA", ("Food", "Tea"), 28, brands.TEAS, tea, names.DAYS, consumable=True, words=("tea", "green tea", "herbal tea")),
    Kind("BARS", ("Food", "Energy bars"), 32, brands.LARDER, bars, names.SWIFT, consumable=True, words=("energy bars", "vegan energy bar", "snacks for hiking")),
    Kind("MEAL", ("Food", "Trail meals"), 26, brands.LARDER, meal, names.MOUNTAIN, consumable=True, words=("trail meal", "camping food")),
)  # fmt: skip
