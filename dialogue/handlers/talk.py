"""Talk beside the matter: greetings, thanks, a yes or no to nothing, and what was not understood."""

from __future__ import annotations

import asyncio

from dialogue.cards import short
from dialogue.commands import (
    Affirm,
    Answer,
    Deny,
    ListOrders,
    Person,
    Recommend,
    Reference,
    Select,
    Social,
    StartFlow,
    Unknown,
)
from dialogue.flows.words import flow_words
from dialogue.formatting import of_shop
from dialogue.reply import Reply, Tap
from dialogue.turn import Turn
from shop.dialogue import Offer, Query
from shop.errors import Unavailable
from shop.types import Owner, Source
from words.abuse import is_abusive

_CLOSE = 3  # items that are offered where a message was not understood


async def social(turn: Turn, command: Social) -> Reply:
    shop = turn.services.settings.shop.name
    if command.kind == "greet":
        return Reply(turn.say("greet.again" if turn.state.results else "greet.first", shop=shop), taps=openings(turn))
    if command.kind == "help":
        return await _help(turn)
    if command.kind == "bot":
        return Reply(turn.say("bot", shop=shop), taps=[_person(turn)])
    if command.kind == "complaint":
        turn.update(offer=Offer(kind="person"))
        return Reply(turn.say("complaint"), taps=[_person(turn)])
    key = {"thank": "thank", "bye": "goodbye", "praise": "praise", "joke": "joke"}.get(command.kind, "ack")
    return Reply(turn.say(key))


async def affirm(turn: Turn, command: Affirm) -> Reply:
    return Reply(turn.say("yes_to_what"))


async def deny(turn: Turn, command: Deny) -> Reply:
    return Reply(turn.say("no_problem"))


async def answer(turn: Turn, command: Answer) -> Reply:
    """An answer that no question waits for."""
    return await unknown(turn, Unknown(words=command.words or command.value))


async def unknown(turn: Turn, command: Unknown) -> Reply:
    """The shop's answers and the catalogue may still know; else it is said plainly, and nothing is done."""
    words = command.words or turn.text
    if turn.conversation.owner is Owner.WAITING:  # a person will read it
        return Reply(turn.say("kept"))
    if is_abusive(words):
        turn.update(offer=Offer(kind="person"))
        return Reply(turn.say("abuse"), taps=[_person(turn)])
    if flow_words(turn.language).has("promised", words):
        turn.update(offer=Offer(kind="person"))
        return Reply(turn.say("promise.none"), taps=[_person(turn)])
    if told := await _from_faq(turn, words):
        return told
    if turn.state.failures >= 1:
        turn.update(offer=Offer(kind="person"))
        return Reply(turn.say("fallback.person"), taps=[_person(turn)], understood=False)
    if near := await _near(turn, words):
        return near
    return Reply(turn.say("fallback.unclear"), taps=openings(turn), understood=False)


async def _from_faq(turn: Turn, words: str) -> Reply | None:
    try:
        found = await turn.call("retrieval", turn.services.retrieval.faq.answer(words))
    except Unavailable:
        return None
    if found is None:
        return None
    entry = found.entry
    turn.update(topic=entry.question)
    text = of_shop(turn, found.passage or entry.answer, entry.language)
    return Reply(text, sources=[Source(kind="faq", id=entry.id, title=entry.question)])


async def _near(turn: Turn, words: str) -> Reply | None:
    """Items whose names hold the words: offered to tap, not shown as if they had been asked for."""
    if len(words.split()) > 6:
        return None
    found = await turn.call("retrieval", turn.services.index.find(Query(text=words), _CLOSE))
    if not found.items or not found.text_matched:
        return None
    taps = [
        Tap(short(item.title), Select(item=Reference(ids=(item.id,), how="tap", words=item.title)))
        for item in found.items
    ]
    return Reply(turn.say("fallback.closest"), taps=taps, understood=False)


async def _help(turn: Turn) -> Reply:
    """Names only what this shop has: without orders or FAQ it does not promise them."""
    parts = [turn.say("help.lead"), turn.say("help.products")]
    if await turn.call("orders", asyncio.to_thread(turn.services.orders.any)):
        parts.append(turn.say("help.orders"))
    if await turn.store(turn.services.faqs.all):
        parts.append(turn.say("help.faq"))
    return Reply("\n".join([*parts, turn.say("help.person")]), taps=openings(turn))


def openings(turn: Turn) -> list[Tap]:
    """What a conversation may begin with."""
    orders = (
        Tap(turn.say("tap.my_orders"), ListOrders())
        if turn.context.orders
        else Tap(turn.say("tap.track"), StartFlow(flow="track"))
    )
    return [Tap(turn.say("tap.suggest"), Recommend()), orders, Tap(turn.say("tap.help"), Social(kind="help"))]


def _person(turn: Turn) -> Tap:
    return Tap(turn.say("tap.person"), Person(reason="asked"))
