"""``python -m models.service.ray``: the model service on Ray Serve, behind the same addresses and format.

Two applications behind Ray's own HTTP proxy: ``/v1/embeddings`` goes to as many encoders as the load asks for, each
with its share of a GPU where there are any, and all else to one replica of the whole service, which holds the
recommender with its items and the generator. A local Ray is started where ``ray.address`` names no cluster.

Ray is an optional requirement: ``pip install --no-deps -r requirements/ray.txt``.
"""

from __future__ import annotations

import signal
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from threading import Event
from typing import Any

from fastapi import FastAPI
from starlette.requests import Request

from models import encoder as encoders
from models.service.app import create_app
from models.service.batcher import Batcher
from models.service.door import Door, install_errors
from models.service.embeddings import embeddings
from models.service.metrics import Metrics
from models.service.schema import EmbeddingRequest
from shop.errors import BadSettings
from shop.logging import set_up
from shop.settings import Settings, load_settings


def encoder_app(settings: Settings) -> FastAPI:
    """The encoders alone; their one address is the root, since the proxy takes ``/v1/embeddings`` off."""
    metrics = Metrics()

    @asynccontextmanager
    async def life(app: FastAPI) -> AsyncIterator[None]:
        second = encoders.multilingual(settings)
        app.state.batchers = {}
        async with AsyncExitStack() as stack:
            for one, label in ((settings, "encoder"), (second, "multilingual")):
                if one is None:
                    continue
                encoder = encoders.load(one)
                batcher = Batcher(encoder, metrics, batch=one.encoder.batch, queue=settings.models.queue, label=label)
                app.state.batchers[encoder.name] = batcher
                batcher.start()
                stack.push_async_callback(batcher.stop)
            app.state.batcher = next(iter(app.state.batchers.values()))
            yield

    app = FastAPI(lifespan=life, docs_url=None, redoc_url=None, openapi_url=None)
    app.add_middleware(Door, metrics=metrics, token=settings.secrets.models_token)
    install_errors(app)

    @app.post("/")
    @app.post("")
    async def embed(body: EmbeddingRequest, request: Request) -> dict[str, Any]:
        return await embeddings(body, request)

    return app


def deploy(settings: Settings) -> None:
    """Start both applications on the Ray that is running, and wait until they answer."""
    from ray import serve

    here, ray = settings.models, settings.ray
    serve.start(proxy_location="EveryNode", http_options={"host": here.host, "port": here.port})
    scaling = {"min_replicas": ray.encoders, "max_replicas": max(ray.encoders, ray.most), "target_ongoing_requests": 8}
    share = {"num_cpus": ray.cpus, "num_gpus": ray.gpus}

    @serve.deployment(
        autoscaling_config=scaling,
        ray_actor_options=share,
        max_ongoing_requests=64,
        max_queued_requests=here.queue,
    )
    @serve.ingress(lambda: encoder_app(settings))
    class Encoders:
        bind: Any

    @serve.deployment(
        ray_actor_options={"num_cpus": ray.cpus}, max_ongoing_requests=128, max_queued_requests=here.queue
    )
    @serve.ingress(lambda: create_app(settings))
    class Service:
        bind: Any

    serve.run(Service.bind(), name="models", route_prefix="/")
    serve.run(Encoders.bind(), name="encoders", route_prefix="/v1/embeddings")


def main() -> None:
    try:
        settings = load_settings()
        set_up(settings.log, "models")
        try:
            import ray
        except ImportError as error:
            raise BadSettings("--engine ray needs Ray: pip install --no-deps -r requirements/ray.txt") from error
    except BadSettings as error:
        sys.exit(f"models: {error.message}")
    ray.init(address=settings.ray.address, include_dashboard=False, log_to_driver=True, configure_logging=False)
    deploy(settings)
    stop = Event()
    for sign in (signal.SIGTERM, signal.SIGINT):
        signal.signal(sign, lambda *_: stop.set())
    stop.wait()
    from ray import serve

    serve.shutdown()
    ray.shutdown()


if __name__ == "__main__":
    main()
