"""A real HTTP server that speaks Rasa's REST channel, for tests of failure, order and speed only."""

from __future__ import annotations

import asyncio
import json
import threading
import time
from collections.abc import Callable
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

Answer = Callable[[dict[str, Any]], Any]


class RasaServer:
    """``answer`` maps a webhook body to Rasa's list; it may raise, or be slow by ``delay`` seconds.

    A turn that ``holds`` names is answered only once ``release`` is called.
    """

    def __init__(self, port: int) -> None:
        self.port = port
        self.reset()
        app = Starlette(
            routes=[
                Route("/webhooks/rest/webhook", self._webhook, methods=["POST"]),
                Route("/conversations/{id}/tracker/events", self._events, methods=["POST"]),
                Route("/status", self._status),
            ]
        )
        self._server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=port, log_level="error"))
        self._thread = threading.Thread(target=self._server.run, daemon=True)

    def reset(self) -> None:
        self.turns: list[dict[str, Any]] = []
        self.events: list[tuple[str, Any]] = []
        self.tokens: list[str | None] = []
        self.delay: Callable[[dict[str, Any]], float] = lambda body: 0.0
        self.holds: Callable[[dict[str, Any]], bool] = lambda body: False
        self._released = threading.Event()
        self.answer: Answer = lambda body: [{"recipient_id": body["sender"], "text": f"You said: {body['message']}"}]
        self.loaded = True

    def release(self) -> None:
        self._released.set()

    def start(self) -> None:
        self._thread.start()
        end = time.monotonic() + 10
        while not self._server.started and time.monotonic() < end:
            time.sleep(0.01)

    def stop(self) -> None:
        self._server.should_exit = True
        self._thread.join(10)

    async def _webhook(self, request: Request) -> Response:
        body = json.loads(await request.body())
        self.turns.append(body)
        if self.holds(body):
            await asyncio.to_thread(self._released.wait, 30)
        await asyncio.sleep(self.delay(body))
        said = self.answer(body)
        return said if isinstance(said, Response) else JSONResponse(said)

    async def _events(self, request: Request) -> Response:
        self.tokens.append(request.query_params.get("token"))
        self.events.append((request.path_params["id"], json.loads(await request.body())))
        return JSONResponse({})

    async def _status(self, request: Request) -> Response:
        return JSONResponse({"model_file": "x"} if self.loaded else {"status": "failure"}, 200 if self.loaded else 409)
