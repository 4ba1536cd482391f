"""Around every request: its id, its size, its log line and counters, and the headers of our answers."""

from __future__ import annotations

import re
import time
from uuid import uuid4

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gateway.metrics import Metrics

log = structlog.get_logger()

BODY_LIMIT = 1_000_000  # bytes
UPLOAD_LIMIT = 6_000_000
_REQUEST_ID = re.compile(r"[\w.:-]{1,64}")
_SECURITY = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "strict-origin-when-cross-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
}
PAGES_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob: https:; "
    "font-src 'self'; connect-src 'self'; media-src 'self'; manifest-src 'self'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'"
)
DATA_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'none'"


class Envelope:
    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        given = Headers(scope=scope).get("x-request-id", "")
        request_id = given if _REQUEST_ID.fullmatch(given) else uuid4().hex
        scope.setdefault("state", {})["request_id"] = request_id
        structlog.contextvars.bind_contextvars(request_id=request_id)
        if scope["type"] == "websocket":
            await self._app(scope, receive, send)
        else:
            await self._http(scope, receive, send, request_id)

    async def _http(self, scope: Scope, receive: Receive, send: Send, request_id: str) -> None:
        started, status = time.perf_counter(), 500

        async def send_marked(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = MutableHeaders(scope=message)
                headers["x-request-id"] = request_id
                for name, value in _SECURITY.items():
                    headers.setdefault(name, value)
                if scope["scheme"] == "https":
                    headers.setdefault("strict-transport-security", "max-age=31536000")
                if status != 304:  # it has no kind of its own: what the browser kept keeps its policy
                    kind = headers.get("content-type", "")
                    headers.setdefault(
                        "content-security-policy", PAGES_POLICY if kind.startswith("text/html") else DATA_POLICY
                    )
            await send(message)

        try:
            await self._app(scope, _limited(scope, receive), send_marked)
        finally:
            seconds = time.perf_counter() - started
            route = getattr(scope.get("route"), "path", "") or "other"
            self._metrics.requests.labels(scope["method"], route, status).inc()
            self._metrics.request_seconds.labels(scope["method"], route).observe(seconds)
            level = log.debug if route in ("/healthz", "/readyz", "other") else log.info
            level("request", method=scope["method"], route=route, status=status, ms=round(seconds * 1000, 1))


def _limited(scope: Scope, receive: Receive) -> Receive:
    """``receive`` that refuses a body over the limit, declared or not."""
    limit = UPLOAD_LIMIT if scope["path"].endswith("/uploads") else BODY_LIMIT
    too_big = HTTPException(413, f"the body is too big, expected at most {limit} bytes")
    declared = Headers(scope=scope).get("content-length", "0")
    got = 0

    async def counted() -> Message:
        nonlocal got
        if not declared.isdigit() or int(declared) > limit:
            raise too_big
        message = await receive()
        got += len(message.get("body", b""))
        if got > limit:
            raise too_big
        return message

    return counted
