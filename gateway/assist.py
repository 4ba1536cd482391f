"""A summary and a suggested reply for the agent: drafts, marked as such, never sent by themselves."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

import structlog

from gateway.outline import fit_reply, fit_summary, opening, outline
from gateway.parts import Parts
from gateway.routes.agent.schema import Written
from models.service.client import ModelClient
from shop.conversations import Conversations
from shop.errors import ShopkeeperError
from shop.types import Message
from words.desk import drafted, impersonal

log = structlog.get_logger()
SECONDS = 12.0
LINES = 12  # of the transcript, the newest
WIDTH = 300  # characters of each

Fit = Callable[[str, Sequence[Message]], str]

_SUMMARY = (
    "You help a support agent of an online shop. Summarise the conversation in at most three short sentences: "
    "what the customer wants, what was already done, what is open. Use only what is written."
)
_SUGGESTION = (
    "You help a support agent of an online shop. Write the agent's next reply to the customer in one or two "
    "polite sentences. Promise nothing and invent no facts; ask for what is missing."
)


class Assist:
    def __init__(self, conversations: Conversations, models: ModelClient, parts: Parts) -> None:
        self._conversations = conversations
        self._models = models
        self._parts = parts

    async def summary(self, conversation_id: str) -> Written:
        messages = await self._messages(conversation_id)
        text = await self._ask(_SUMMARY, messages, lambda draft, _: fit_summary(draft))
        return Written(text=text, origin="model") if text else Written(text=outline(messages), origin="composed")

    async def suggestion(self, conversation_id: str, agent: str) -> Written:
        """The FAQ's answer to the latest question where it has one; else the model's words; else an opening."""
        messages = await self._messages(conversation_id)
        known = await self._known(messages)
        if known:
            return Written(text=known, origin="composed")
        text = await self._ask(_SUGGESTION, messages, fit_reply)
        return Written(text=text, origin="model") if text else Written(text=opening(messages, agent), origin="composed")

    async def _messages(self, conversation_id: str) -> list[Message]:
        history = await asyncio.to_thread(self._conversations.history, conversation_id, None, 100)
        return [message for message in history if message.author != "system" and message.text]

    async def _known(self, messages: Sequence[Message]) -> str:
        """What the FAQ says to the latest message, if that is the shopper's and nobody has answered so yet."""
        if not messages or messages[-1].author != "shopper":
            return ""
        try:
            found = await self._parts.retrieval.faq.answer(messages[-1].text)
        except ShopkeeperError as error:
            log.warning("no draft from the FAQ", why=error.message)
            return ""
        if found is None or any(found.passage in message.text for message in messages):
            return ""
        return found.passage

    async def _ask(self, task: str, messages: Sequence[Message], fit: Fit) -> str:
        """What of the model's text the conversation bears out, or nothing where it is down, slow or of no use."""
        if not messages:
            return ""
        names = {"shopper": "Customer", "bot": "Assistant", "agent": "Agent"}
        transcript = "\n".join(f"{names[m.author]}: {impersonal(m.text[:WIDTH])}" for m in messages[-LINES:])
        try:
            chat = self._models.chat(temperature=0.0, max_tokens=120, timeout=SECONDS)
            async with asyncio.timeout(SECONDS):
                answer = await chat.ainvoke([("system", task), ("user", transcript)])
        except (ShopkeeperError, TimeoutError) as error:
            log.warning("no draft from the model", why=str(error))
            return ""
        return fit(drafted(str(answer.content).strip(), transcript), messages)
