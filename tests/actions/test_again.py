"""A message that comes twice, from a Rasa server and from the one that took its place, is acted on once."""

from __future__ import annotations

import asyncio
import contextlib

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.respond import Respond
from dialogue.agent import Agent, Answered
from dialogue.reply import Reply


class Counting(Agent):
    def __init__(self) -> None:
        self.asked: list[object] = []

    async def answer(self, conversation_id: str, *_: object, **more: object) -> Answered:
        self.asked.append(more["message_id"])
        await asyncio.sleep(0.05)
        if self.asked == ["bad"]:
            raise ConnectionError
        return Answered(Reply(f"added, {len(self.asked)}"), ())


async def say(action: Respond, message_id: str) -> str:
    latest = {"text": "add the boot", "metadata": {"message_id": message_id}}
    dispatcher = CollectingDispatcher()
    await action.run(dispatcher, Tracker("c", {}, latest, [], False, None, {}, None), {})
    return str(dispatcher.messages[0]["text"])


async def test_it_is_answered_as_the_first_time() -> None:
    agent = Counting()
    action = Respond(agent)
    first = asyncio.create_task(say(action, "m1"))
    await asyncio.sleep(0.01)
    first.cancel()  # the server that asked is gone, the work goes on
    assert await say(action, "m1") == await say(action, "m1") == "added, 1"
    assert await say(action, "m2") == "added, 2"
    assert agent.asked == ["m1", "m2"]


async def test_what_failed_is_tried_again() -> None:
    agent = Counting()
    action = Respond(agent)
    with contextlib.suppress(ConnectionError):
        await say(action, "bad")
    assert await say(action, "bad") == "added, 2"
