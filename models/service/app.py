"""The model service as an ASGI app: encoder, generator and recommender behind the OpenAI wire format."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

from fastapi import APIRouter, FastAPI
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.requests import Request
from starlette.responses import Response

from models import encoder as encoders
from models.encoder import Encoder
from models.engines import base as engines
from models.engines.base import Engine
from models.service import chat, embeddings, recommendations
from models.service.batcher import Batcher
from models.service.chat import Chat
from models.service.door import Door, install_errors
from models.service.metrics import Metrics
from models.service.recommendations import Recommendations
from shop.logging import logger
from shop.settings import Settings

log = logger("models")
router = APIRouter()


def create_app(settings: Settings, *, encoder: Encoder | None = None, engine: Engine | None = None) -> FastAPI:
    """Nothing is loaded before the app starts; ``encoder`` and ``engine`` replace those that the settings name."""
    metrics = Metrics()

    @asynccontextmanager
    async def life(app: FastAPI) -> AsyncIterator[None]:
        started = time.perf_counter()
        async with AsyncExitStack() as stack:
            generator = engine or engines.create(settings)
            loaded, second, _ = await asyncio.gather(
                _encoder(settings, encoder), asyncio.to_thread(_second, settings), generator.start()
            )
            stack.push_async_callback(generator.close)
            batchers = {}
            for one, label in ((loaded, "encoder"), (second, "multilingual")):
                if one is not None:
                    queue = settings.models.queue
                    batchers[one.name] = Batcher(one, metrics, batch=settings.encoder.batch, queue=queue, label=label)
                    batchers[one.name].start()
                    stack.push_async_callback(batchers[one.name].stop)
            batcher = batchers[loaded.name]
            known = Recommendations(settings, batcher, metrics)
            stack.push_async_callback(known.stop)
            await known.start()
            app.state.batcher, app.state.batchers, app.state.recommendations = batcher, batchers, known
            app.state.multilingual = second.name if second is not None else None
            app.state.chat = Chat(generator, metrics, settings.models.queue)
            if generator.name != settings.generator.model and engine is None:
                log.warning("the weights are not fetched", wanted=settings.generator.model, instead=generator.name)
            if settings.encoder.multilingual and second is None and settings.models.multilingual_url is None:
                log.warning("the weights are not fetched", wanted=settings.encoder.multilingual, instead=loaded.name)
            log.info(
                "ready",
                seconds=round(time.perf_counter() - started, 1),
                encoder=loaded.name,
                multilingual=app.state.multilingual,
                generator=generator.name,
            )
            yield

    app = FastAPI(title="Shopkeeper models", version="0.1.0", lifespan=life, docs_url=None, redoc_url=None)
    app.state.metrics = metrics
    app.add_middleware(Door, metrics=metrics, token=settings.secrets.models_token)
    install_errors(app)
    for module in (embeddings, chat, recommendations):
        app.include_router(module.router)
    app.include_router(router)
    return app


async def _encoder(settings: Settings, given: Encoder | None) -> Encoder:
    return given if given is not None else await asyncio.to_thread(encoders.load, settings)


def _second(settings: Settings) -> Encoder | None:
    """The multilingual encoder; None where there is none, or another server has it."""
    if settings.models.multilingual_url is not None:
        return None
    second = encoders.multilingual(settings)
    return None if second is None else encoders.load(second)


@router.get("/v1/models")
async def models(request: Request) -> dict[str, Any]:
    state = request.app.state
    names = (*state.batchers, state.chat.engine.name, state.recommendations.model)
    return {
        "object": "list",
        "data": [{"id": name, "object": "model", "created": 0, "owned_by": "shopkeeper"} for name in names],
    }


@router.get("/healthz")
async def health(request: Request) -> dict[str, Any]:
    """200 once everything is loaded."""
    state = request.app.state
    return {
        "status": "ok",
        "encoder": state.batcher.encoder.name,
        "dimension": state.batcher.encoder.dimension,
        "multilingual": state.multilingual,
        "generator": state.chat.engine.name,
        "recommender": state.recommendations.model,
    }


@router.get("/metrics")
async def metrics_page(request: Request) -> Response:
    return Response(generate_latest(request.app.state.metrics.registry), media_type=CONTENT_TYPE_LATEST)
