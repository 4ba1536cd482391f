"""The shopper's WebSocket: what was missed, then what happens."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from typing import Any

import orjson
import structlog
from fastapi import APIRouter, WebSocket, WebSocketDisconnect

from gateway.routes.deps import Asker, identify
from gateway.schema import message_json
from gateway.stream import Frame, Subscription, conversation
from gateway.wiring import Services
from shop.errors import BadInput, ShopkeeperError

router = APIRouter()
log = structlog.get_logger()

AUTH_SECONDS = 10.0
PING_SECONDS = 20.0
FRAME_LIMIT = 8_192  # characters
PAGE = 500
REFUSED, LAGGED = 4401, 4408


@router.websocket("/api/stream")
async def stream(socket: WebSocket) -> None:
    """Frames are in docs/contracts.md. A page of an origin that is not allowed to embed the widget is refused."""
    wired: Services = socket.app.state.services
    origin = socket.headers.get("origin")
    await socket.accept()
    if origin is not None and not wired.allows(origin, socket.headers.get("host", "")):
        await refuse(socket, "forbidden", "this origin may not embed the widget")
        return
    try:
        first = await frame_of(socket, AUTH_SECONDS)
        if first.get("type") != "auth" or not isinstance(first.get("token"), str):
            raise BadInput("type: expected a first frame {type: auth, token}", field="type")
        after = first.get("after")
        if after is not None and not isinstance(after, str):
            raise BadInput("after: expected a message id", field="after")
        asker = await identify(wired, first["token"])
        with wired.metrics.streams.labels("shopper").track_inprogress():
            await _serve(wired, socket, asker, after)
    except ShopkeeperError as error:
        await refuse(socket, error.code, error.message)
    except TimeoutError:
        await refuse(socket, "unauthorized", "no token within 10 seconds")
    except WebSocketDisconnect:
        pass


async def _serve(wired: Services, socket: WebSocket, asker: Asker, after: str | None) -> None:
    here = asker.conversation
    async with wired.hub.listen(conversation(here.id)) as subscription:
        view = await wired.desk.view(here)
        owner = view.model_dump(mode="json", exclude_none=True)
        await send(socket, {"type": "ready", "conversation_id": here.id, "owner": owner})
        sent = await _missed(wired, socket, here.id, after) if after is not None else set()
        jobs = [
            asyncio.create_task(push(socket, subscription, sent)),
            asyncio.create_task(_listen(wired, socket, asker)),
            asyncio.create_task(beat(socket)),
        ]
        await until_one_ends(jobs)


async def _missed(wired: Services, socket: WebSocket, conversation_id: str, after: str) -> set[str]:
    """Send what was said since; live frames of the same messages are then left out."""
    sent: set[str] = set()
    while True:
        page = await asyncio.to_thread(wired.conversations.history, conversation_id, after, PAGE)
        for message in page:
            await send(socket, {"type": "message", "message": message_json(message)})
            sent.add(message.id)
        if len(page) < PAGE:
            return sent
        after = page[-1].id


async def _listen(wired: Services, socket: WebSocket, asker: Asker) -> None:
    while True:
        frame = await frame_of(socket, None)
        if frame.get("type") == "typing":
            await wired.desk.shopper_typing(asker.conversation.id, bool(frame.get("on")))


async def push(
    socket: WebSocket,
    subscription: Subscription,
    sent: set[str],
    allowed: Callable[[Frame], Awaitable[bool]] | None = None,
) -> None:
    """Send what is published. ``allowed`` is asked before each frame; it raises where the stream must end."""
    while (frame := await subscription.next()) is not None:
        if allowed is not None and not await allowed(frame):
            continue
        if frame["type"] == "message" and frame["message"]["id"] in sent:
            continue
        await send(socket, frame)
    await socket.close(LAGGED, "too far behind: reconnect and ask for what came after")


async def beat(socket: WebSocket) -> None:
    while True:
        await asyncio.sleep(PING_SECONDS)
        await send(socket, {"type": "ping"})


async def until_one_ends(jobs: list[asyncio.Task[None]]) -> None:
    try:
        await asyncio.wait(jobs, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for job in jobs:
            job.cancel()
        ended = await asyncio.gather(*jobs, return_exceptions=True)
    for outcome in ended:
        if isinstance(outcome, ShopkeeperError):
            raise outcome


async def send(socket: WebSocket, frame: dict[str, Any]) -> None:
    await socket.send_text(orjson.dumps(frame).decode())


async def frame_of(socket: WebSocket, seconds: float | None) -> dict[str, Any]:
    async with asyncio.timeout(seconds):
        message = await socket.receive()
    if message["type"] == "websocket.disconnect":
        raise WebSocketDisconnect(message.get("code", 1000), message.get("reason"))
    text = message.get("text")
    if text is None:
        raise BadInput("frame: is binary, expected text", field="frame")
    if len(text) > FRAME_LIMIT:
        raise BadInput(f"frame: {len(text)} characters, expected at most {FRAME_LIMIT}", field="frame")
    try:
        frame = orjson.loads(text)
    except ValueError as error:
        raise BadInput("frame: is not JSON", field="frame") from error
    if not isinstance(frame, dict):
        raise BadInput("frame: expected a JSON object", field="frame")
    return frame


async def refuse(socket: WebSocket, code: str, message: str) -> None:
    with contextlib.suppress(RuntimeError, WebSocketDisconnect):  # the browser may be gone already
        await send(socket, {"type": "error", "error": {"code": code, "message": message}})
        await socket.close(REFUSED, code)
