"""Jackets, shirts, trousers, gloves, hats."""

from __future__ import annotations

from maker.images.canvas import Paint, circle, line, mix, oval, path, rect, turned
from shop.types import Item

SLEEVES = "M146 104 Q96 122 76 268 Q74 284 92 286 L116 286 Q126 220 140 190Z M254 104 Q304 122 324 268 Q326 284 308 286 L284 286 Q274 220 260 190Z"


def rain_jacket(p: Paint, item: Item) -> list[str]:
    zip_ = mix(p.main, "#f2b33d", 0.8)
    return [
        path(SLEEVES, p.dark), path("M150 98 Q200 128 250 98 L272 122 L280 322 Q200 336 120 322 L128 122Z", p.main),
        path("M146 110 Q142 46 200 44 Q258 46 254 110 Q200 146 146 110Z", p.dark), path("M162 108 Q160 66 200 64 Q240 66 238 108 Q200 132 162 108Z", p.deep),
        line("M200 124 V328", zip_, 5), line("M140 248 l34 -14 M260 248 l-34 -14", p.deep, 5), rect(216, 160, 34, 7, zip_, 3), line("M122 306 Q200 320 278 306", p.dark, 4),
        *([line("M130 190 l-10 30 M270 190 l10 30", zip_, 4)] if item.attributes["pit zips"] == "yes" else []),
    ]  # fmt: skip


