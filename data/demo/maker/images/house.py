"""Kitchen, coffee, lamps, sound, games, luggage."""

from __future__ import annotations

from maker.images.canvas import METALS, WARM, Paint, circle, line, mix, oval, path, rect, shadow, turned
from shop.types import Item


def knife(p: Paint, item: Item) -> list[str]:
    wood = METALS[item.attributes["handle"]]
    sort = item.attributes["type"]
    long = float(item.attributes["blade length"].split()[0]) / 24
    tip = 206 + 165 * long
    edge = {"santoku": 46, "nakiri": 44, "chef's knife": 44, "bread knife": 28}.get(sort, 26)
    if sort == "nakiri":
        blade = f"M206 178 H{tip} V{178 + edge} H206Z"
    else:
        blade = f"M206 178 H{tip - 26} Q{tip} 184 {tip + 12} 198 Q{tip - 40} {178 + edge} 206 {178 + edge}Z"
    wave = (
        [line("M210 " + f"{178 + edge} " + "".join("q5 5 10 0 " for _ in range(int((tip - 230) / 10))), "#ffffff", 2.5)]
        if sort == "bread knife"
        else []
    )
    damask = (
        [line(f"M214 {188 + step * 9} q20 -8 40 0 t40 0 t30 0", "#ffffff", 1.6, ' opacity=".6"') for step in range(3)]
        if item.attributes["steel"] == "damascus steel"
        else []
    )
    return [turned(-32, rect(52, 174, 150, 40, wood, 16), rect(60, 180, 130, 8, "#ffffff", 4, ' opacity=".18"'), rect(194, 172, 16, 46, "#d8dcdf", 4), path(blade, p.main), path(f"M206 178 H{tip - 26} l6 8 H206Z", "#ffffff", extra=' opacity=".35"'), *damask, *wave,
            *[circle(x, 194, 5, "#e8e4da") for x in (84, 124, 164)], x=196, y=200)]  # fmt: skip


def pan(p: Paint, item: Item) -> list[str]:
    inside = mix(p.main, "#efe7d6", 0.55) if item.attributes["coating"] == "ceramic" else p.dark
    return [turned(-38, rect(262, 186, 120, 28, p.deep, 14), circle(366, 200, 6, p.ground), x=180, y=200), circle(172, 214, 112, p.main), circle(172, 214, 98, inside), circle(172, 214, 98, "#ffffff", ' opacity=".06"'),
            path("M136 206 q10 -34 50 -26 q44 2 40 38 q-4 38 -48 34 q-46 -2 -42 -46z", "#fbf8f0"), circle(182, 216, 19, "#f3b63a"), circle(177, 210, 5, "#fbdc8a")]  # fmt: skip


def mug(p: Paint, item: Item) -> list[str]:
    small = item.attributes["capacity"] == "90 ml"
    top = 178 if small else 136
    glass = item.materials[0] == "glass"
    fill = mix(p.main, "#dff0f2", 0.6) if glass else p.main
    return [shadow(314, 104), line(f"M250 {top + 34} q66 -8 62 46 q-4 48 -68 44", p.dark if not glass else fill, 18), path(f"M112 {top} H262 L252 290 Q248 310 228 310 H146 Q126 310 122 290Z", fill), oval(187, top, 75, 16, p.light), oval(187, top + 2, 64, 11, "#5a3a26"),
            rect(134, top + 34, 12, 100 if not small else 60, "#ffffff", 6, ' opacity=".3"'), *([line(f"M116 {top + 70} Q187 {top + 86} 258 {top + 70}", p.pale, 7)] if p.r.random() < 0.5 else [circle(196, top + 84, 13, p.pale)]),
            line(f"M160 {top - 26} q-12 -20 0 -36 t0 -34 M208 {top - 26} q-12 -20 0 -36 t0 -34", "#ffffff", 6, ' opacity=".8"')]  # fmt: skip


