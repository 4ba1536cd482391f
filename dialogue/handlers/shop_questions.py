"""Questions to the shop: its FAQ's own passages with their source, the process that is open, or plainly nothing."""

from __future__ import annotations

import re

import structlog

from dialogue.commands import AskShop, Person, StartFlow
from dialogue.flows.engine import FlowEngine
from dialogue.flows.words import flow_words
from dialogue.formatting import of_shop
from dialogue.handoff import what_next
from dialogue.linking.grammar import load_grammar
from dialogue.reply import Reply, Tap
from dialogue.shop_answers import Answer, find_answers
from dialogue.turn import Turn
from retrieval.faq import THRESHOLD
from retrieval.faq_words import content
from shop.dialogue import Offer
from shop.errors import Unavailable
from shop.types import Source

log = structlog.get_logger(__name__)
SUGGESTED = 3
_COUNT = re.compile(r"(?<![€$£])\b\d{2,4}\b(?!\s*(?:%|percent|per cent|€|eur))", re.IGNORECASE)  # of pieces


async def ask_shop(turn: Turn, command: AskShop) -> Reply:
    """The answer of the process in hand, else the shop's; what the shop has told nothing about is said to be so."""
    question = command.question.strip() or command.words or turn.text
    words = flow_words(turn.language)
    engine = FlowEngine()
    if (turn.state.flow is not None or turn.state.closed is not None) and (
        told := await engine.about(turn, question)
    ) is not None:
        return told
    if words.has("who_answers", question):
        return await what_next(turn)
    if words.has("promised", turn.text):
        return no_promise(turn)
    if is_bulk(turn, question):
        question = turn.say("faq.bulk_question", count=turn.services.policy.prices.bulk_from)
    elif asks_to_return(turn, question):
        question = turn.say("faq.return_question")
    found = await _found(turn, question, follows=command.follows)
    if found is None:
        return Reply(turn.say("faq.unavailable"), taps=[_person(turn)])
    if not found:
        return await _nothing(turn, question)
    turn.update(topic=found[-1].topic)
    return Reply(
        "\n".join(dict.fromkeys(of_shop(turn, answer.entry.answer, answer.entry.language) for answer in found)),
        sources=[Source(kind="faq", id=answer.entry.id, title=answer.entry.question) for answer in found],
    )


def no_promise(turn: Turn) -> Reply:
    """What somebody is said to have promised, and what the bot is told to say: the rules hold, or a person decides."""
    turn.update(offer=Offer(kind="person"))
    return Reply(turn.say("promise.none"), taps=[_person(turn)])


async def ask_instead(turn: Turn, command: StartFlow) -> Reply:
    """What was read as the beginning of a process, but is a question: "pay by invoice" is no wish for a copy of one."""
    return await ask_shop(turn, AskShop(question=command.words or turn.text, words=command.words, follows=True))


def is_bulk(turn: Turn, question: str) -> bool:
    """Whether a price for many pieces is asked for: more than ``prices.bulk_from`` of something."""
    least = turn.services.policy.prices.bulk_from
    counts = (int(found) for found in _COUNT.findall(f"{turn.text} {question}"))
    many = least and any(count > least for count in counts)
    return bool(many) and flow_words(turn.language).has("bulk", question)


def asks_to_return(turn: Turn, question: str) -> bool:
    """Whether a question is no more than whether something can go back: "can it go back if I don't like it"."""
    words = flow_words(turn.language)
    if not words.matching("about", question, ("returnable",)):
        return False
    return not content(words.without("returning_words", words.without("measure_words", question)))


async def from_shop(turn: Turn, question: str) -> Reply | None:
    """The shop's answer to words that were not read as a question to it; ``None`` where it has none."""
    found = await _found(turn, question, follows=False)
    if not found:
        return None
    turn.update(topic=found[-1].topic)
    sources = [Source(kind="faq", id=answer.entry.id, title=answer.entry.question) for answer in found]
    return Reply(
        "\n".join(of_shop(turn, answer.entry.answer, answer.entry.language) for answer in found), sources=sources
    )


async def _found(turn: Turn, question: str, *, follows: bool) -> list[Answer] | None:
    """``None``: the search for answers does not answer itself."""
    threshold = turn.services.settings.retrieval.faq_threshold or THRESHOLD
    question = load_grammar(turn.language).written(question)
    flow = turn.state.flow or (turn.state.closed if follows else None)
    topic = turn.state.topic or (FlowEngine().flow(flow.name).topic if flow is not None else "")
    work = find_answers(
        turn.services.retrieval.faq, question, topic, flow_words(turn.language), follows=follows, threshold=threshold
    )
    try:
        return await turn.call("retrieval", work)
    except Unavailable:
        return None


async def _nothing(turn: Turn, question: str) -> Reply:
    """Said plainly, with a person offered; the question goes to the desk's list of gaps."""
    log.info("faq gap", conversation_id=turn.conversation.id)  # the text itself stays with the message
    turn.notes.append("gap")
    turn.update(offer=Offer(kind="person"))
    email = turn.services.settings.shop.support_email
    near = await turn.call("retrieval", turn.services.retrieval.faq.suggest(question, SUGGESTED))
    near = [entry for entry in near if entry.language == turn.language[:2]]
    taps = [Tap(entry.question, AskShop(question=entry.question, words=entry.question)) for entry in near]
    key = "faq.suggested" if taps else "faq.nothing"
    return Reply(turn.say(key, email=email), taps=[*taps, _person(turn)], data={"gap": question[:300]})


def _person(turn: Turn) -> Tap:
    return Tap(turn.say("tap.person"), Person(reason="asked"))
