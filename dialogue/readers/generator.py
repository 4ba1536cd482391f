"""The reader that asks a language model: one message and its context in, one line of commands out, under a grammar.

    reader = GeneratorReader(client, settings, shelf)
    reading = await reader.read(Utterance("something lighter"), context)

The shop's own service and llama.cpp's server take the line's grammar, other servers of the OpenAI format a schema. The
beginning of every prompt is the same, and lies in a slot of its own, so that only the message is read anew.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

import structlog
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, SystemMessage

from dialogue.commands import Unknown
from dialogue.readers import lines as form
from dialogue.readers.line_commands import LineCommands
from dialogue.readers.lines import Offers
from dialogue.readers.prompt import Lesson, Message, asked, lesson, prefix
from dialogue.reading import Context, Reading, Utterance
from models.service.client import ModelClient
from retrieval.fields import Fields
from shop.errors import ShopkeeperError
from shop.settings import Settings
from shop.types import Item

log = structlog.get_logger(__name__)
Shelf = Callable[[], tuple[Sequence[Item], Fields]]  # the items and their fields as they are now
CONFIDENCE = 0.4  # of what the model alone says: below the floor of side effects
TOKENS = 72  # of an answer
KEY = "reading"  # of the slot whose cache holds the prompt's beginning
_MESSAGES: dict[str, type[BaseMessage]] = {"system": SystemMessage, "user": HumanMessage, "assistant": AIMessage}
_WITH_ITEMS = ("ask", "compare", "choose", "show", "like", "add")


class GeneratorReader:
    """Never raises: where the model is late, down or says nothing that links, all of the message is unread."""

    name = "generator"

    def __init__(self, client: ModelClient, settings: Settings, shelf: Shelf) -> None:
        self._client, self._settings, self._shelf = client, settings.reading, shelf
        own = settings.models.url is None and settings.models.chat_url is None
        self._line = self._settings.form == "line" if self._settings.form else own
        self._lesson: Lesson = lesson()
        examples = [form.read(example.line) for example in self._lesson.examples]
        self._answers = [form.write(one) if self._line else form.as_json(one) for one in examples]
        self._rests_until = 0.0
        self._known: tuple[Fields, LineCommands] | None = None

    async def read(self, utterance: Utterance, context: Context) -> Reading:
        nothing = Reading((Unknown(words=utterance.text, confidence=0.0),), (utterance.text,), 0.0, self.name)
        if time.monotonic() < self._rests_until:
            return nothing
        try:
            links = self._links()
            message = asked(utterance, context, links.named(utterance.text))
            line = await self._ask([*self._prefix(context.flows), message], _offers(context))
            found, unread = links.read(form.read(line), utterance, context)
        except ShopkeeperError as error:
            self._rests_until = time.monotonic() + self._settings.rest_seconds
            log.info("the generator does not read", why=error.message)
            return nothing
        except Exception:
            log.exception("the generator's line could not be read")
            return nothing
        if not found:
            return Reading(nothing.commands, nothing.unread, 0.0, self.name, (line,))
        return Reading(found, unread, CONFIDENCE, self.name, (line,))

    async def warm(self, flows: Sequence[str]) -> None:
        """Have the model read the prompt's beginning, so that the first shopper does not wait for it. ``flows``: as in
        :class:`Context`."""
        try:
            await self._ask([*self._prefix(flows), ("user", "hi")], Offers(verbs=("chat",)), seconds=120.0)
        except ShopkeeperError as error:
            log.info("the generator is not warm", why=error.message)

    def _prefix(self, flows: Sequence[str]) -> list[Message]:
        return prefix(self._lesson, self._answers, flows)

    async def _ask(self, messages: Sequence[Message], offers: Offers, seconds: float | None = None) -> str:
        bound: dict[str, object] = {"prompt_cache_key": KEY}
        if self._line:
            bound["grammar"] = form.grammar(offers)
        else:
            bound["response_format"] = form.schema(offers)
        chat = self._client.chat(
            temperature=0.0,
            max_tokens=TOKENS if self._line else 3 * TOKENS,
            timeout=seconds or self._settings.seconds,
            max_retries=0,
            extra_body=bound,
        )
        answer = await chat.ainvoke([_MESSAGES[role](content) for role, content in messages])
        return str(answer.text)

    def _links(self) -> LineCommands:
        """The linking to the catalogue as it is now."""
        items, fields = self._shelf()
        if self._known is None or self._known[0] is not fields:
            kinds = tuple(dict.fromkeys(item.category for item in items if item.category))
            self._known = fields, LineCommands(fields, kinds, CONFIDENCE)
        return self._known[1]


def _offers(context: Context) -> Offers:
    """Only what can be meant now may be written."""
    state = context.state
    away: set[str] = set()
    if not context.shown and context.focus is None:
        away |= {*_WITH_ITEMS, "refine", "more"} if state.query.empty else {*_WITH_ITEMS}
    if state.question is None and state.flow is None:
        away |= {"answer", "leave"}
    if not context.cart:
        away |= {"change"}
    verbs = tuple(verb for verb in form.VERBS if verb not in away)
    return Offers(items=len(context.shown), flows=context.flows, verbs=verbs)
