"""What a shopper's text asks for, read against the shop's own catalogue."""

from __future__ import annotations

import re
from contextlib import suppress
from typing import TYPE_CHECKING

from actions.turn import Turn
from shop.errors import ShopkeeperError
from shop.types import Constraints

if TYPE_CHECKING:
    from retrieval.understander import Understood

_MY_SIZE = re.compile(r"\bmy size\b(?! is)|我的尺码", re.IGNORECASE)


async def read(turn: Turn, previous: Constraints | None = None, text: str | None = None) -> Understood:
    """What the text asks for, the turn's own if no other is given; relative words ("cheaper") are measured on the list
    that is shown."""
    shown = await turn.shown() if previous is not None else ()
    with suppress(ShopkeeperError):  # an old reading is better than none
        await turn.budget.call("retrieval", turn.house.retrieval.shelves.follow())
    text = turn.plain if text is None else text
    if _MY_SIZE.search(text):
        tastes = await turn.budget.store(turn.house.profiles.tastes, turn.shopper_id)
        worn = [taste.text for taste in tastes if taste.kind == "size" and taste.weight > 0]
        text = _MY_SIZE.sub(f"size {worn[0]}", text) if worn else text
    return turn.house.retrieval.understander.read(text, previous, shown=shown)


def has_limits(constraints: Constraints) -> bool:
    return constraints != Constraints(text=constraints.text)


def only_narrows(constraints: Constraints) -> bool:
    """Limits, but nothing that names a kind of thing."""
    return has_limits(constraints) and not constraints.categories and not constraints.text.strip()
