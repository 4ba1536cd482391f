"""All kinds of things on the shelves, in the order of the catalogue."""

from __future__ import annotations

from maker.draft import Kind
from maker.kinds import camp, clothing, footwear, home, kitchen, larder, shelter

KINDS: tuple[Kind, ...] = tuple(
    kind for module in (footwear, shelter, camp, clothing, kitchen, home, larder) for kind in module.KINDS
)
