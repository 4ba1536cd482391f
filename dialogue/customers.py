"""Who writes, where the policy lets people prove it without an order: an e-mail address, or a name and a postcode.

Whoever is found is remembered for the conversation, and only the first: nobody else's orders are told in it.
"""

from __future__ import annotations

import asyncio
import re
from dataclasses import replace

from dialogue.flows.words import FlowWords, flow_words
from dialogue.identity import EMAIL
from dialogue.turn import Turn
from shop.dialogue import Person
from shop.types import Customer

ASKED = ("email", "name_postcode")  # proofs that need no order
TRIES = 4  # addresses of one message that are looked up
_NAME = re.compile(r"[^\W\d_][\w'’-]*", re.UNICODE)
_CODE = re.compile(r"(?<![\w#-])(?:\d{4}\s?[A-Z]{2}|\d{4,6}|[A-Z]{1,2}\d[A-Z\d]?\s?\d[A-Z]{2})(?![\w-])", re.IGNORECASE)
_WORDS = 2  # of a name at least
_STOPS = re.compile(r"[.;:!?()\n]")


def may_be_told(turn: Turn) -> bool:
    """Whether the shop's policy takes such a proof, and none was given yet."""
    accepted = turn.services.policy.identity.accepted
    known = turn.context.signed_in or turn.state.customer is not None
    return not known and any(proof in accepted for proof in ASKED)


async def identify(turn: Turn) -> bool:
    """Look the customer up by what the message tells of them; their orders are in view from now on.

    Raises :class:`TooMany` after many tries.
    """
    if turn.utterance.tapped or not may_be_told(turn):
        return False
    words = flow_words(turn.language)
    accepted = turn.services.policy.identity.accepted
    found: Customer | None = None
    lookups, conversation = turn.services.lookups, turn.conversation.id
    if "email" in accepted:
        for email in list(dict.fromkeys(EMAIL.findall(turn.text)))[:TRIES]:
            found = found or await turn.store(lookups.customer, conversation, email=email.rstrip("."))
    if found is None and "name_postcode" in accepted:
        for name, postcode in told(turn, words)[:TRIES]:
            found = found or await turn.store(lookups.customer, conversation, name=name, postcode=postcode)
    if found is None:
        return False
    orders = await turn.call("orders", asyncio.to_thread(turn.services.orders.of_customer, found.id))
    turn.update(customer=found.id, email=found.email, who=Person())
    turn.context = replace(turn.context, orders=tuple(orders), state=turn.state)
    return True


def told(turn: Turn, words: FlowWords) -> list[tuple[str, str]]:
    """Names with postcodes, likeliest first; what was told of them before is remembered until both are known."""
    text = EMAIL.sub(" ", turn.text)
    codes = [match.group() for match in _CODE.finditer(text)]
    pairs = [
        (name, match.group()) for match in _CODE.finditer(text) if (name := _name_at(text[: match.start()], words))
    ]
    said = [name for match in words.finditer("name_lead", text) if (name := _name_from(text[match.end() :], words))]
    known = turn.state.who
    names, postcodes = said or [known.name], codes or [known.postcode]
    pairs += [(name, code) for name in names for code in postcodes if name and code]
    name = pairs[0][0] if pairs else next(iter(said), known.name)
    turn.update(who=Person(name=name, postcode=next(iter(codes), known.postcode)))
    return list(dict.fromkeys(pairs))


def _name_at(text: str, words: FlowWords) -> str:
    """The name at the end of what stands before a postcode: "Raj Moore, zip", "my name is Raj Moore and the zip is"."""
    plain = words.without("code_lead", text[-60:]).rstrip(" ,:")
    last = _STOPS.split(plain)[-1]
    if lead := words.finditer("name_lead", last):
        last = last[lead[-1].end() :]
    return _joined(_NAME.findall(last)[-_WORDS:])


def _name_from(text: str, words: FlowWords) -> str:
    return _joined(_NAME.findall(re.split(r"[,.;:!?()\n]", text)[0])[:_WORDS])


def _joined(parts: list[str]) -> str:
    return " ".join(parts) if len(parts) == _WORDS else ""
