"""What "cheaper" means beside the list that is shown."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from actions.summary import CENT
from actions.turn import Turn
from shop.types import Constraints, Item

if TYPE_CHECKING:
    from retrieval.understander import Understood


CHEAPER = re.compile(r"\b(cheaper|less expensive|lower price)\b|便宜|[太点好]贵|贵了", re.IGNORECASE)


def below(turn: Turn, constraints: Constraints | None) -> bool:
    """Whether the highest price is what "cheaper" made it."""
    if constraints is None or constraints.price_max is None:
        return False
    return turn.state.pending.get("below") == str(constraints.price_max)


def asked_cheaper(turn: Turn, constraints: Constraints) -> bool:
    """Whether "cheaper" was said just now, and went below what was shown."""
    return below(turn, constraints) and bool(CHEAPER.search(turn.text))


def among_kinds(understood: Understood, shown: list[Item]) -> Understood:
    """Of suggestions of several kinds "cheaper" means cheaper than most: below a trail meal no tent is to be had."""
    prices = sorted(item.price for item in shown if item.price is not None)
    cap = understood.constraints.price_max
    if len({item.category for item in shown}) < 2 or cap is None or cap + CENT != prices[0]:
        return understood
    middle = prices[(len(prices) - 1) // 2] - CENT
    return replace(understood, constraints=understood.constraints.model_copy(update={"price_max": middle}))


async def note_step(turn: Turn, understood: Understood) -> None:
    """Remember that the highest price was not said but stepped down to, so that nobody is told "under €26.94"."""
    cap = understood.constraints.price_max
    prices = {item.price for item in await turn.shown()}
    if cap is not None and cap + CENT in prices:
        turn.state.pending["below"] = str(cap)
