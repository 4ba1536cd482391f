"""A shop's own page on an origin of its own, with the one script tag on it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class OtherShop:
    """``gateway`` is filled in once the gateway's address is known."""

    gateway = ""

    def __init__(self, url: str) -> None:
        self.url = url

    @property
    def html(self) -> bytes:
        script = f'<script src="{self.gateway}/widget/loader.js" data-name="Other Shop"></script>'
        return f"<!doctype html><html lang=en><title>Other shop</title><h1>Other shop</h1>{script}".encode()


@contextmanager
def other_shop() -> Iterator[OtherShop]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(shop.html)

        def log_message(self, *_: object) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    shop = OtherShop(f"http://127.0.0.1:{server.server_port}")
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield shop
    finally:
        server.shutdown()
