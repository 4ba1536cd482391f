"""The action server: rasa-sdk's own app with the one action in it, given the dialogue it hands messages to."""

from __future__ import annotations

import asyncio
import hmac
import logging
import warnings
from typing import Any

import structlog
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from rasa_sdk.endpoint import create_app as create_sdk_app
from rasa_sdk.executor import ActionExecutor
from sanic import HTTPResponse, Request, Sanic, json, raw

from actions.metrics import Metrics
from actions.respond import Respond
from dialogue.wiring import Dialogue
from shop.errors import ShopkeeperError, Unauthorized

log = structlog.get_logger(__name__)
OPEN_PATHS = ("/health", "/metrics")


class Executor(ActionExecutor):  # type: ignore[misc]  # rasa-sdk carries no types
    """rasa-sdk's executor, without the domain: the action never reads it, so Rasa need not send it."""

    def update_and_return_domain(self, payload: dict[str, Any], action_name: str) -> dict[str, Any]:
        return payload.get("domain") or {}


def executor(dialogue: Dialogue, metrics: Metrics | None = None) -> Executor:
    logging.getLogger("rasa_sdk.executor").setLevel(logging.WARNING)  # a line an action at every start says little
    made = Executor()
    made.register_action(Respond(dialogue.agent, metrics))
    return made


def create_app(dialogue: Dialogue, token: str = "") -> Sanic[Any, Any]:
    """rasa-sdk's Sanic app (``POST /webhook``, ``GET /health``, ``GET /actions``) over our action.

    Where a ``token`` is given, everything but ``/health`` and ``/metrics`` asks for it as ``?token=``,
    the way Rasa sends it.
    """
    # Rasa 3.6 talks to rasa-sdk 3.21 here on purpose: the wire format is the same (tests/actions/test_protocol.py),
    # and the newer one runs on the Python and pydantic of the rest of the house. It would warn with every call.
    warnings.filterwarnings("ignore", message=".*version of rasa", module="rasa_sdk")
    metrics = Metrics()
    app: Sanic[Any, Any] = create_sdk_app(executor(dialogue, metrics), cors_origins=[])

    async def check(request: Request) -> HTTPResponse | None:
        given = request.args.get("token") or ""
        if not token or request.path in OPEN_PATHS or hmac.compare_digest(given.encode(), token.encode()):
            return None
        return json(Unauthorized("token: is missing or wrong").as_json(), Unauthorized.status)

    app.register_middleware(check, "request")

    @app.get("/metrics")
    async def metrics_page(_: Request) -> HTTPResponse:
        return raw(generate_latest(metrics.registry), content_type=CONTENT_TYPE_LATEST)

    async def warm(_: Sanic[Any, Any]) -> None:
        """Read the catalogue into memory before the first question; without it the first questions do so."""
        try:
            await asyncio.shield(dialogue.start())
        except ShopkeeperError as error:
            log.warning("started without retrieval", error=str(error))

    app.register_listener(warm, "before_server_start")
    return app
