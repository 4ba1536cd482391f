"""Tastes that a shopper takes back, or allows again."""

from __future__ import annotations

import re

from actions.reply import Quick, Reply
from actions.turn import Turn
from retrieval.text import terms

_FORGET = re.compile(
    r"\b(?:forget|don'?t remember|do not remember|delete|remove|erase)\b.*"
    r"\b(?:like|likes|love|tastes?|into|prefer)\b"
    r"|(?:忘|别记).*喜欢",
    re.IGNORECASE,
)
_ALLOWED = re.compile(
    r"\b(?:(?:is|are)(?: actually| totally| quite)? (?:fine|ok(?:ay)?|all right|alright)|after all|don'?t mind|"
    r"show me .* again)\b|也(?:可以|行)",
    re.IGNORECASE,
)


async def taken_back(turn: Turn) -> Reply | None:
    """ "forget that i like wool", "leather is fine after all": the taste goes; ``None`` if nothing is taken back."""
    text = turn.plain if turn.language == "en" else turn.text
    forgets, allows = _FORGET.search(text), _ALLOWED.search(text)
    if not forgets and not allows:
        return None
    said = set(terms(turn.plain))
    tastes = await turn.budget.store(turn.house.profiles.tastes, turn.shopper_id)
    meant = [t for t in tastes if set(terms(t.text)) & said and (forgets or t.weight < 0)]
    if not meant:
        return Reply(turn.say("taste.nothing_kept")) if forgets else None
    for taste in meant:
        await turn.budget.store(turn.house.profiles.remove_taste, turn.shopper_id, taste.text)
    names = turn.all_of([taste.text for taste in meant])
    suggest = Quick(turn.say("tap.suggest"), "ask_recommendation", {"words": turn.say("words.suggest")})
    return Reply(turn.say("taste.forgotten" if forgets else "taste.allowed", what=names), quick=[suggest])
