"""The request for suggestions: what is asked beside them, and of a list that is there."""

from __future__ import annotations

import re

from actions.base import ShopAction
from actions.brands import brands
from actions.complements import goes_with
from actions.departments import asks_for_departments, departments
from actions.finding import search
from actions.moment import names_what_is_not_here
from actions.qualities import by_quality, more_so
from actions.reading import read
from actions.reply import Reply
from actions.showcase import showcase
from actions.suggesting import recommend
from actions.turn import Turn
from actions.turning_down import turned_down

_OF_THESE = re.compile(
    r"\b(?:which|what) (?:(?:one|ones|of (?:these|them|those)) |would you |do you |should i |(?:is|are) (?:the )?best|"
    r"(?:is|are) better)|哪(?:个|款|件|一)",
    re.IGNORECASE,
)


class Recommend(ShopAction):
    """ "what would you suggest for me", "something for a hiking trip"."""

    action_name = "action_recommend"

    async def answer(self, turn: Turn) -> Reply:
        if asks_for_departments(turn) and (told := await departments(turn)):
            return told
        if told := await brands(turn) or await goes_with(turn) or await showcase(turn) or await by_quality(turn):
            return told
        if turn.state.constraints is not None and turn.state.shown and _OF_THESE.search(turn.text):
            understood = await read(turn, turn.state.constraints)
            same = understood.constraints.model_copy(update={"text": turn.state.constraints.text})
            if turn.state.pending.get("list") == "recommendation" and same == turn.state.constraints:
                return await more_so(turn, "best")  # "which would you take?", of what was suggested just now
            return await recommend(turn, understood=None if understood.fresh else understood)
        if told := await turned_down(turn):
            return told
        understood = await read(turn)
        if names_what_is_not_here(turn, understood.constraints):
            return await search(turn, understood)  # which says so
        return await recommend(turn)
