"""Traces over all processes, by OpenTelemetry: from the shopper's request to the model that answers it.

Off unless ``tracing.url`` names a collector (OTLP over HTTP). A span holds names, ids and times: no text of anybody,
no address, no query string.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from opentelemetry import context, propagate, trace
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExporter, SpanExportResult
from opentelemetry.sdk.trace.sampling import ParentBased, TraceIdRatioBased

from shop.settings import TracingSettings

_TRACER = trace.get_tracer("shopkeeper")
_QUIET = "healthz,readyz,health,metrics,stream"  # parts of paths that are no work
_HIDDEN = ("client.address", "client.port", "net.peer.ip", "net.peer.port", "http.user_agent", "user_agent.original",
           "url.query", "http.server_name")  # fmt: skip
_ADDRESSES = ("url.full", "http.url", "http.target")


def set_up(settings: TracingSettings, process: str) -> None:
    """Once a process, before its clients are made; does nothing where no collector is named."""
    if not settings.url:
        return
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    from opentelemetry.instrumentation.httpx import HTTPXClientInstrumentor

    provider = TracerProvider(
        resource=Resource.create({"service.name": f"shopkeeper-{process}"}),
        sampler=ParentBased(TraceIdRatioBased(settings.share)),
    )
    exporter = OTLPSpanExporter(endpoint=f"{settings.url.rstrip('/')}/v1/traces")
    provider.add_span_processor(BatchSpanProcessor(_Discreet(exporter)))
    trace.set_tracer_provider(provider)
    HTTPXClientInstrumentor().instrument()


def traced(settings: TracingSettings, app: Any) -> Any:
    """An ASGI app whose requests are spans of the trace that the caller is in; the app itself where tracing is off."""
    if not settings.url:
        return app
    from opentelemetry.instrumentation.asgi import OpenTelemetryMiddleware

    return OpenTelemetryMiddleware(app, excluded_urls=_QUIET, exclude_spans=["receive", "send"])


@contextmanager
def span(name: str, carrier: Mapping[str, str] | None = None, **attributes: str | int) -> Iterator[None]:
    """A span around a piece of work, in the trace that ``carrier`` brought or the one that is open."""
    parent = propagate.extract(carrier) if carrier else context.get_current()
    with _TRACER.start_as_current_span(name, parent, attributes=attributes):
        yield


def carried() -> dict[str, str]:
    """What lets another process go on in the trace that is open; empty where there is none."""
    carrier: dict[str, str] = {}
    propagate.inject(carrier)
    return carrier


class _Discreet(SpanExporter):
    """Hands spans on without what says who somebody is, and what stands behind a question mark: tokens."""

    def __init__(self, exporter: SpanExporter) -> None:
        self._exporter = exporter

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        return self._exporter.export([_without_names(one) for one in spans])

    def shutdown(self) -> None:
        self._exporter.shutdown()

    def force_flush(self, timeout_millis: int = 30_000) -> bool:
        return self._exporter.force_flush(timeout_millis)


def _without_names(one: ReadableSpan) -> ReadableSpan:
    kept = {name: value for name, value in (one.attributes or {}).items() if name not in _HIDDEN}
    kept |= {name: str(kept[name]).partition("?")[0] for name in _ADDRESSES if name in kept}
    return ReadableSpan(
        name=one.name,
        context=one.context,
        parent=one.parent,
        resource=one.resource,
        attributes=kept,
        links=one.links,
        kind=one.kind,
        status=one.status,
        start_time=one.start_time,
        end_time=one.end_time,
        instrumentation_scope=one.instrumentation_scope,
    )
