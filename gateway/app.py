"""The gateway as an ASGI app."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from starlette.middleware.cors import CORSMiddleware
from starlette.middleware.gzip import GZipMiddleware

from gateway import errors, pages
from gateway.middleware import Envelope
from gateway.routes import (
    cart,
    chatwoot,
    demo,
    events,
    handoff,
    health,
    items,
    live,
    me,
    messages,
    sessions,
    stream,
    uploads,
)
from gateway.routes.admin import audit, charts, knowledge, people
from gateway.routes.agent import conversations, deeds, factor, session, tools
from gateway.routes.agent import stream as console
from gateway.wiring import Services, build
from shop.settings import Settings

SHOPPER_ROUTES = (sessions, messages, stream, events, items, cart, uploads, handoff, me, demo, health)
DESK_ROUTES = (session, factor, conversations, deeds, tools, console, people, knowledge, charts, audit, chatwoot, live)
SMALL = 500  # bytes of an answer that is not worth compressing


def create_app(settings: Settings, services: Services | None = None) -> FastAPI:
    """Opens no connection before it starts; ``services`` is for tests that need one part of their own."""
    wired = services or build(settings)

    @asynccontextmanager
    async def life(_: FastAPI) -> AsyncIterator[None]:
        await wired.start()
        try:
            yield
        finally:
            await wired.stop()

    app = FastAPI(
        title="Shopkeeper",
        version="0.1.0",
        description="A customer-service chatbot for online shops. Errors are {error: {code, message, field?}}.",
        lifespan=life,
        docs_url=None,
        redoc_url=None,
    )
    app.state.services = wired
    errors.install(app)
    for module in (*SHOPPER_ROUTES, *DESK_ROUTES):
        app.include_router(module.router)
    pages.install(app)
    app.add_middleware(GZipMiddleware, minimum_size=SMALL)
    app.add_middleware(
        CORSMiddleware,
        allow_origins=list(settings.gateway.origins),
        allow_methods=["GET", "POST", "PUT", "DELETE"],
        allow_headers=["Authorization", "Content-Type", "X-Request-Id"],
        expose_headers=["X-Request-Id", "Retry-After"],
        max_age=600,
    )
    app.add_middleware(Envelope, metrics=wired.metrics)
    return app
