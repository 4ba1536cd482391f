"""One flat drawing an item, as SVG without scripts: what it is, in its colour, on a soft ground."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from maker.images import clothes, house, larder, outdoor
from maker.images.canvas import Paint, paint, sheet
from shop.types import Item

DRAWINGS: dict[str, Callable[[Paint, Item], list[str]]] = {
    "BOOT": outdoor.boot, "RUN": outdoor.runner, "SOCK": outdoor.socks, "TENT": outdoor.tent, "SLEEP": outdoor.sleeping_bag,
    "MAT": outdoor.mat, "PACK": outdoor.backpack, "STOVE": outdoor.stove, "COOK": outdoor.cookset, "LAMP": outdoor.headlamp,
    "BOTL": outdoor.bottle, "POLE": outdoor.poles, "RAIN": clothes.rain_jacket, "FLEE": clothes.fleece, "TEE": clothes.tee,
    "TROU": clothes.trousers, "GLOV": clothes.gloves, "HAT": clothes.hat, "YOGA": clothes.yoga_mat, "KNIF": house.knife,
    "PAN": house.pan, "MUG": house.mug, "BREW": house.brewer, "GRND": house.grinder, "DESK": house.desk_lamp,
    "HEAD": house.headphones, "SPKR": house.speaker, "GAME": house.game, "CASE": house.suitcase, "DUFF": house.duffel,
    "BEAN": larder.beans, "TEA": larder.tea, "BARS": larder.bars, "MEAL": larder.meal,
}  # fmt: skip


def draw(seed: int, item: Item, code: str) -> str:
    p = paint(Random(f"{seed}:image:{item.id}"), item)
    return sheet(p.ground, item.title, DRAWINGS[code](p, item))
