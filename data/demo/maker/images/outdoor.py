"""Boots, shoes, tents and what goes into a pack."""

from __future__ import annotations

from maker.images.canvas import Paint, circle, line, mix, oval, path, rect, shadow, turned
from shop.types import Item


def boot(p: Paint, item: Item) -> list[str]:
    top = {"low": 190, "mid": 140, "high": 96}[item.attributes["cut"]]
    rubber = "#2c2b2a" if p.main != "#2b2d31" else "#5a4a3c"
    laces = [
        line(f"M{214 + step * 9} {top + 26 + step * 24} l26 -5", p.pale, 5) for step in range(max(2, (236 - top) // 30))
    ]
    return [
        shadow(312, 128),
        path(f"M132 {top} Q184 {top - 14} 230 {top} L238 204 Q262 226 304 234 Q338 242 342 280 H122 Q120 220 132 {top}Z", p.main),
        path(f"M132 {top} Q184 {top - 14} 230 {top} L232 {top + 22} Q184 {top + 8} 130 {top + 24}Z", p.light),
        path("M296 232 Q338 242 342 280 H278 Q276 250 296 232Z", p.dark),
        path("M124 236 Q150 230 176 248 L182 280 H122Z", p.dark),
        path(f"M206 {top + 16} Q218 214 262 240 L244 246 Q206 226 192 {top + 16}Z", p.dark),
        *laces,
        path("M116 278 H346 V298 Q346 306 338 306 H126 Q116 306 116 296Z", rubber),
        *[rect(124 + step * 28, 303, 17, 8, rubber, 2) for step in range(8)],
        line("M118 282 H344", p.pale, 3),
    ]  # fmt: skip


def runner(p: Paint, item: Item) -> list[str]:
    trail = item.attributes["ground"] == "trail"
    foam = "#f7f5ef" if p.main != "#f4f2ec" else "#c9d3d6"
    accent = mix(p.main, "#f2b33d", 0.75)
    return [
        shadow(300, 138),
        path("M72 190 Q88 172 116 184 Q146 204 178 168 Q192 156 206 170 Q244 218 310 226 Q340 232 342 262 H66 Q62 220 72 190Z", p.main),
        path("M72 190 Q88 172 116 184 Q128 192 140 192 Q118 230 66 250 Q64 214 72 190Z", p.dark),
        path("M286 222 Q338 228 342 262 H262 Q262 234 286 222Z", p.light),
        *[line(f"M{178 + step * 17} {178 + step * 15} l-22 14", "#ffffff" if foam == "#f7f5ef" else p.deep, 5) for step in range(4)],
        path("M128 252 Q168 246 200 214 Q186 244 214 252Z", accent),
        path("M60 258 H346 Q352 284 328 288 H84 Q58 288 60 258Z", foam),
        line("M66 272 Q200 262 340 272", accent, 4),
        *([rect(80 + step * 30, 286, 18, 9, p.deep, 2) for step in range(9)] if trail else [line("M84 290 H328", p.deep, 5)]),
    ]  # fmt: skip


def socks(p: Paint, item: Item) -> list[str]:
    tall = {"ankle": 150, "crew": 106, "knee": 66}[item.attributes["height"]]
    shape = f"M140 {tall} h66 v118 q0 18 14 28 l46 32 q22 18 8 40 q-14 20 -42 10 l-66 -34 q-26 -16 -26 -46z".replace(
        "v118", f"V{224}"
    )
    one = [
        path(shape, p.main), rect(136, tall, 74, 24, p.dark, 8), path("M252 288 l14 8 q22 18 8 40 q-14 20 -42 10 l-10 -5 q24 -18 30 -53z", p.dark),
        line(f"M142 {tall + 42} h62", p.light, 6), line(f"M142 {tall + 56} h62", p.light, 3),
    ]  # fmt: skip
    return [
        shadow(356, 100),
        f'<g transform="translate(34 -14)" opacity=".72">{"".join(one)}</g>',
        f'<g transform="translate(-26 0)">{"".join(one)}</g>',
    ]


def tent(p: Paint, item: Item) -> list[str]:
    wide = 20 if item.attributes["sleeps"] >= 4 else 0
    winter = item.attributes["seasons"] == 4
    return [
        path("M0 312 Q110 280 210 298 T400 290 V400 H0Z", "#ffffff" if winter else mix("#7fa071", p.ground, 0.35)),
        circle(312, 104, 24, "#f4cf6b"),
        path(f"M{52 - wide} 306 Q126 132 {200 - wide} 104 Q292 140 {350 + wide} 306Z", p.main),
        path(f"M{200 - wide} 104 Q292 140 {350 + wide} 306 H232 Q232 190 {200 - wide} 104Z", p.dark),
        path(f"M{200 - wide} 104 Q158 196 148 306 H238 Q230 190 {200 - wide} 104Z", p.deep),
        path(f"M{200 - wide} 104 Q158 196 148 306 Q124 306 112 306 Q150 190 {200 - wide} 104Z", p.light),
        line(f"M{52 - wide} 306 Q126 132 {200 - wide} 104 Q292 140 {350 + wide} 306", p.pale, 4),
        line(f"M{60 - wide} 288 L{28 - wide / 2} 322 M{342 + wide} 288 L{374 + wide / 2} 318", "#6b6256", 3),
    ]  # fmt: skip


def sleeping_bag(p: Paint, item: Item) -> list[str]:
    square = item.attributes["shape"] == "blanket"
    body = (
        "M128 92 Q200 66 272 92 V318 Q200 336 128 318Z"
        if square
        else "M200 56 Q272 58 282 142 L250 322 Q200 350 150 322 L118 142 Q128 58 200 56Z"
    )
    ribs = [
        line(
            f"M{130 + step * 3} {176 + step * 34} Q200 {194 + step * 34} {270 - step * 3} {176 + step * 34}", p.dark, 4
        )
        for step in range(5)
    ]
    return [
        turned(12, oval(204, 336, 74, 12, "#1d2528", ' opacity=".13"'), path(body, p.main), *ribs, oval(200, 118, 52 if square else 46, 42, p.deep),
               oval(200, 130, 44 if square else 38, 30, p.pale), line("M264 150 L240 310", mix(p.main, "#f2b33d", 0.8), 4)),
    ]  # fmt: skip


def mat(p: Paint, item: Item) -> list[str]:
    ribs = [line(f"M{136 + step * 22} 96 L{112 + step * 22} 300", p.dark, 4) for step in range(1, 7)]
    return [
        shadow(318, 120), path("M134 92 Q132 84 142 84 H296 Q306 84 305 94 L288 296 Q287 308 276 308 H112 Q100 308 102 296Z", p.main), *ribs,
        path("M104 276 L102 296 Q100 308 112 308 H276 Q287 308 288 296 L290 276Z", p.dark),
        path("M134 92 Q132 84 142 84 H296 Q306 84 305 94 L301 128 H130Z", p.light), circle(286, 98, 7, p.deep),
    ]  # fmt: skip


def backpack(p: Paint, item: Item) -> list[str]:
    big = item.attributes["hip belt"] == "padded"
    strap = mix(p.main, "#f2b33d", 0.55)
    top = 70 if big else 104
    return [
        shadow(330, 104),
        line(f"M118 {top + 60} Q92 190 116 282 M282 {top + 60} Q308 190 284 282", p.deep, 14),
        line(f"M182 {top + 4} q18 -26 36 0", p.deep, 8),
        rect(122, top + 26, 156, 296 - top, p.main, 34),
        path(f"M122 {top + 62} Q122 {top} 168 {top} H232 Q278 {top} 278 {top + 62} Q200 {top + 84} 122 {top + 62}Z", p.dark),
        rect(142, 220, 116, 84, p.light, 18), line("M152 244 H248", p.dark, 4), rect(190, 238, 20, 16, strap, 4),
        line(f"M160 {top + 72} V214 M240 {top + 72} V214", strap, 6),
        *([rect(100, 226, 26, 70, p.dark, 10), rect(274, 226, 26, 70, p.dark, 10), rect(126, 316, 148, 16, mix(p.main, "#ffffff", 0.5), 8)] if big else []),
    ]  # fmt: skip


def stove(p: Paint, item: Item) -> list[str]:
    metal = "#aab0b6"
    flames = [
        path(f"M{x} 128 q-14 -22 0 -44 q14 22 0 44z", "#4d9de0" if x != 200 else "#f2a33a") for x in (172, 200, 228)
    ]
    if item.attributes["fuel"] in ("wood", "alcohol"):
        fire = "#e8752f"
        return [shadow(312, 104), path("M170 150 q-26 -44 26 -84 q-4 30 22 42 q24 22 4 52z", fire), path("M186 150 q-10 -26 12 -48 q22 22 8 48z", "#f6c244"),
                path("M126 150 H274 L262 300 Q200 314 138 300Z", p.main), rect(118, 140, 164, 18, p.dark, 6), *[circle(150 + step * 33, 200, 10, p.deep) for step in range(4)],
                rect(168, 246, 64, 36, p.deep, 8)]  # fmt: skip
    return [
        shadow(330, 92), *flames, line("M138 132 H168 M232 132 H262 M150 132 L182 168 M250 132 L218 168", p.dark, 9), rect(158, 132, 84, 16, p.dark, 6),
        rect(188, 146, 24, 56, metal, 5), line("M212 176 H262", "#c0463d", 7), circle(268, 176, 9, "#c0463d"),
        path("M136 226 Q136 200 170 200 H230 Q264 200 264 226 V306 Q264 328 240 328 H160 Q136 328 136 306Z", mix("#3f7f8f", p.ground, 0.1) if p.r.random() < 0.5 else "#c56a3c"),
        rect(136, 246, 128, 40, "#ffffff", 0, ' opacity=".75"'), circle(200, 266, 12, "#f2a33a"),
    ]  # fmt: skip


def cookset(p: Paint, item: Item) -> list[str]:
    return [
        shadow(306, 132), rect(96, 176, 156, 124, p.main, 18), rect(84, 166, 180, 18, p.dark, 9), path("M100 166 Q174 122 248 166Z", p.light), circle(174, 138, 10, p.deep),
        line("M252 206 q58 -14 72 8", "#d0713f", 12), rect(112, 196, 14, 84, "#ffffff", 7, ' opacity=".25"'),
        *([path("M236 250 H330 L322 288 Q318 300 306 300 H262 Q248 300 244 288Z", p.dark), oval(283, 250, 47, 10, p.light), line("M328 262 h36", "#d0713f", 9)] if item.attributes["pieces"] > 2 else []),
    ]  # fmt: skip


def headlamp(p: Paint, item: Item) -> list[str]:
    return [
        path("M182 224 L70 372 H330 L218 224Z", "#f7e08a", extra=' opacity=".55"'),
        line("M92 190 Q96 92 200 92 Q304 92 308 190 Q300 212 250 216 M92 190 Q100 212 150 216", p.main, 24), line("M104 160 Q120 104 200 104 Q280 104 296 160", p.light, 4),
        rect(146, 172, 108, 78, p.deep, 22), circle(184, 211, 27, "#f4f1e4"), circle(184, 211, 17, "#f7d75e"), circle(228, 211, 13, "#d9dde0"),
        rect(190, 162, 30, 12, mix(p.main, "#f2b33d", 0.7), 5),
    ]  # fmt: skip


def bottle(p: Paint, item: Item) -> list[str]:
    ml = int(item.attributes["capacity"].split()[0])
    top = 150 - ml // 14
    glass = "glass" in item.materials[0]
    body = mix(p.main, "#d9eef0", 0.55) if glass else p.main
    return [
        shadow(338, 76), path(f"M148 {top + 52} Q148 {top + 26} 172 {top + 18} H228 Q252 {top + 26} 252 {top + 52} V314 Q252 336 230 336 H170 Q148 336 148 314Z", body, extra=' opacity=".86"' if glass else ""),
        rect(168, top - 12, 64, 34, p.deep, 8), line(f"M180 {top - 14} q20 -34 40 0", p.deep, 9), rect(160, top + 60, 13, 300 - top - 60, "#ffffff", 7, ' opacity=".3"'),
        rect(148, 250, 104, 14, p.dark), *([circle(212, 206, 17, p.pale), path("M202 212 l10 -16 10 16z", p.dark)] if not glass else [line("M188 320 V200", "#ffffff", 3)]),
    ]  # fmt: skip


def poles(p: Paint, item: Item) -> list[str]:
    grip = "#c79b66" if item.attributes["grip"] == "cork" else "#3a3d42"
    one = [
        rect(194, 120, 12, 206, p.main, 5),
        rect(196, 200, 8, 130, "#c3c8cc", 3),
        rect(190, 58, 20, 74, grip, 9),
        line("M196 70 q-36 22 -2 46", p.deep, 6),
        oval(200, 318, 24, 7, p.deep),
        path("M196 326 h8 l-4 22z", "#6d7278"),
        rect(191, 192, 18, 14, p.dark, 4),
    ]
    return [shadow(350, 90), turned(-14, *one, y=210), turned(14, *one, y=210)]
