"""What Prometheus reads of the actions at ``/metrics``."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Histogram

SECONDS = (0.01, 0.025, 0.05, 0.1, 0.2, 0.4, 0.8, 1.5, 3, 6, 12)


class Metrics:
    def __init__(self) -> None:
        r = self.registry = CollectorRegistry()
        self.answers = Counter("shopkeeper_answers", "Messages answered by the dialogue", ["outcome"], registry=r)
        self.seconds = Histogram("shopkeeper_answer_seconds", "Seconds an answer took", buckets=SECONDS, registry=r)
