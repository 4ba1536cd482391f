"""Our own pages and pictures: the storefront, the widget, the console, item images."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

from fastapi import FastAPI
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

ROOT = Path(__file__).resolve().parent.parent
WEB = ROOT / "web" / "dist"
IMAGES = ROOT / "data" / "demo" / "images"


class Files(StaticFiles):
    """Static files that pages of other origins may embed; those named by their hash are kept for good."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        hashed = "/assets/" in f"/{path}"
        response.headers["cache-control"] = "public, max-age=31536000, immutable" if hashed else "no-cache"
        response.headers["cross-origin-resource-policy"] = "cross-origin"
        return response


def install(app: FastAPI, web: Path = WEB, images: Path = IMAGES) -> None:
    """Mounted last: whatever is no API path is a file. A part that has not been built is a 404."""
    if images.is_dir():
        app.mount("/images", Files(directory=images), name="images")

    @app.get("/items/{item_id:path}", include_in_schema=False)
    async def item(item_id: str) -> Response:
        """Where the demo's cards link to."""
        return RedirectResponse(f"/#/item/{quote(item_id, safe='')}")

    @app.get("/checkout", include_in_schema=False)
    async def checkout() -> Response:
        """Where the demo's carts are paid."""
        return RedirectResponse("/#/checkout")

    @app.get("/console", include_in_schema=False)
    async def console() -> Response:
        return RedirectResponse("/console/")

    for part in ("widget", "console"):
        app.mount(f"/{part}", Files(directory=web / part, html=True, check_dir=False), name=part)
    storefront = web / "storefront"
    if storefront.is_dir():
        app.mount("/", Files(directory=storefront, html=True), name="storefront")
    else:

        @app.get("/", include_in_schema=False)
        async def home() -> Response:
            return PlainTextResponse("The web parts have not been built yet: make run builds them.")
