"""``python -m worker``: runs the jobs until it is told to stop."""

from __future__ import annotations

import asyncio
import contextlib
import signal

import prometheus_client

from shop.start import start
from worker.schedule import Schedule
from worker.wiring import build


async def serve(schedule: Schedule) -> None:
    """SIGTERM and SIGINT end the jobs where they are: each is safe to run again."""
    task = asyncio.create_task(schedule.run())
    loop = asyncio.get_running_loop()
    for sign in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(sign, task.cancel)
    with contextlib.suppress(asyncio.CancelledError):
        await task


def main() -> None:
    settings, schedule = start("worker", build)
    if settings.worker.metrics_port is not None:
        prometheus_client.start_http_server(
            settings.worker.metrics_port, settings.gateway.host, registry=schedule.metrics.registry
        )
    asyncio.run(serve(schedule))


if __name__ == "__main__":
    main()
