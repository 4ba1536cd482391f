"""The way in: token, request id, size limit, counters and the log line of every request; errors as JSON."""

from __future__ import annotations

import hmac
import re
import time
import uuid
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from models.service.metrics import Metrics
from shop.errors import BadInput, ShopkeeperError, Unauthorized
from shop.logging import REQUEST_HEADER, in_request, logger

log = logger("models")

BODY_LIMIT = 64_000_000  # bytes; a batch of items with their texts is far below it
OPEN_PATHS = ("/healthz", "/metrics")
_REQUEST_ID = re.compile(r"[\w.:-]{1,64}")


class Door:
    """ASGI middleware. ``token`` empty lets everyone in, as on a loopback address."""

    def __init__(self, app: ASGIApp, metrics: Metrics, token: str) -> None:
        self._app = app
        self._metrics = metrics
        self._authorization = f"Bearer {token}".encode() if token else b""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        given = headers.get(REQUEST_HEADER, "")
        identifier = given if _REQUEST_ID.fullmatch(given) else uuid.uuid4().hex
        started, status = time.perf_counter(), 500

        async def marked(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)[REQUEST_HEADER] = identifier
            await send(message)

        with in_request(identifier):
            try:
                refusal = self._refusal(scope["path"], headers)
                if refusal is not None:
                    await refusal(scope, receive, marked)
                else:
                    await self._app(scope, receive, marked)
            finally:
                seconds = time.perf_counter() - started
                route = getattr(scope.get("route"), "path", None) or "other"
                self._metrics.requests.labels(route, status).inc()
                self._metrics.seconds.labels(route).observe(seconds)
                say = log.debug if scope["path"] in OPEN_PATHS else log.info
                say("request", method=scope["method"], route=route, status=status, ms=round(seconds * 1000, 1))

    def _refusal(self, path: str, headers: Headers) -> JSONResponse | None:
        given = headers.get("authorization", "").encode()
        if self._authorization and path not in OPEN_PATHS and not hmac.compare_digest(given, self._authorization):
            return _answer(Unauthorized("the bearer token is missing or wrong"))
        length = headers.get("content-length", "0")
        if not length.isdigit() or int(length) > BODY_LIMIT:
            error = BadInput(f"the body is too big, expected at most {BODY_LIMIT} bytes", field="body")
            return JSONResponse(error.as_json(), 413)
        return None


def install_errors(app: FastAPI) -> None:
    app.add_exception_handler(ShopkeeperError, _ours)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(Exception, _unexpected)


def _answer(error: ShopkeeperError) -> JSONResponse:
    headers = {}
    retry_after = getattr(error, "retry_after", None)
    if retry_after is not None:
        headers["Retry-After"] = str(retry_after)
    if error.status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    return JSONResponse(error.as_json(), error.status, headers)


async def _ours(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, ShopkeeperError)
    if error.status >= 500:
        log.warning("request failed", code=error.code, why=error.message)
    return _answer(error)


async def _invalid(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    problem: dict[str, Any] = dict(error.errors()[0])
    if problem["type"] == "json_invalid":
        return _answer(BadInput("body: is not JSON", field="body"))
    field = ".".join(str(part) for part in problem["loc"] if part != "body") or "body"
    return _answer(BadInput(f"{field}: {problem['msg']}", field=field))


async def _http(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    code = {404: "not_found", 405: "method_not_allowed"}.get(error.status_code, "bad_input")
    return JSONResponse({"error": {"code": code, "message": str(error.detail)}}, error.status_code, error.headers)


async def _unexpected(_: Request, error: Exception) -> JSONResponse:
    log.error("unexpected error", exc_info=error)
    return _answer(ShopkeeperError("something went wrong here; the request id finds it in the log"))
