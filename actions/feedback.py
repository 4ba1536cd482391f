"""How the shopper liked it."""

from __future__ import annotations

import re
from collections.abc import Sequence

import structlog

from actions.answers import yes_or_no
from actions.forms import REQUESTED, Ask, Filled, Finish, Form
from actions.reply import Quick, Reply
from actions.turn import Turn

log = structlog.get_logger(__name__)

SLOTS = ("rating", "comment")
_WORDS = {
    5: r"\b(excellent|perfect|great|amazing|awesome|loved? it|fantastic|five|very good)\b|非常(好|满意)|很好|太棒|完美",
    4: r"\b(good|nice|four|helpful|happy)\b|好|满意|不错",
    3: r"\b(ok(ay)?|fine|average|so so|meh|three|alright)\b|一般|还行|还可以",
    2: r"\b(not (so |very )?(good|great|helpful)|poor|bad|two|disappoint\w*)\b|不太好|不满意|差",
    1: (
        r"\b(terrible|awful|horrible|useless|worst|one|hate(d)? it|rubbish|crap(py)?|sucks?|garbage|trash|scam|"
        r"disgrace(ful)?|pathetic)\b|很差|太差|糟糕|没用|垃圾|骗子"
    ),
}
_RATES = frozenset({"give_feedback", "inform", "choose", "affirm", "deny", "correct", ""})
_NUMBER = re.compile(r"(?<!\d)([1-5])\s*(?:/\s*5|stars?|out of (?:5|five)|分|星)?(?!\d)")


class FeedbackForm(Form):
    form = "feedback_form"
    slots = SLOTS
    triggers = ("give_feedback",)

    async def wanted(self, turn: Turn) -> Sequence[str]:
        return SLOTS

    def changes_topic(self, turn: Turn) -> bool:
        """Whoever is asked for stars and talks of something else did not mean to rate anything."""
        elsewhere = turn.intent not in _RATES and turn.slot(REQUESTED) == "rating"
        return elsewhere or super().changes_topic(turn)

    async def read(self, turn: Turn, *, starting: bool, strict: bool) -> Filled:
        asked = None if starting else turn.slot(REQUESTED)
        if asked == "comment":
            if strict or not turn.text:
                return Filled()
            return Filled({"comment": "" if yes_or_no(turn) is False else turn.typed[:1000]})
        rating = rating_of(turn.text)
        if rating is None:
            return Filled(problem=None if strict or starting else "feedback.rating_unclear")
        telling = starting and len(turn.text.split()) > 6
        return Filled({"rating": rating, **({"comment": turn.typed[:1000]} if telling else {})})


class AskRating(Ask):
    action_name = "action_ask_rating"

    async def question(self, turn: Turn) -> Reply:
        quick = [Quick("★" * stars, "inform", {"words": str(stars)}) for stars in range(5, 0, -1)]
        return Reply(turn.say("feedback.ask_rating"), quick=quick)


class AskComment(Ask):
    action_name = "action_ask_comment"

    async def question(self, turn: Turn) -> Reply:
        rating = int(turn.slot("rating") or 3)
        key = "feedback.ask_comment_good" if rating >= 4 else "feedback.ask_comment_poor"
        return Reply(turn.say(key), quick=[Quick(turn.say("tap.no_thanks"), "deny")])


class Feedback(Finish):
    """Kept where the shop's reports find it."""

    action_name = "action_feedback"
    slots = SLOTS

    async def finish(self, turn: Turn) -> Reply:
        rating = int(turn.slot("rating") or 0)
        comment = str(turn.slot("comment") or "")
        await turn.budget.store(turn.house.book.rate, turn.conversation.id, rating, comment)
        log.info("feedback", rating=rating)
        if rating > 2:
            return Reply(turn.say("feedback.thanks"))
        turn.propose("person")
        return Reply(turn.say("feedback.sorry"), quick=[Quick(turn.say("tap.person"), "ask_human")])


def rating_of(text: str) -> int | None:
    """1 to 5 stars, from a number or from words; the harsher word wins."""
    number = _NUMBER.search(text)
    if number:
        return int(number.group(1))
    if "★" in text:
        return min(5, text.count("★"))
    for stars in (1, 2, 5, 3, 4):
        if re.search(_WORDS[stars], text, re.IGNORECASE):
            return stars
    return None
