"""The console's WebSocket: the queue live, and the conversation that is open."""

from __future__ import annotations

import asyncio
import contextlib
from urllib.parse import urlsplit

from fastapi import APIRouter, WebSocket, WebSocketDisconnect

from gateway.routes.agent.deps import COOKIE
from gateway.routes.agent.standing import Standing
from gateway.routes.stream import LAGGED, beat, frame_of, push, refuse, send, until_one_ends
from gateway.stream import DESK, Subscription, desk_of, watch
from gateway.wiring import Services
from shop.agents import Agent
from shop.errors import Forbidden, NotFound, ShopkeeperError, Unavailable

router = APIRouter()
WATCHED = 100  # conversations open at once


@router.websocket("/api/agent/stream")
async def stream(socket: WebSocket) -> None:
    """Frames are in docs/contracts.md. The cookie says who; only our own pages may open it."""
    wired: Services = socket.app.state.services
    await socket.accept()
    try:
        origin = socket.headers.get("origin")
        if origin is not None and urlsplit(origin).netloc != socket.headers.get("host"):
            raise Forbidden("only the console's own page may open this")
        standing = Standing(wired.agents, socket.cookies.get(COOKIE, ""))
        found = await standing.check()
        await wired.attendance.came(found.agent.id)
        try:
            with wired.metrics.streams.labels("agent").track_inprogress():
                await _serve(wired, socket, found.agent, standing)
        finally:
            wired.attendance.left(found.agent.id)
    except Unavailable:  # who may read this cannot be told now: the console comes back by itself
        await socket.close(LAGGED)
    except ShopkeeperError as error:
        await refuse(socket, error.code, error.message)
    except WebSocketDisconnect:
        pass


async def _serve(wired: Services, socket: WebSocket, agent: Agent, standing: Standing) -> None:
    async with wired.hub.listen(DESK, desk_of(agent.id)) as subscription:
        await standing.check()  # it may have ended before we listened
        waiting = await asyncio.to_thread(wired.queue.waiting_ids)
        await send(socket, {"type": "ready", "agent": agent.model_dump(mode="json"), "waiting": len(waiting)})
        await until_one_ends(
            [
                asyncio.create_task(push(socket, subscription, set(), standing.allows)),
                asyncio.create_task(standing.keep()),
                asyncio.create_task(_listen(wired, socket, subscription, agent)),
                asyncio.create_task(beat(socket)),
            ]
        )


async def _listen(wired: Services, socket: WebSocket, subscription: Subscription, agent: Agent) -> None:
    while True:
        frame = await frame_of(socket, None)
        conversation_id = frame.get("conversation_id")
        if not isinstance(conversation_id, str):
            continue
        match frame.get("type"):
            case "watch":
                if len(subscription.topics) <= WATCHED + 1:
                    wired.hub.follow(subscription, watch(conversation_id))
                    await send(socket, {"type": "watching", "conversation_id": conversation_id})
            case "unwatch":
                wired.hub.leave(subscription, watch(conversation_id))
            case "typing":
                with contextlib.suppress(Forbidden, NotFound):  # it has changed hands meanwhile
                    await wired.desk.own(conversation_id, agent)
                    await wired.desk.agent_typing(conversation_id, bool(frame.get("on")))
