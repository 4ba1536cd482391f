"""Bags, tins, bars and pouches."""

from __future__ import annotations

from maker.images.canvas import WARM, Paint, circle, line, mix, oval, path, rect, shadow, turned
from shop.types import Item


def _bean(x: float, y: float, size: float, fill: str, slit: str) -> str:
    return turned(
        28,
        oval(x, y, size * 0.68, size, fill),
        line(f"M{x} {y - size} q{size * 0.5:g} {size * 0.5:g} 0 {size:g} t0 {size:g}", slit, 3),
        x=x,
        y=y,
    )


def beans(p: Paint, item: Item) -> list[str]:
    roast = {"light": "#a9744a", "medium": "#7a4b2d", "dark": "#42281b"}[item.attributes["roast"]]
    bag, label = p.r.choice(WARM), p.r.choice(("#f4ead6", "#f1e3cf", "#e9efe2", "#f6efe3"))
    wide = {"250 g": 0, "500 g": 12, "1 kg": 24}[item.attributes["contents"]]
    return [
        shadow(334, 100 + wide), path(f"M{126 - wide} 92 H{274 + wide} L{282 + wide} 316 Q200 332 {118 - wide} 316Z", bag), path(f"M{126 - wide} 92 H{274 + wide} L{276 + wide} 122 H{124 - wide}Z", mix(bag, "#17181c", 0.35)),
        rect(150, 76, 100, 22, mix(bag, "#17181c", 0.2), 5), rect(146 - wide, 160, 108 + 2 * wide, 112, label, 10), _bean(200, 206, 27, roast, label), rect(166, 244, 68, 8, bag, 4), rect(178, 257, 44, 6, mix(bag, label, 0.5), 3),
        circle(200, 138, 7, mix(bag, "#ffffff", 0.4)), _bean(292 + wide / 2, 320, 13, roast, label), _bean(318 + wide / 2, 326, 12, roast, label),
    ]  # fmt: skip


def tea(p: Paint, item: Item) -> list[str]:
    leaf = {
        "black tea": "#5b3a29",
        "green tea": "#5d8a4a",
        "herbal tea": "#7f9a4d",
        "rooibos tea": "#b0502d",
        "white tea": "#a9b08a",
        "oolong tea": "#4e6b45",
    }[item.attributes["type"]]
    tin = p.r.choice(WARM)
    sprig = [
        path("M200 178 q40 8 38 56 q-42 -2 -38 -56z", leaf),
        path("M200 190 q-38 6 -40 50 q40 2 40 -50z", mix(leaf, "#ffffff", 0.2)),
        line("M200 180 V262", mix(leaf, "#17181c", 0.3), 4),
    ]
    if item.attributes["form"] == "tea bags":
        return [
            shadow(326, 122),
            rect(92, 128, 170, 192, tin, 8),
            path("M92 128 L114 100 H284 L262 128Z", mix(tin, "#ffffff", 0.3)),
            path("M262 128 L284 100 V292 L262 320Z", mix(tin, "#17181c", 0.35)),
            rect(112, 156, 130, 128, "#f6efe0", 8),
            f'<g transform="translate(-23 0)">{"".join(sprig)}</g>',
            line("M300 214 Q322 240 308 268", "#8d8578", 3),
            rect(286, 266, 46, 54, "#f6efe0", 4),
            rect(296, 190, 26, 26, mix(tin, "#ffffff", 0.2), 4),
        ]
    return [
        shadow(332, 96),
        rect(124, 122, 152, 204, tin, 14),
        oval(200, 124, 76, 16, mix(tin, "#ffffff", 0.25)),
        rect(118, 92, 164, 38, mix(tin, "#17181c", 0.3), 12),
        oval(200, 94, 82, 13, mix(tin, "#ffffff", 0.15)),
        rect(140, 162, 120, 122, "#f6efe0", 60),
        *sprig,
        rect(136, 300, 128, 6, mix(tin, "#ffffff", 0.35)),
    ]


def bars(p: Paint, item: Item) -> list[str]:
    berry = {
        "cranberry": "#a8324a",
        "cocoa": "#5a3a26",
        "sea salt": "#6f93a8",
        "apricot": "#e0933c",
        "coconut": "#8aa39a",
        "blueberry": "#46558f",
        "apple": "#7a9a3f",
    }
    fill = berry[item.attributes["flavour"].split(" and ")[1]]

    def bar(y: float, shade: str) -> str:
        edge = "".join("l7 -7 l-7 -7 " for _ in range(4))
        return (
            path(f"M318 {y + 56} {edge} H82 " + "".join("l-7 7 l7 7 " for _ in range(4)) + "Z", shade)
            + rect(118, y + 12, 128, 32, "#fbf3e2", 8)
            + rect(130, y + 22, 70, 7, shade, 3)
            + circle(276, y + 28, 14, mix(shade, "#ffffff", 0.45))
            + circle(268, y + 24, 6, "#d9a866")
        )

    return [
        shadow(310, 132),
        turned(-9, bar(112, mix(fill, "#ffffff", 0.18)), y=140),
        turned(5, bar(176, fill), y=204),
        turned(-3, bar(240, mix(fill, "#17181c", 0.2)), y=268),
    ]


def meal(p: Paint, item: Item) -> list[str]:
    pouch = p.r.choice(WARM)
    food = {
        "lentil curry": "#d9962f",
        "mushroom risotto": "#c9b48a",
        "pasta bolognese": "#c0463d",
        "bean chili": "#8f3226",
        "chickpea couscous": "#dcb35c",
        "potato stew with beef": "#8a5a3b",
        "porridge with berries": "#b56a8a",
        "chicken rice": "#e6cf94",
    }[item.attributes["dish"]]
    return [
        shadow(336, 100), path("M124 74 H276 L284 322 Q200 338 116 322Z", pouch), rect(122, 74, 156, 26, mix(pouch, "#17181c", 0.35), 4), line("M126 110 H274", mix(pouch, "#ffffff", 0.4), 2.5, ' stroke-dasharray="6 7"'),
        circle(200, 218, 60, "#fbf6ea"), path("M148 214 H252 Q250 262 200 264 Q150 262 148 214Z", mix(pouch, "#17181c", 0.2)), oval(200, 213, 52, 15, food), circle(184, 211, 5, mix(food, "#ffffff", 0.45)), circle(212, 215, 6, mix(food, "#17181c", 0.3)), circle(200, 207, 4, "#6f9a4d"),
        line("M184 186 q-7 -10 0 -18 t0 -16 M214 186 q-7 -10 0 -18 t0 -16", mix(pouch, "#ffffff", 0.2), 4), rect(156, 128, 88, 13, "#fbf6ea", 6), rect(170, 292, 60, 8, "#fbf6ea", 4),
    ]  # fmt: skip
