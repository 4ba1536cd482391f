"""``python -m gateway``: the gateway, and its metrics on the internal port."""

from __future__ import annotations

import prometheus_client
import uvicorn

from gateway.app import create_app
from gateway.connection import Connection
from gateway.wiring import build
from shop import tracing
from shop.start import start


def main() -> None:
    settings, services = start("gateway", build)
    here = settings.gateway
    prometheus_client.start_http_server(here.metrics_port, here.host, registry=services.metrics.registry)
    uvicorn.run(
        tracing.traced(settings.tracing, create_app(settings, services)),
        host=here.host,
        port=here.port,
        http=Connection,
        log_level="warning",
        access_log=False,
        ws_max_size=65_536,
        ws_ping_interval=20,
        ws_per_message_deflate=False,  # the frames are small; compressing them costs more than it saves
        ws_ping_timeout=30,
        server_header=False,
        proxy_headers=bool(here.trusted_proxies),  # else anybody could say to be anywhere
        forwarded_allow_ips=list(here.trusted_proxies),
        timeout_keep_alive=75,  # longer than the proxies in front of us
        timeout_graceful_shutdown=int(here.reply_seconds) + 5,
    )


if __name__ == "__main__":
    main()
