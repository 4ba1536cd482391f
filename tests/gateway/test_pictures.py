"""What is kept of a picture are its pixels."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO

import pytest
from PIL import Image, PngImagePlugin

from gateway.pictures import SIDE, rewritten
from shop.errors import BadInput


def picture(kind: str, size: tuple[int, int] = (40, 30), mode: str = "RGB", **more: object) -> bytes:
    out = BytesIO()
    Image.new(mode, size, "red").save(out, kind, **more)
    return out.getvalue()


def opened(data: bytes) -> Image.Image:
    return Image.open(BytesIO(data))


@pytest.mark.parametrize(("kind", "extension"), [("PNG", "png"), ("JPEG", "jpg"), ("GIF", "png"), ("WEBP", "png")])
def test_every_kind_comes_out_whole(kind: str, extension: str) -> None:
    data, made = rewritten(picture(kind))
    assert made == extension and opened(data).size == (40, 30)
    red, green, blue = opened(data).convert("RGB").getpixel((5, 5))  # type: ignore[misc]
    assert red > 240 and green < 15 and blue < 15


def test_nothing_but_pixels_is_kept() -> None:
    exif = Image.Exif()
    exif[0x010F], exif[0x0112], exif[0x8825] = "SecretCam", 6, {1: "N", 2: (53.0, 33.0, 0.0)}
    photo, _ = rewritten(picture("JPEG", exif=exif, comment=b"SECRET") + b"SECRET behind the end")
    assert b"Secret" not in photo and b"SECRET" not in photo and not opened(photo).getexif()
    assert opened(photo).size == (30, 40), "upright"
    words = PngImagePlugin.PngInfo()
    words.add_text("where", "SECRET")
    drawing, _ = rewritten(picture("PNG", pnginfo=words))
    assert b"SECRET" not in drawing


def test_transparency_stays() -> None:
    data, _ = rewritten(picture("PNG", mode="RGBA"))
    assert opened(data).mode == "RGBA"


def test_large_ones_become_small() -> None:
    data, _ = rewritten(picture("JPEG", (5000, 2500)))
    assert opened(data).size == (SIDE, SIDE // 2)


def test_a_bomb_is_refused_by_its_header() -> None:
    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    header = struct.pack(">IIBBBBB", 40_000, 40_000, 8, 2, 0, 0, 0)
    rows = zlib.compress(bytes(1_000_000), 9)
    bomb = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
    with pytest.raises(BadInput):
        rewritten(bomb)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "WEBP"])
def test_broken_ones_are_refused(kind: str) -> None:
    whole = picture(kind, (64, 64))
    for data in (b"", whole[:10], whole[: len(whole) // 2], whole[:20] + bytes(200), b"<svg onload=alert(1)>"):
        with pytest.raises(BadInput, match="file"):
            rewritten(data)
