"""Which part of the house is missing."""

from __future__ import annotations

import asyncio
import os
import shutil
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path

import httpx

from gateway.parts import Parts
from gateway.rasa import Rasa
from gateway.schema import Ready
from models.service.client import ModelClient
from shop.errors import ShopkeeperError, Unavailable
from shop.settings import Settings
from shop.store import Store

PATIENCE = 3.0  # seconds for every part
ROOM = 64_000_000  # bytes that must be free where the state lies


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
            "disk": lambda: asyncio.to_thread(_room, settings.state),
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


def _room(state: Path) -> None:
    """Raise :class:`Unavailable` where there is hardly any room left, or nothing can be written."""
    free = shutil.disk_usage(state).free
    if free < ROOM:
        raise Unavailable(
            "disk", f"{free // 1_000_000} MB are free in {state}, at least {ROOM // 1_000_000} are needed"
        )
    try:
        with tempfile.TemporaryFile(dir=state) as file:
            file.write(bytes(4096))
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise Unavailable("disk", f"cannot be written: {error.strerror}") from error