def fleece(p: Paint, item: Item) -> list[str]:
    hood = item.attributes["hood"] == "yes"
    neck = (
        [
            path("M150 106 Q150 52 200 50 Q250 52 250 106 Q200 138 150 106Z", p.dark),
            path("M166 104 Q166 74 200 72 Q234 74 234 104 Q200 124 166 104Z", p.deep),
        ]
        if hood
        else [rect(160, 76, 80, 42, p.dark, 12), oval(200, 84, 30, 9, p.deep)]
    )
    dots = [circle(140 + (step % 5) * 30, 150 + step // 5 * 34, 2.4, p.light) for step in range(25) if step % 5 != 2]
    return [path(SLEEVES, p.main), line("M136 196 L114 284 M264 196 L286 284", p.dark, 3), path("M152 100 Q200 124 248 100 L270 122 L276 316 Q200 328 124 316 L130 122Z", p.main), *dots, *neck,
            line("M200 112 V320", p.deep, 6), rect(214, 158, 42, 46, p.dark, 7), line("M218 164 h34", p.light, 3), rect(122, 304, 156, 16, p.dark, 7), rect(76, 270, 42, 16, p.dark, 6), rect(282, 270, 42, 16, p.dark, 6)]  # fmt: skip


def tee(p: Paint, item: Item) -> list[str]:
    long = item.attributes["sleeve"] == "long"
    sleeves = (
        SLEEVES
        if long
        else "M150 92 L78 142 Q72 150 78 160 L104 204 L140 180Z M250 92 L322 142 Q328 150 322 160 L296 204 L260 180Z"
    )
    neck = (
        path("M166 90 L200 142 L234 90 Q200 104 166 90Z", p.deep)
        if item.attributes["neck"] == "V-neck"
        else path("M162 92 Q200 136 238 92 Q200 106 162 92Z", p.deep)
    )
    mark = (
        [path("M178 208 q22 -34 44 0z", p.light), line("M170 214 H230", p.light, 4)]
        if p.r.random() < 0.35
        else [rect(222, 158, 26, 30, p.dark, 3)]
        if p.r.random() < 0.5
        else []
    )
    return [
        path(sleeves, p.dark if long else p.main),
        *([] if long else [line("M84 160 L104 196 M316 160 L296 196", p.dark, 5)]),
        path("M150 92 Q200 128 250 92 L268 112 L266 322 Q200 332 134 322 L132 112Z", p.main),
        neck,
        *mark,
        line("M136 308 Q200 318 264 308", p.dark, 3),
    ]


def trousers(p: Paint, item: Item) -> list[str]:
    zips = item.attributes["type"] == "zip-off hiking"
    hiking = "hiking" in item.attributes["type"]
    return [
        path("M136 72 H264 L286 338 H218 L202 168 L182 338 H114Z", p.main), rect(134, 62, 132, 24, p.dark, 6), rect(192, 64, 16, 20, p.deep, 3), line("M200 88 V140", p.dark, 4),
        line("M146 92 q6 30 -8 42 M254 92 q-6 30 8 42", p.dark, 4), *([rect(122, 186, 40, 48, p.dark, 6), rect(238, 186, 40, 48, p.dark, 6), line("M124 196 h36 M240 196 h36", p.light, 3)] if hiking else [line("M160 150 L150 334 M240 150 L250 334", p.dark, 2.5)]),
        *([line("M122 250 l70 4 M210 254 l68 -4", "#d9b44a", 3)] if zips else []),
    ]  # fmt: skip


def gloves(p: Paint, item: Item) -> list[str]:
    mitten = item.attributes["type"] == "mittens"
    fingers = (
        [path("M148 214 V130 Q150 84 190 84 Q232 84 232 130 V214Z", p.main)]
        if mitten
        else [rect(144 + step * 23, (112, 92, 88, 106)[step], 21, 120, p.main, 10) for step in range(4)]
    )
    one = [
        *fingers,
        path("M144 190 H236 V280 H148 Q144 240 144 190Z", p.main),
        path("M236 226 Q258 196 270 176 Q284 164 292 180 Q296 198 274 226 Q256 252 232 262Z", p.main),
        rect(142, 272, 96, 40, p.dark, 10),
        line("M150 290 h80", p.light, 4),
        rect(164, 206, 50, 34, p.dark, 9),
    ]
    tip = [circle(281, 180, 6, p.light)] if item.attributes["touchscreen"] == "yes" else []
    return [
        f'<g transform="translate(300 26) scale(-.86 .86)" opacity=".8">{"".join(one)}</g>',
        f'<g transform="translate(70 58) scale(.86)">{"".join(one + tip)}</g>',
    ]


def hat(p: Paint, item: Item) -> list[str]:
    sort = item.attributes["type"]
    if sort == "cap":
        return [
            path("M110 234 Q106 118 206 118 Q296 122 298 234Z", p.main),
            path("M206 118 Q240 160 240 234 H298 Q296 122 206 118Z", p.dark),
            path("M110 234 H300 Q366 240 368 262 Q300 252 240 258 Q160 262 110 252Z", p.deep),
            circle(206, 118, 8, p.light),
            line("M174 128 Q150 170 152 230", p.dark, 3),
        ]
    if sort == "sun hat":
        return [
            oval(200, 252, 158, 38, p.main),
            oval(200, 246, 122, 26, p.dark),
            path("M118 246 Q122 128 200 126 Q278 128 282 246 Q200 270 118 246Z", p.main),
            path("M119 220 Q200 246 281 220 L282 246 Q200 270 118 246Z", p.deep),
        ]
    if sort == "headband":
        return [
            path("M92 168 Q200 118 308 168 V226 Q200 176 92 226Z", p.dark),
            path("M92 168 Q200 232 308 168 V232 Q200 300 92 232Z", p.main),
            line("M96 190 Q200 252 304 190 M96 212 Q200 276 304 212", p.light, 4),
        ]
    ribs = [line(f"M{132 + step * 23} 246 v52", p.deep, 3) for step in range(7)]
    return [
        circle(200, 92, 30, p.light),
        path("M106 258 Q104 108 200 104 Q296 108 294 258Z", p.main),
        *[line(f"M{150 + step * 34} {128 - (step == 1) * 14} V246", p.dark, 3) for step in range(4)],
        rect(98, 244, 204, 58, p.dark, 18),
        *ribs,
    ]


def yoga_mat(p: Paint, item: Item) -> list[str]:
    return [oval(200, 322, 140, 11, "#1d2528", ' opacity=".13"'), path("M120 282 L70 318 H300 L330 282Z", p.light), turned(0, rect(98, 214, 216, 76, p.main, 38)), circle(314, 252, 38, p.dark), circle(314, 252, 26, p.main), circle(314, 252, 15, p.dark), circle(314, 252, 6, p.pale),
            rect(150, 210, 16, 84, p.deep, 4), rect(238, 210, 16, 84, p.deep, 4), *([line("M158 212 Q200 96 246 212", p.deep, 8)] if item.attributes["carrying strap"] == "included" else [])]  # fmt: skip
