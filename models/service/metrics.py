"""What Prometheus reads at ``/metrics``, in a registry of its own so that several apps may live in one process."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
SIZES = (1, 2, 4, 8, 16, 32, 64)


class Metrics:
    def __init__(self) -> None:
        r = self.registry = CollectorRegistry()
        prefix = "shopkeeper_models"
        self.requests = Counter(f"{prefix}_requests", "Requests", ["route", "status"], registry=r)
        self.seconds = Histogram(
            f"{prefix}_seconds", "Seconds until the whole answer was sent", ["route"], buckets=SECONDS, registry=r
        )
        self.waiting = Gauge(f"{prefix}_waiting", "Requests that wait for a model", ["model"], registry=r)
        self.batch = Histogram(f"{prefix}_batch_texts", "Texts embedded in one batch", buckets=SIZES, registry=r)
        self.prompt_tokens = Counter(f"{prefix}_prompt_tokens", "Tokens of prompts", ["cached"], registry=r)
        self.tokens = Counter(f"{prefix}_generated_tokens", "Tokens generated", registry=r)
        self.first_token = Histogram(
            f"{prefix}_first_token_seconds", "Seconds until the first text of an answer", buckets=SECONDS, registry=r
        )
        self.items = Gauge(f"{prefix}_items", "Items that the recommender knows", registry=r)