def brewer(p: Paint, item: Item) -> list[str]:
    sort, metal = item.attributes["type"], METALS.get(item.materials[0], "#b4bac0")
    coffee, glass = "#5a3a26", "#cfe2e4"
    if sort in ("French press", "cold brew jug", "hand press"):
        return [
            shadow(330, 90),
            rect(140, 128, 120, 196, glass, 12),
            rect(140, 200, 120, 124, coffee, 12),
            line("M260 164 q62 4 56 62 q-4 52 -56 54", p.main, 14),
            rect(132, 118, 136, 20, p.main, 8),
            line("M200 118 V74", "#8d949a", 6),
            circle(200, 68, 13, p.deep),
            rect(146, 192, 108, 10, "#aab0b6", 3),
            rect(132, 310, 136, 18, p.main, 7),
            rect(154, 150, 10, 140, "#ffffff", 5, ' opacity=".5"'),
        ]
    if sort == "moka pot":
        return [
            shadow(330, 86),
            path("M146 210 H254 L274 322 H126Z", metal),
            path("M150 196 L138 108 H262 L250 196Z", p.main if p.main != "#f4f2ec" else metal),
            path("M138 108 L118 126 L142 138Z", metal),
            rect(142, 194, 116, 18, "#6d7278", 5),
            path("M144 108 Q200 74 256 108Z", p.dark),
            circle(200, 80, 10, p.deep),
            line("M258 124 q58 8 40 92", p.deep, 15),
            line("M176 212 L166 320 M224 212 L234 320", "#ffffff", 2.5, ' opacity=".5"'),
        ]
    if sort == "pour-over dripper":
        return [
            shadow(336, 92),
            path("M128 96 H272 L222 196 H178Z", p.main),
            path("M142 96 L168 72 H232 L258 96Z", "#f3ead6"),
            oval(200, 98, 70, 12, p.light),
            rect(150, 194, 100, 14, p.dark, 6),
            line("M266 116 q48 4 34 52 q-8 18 -40 16", p.dark, 10),
            path("M156 212 H244 Q272 290 250 330 H150 Q128 290 156 212Z", glass),
            path("M142 274 H258 Q264 304 250 330 H150 Q136 304 142 274Z", coffee),
        ]
    steam = [line("M196 222 v22 M208 222 v22", coffee, 5)] if sort == "espresso machine" else []
    return [shadow(334, 116), rect(104, 92, 192, 236, p.main, 18), rect(104, 92, 192, 58, p.dark, 18), rect(128, 168, 144, 142, mix(p.main, "#17181c", 0.72), 10), circle(136, 120, 9, "#e8752f"), circle(164, 120, 9, p.pale), rect(210, 112, 64, 16, metal, 6), rect(176, 168, 48, 26, metal, 6), line("M224 186 h44", p.deep, 12), *steam,
            path("M164 244 H236 L228 302 H172Z", glass), path("M167 266 H233 L228 302 H172Z", coffee), rect(96, 318, 208, 16, p.deep, 6)]  # fmt: skip


def grinder(p: Paint, item: Item) -> list[str]:
    if item.attributes["drive"] == "electric":
        return [
            shadow(336, 84),
            path("M142 74 H258 L236 152 H164Z", "#cfe2e4"),
            path("M152 108 H248 L236 152 H164Z", "#5a3a26"),
            rect(136, 64, 128, 14, p.deep, 6),
            rect(140, 150, 120, 180, p.main, 16),
            circle(200, 202, 25, p.dark),
            circle(200, 202, 15, p.light),
            line("M200 202 v-12", p.deep, 5),
            rect(160, 246, 80, 70, mix(p.main, "#17181c", 0.7), 8),
            rect(170, 264, 60, 50, "#cfe2e4", 6),
        ]
    return [
        shadow(340, 70),
        line("M200 92 V72 H292", "#8d949a", 10),
        circle(294, 72, 16, "#8a5a3b"),
        path("M152 132 Q154 92 200 90 Q246 92 248 132Z", p.light),
        rect(150, 130, 100, 118, p.main, 8),
        rect(146, 198, 108, 22, "#8a5a3b", 6),
        rect(156, 248, 88, 88, p.dark, 14),
        rect(162, 140, 11, 50, "#ffffff", 5, ' opacity=".35"'),
    ]


def desk_lamp(p: Paint, item: Item) -> list[str]:
    metal = METALS[item.materials[0]]
    return [
        path("M206 168 L116 332 H330 L278 142Z", "#f9e7a0", extra=' opacity=".6"'),
        oval(146, 332, 78, 14, p.dark),
        rect(96, 316, 100, 16, p.main, 8),
        line("M146 318 L112 206 L206 116", metal, 10),
        circle(112, 206, 11, p.deep),
        turned(
            -24,
            path("M188 88 H262 L290 152 H160Z", p.main),
            rect(208, 74, 34, 18, p.dark, 7),
            oval(225, 153, 65, 10, "#fdf3c8"),
            x=224,
            y=118,
        ),
    ]


def headphones(p: Paint, item: Item) -> list[str]:
    if item.attributes["type"] == "in-ear":
        bud = [
            oval(150, 170, 34, 38, p.main),
            oval(166, 176, 16, 20, p.deep),
            rect(132, 180, 22, 76, p.main, 11),
            rect(138, 240, 10, 10, p.light, 3),
        ]
        cord = (
            [line("M142 256 Q150 350 200 340 Q250 350 258 256", p.dark, 6)]
            if "no" in item.attributes["wireless"]
            else [rect(132, 272, 136, 70, p.dark, 32), line("M134 298 H266", p.deep, 3), circle(200, 318, 5, p.light)]
        )
        return [*cord, *bud, f'<g transform="translate(400 0) scale(-1 1)">{"".join(bud)}</g>']
    size = 46 if item.attributes["type"] == "over-ear" else 36
    cable = [line("M112 296 Q120 360 200 352 T300 366", p.deep, 5)] if "no" in item.attributes["wireless"] else []
    return [
        *cable,
        line("M106 226 Q100 84 200 82 Q300 84 294 226", p.main, 18),
        line("M142 104 Q200 72 258 104", p.light, 6),
        rect(104 - size / 2, 232 - size, size, size * 2, p.main, 20),
        rect(296 - size / 2, 232 - size, size, size * 2, p.main, 20),
        rect(104 + size / 2 - 4, 240 - size, 24, size * 2 - 16, p.deep, 11),
        rect(296 - size / 2 - 20, 240 - size, 24, size * 2 - 16, p.deep, 11),
        circle(102, 232, 9, p.light),
        circle(298, 232, 9, p.light),
    ]


