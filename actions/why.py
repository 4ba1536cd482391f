""" "why did you pick that?": what spoke for what is shown, found out anew."""

from __future__ import annotations

from actions.base import ShopAction
from actions.events import profile_of
from actions.listing import nothing_named
from actions.moment import context_of, own_words
from actions.picks import Wishes, explained
from actions.reading import has_limits
from actions.reasons import reasons_for
from actions.reply import Quick, Reply
from actions.summary import phrase
from actions.turn import Turn
from shop.types import Constraints, Item

MOST = 3  # items that are spoken of when none is pointed at


class Why(ShopAction):
    """Of suggestions the model's reasons; of a search what was understood; of related items what they relate to."""

    action_name = "action_why"

    async def answer(self, turn: Turn) -> Reply:
        pointed_at = [item for item in await turn.referred() if item.id in turn.state.shown]
        items = pointed_at or await turn.shown()
        if not items:
            reply = await nothing_named(turn)
            reply.text = f"{turn.say('why.nothing')} {reply.text}"
            return reply
        if turn.state.pending.get("list") == "recommendation":
            return await _of_suggestions(turn, items[:MOST])
        return await _of_search(turn, items)


async def _of_suggestions(turn: Turn, items: list[Item]) -> Reply:
    asked = turn.state.pending.get("recommendation", {})
    gift = bool(asked.get("gift"))
    wishes = Wishes(gift=gift, audience=asked.get("audience"), about=asked.get("about") or "", seen=())
    profile, constraints = await profile_of(turn), turn.state.constraints or Constraints()
    picks = await explained(turn, profile, context_of(constraints), wishes, [item.id for item in items])
    moment = own_words(turn, constraints, wishes)
    told, personal = [], False
    for item, pick in zip(items, picks, strict=True):
        reasons = await reasons_for(turn, pick, profile, gift, moment)
        if reasons:
            told.append(turn.say("why.item", title=item.title, why=turn.say("why.join").join(reasons)))
        personal = personal or any(reason.kind not in ("popular", "context") for reason in pick.reasons)
    limits = constraints.model_copy(update={"text": "", "in_stock": False, "sort": "relevance"})
    within = turn.say("why.within", what=phrase(turn, limits)) if has_limits(limits) else ""
    parts = [within, *told] if told else [within or turn.say("why.popular")]
    if personal:
        parts.append(turn.say("why.wrong"))
    quick = [Quick(turn.say("tap.more_ideas"), "show_more")]
    return Reply("\n".join(part for part in parts if part), quick=quick)


async def _of_search(turn: Turn, items: list[Item]) -> Reply:
    limits = turn.state.constraints
    if limits is not None and has_limits(limits):
        key = "why.search" if limits.sort == "relevance" else "why.sorted"
        if turn.state.pending.get("order") == "weight":
            key = "why.lightest"
        return Reply(turn.say(key, what=phrase(turn, limits.model_copy(update={"text": ""}))))
    if limits is None and turn.state.focus and (about := await turn.items([turn.state.focus])):
        return Reply(turn.say("why.related", title=about[0].title))
    return Reply(turn.say("why.words", what=turn.state.last_query or items[0].title))
