"""What is known of the shopper: told, and erased when they ask."""

from __future__ import annotations

from actions.base import ShopAction
from actions.cards import money
from actions.events import profile_of
from actions.forms import yes_no
from actions.reply import Quick, Reply
from actions.tastes import as_words
from actions.turn import Turn
from shop.types import Profile

MOST = 6  # tastes of a line
RECENT = 3  # items of a line


class MyData(ShopAction):
    """ "what do you know about me"."""

    action_name = "action_my_data"

    async def answer(self, turn: Turn) -> Reply:
        profile = await profile_of(turn)
        lines = [*_tastes(turn, profile), *_range(turn, profile), *await _done(turn, profile)]
        quick = [Quick(turn.say("tap.erase"), "erase_data")]
        if not lines:
            return Reply(turn.say("privacy.nothing_known"), quick=quick)
        return Reply("\n".join([turn.say("privacy.known"), *lines, turn.say("privacy.yours")]), quick=quick)


class EraseData(ShopAction):
    """ "delete my data": asked once more, since nothing brings it back."""

    action_name = "action_erase_data"

    async def answer(self, turn: Turn) -> Reply:
        if not turn.streaming:  # a builder's shell: there is no gateway that could erase what lies beyond the bot
            return Reply(turn.say("privacy.erase_elsewhere", email=turn.house.settings.shop.support_email))
        turn.propose("erase")
        return Reply(turn.say("privacy.erase_confirm"), quick=yes_no(turn))


def erased(turn: Turn) -> Reply:
    """The last word; the gateway erases everything once it is said."""
    return Reply(turn.say("privacy.erased"), data={"erase": True})


def _tastes(turn: Turn, profile: Profile) -> list[str]:
    lines = []
    for key, sign in (("privacy.likes", 1.0), ("privacy.dislikes", -1.0)):
        meant = [taste for taste in profile.tastes if taste.weight * sign > 0][:MOST]
        if meant:
            lines.append(turn.say(key, what=turn.all_of([as_words(turn, taste.kind, taste.text) for taste in meant])))
    return lines


def _range(turn: Turn, profile: Profile) -> list[str]:
    currency = turn.house.settings.shop.currency
    if profile.price_low is None or profile.price_high is None:
        return []
    low, high = money(profile.price_low, currency), money(profile.price_high, currency)
    return [turn.say("privacy.prices", low=low, high=high)]


async def _done(turn: Turn, profile: Profile) -> list[str]:
    """What was bought, what was looked at last, what was looked for last."""
    lines = []
    for key, kinds in (("privacy.bought", ("purchase",)), ("privacy.viewed", ("view", "cart"))):
        ids = [event.item_id for event in reversed(profile.events) if event.type in kinds and event.item_id]
        items = await turn.items(list(dict.fromkeys(ids))[:RECENT])
        if items:
            lines.append(turn.say(key, what=turn.say("list.and").join(item.title for item in items)))
    searches = [event.query for event in reversed(profile.events) if event.type == "search" and event.query]
    if searches:
        quoted = [f"“{query}”" for query in dict.fromkeys(searches)]
        lines.append(turn.say("privacy.searched", what=turn.say("list.comma").join(quoted[:RECENT])))
    return lines