def speaker(p: Paint, item: Item) -> list[str]:
    loud = int(item.attributes["output"].split()[0])
    dots = [
        circle(134 + x * 19 + (y % 2) * 9, 150 + y * 17, 3.4, p.light, ' opacity=".8"')
        for x in range(7)
        for y in range(6)
    ]
    if loud < 20:
        return [
            shadow(306, 88),
            line("M286 146 q34 30 6 70", mix(p.main, "#f2b33d", 0.7), 8),
            rect(118, 122, 168, 176, p.main, 50),
            circle(202, 210, 62, p.dark),
            circle(202, 210, 44, p.deep),
            circle(202, 210, 18, p.light),
        ]
    return [
        shadow(298, 146),
        rect(66, 126, 268, 162, p.main, 44),
        rect(112, 134, 156, 146, p.dark, 18),
        *dots,
        circle(88, 207, 15, p.deep),
        circle(312, 207, 15, p.deep),
        rect(174, 112, 52, 14, p.deep, 6),
    ]


def game(p: Paint, item: Item) -> list[str]:
    box, accent = p.r.choice(WARM), p.r.choice(("#f2c14e", "#f0e3c4", "#e8845c", "#9fd0b5"))
    dark = mix(box, "#17181c", 0.4)
    scene = p.r.choice((
        [path("M96 232 l48 -70 34 44 30 -58 56 84z", accent), circle(240, 136, 17, "#fdf3d8")],
        [circle(180, 176, 48, accent), path("M150 224 h60 l-30 -84z", dark), circle(180, 158, 14, "#fdf3d8")],
        [rect(132, 170, 34, 62, accent), rect(172, 144, 34, 88, "#fdf3d8"), rect(212, 182, 30, 50, accent), path("M166 146 l23 -26 23 26z", dark)],
        [path("M104 206 q38 -54 76 0 t76 0 v26 H104z", accent), path("M166 184 h40 l-20 -54z", "#fdf3d8")],
    ))  # fmt: skip
    die = [
        rect(270, 244, 62, 62, "#fbf8f0", 12),
        *[circle(x, y, 5.5, "#2b2d31") for x, y in ((286, 260), (316, 260), (301, 275), (286, 290), (316, 290))],
    ]
    pawn = [circle(116, 270, 17, accent), path("M104 314 q2 -40 12 -40 q10 0 12 40z", accent)]
    return [
        shadow(318, 140),
        rect(78, 92, 204, 216, dark, 8),
        rect(86, 100, 196, 200, box, 6),
        *scene,
        rect(104, 250, 146, 12, "#fdf3d8", 5),
        rect(128, 270, 98, 8, accent, 4),
        turned(10, *die, x=300, y=276),
        *pawn,
    ]


def suitcase(p: Paint, item: Item) -> list[str]:
    wide = {"cabin": 0, "medium": 16, "large": 32}[item.attributes["type"]]
    ribs = (
        [rect(150 - wide + step * (30 + wide / 2), 138, 10, 164, p.dark, 5) for step in range(4)]
        if item.attributes["shell"] == "hard"
        else [
            rect(146 - wide, 214, 108 + 2 * wide, 84, p.dark, 12),
            line(f"M{156 - wide} 232 H{244 + wide}", p.light, 4),
        ]
    )
    return [
        shadow(340, 90 + wide),
        line("M170 118 V56 H230 V118", "#8d949a", 8),
        line("M176 54 H224", p.deep, 13),
        rect(126 - wide, 114, 148 + 2 * wide, 208, p.main, 24),
        *ribs,
        rect(184, 104, 32, 14, p.deep, 5),
        circle(150 - wide, 330, 11, "#2b2d31"),
        circle(250 + wide, 330, 11, "#2b2d31"),
        rect(188, 126, 24, 8, mix(p.main, "#f2b33d", 0.7), 3),
    ]


def duffel(p: Paint, item: Item) -> list[str]:
    strap = p.deep if item.materials[0] != "leather" else "#4a2f20"
    return [
        shadow(306, 146),
        line("M138 176 Q140 88 200 86 Q260 88 262 176", strap, 12),
        rect(64, 158, 272, 142, p.main, 58),
        path("M112 158 H288 Q290 178 280 184 H120 Q110 178 112 158Z", p.dark),
        line("M116 172 H284", mix(p.main, "#f2b33d", 0.7), 5),
        rect(130, 166, 18, 134, strap, 4),
        rect(252, 166, 18, 134, strap, 4),
        rect(164, 214, 72, 58, p.light, 10),
        circle(66, 229, 3, strap),
        line("M78 190 Q66 229 78 268 M322 190 Q334 229 322 268", p.dark, 5),
    ]
