"""Every error becomes ``{"error": {code, message, field?}}`` here, once."""

from __future__ import annotations

from typing import Any

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from shop.errors import BadInput, ShopkeeperError

log = structlog.get_logger()
_CODES = {401: "unauthorized", 403: "forbidden", 404: "not_found", 405: "method_not_allowed", 413: "too_big"}


def install(app: FastAPI) -> None:
    app.add_exception_handler(ShopkeeperError, _ours)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(Exception, _unexpected)


async def _ours(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, ShopkeeperError)
    headers = {}
    retry_after = getattr(error, "retry_after", None)
    if retry_after is not None:
        headers["Retry-After"] = str(retry_after)
    if error.status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    if error.status >= 500:
        log.warning("request failed", code=error.code, why=error.message)
    return JSONResponse(error.as_json(), error.status, headers)


async def _invalid(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    problem: dict[str, Any] = dict(error.errors()[0])
    path = [str(part) for part in problem.get("loc", ()) if part not in ("body", "query", "path", "header")]
    field = ".".join(path) or "body"
    message = str(problem.get("msg", "is not valid"))
    if problem.get("type") == "json_invalid":
        field, message = "body", "is not JSON"
    return JSONResponse(BadInput(f"{field}: {message}", field=field).as_json(), BadInput.status)


async def _http(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    code = _CODES.get(error.status_code, "bad_input" if error.status_code < 500 else "error")
    return JSONResponse(
        {"error": {"code": code, "message": str(error.detail)}}, error.status_code, dict(error.headers or {})
    )


async def _unexpected(request: Request, error: Exception) -> JSONResponse:
    log.error("unexpected error", exc_info=error)
    body = ShopkeeperError("something went wrong here; the request id finds it in the log").as_json()
    return JSONResponse(body, 500)
