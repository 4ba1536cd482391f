"""What Prometheus reads of the jobs, where ``worker.metrics_port`` names a port."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

SECONDS = (0.01, 0.05, 0.2, 1, 5, 20, 60, 300, 1200, 3600)


class Metrics:
    def __init__(self) -> None:
        r = self.registry = CollectorRegistry()
        self.runs = Counter("shopkeeper_job_runs", "Runs of jobs in this worker", ["job", "outcome"], registry=r)
        self.seconds = Histogram("shopkeeper_job_seconds", "Seconds a run took", ["job"], buckets=SECONDS, registry=r)
        self.last_ok = Gauge(
            "shopkeeper_job_last_success_seconds", "When a job last went well in this worker", ["job"], registry=r
        )
