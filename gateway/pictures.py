"""Pictures as we keep them: decoded, turned upright, made small, and written anew.

What comes out holds pixels and nothing else: no place, no camera, no comment, no second file behind the first.
"""

from __future__ import annotations

import struct
import warnings
from io import BytesIO

from PIL import Image, ImageOps, UnidentifiedImageError

from shop.errors import BadInput

FORMATS = ("PNG", "JPEG", "GIF", "WEBP")
PIXELS = 50_000_000  # a phone's camera; told by the header, before anything is decoded
SIDE = 2048  # pixels that are kept of the longer side


def rewritten(data: bytes) -> tuple[bytes, str]:
    """The picture and its extension, ``jpg`` or ``png``; of a moving one the first frame.

    Raises:
        BadInput: it is none of :data:`FORMATS`, is broken, or has more than :data:`PIXELS` pixels.
    """
    try:
        with warnings.catch_warnings(), Image.open(BytesIO(data), formats=FORMATS) as opened:
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # the limit is ours, and stricter
            width, height = opened.size
            if width * height > PIXELS:
                raise BadInput(f"file: {width} x {height} pixels, expected at most {PIXELS}", field="file")
            photo = opened.format == "JPEG"
            opened.draft("RGB", (SIDE, SIDE))
            upright = ImageOps.exif_transpose(opened)
            upright.thumbnail((SIDE, SIDE))
            clear = upright.has_transparency_data
            pixels = upright.convert("RGBA" if clear else "RGB")
    except (UnidentifiedImageError, Image.DecompressionBombError) as error:
        raise BadInput("file: expected a PNG, JPEG, GIF or WebP picture", field="file") from error
    except (OSError, ValueError, SyntaxError, EOFError, IndexError, KeyError, TypeError, struct.error) as error:
        raise BadInput("file: the picture is broken", field="file") from error
    bare = Image.new(pixels.mode, pixels.size)
    bare.paste(pixels)
    out = BytesIO()
    if photo:
        bare.save(out, "JPEG", quality=85)
    else:
        bare.save(out, "PNG")
    return out.getvalue(), "jpg" if photo else "png"
