"""A summary and a suggested reply for the agent: drafts, marked as such, never sent by themselves."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import structlog

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

_SUMMARY = (
    "You help a support agent of an online shop. Summarise the conversation in at most three short sentences: "
    "what the customer wants, what was already done, what is open. Use only what is written."
)
_SUGGESTION = (
    "You help a support agent of an online shop. Write the agent's next reply to the customer in one or two "
    "polite sentences. Promise nothing and invent no facts; ask for what is missing."
)


class Assist:
    def __init__(self, conversations: Conversations, models: ModelClient) -> None:
        self._conversations = conversations
        self._models = models

    async def summary(self, conversation_id: str) -> Written:
        messages = await self._messages(conversation_id)
        text = await self._ask(_SUMMARY, messages)
        return Written(text=text, origin="model") if text else Written(text=_outline(messages), origin="composed")

    async def suggestion(self, conversation_id: str, agent: str) -> Written:
        messages = await self._messages(conversation_id)
        text = await self._ask(_SUGGESTION, messages)
        return (
            Written(text=text, origin="model") if text else Written(text=_opening(messages, agent), origin="composed")
        )

    async def _messages(self, conversation_id: str) -> list[Message]:
        history = await asyncio.to_thread(self._conversations.history, conversation_id, None, 100)
        return [message for message in history if message.author != "system" and message.text]

    async def _ask(self, task: str, messages: Sequence[Message]) -> str:
        """What of the model's text the conversation bears out, or nothing where it is down or slow or makes it up."""
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
        return drafted(str(answer.content).strip(), transcript)


def _outline(messages: Sequence[Message]) -> str:
    """What was asked first and last, and the last answer, in the speakers' own words."""
    asked = [m.text[:WIDTH] for m in messages if m.author == "shopper"]
    answered = [m.text[:WIDTH] for m in messages if m.author != "shopper"]
    if not asked:
        return "The shopper has not written yet."
    lines = [f"First question: {asked[0]}"]
    if len(asked) > 1:
        lines.append(f"Latest message ({len(asked)} in all): {asked[-1]}")
    if answered:
        lines.append(f"Latest answer: {answered[-1]}")
    return "\n".join(lines)


def _opening(messages: Sequence[Message], agent: str) -> str:
    asked = [m.text for m in messages if m.author == "shopper"]
    if not asked:
        return f"Hello, this is {agent}. How can I help you?"
    return f"Hello, this is {agent}. Thank you for your patience; I am looking into it now."
