"""The action server: rasa-sdk's own app with our actions in it, each given the house it works in."""

from __future__ import annotations

import asyncio
import importlib
import inspect
import logging
import pkgutil
import warnings
from typing import Any

import structlog
from rasa_sdk import utils
from rasa_sdk.endpoint import create_app as create_sdk_app
from rasa_sdk.executor import ActionExecutor
from sanic import Sanic

import actions
from actions.base import ShopAction
from actions.wiring import House
from retrieval.text import words
from shop.errors import ShopkeeperError

log = structlog.get_logger(__name__)


class Executor(ActionExecutor):  # type: ignore[misc]  # rasa-sdk carries no types
    """rasa-sdk's executor, without the domain: our actions never read it, so Rasa need not send it."""

    def update_and_return_domain(self, payload: dict[str, Any], action_name: str) -> dict[str, Any]:
        return payload.get("domain") or {}


def executor(house: House) -> Executor:
    """Every action of this package, each an instance with ``house``."""
    logging.getLogger("rasa_sdk.executor").setLevel(logging.WARNING)  # a line an action at every start says little
    made = Executor()
    for action in all_actions():
        made.register_action(action(house))
    return made


def all_actions() -> list[type[ShopAction]]:
    """Every concrete action in the modules of this package."""
    for module in pkgutil.walk_packages(actions.__path__, "actions."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    found: list[type[ShopAction]] = [kind for kind in utils.all_subclasses(ShopAction) if not inspect.isabstract(kind)]
    return sorted(found, key=lambda kind: kind.__name__)


def create_app(house: House) -> Sanic[Any, Any]:
    """rasa-sdk's Sanic app (``POST /webhook``, ``GET /health``, ``GET /actions``) over our actions."""
    # Rasa 3.6 talks to rasa-sdk 3.21 here on purpose: the wire format is the same (tests/actions/test_protocol.py),
    # and the newer one runs on the Python and pydantic of the rest of the house. It would warn with every call.
    warnings.filterwarnings("ignore", message=".*version of rasa", module="rasa_sdk")
    app: Sanic[Any, Any] = create_sdk_app(executor(house), cors_origins=[])

    async def warm(_: Sanic[Any, Any]) -> None:
        """Read the catalogue into memory before the first question; without it the first questions do so."""
        await asyncio.to_thread(words, "你好")  # loads the Chinese dictionary
        try:
            await house.retrieval.start()
        except ShopkeeperError as error:
            log.warning("started without retrieval", error=str(error))

    app.register_listener(warm, "before_server_start")
    return app
