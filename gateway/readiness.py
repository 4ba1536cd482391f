"""Which part of the house is missing."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import httpx

from gateway.parts import Parts
from gateway.rasa import Rasa
from gateway.schema import Ready
from models.service.client import ModelClient
from shop.errors import ShopkeeperError
from shop.settings import Settings
from shop.store import Store

PATIENCE = 3.0  # seconds for every part


class Readiness:
    def __init__(self, settings: Settings, store: Store, rasa: Rasa, models: ModelClient, parts: Parts) -> None:
        actions = settings.actions
        self._actions_url = f"http://{actions.host}:{actions.port}/health"
        self._http = httpx.AsyncClient(timeout=PATIENCE, trust_env=False)
        self._looks: dict[str, Callable[[], Awaitable[object]]] = {
            "store": lambda: asyncio.to_thread(store.check),
            "rasa": rasa.status,
            "actions": self._actions,
            "models": models.health,
            "chroma": parts.check,
        }

    async def look(self) -> Ready:
        answers = await asyncio.gather(*(self._ask(look) for look in self._looks.values()))
        parts = dict(zip(self._looks, answers, strict=True))
        return Ready(ready=all(answer == "ok" for answer in answers), parts=parts)

    async def close(self) -> None:
        await self._http.aclose()

    async def _ask(self, look: Callable[[], Awaitable[object]]) -> str:
        try:
            async with asyncio.timeout(PATIENCE):
                await look()
        except ShopkeeperError as error:
            return error.message
        except TimeoutError:
            return f"does not answer within {PATIENCE:g} s"
        except httpx.HTTPError as error:
            return f"cannot be reached ({type(error).__name__})"
        return "ok"

    async def _actions(self) -> None:
        (await self._http.get(self._actions_url)).raise_for_status()
