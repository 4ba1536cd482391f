"""Our own pages and pictures: the widget, the storefront, the console, item images."""

from __future__ import annotations

from pathlib import Path

from fastapi import FastAPI
from starlette.responses import RedirectResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

ROOT = Path(__file__).resolve().parent.parent
WEB = ROOT / "web" / "dist"
IMAGES = ROOT / "data" / "demo" / "images"


class Files(StaticFiles):
    """Static files; scripts may be embedded by pages of other origins, hashed ones are kept for good."""

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

    @app.get("/console", include_in_schema=False)
    async def console() -> Response:
        return RedirectResponse("/console/")

    if web.is_dir():
        app.mount("/", Files(directory=web, html=True), name="web")
    else:

        @app.get("/", include_in_schema=False)
        async def home() -> Response:
            return Response("The web parts have not been built yet: make web", media_type="text/plain")
