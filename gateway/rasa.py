"""Rasa's REST channel and the part of its API that a conversation needs."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import httpx
from pydantic import BaseModel, ConfigDict, ValidationError

from shop.errors import Unavailable
from shop.types import Card, QuickReply, Source


class Reply(BaseModel):
    """One thing the bot says. ``buttons`` are stock Rasa's; ``stream`` asks the gateway to have words written."""

    model_config = ConfigDict(extra="ignore")

    text: str = ""
    cards: tuple[Card, ...] = ()
    quick_replies: tuple[QuickReply, ...] = ()
    sources: tuple[Source, ...] = ()
    data: dict[str, Any] = {}
    stream: dict[str, Any] | None = None
    buttons: tuple[dict[str, str], ...] = ()


class Unreached(Unavailable):
    """The message never got to Rasa, so that it may be sent again."""


class Rasa:
    """A client of one Rasa server; every failure is :class:`Unavailable` with the part ``rasa``."""

    def __init__(self, url: str, token: str, timeout: float) -> None:
        self._token = token
        limits = httpx.Limits(max_connections=256, max_keepalive_connections=64)
        self._http = httpx.AsyncClient(base_url=url, timeout=timeout, limits=limits, trust_env=False)

    async def turn(self, conversation_id: str, message: str, metadata: Mapping[str, Any]) -> list[Reply]:
        """What the bot answers to a message. An empty list means that it said nothing."""
        body = {"sender": conversation_id, "message": message, "metadata": dict(metadata)}
        answer = await self._send("POST", "/webhooks/rest/webhook", body)
        return join(answer if isinstance(answer, list) else [])

    async def append(self, conversation_id: str, events: Sequence[Mapping[str, Any]]) -> None:
        """Write events into the conversation's tracker, as if they had happened there."""
        await self._send("POST", f"/conversations/{conversation_id}/tracker/events", list(events))

    async def status(self) -> dict[str, Any]:
        """Which trained archive is loaded."""
        answer = await self._send("GET", "/status", None)
        return answer if isinstance(answer, dict) else {}

    async def close(self) -> None:
        await self._http.aclose()

    async def _send(self, method: str, path: str, body: Any) -> Any:
        params = {"token": self._token} if self._token else {}
        try:
            response = await self._http.request(method, path, json=body, params=params)
            response.raise_for_status()
            return response.json()
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
            raise Unreached("rasa", f"cannot be reached ({type(error).__name__})") from error
        except httpx.TimeoutException as error:
            raise Unavailable("rasa", "did not answer in time") from error
        except httpx.HTTPStatusError as error:
            raise Unavailable("rasa", f"answered {error.response.status_code}") from error
        except (httpx.HTTPError, ValueError) as error:  # refused, broken off, or not JSON
            raise Unavailable("rasa", f"cannot be reached ({type(error).__name__})") from error


def join(parts: Sequence[Any]) -> list[Reply]:
    """Join the ``{text}`` parts with the ``{custom}`` that follows them into one reply.

    Rasa splits a text at its blank lines, so several texts may belong to one custom part.
    """
    replies: list[Reply] = []
    texts: list[str] = []  # may still belong to a custom part

    def flush() -> None:
        replies.extend(Reply(text=text) for text in texts)
        texts.clear()

    for part in parts:
        if not isinstance(part, dict):
            continue
        text, custom, buttons = str(part.get("text") or ""), part.get("custom"), part.get("buttons")
        if isinstance(custom, dict):
            whole = "\n\n".join([*texts, text] if text else texts)
            texts.clear()
            replies.append(_reply({**custom, "text": str(custom.get("text") or whole)}))
        elif buttons:
            flush()
            replies.append(_reply({"text": text, "buttons": buttons}))
        elif text:
            texts.append(text)
        elif part.get("image") or part.get("attachment"):
            flush()
            kind = "image" if part.get("image") else "attachment"
            replies.append(Reply(data={kind: str(part[kind])}))
    flush()
    return replies


def _reply(fields: dict[str, Any]) -> Reply:
    try:
        return Reply.model_validate(fields)
    except ValidationError:  # an action of the shop's own may say anything; its text still counts
        return Reply(text=str(fields.get("text") or ""))


def parse_command(payload: str) -> tuple[str, dict[str, Any]] | None:
    """Read ``/intent{"entity": "value"}``, the payload of a stock Rasa button."""
    name, brace, rest = payload.removeprefix("/").partition("{")
    if not payload.startswith("/") or not name.strip():
        return None
    try:
        entities = json.loads(brace + rest) if brace else {}
    except ValueError:
        return None
    return (name.strip(), entities) if isinstance(entities, dict) else None
