"""A small pen for flat drawings on a square of 400 by 400: shapes become SVG text, colours are mixed from one."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from maker.colours import HEX
from shop.types import Item

GROUNDS = ("#f3ece1", "#e6eef0", "#eaf0e4", "#f4e6df", "#ece8f2", "#f6f0d9", "#e2ebe6", "#efe6ea")
METALS = {
    "titanium": "#9a9da3", "stainless steel": "#b4bac0", "brass": "#c9a24d", "aluminium": "#c3c8cc", "copper": "#b8714a",
    "hard-anodised aluminium": "#4b4f55", "cast iron": "#34363a", "carbon steel": "#4a4d52", "damascus steel": "#9aa1a8",
    "steel": "#565b61", "walnut": "#6a4630", "olive wood": "#a8794a", "beech": "#c9a06c", "black composite": "#2b2d31",
    "oak": "#c19a63", "glass": "#bfd8dc", "porcelain": "#f1eee6", "plastic": "#5b6067", "stoneware": "#8d7b68",
    "recycled plastic": "#4f5660", "bamboo": "#c9a467", "polycarbonate": "#4d6a7a",
}  # fmt: skip
WARM = ("#b5533c", "#c98a2b", "#4f7a5b", "#2f6f7e", "#6b4f8a", "#a33f55", "#5d6b2f", "#8a5a3b", "#31567f")


def mix(one: str, other: str, share: float) -> str:
    """``share`` of ``other`` in ``one``."""
    a, b = (tuple(int(colour[at : at + 2], 16) for at in (1, 3, 5)) for colour in (one, other))
    return "#" + "".join(f"{round(x + (y - x) * share):02x}" for x, y in zip(a, b, strict=True))


@dataclass(frozen=True)
class Paint:
    """The item's colour with a darker and a lighter one, and the second colour if it has one."""

    main: str
    ground: str
    r: Random

    @property
    def dark(self) -> str:
        return mix(self.main, "#17181c", 0.35)

    @property
    def deep(self) -> str:
        return mix(self.main, "#17181c", 0.6)

    @property
    def light(self) -> str:
        return mix(self.main, "#ffffff", 0.35)

    @property
    def pale(self) -> str:
        return mix(self.main, "#ffffff", 0.7)


def paint(r: Random, item: Item, fallback: tuple[str, ...] = WARM) -> Paint:
    if item.colours:
        main = HEX[item.colours[0]]
    else:
        main = METALS.get(item.materials[0], "") if item.materials else ""
        main = main or r.choice(fallback)
    ground = r.choice(GROUNDS)
    if min(int(main[at : at + 2], 16) for at in (1, 3, 5)) > 175:  # a pale thing wants a darker ground
        ground = mix(ground, "#5d7478", 0.42)
    return Paint(main, ground, r)


def path(d: str, fill: str = "none", stroke: str = "", width: float = 0, extra: str = "") -> str:
    line = (
        f' stroke="{stroke}" stroke-width="{width:g}" stroke-linecap="round" stroke-linejoin="round"' if stroke else ""
    )
    return f'<path d="{d}" fill="{fill}"{line}{extra}/>'


def line(d: str, stroke: str, width: float = 4, extra: str = "") -> str:
    return path(d, "none", stroke, width, extra)


def rect(x: float, y: float, w: float, h: float, fill: str, round_: float = 0, extra: str = "") -> str:
    corner = f' rx="{round_:g}"' if round_ else ""
    return f'<rect x="{x:g}" y="{y:g}" width="{w:g}" height="{h:g}"{corner} fill="{fill}"{extra}/>'


def circle(x: float, y: float, radius: float, fill: str, extra: str = "") -> str:
    return f'<circle cx="{x:g}" cy="{y:g}" r="{radius:g}" fill="{fill}"{extra}/>'


def oval(x: float, y: float, rx: float, ry: float, fill: str, extra: str = "") -> str:
    return f'<ellipse cx="{x:g}" cy="{y:g}" rx="{rx:g}" ry="{ry:g}" fill="{fill}"{extra}/>'


def turned(degrees: float, *shapes: str, x: float = 200, y: float = 200) -> str:
    return f'<g transform="rotate({degrees:g} {x:g} {y:g})">{"".join(shapes)}</g>'


def shadow(y: float = 318, rx: float = 130) -> str:
    return oval(200, y, rx, 11, "#1d2528", ' opacity=".13"')


def sheet(ground: str, title: str, shapes: list[str]) -> str:
    """The whole picture: a soft ground, a lighter disc, the drawing."""
    words = title.replace("&", "&amp;").replace("<", "&lt;")
    disc = circle(200, 196, 158, "#ffffff", ' opacity=".38"')
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 400" role="img"><title>{words}</title>'
        f"{rect(0, 0, 400, 400, ground)}{disc}{''.join(shapes)}</svg>\n"
    )
