"""What Prometheus reads, on an internal port."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

SECONDS = (0.01, 0.025, 0.05, 0.1, 0.2, 0.4, 0.8, 1.5, 3, 6, 12, 25)


class Metrics:
    """The gateway's counters, in a registry of their own so that several apps may live in one process."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        r = self.registry
        self.requests = Counter("shopkeeper_http_requests", "HTTP requests", ["method", "route", "status"], registry=r)
        self.request_seconds = Histogram(
            "shopkeeper_http_seconds", "Seconds a request took", ["method", "route"], buckets=SECONDS, registry=r
        )
        self.turn_seconds = Histogram(
            "shopkeeper_turn_seconds", "Seconds from a message to its answer", ["outcome"], buckets=SECONDS, registry=r
        )
        self.rasa_seconds = Histogram(
            "shopkeeper_rasa_seconds", "Seconds a Rasa server took", ["server", "outcome"], buckets=SECONDS, registry=r
        )
        self.messages = Counter("shopkeeper_messages", "Messages stored", ["author"], registry=r)
        self.streams = Gauge("shopkeeper_streams", "Open WebSockets", ["side"], registry=r)
        self.handoffs = Counter("shopkeeper_handoffs", "Conversations handed to a person", ["why"], registry=r)
