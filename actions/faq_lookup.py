"""What the shop has said already: the entry of its FAQ that answers a text."""

from __future__ import annotations

from actions.language import CJK
from actions.reply import Reply
from actions.turn import Turn
from shop.errors import Unavailable
from shop.types import FaqEntry, Source


async def answer_from_faq(turn: Turn, question: str | None = None) -> Reply | None:
    """The entry that answers the text, or ``question``, in the shop's own words; ``None`` when none is close enough."""
    try:
        answer = await turn.budget.call("retrieval", turn.house.retrieval.faq.answer(question or turn.text))
    except Unavailable:
        return None
    if answer is None:
        return None
    entry = answer.entry
    text = answer.passage or entry.answer
    if turn.language == "zh" and not CJK.search(text):
        text = f"{turn.say('faq.elsewhere')}\n{text}"
    return Reply(text, sources=[Source(kind="faq", id=entry.id, title=entry.question)])


async def suggested(turn: Turn) -> list[FaqEntry]:
    """Where no entry answers: those in the shopper's language that the text may be after, most likely first."""
    try:
        entries = await turn.budget.call("retrieval", turn.house.retrieval.faq.suggest(turn.text))
    except Unavailable:
        return []
    return [entry for entry in entries if bool(CJK.search(entry.question)) == (turn.language == "zh")]
