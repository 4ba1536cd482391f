"""The reader in front of all others: what is wanted of orders, where several things are or nothing else is talked of.

Where the shop's policy lets people prove who they are without an order, a talk is about their orders until they look
for goods; elsewhere only a message that names several orders or processes by number is read here. All else is the next
reader's.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from dialogue.commands import Affirm, Command, Deny, LeaveFlow, Provide, StartFlow
from dialogue.customers import ASKED
from dialogue.flows.naming import Titles
from dialogue.flows.requests import RequestReader
from dialogue.flows.words import FlowWords, flow_words
from dialogue.identity import EMAIL, digits
from dialogue.reading import Context, Reader, Reading, Utterance
from shop.dialogue import FlowState, Request
from shop.policy import Policy

SURE = 0.95
FEW = 5  # words around a name that say nothing else
_WHO = re.compile(r"^[^?\n]{0,60}?(?<![\w#-])\d{5}\b")
SHORT = 12  # words of an answer that is no question


class DeskReader:
    """``after`` reads what is not about orders here."""

    name = "desk"

    def __init__(self, after: Reader, policy: Policy) -> None:
        self._after = after
        self._by_person = not set(ASKED).isdisjoint(policy.identity.accepted)
        self._prefix = policy.identity.number_prefix

    async def read(self, utterance: Utterance, context: Context) -> Reading:
        words = flow_words(utterance.language)
        commands = [] if utterance.tapped else self._commands(utterance.text, context, words)
        if commands:
            return Reading(tuple(commands), by=self.name)
        if self._by_person and context.state.customer is not None and (rest := _without_who(utterance.text)):
            utterance = replace(utterance, text=rest)
        return await self._after.read(utterance, context)

    def _commands(self, text: str, context: Context, words: FlowWords) -> list[Command]:
        state = context.state
        flow, closed = state.flow, state.closed
        if not self._by_person and (flow is not None or len(_numbers(text, context)) < 2):
            return []
        waiting = flow is not None and flow.get("order") is None and flow.asked in ("order", "email")
        if waiting and context.orders and (said := flow.get("said") if flow else None):
            text = f"{said}\n{text}"  # who it is has just been told: all that was said before is read now
        reader = RequestReader(context.orders, words, self._prefix)
        last = flow.name if flow is not None else closed.name if closed is not None else ""
        order = (flow.get("order") if flow else None) or state.order or ""
        requests = reader.read(text, last=last, about=order)
        if not requests and flow is None and closed is not None and closed.tries <= 1 and (told := closed.get("told")):
            requests = reader.read(f"{told}\n{text}", last=last, about=order)
        requests = [one for one in requests if one.flow in context.flows]
        if not self._by_person:
            named = {(one.flow, one.order) for one in requests if one.order}
            return _started(requests) if flow is None and len(named) > 1 and len(named) == len(requests) else []
        facts = words.matching("own_facts", text) if self._by_person else []
        if facts and (context.orders or flow is not None):
            tell = StartFlow(flow="facts", told=text, words=text, confidence=SURE)
            if flow is None or waiting:
                return [tell, *_started(requests)]
            if (not requests and "?" in text) or not words.yes_no(text):
                return [tell]
        if waiting and context.orders and not requests:
            return [Provide(slots=((flow.asked or "order", text),), words=text)] if flow is not None else []
        if facts and not context.orders and flow is None and not requests:
            return _started([Request(flow="track", text=text)])
        if flow is None and not requests and state.customer is not None and self._says_who(text, context):
            return [Provide(slots=(("who", text),), words=text)]
        if self._by_person and not requests and not context.orders and reader.numbers(text) and flow is None:
            return _started([Request(flow="track", order=reader.numbers(text)[0], text=text)])
        if flow is None or waiting:
            return _started(requests)
        return self._inside(text, requests, flow, context, words)

    def _says_who(self, text: str, context: Context) -> bool:
        """Whether a message only tells who writes."""
        state = context.state
        new = state.closed is None and state.order is None and not state.results
        return new and _without_who(text) != text and len(_without_who(text).split()) <= FEW

    def _inside(
        self, text: str, requests: Sequence[Request], flow: FlowState, context: Context, words: FlowWords
    ) -> list[Command]:
        """In an open process: its answer, and what else is wanted."""
        order = flow.get("order")
        known = {(flow.name, order), *((one.flow, one.order) for one in context.state.queued)}
        others = [one for one in requests if one.order and (one.flow, one.order) not in known and _apart(one, flow)]
        answer = _answer(text, flow, words)
        if any(one.order == order for one in others) and words.has("turns_over", text):
            return _started(others)  # "yes... no wait, just change the lamp instead": nothing is said yes to
        lines = [line for one in context.orders if one.number == order for line in one.lines]
        tells = "?" not in text or words.has("wants_variant", text) or Titles(lines, words).mentions(text)
        if answer is None and not others and not tells:
            return []
        if answer is None and words.has("gives_up", text) and not words.has("goes_on", text):
            return [LeaveFlow(words=text), *_started(others)]
        slots = ((flow.asked or "said", text),)
        return [answer or Provide(slots=slots, words=text, corrects=words.has("corrects", text)), *_started(others)]


def _numbers(text: str, context: Context) -> list[str]:
    """The shopper's orders whose numbers stand in a message."""
    return [one.number for one in context.orders if digits(one.number) and digits(one.number) in text]


def _without_who(text: str) -> str:
    """A message without its name and postcode, or e-mail address."""
    return EMAIL.sub(" ", _WHO.sub(" ", text, count=1)).strip(" .,;:!")


def _answer(text: str, flow: FlowState, words: FlowWords) -> Command | None:
    """A yes or no to what is to be confirmed."""
    said = words.yes_no(text) if flow.confirming else None
    if said is None:
        return None
    return Affirm(words=text) if said else Deny(words=text)


def _apart(one: Request, flow: FlowState) -> bool:
    """Whether it is more than another name of the process that is open."""
    same = {"exchange", "change_line"}
    return one.order != flow.get("order") or not {one.flow, flow.name} <= same


def _started(requests: Sequence[Request]) -> list[Command]:
    return [
        StartFlow(
            flow=one.flow,
            slots=(("order", one.order),) if one.order else (),
            words=one.text,
            told=one.text,
            confidence=SURE,
        )
        for one in requests
    ]
