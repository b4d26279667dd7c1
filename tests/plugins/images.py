"""Images as friends' sites serve them: icons that are well, and those that are made to hurt whoever decodes them."""

from __future__ import annotations

import io
import struct
import zlib
from typing import Any

from PIL import Image, ImageDraw


def encode(image: Image.Image, kind: str = "PNG", **options: Any) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def icon(colour: str = "#1478dc", side: int = 180, kind: str = "PNG") -> bytes:
    """A disc of this colour on white."""
    image = Image.new("RGB", (side, side), "white")
    ImageDraw.Draw(image).ellipse((side // 10, side // 10, side - side // 10, side - side // 10), fill=colour)
    return encode(image, kind)


def logo(colour: str, cover: float = 0.3) -> bytes:
    """A square of this colour in the middle of a transparent ground."""
    image = Image.new("RGBA", (200, 200), (0, 0, 0, 0))
    half = round(100 * cover**0.5)
    ImageDraw.Draw(image).rectangle((100 - half, 100 - half, 100 + half, 100 + half), fill=colour)
    return encode(image)


def _black_png(width: int, height: int) -> bytes:
    """A PNG of nothing but black, made without ever being held as a whole."""
    packer = zlib.compressobj(1)
    rows = b"".join(packer.compress(bytes(1 + width)) for _ in range(height)) + packer.flush()
    head = struct.pack(">2I5B", width, height, 8, 0, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"IDAT", rows), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in chunks
    )


def _frames(kind: str) -> bytes:
    frames = [Image.new("RGB", (64, 64), colour) for colour in ("red", "green", "blue")]
    return encode(frames[0], kind, save_all=True, append_images=frames[1:], duration=100)


def _png_in_an_ico(side: int) -> bytes:
    """An ICO whose head says 64 × 64, and the PNG in it ``side``."""
    inner = _black_png(side, side)
    return struct.pack("<3H", 0, 1, 1) + struct.pack("<4B2H2I", 64, 64, 0, 0, 1, 32, len(inner), 22) + inner


# By what they are: the bytes, and the reason for which they are refused.
HOSTILE: dict[str, tuple[bytes, str]] = {
    "bomb": (_black_png(8_000, 8_000), "too_large"),
    "bomb in an ICO": (_png_in_an_ico(6_000), "too_large"),
    "a little more than allowed": (encode(Image.new("L", (1_281, 1_280))), "too_large"),
    "SVG with a script": (
        b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script><path d="M0 0h9v9z"/></svg>',
        "not_an_image",
    ),
    "HTML": (b"<!DOCTYPE html><title>404</title>", "not_an_image"),
    "PostScript": (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 64 64\nshowpage\n", "not_an_image"),
    "nothing": (b"", "not_an_image"),
    "animated GIF": (_frames("GIF"), "animated"),
    "animated PNG": (_frames("PNG"), "animated"),
    "animated WebP": (_frames("WEBP"), "animated"),
    "1 × 100,000": (_black_png(1, 100_000), "shape"),
    "banner": (encode(Image.new("RGB", (1_200, 630), "red")), "shape"),
    "a counting pixel": (encode(Image.new("RGB", (1, 1), "red")), "too_small"),
    "transparent": (encode(Image.new("RGBA", (64, 64), (255, 0, 0, 0))), "empty"),
    "cut off": (encode(Image.effect_noise((180, 180), 80))[:9_000], "broken"),
}
