"""Rasa's REST channel and the part of its API that a conversation needs."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping, Sequence
from typing import Any

import httpx
from pydantic import BaseModel, ConfigDict, ValidationError

from gateway.metrics import Metrics
from gateway.ring import Ring
from shop.errors import Unavailable
from shop.tracing import carried, span
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


class Broken(Unreached):
    """The connection broke before the answer came: Rasa may have been at it, and saved nothing."""


class Rasa:
    """A client of one Rasa server, or of several that share a tracker store; every failure is :class:`Unavailable`
    with the part ``rasa``.

    Of several each has its own conversations. One that is away or dies at it loses nothing: the next one reads the
    conversation from the store, and the action server gives the answer that it had made to the same message.
    """

    def __init__(self, urls: str | Sequence[str], token: str, timeout: float, metrics: Metrics | None = None) -> None:
        self._token = token
        limits = httpx.Limits(max_connections=256, max_keepalive_connections=64)
        self._http = {
            url: httpx.AsyncClient(base_url=url, timeout=timeout, limits=limits, trust_env=False)
            for url in ([urls] if isinstance(urls, str) else urls)
        }
        self._metrics = metrics or Metrics()
        self._ring = Ring(list(self._http))

    async def turn(self, conversation_id: str, message: str, metadata: Mapping[str, Any]) -> list[Reply]:
        """What the bot answers to a message. An empty list means that it said nothing."""
        with span("turn", conversation_id=conversation_id):
            trace = carried()  # Rasa hands it on to the action server, of which it is otherwise no part
            told = {**metadata, "trace": trace} if trace else dict(metadata)
            body = {"sender": conversation_id, "message": message, "metadata": told}
            answer = await self._ask(conversation_id, "POST", "/webhooks/rest/webhook", body)
        return join(answer if isinstance(answer, list) else [])

    async def append(self, conversation_id: str, events: Sequence[Mapping[str, Any]]) -> None:
        """Write events into the conversation's tracker, as if they had happened there."""
        await self._ask(conversation_id, "POST", f"/conversations/{conversation_id}/tracker/events", list(events))

    async def status(self) -> dict[str, Any]:
        """Which trained archive is loaded, of the first server that answers."""
        answer = await self._ask("", "GET", "/status", None)
        return answer if isinstance(answer, dict) else {}

    async def close(self) -> None:
        for http in self._http.values():
            await http.aclose()

    async def _ask(self, key: str, method: str, path: str, body: Any) -> Any:
        trouble: Unavailable | None = None
        for url in self._ring.order(key):
            started, outcome = time.perf_counter(), "failed"
            try:
                answer = await self._send(self._http[url], method, path, body)
            except Unreached as error:
                self._ring.failed(url)
                trouble = error
            else:
                self._ring.answered(url)
                outcome = "answered"
                return answer
            finally:
                seconds = time.perf_counter() - started
                self._metrics.rasa_seconds.labels(url, outcome).observe(seconds)
        if isinstance(trouble, Broken):  # nobody else is there to be asked
            raise Unavailable("rasa", trouble.message.partition(": ")[2]) from trouble
        assert trouble is not None
        raise trouble

    async def _send(self, http: httpx.AsyncClient, method: str, path: str, body: Any) -> Any:
        params = {"token": self._token} if self._token else {}
        try:
            response = await http.request(method, path, json=body, params=params)
            response.raise_for_status()
            return response.json()
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
            raise Unreached("rasa", f"cannot be reached ({type(error).__name__})") from error
        except httpx.TimeoutException as error:
            raise Unavailable("rasa", "did not answer in time") from error
        except httpx.HTTPStatusError as error:
            raise Unavailable("rasa", f"answered {error.response.status_code}") from error
        except httpx.TransportError as error:
            raise Broken("rasa", f"cannot be reached ({type(error).__name__})") from error
        except (httpx.HTTPError, ValueError) as error:  # refused, or not JSON
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
