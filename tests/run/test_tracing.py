"""One trace from the gateway's request to the model service's, over processes; nothing in it says who somebody is."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from run.layout import ROOT
from shop.tracing import carried, span

# a gateway's request that asks Rasa's place, which asks the actions' place, which asks the model service's place
PROCESS = """
import asyncio, sys, httpx, uvicorn
from opentelemetry import trace
from starlette.applications import Starlette
from starlette.responses import JSONResponse
from starlette.routing import Route
from actions.respond import Respond
from dialogue.agent import Agent, Answered
from dialogue.reply import Reply
from gateway.rasa import Rasa
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher
from shop import tracing
from shop.settings import TracingSettings

settings = TracingSettings(url=sys.argv[1])
tracing.set_up(settings, sys.argv[2])

class OneCall(Agent):
    def __init__(self): pass
    async def answer(self, *_, **__):
        async with httpx.AsyncClient() as client:
            await client.get(urls[models] + "/v1/embeddings?token=secret")
        return Answered(Reply("ok"), ())

async def embeddings(request): return JSONResponse({})
models = tracing.traced(settings, Starlette(routes=[Route("/v1/embeddings", embeddings)]))

async def webhook(request):  # Rasa: keeps the metadata, hands on no header
    metadata = (await request.json())["metadata"]
    latest = {"text": "my secret", "metadata": metadata}
    token = trace.context_api.attach(trace.context_api.Context())
    await Respond(OneCall()).run(CollectingDispatcher(), Tracker("c", {}, latest, [], False, None, {}, None), {})
    trace.context_api.detach(token)
    return JSONResponse([])
rasa_app = Starlette(routes=[Route("/webhooks/rest/webhook", webhook, methods=["POST"])])

async def message(request):
    rasa = Rasa(urls[rasa_app], "secret-token", 5)
    await rasa.turn("conversation-1", "my secret", {"message_id": "m1"})
    await rasa.close()
    return JSONResponse({})
gateway = tracing.traced(settings, Starlette(routes=[Route("/api/messages", message, methods=["POST"])]))

async def main():
    servers = [uvicorn.Server(uvicorn.Config(app, port=0, log_level="error")) for app in (models, rasa_app, gateway)]
    tasks = [asyncio.create_task(server.serve()) for server in servers]
    while not all(server.started for server in servers):
        await asyncio.sleep(0.01)
    for server, app in zip(servers, (models, rasa_app, gateway)):
        urls[app] = f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    async with httpx.AsyncClient() as shopper:
        headers = {"user-agent": "somebody"}
        await shopper.post(urls[gateway] + "/api/messages?email=a@b.example", headers=headers)
    for server in servers:
        server.should_exit = True
    await asyncio.gather(*tasks)
urls = {}
asyncio.run(main())
trace.get_tracer_provider().shutdown()
"""


@pytest.fixture
def collector() -> Iterator[tuple[str, list[Any]]]:
    """A collector that keeps what it is sent, as OTLP over HTTP."""
    spans: list[Any] = []

    class Collect(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            sent = ExportTraceServiceRequest()
            sent.ParseFromString(self.rfile.read(int(self.headers["content-length"])))
            for resource in sent.resource_spans:
                for scope in resource.scope_spans:
                    spans.extend(scope.spans)
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            return

    server = HTTPServer(("127.0.0.1", 0), Collect)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", spans
    server.shutdown()


def test_a_message_is_one_trace_from_the_request_to_the_model(collector: tuple[str, list[Any]]) -> None:
    url, spans = collector
    done = subprocess.run([sys.executable, "-c", PROCESS, url, "test"], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    by_id = {one.span_id: one for one in spans}
    assert len({one.trace_id for one in spans}) == 1
    line, at = [], next(one for one in spans if "embeddings" in one.name and one.kind == 2)
    while at is not None:
        line.append(at.name)
        at = by_id.get(at.parent_span_id)
    names = " < ".join(line)
    for earlier, later in [("embeddings", "action_respond"), ("action_respond", "turn"), ("turn", "/api/messages")]:
        assert names.index(earlier) < names.index(later), names
    told = [(one.name, pair.key, str(pair.value)) for one in spans for pair in one.attributes]
    for secret in ("my secret", "secret-token", "token=", "somebody", "a@b.example"):
        assert not [one for one in told if secret in "".join(one)]


def test_nothing_is_traced_unless_a_collector_is_named() -> None:
    with span("turn"):
        assert carried() == {}
