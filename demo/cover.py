"""Draw the cover of a post, a lake at dusk, so that a first look shows a picture; nothing is fetched for it."""

from __future__ import annotations

import io
import math

from PIL import Image, ImageDraw, ImageFilter

WIDTH, HEIGHT = 1280, 720
_SHORE = 440
_ZENITH, _HORIZON, _SUN = "#33415c", "#f2b48c", "#fff1d6"
# Of the hills from the farthest to the nearest: colour, height above the shore in pixels, and how often they rise.
_HILLS = (("#8b7f96", 150, 2.1), ("#61607d", 100, 3.3), ("#3b4560", 60, 5.2))


def png() -> bytes:
    """Return the picture, the same at every call."""
    height = Image.linear_gradient("L").resize((WIDTH, _SHORE))
    above = Image.composite(Image.new("RGB", height.size, _HORIZON), Image.new("RGB", height.size, _ZENITH), height)
    glow = Image.new("L", above.size)
    ImageDraw.Draw(glow).ellipse((800, 210, 1000, 410), fill=150)
    above.paste(_SUN, mask=glow.filter(ImageFilter.GaussianBlur(50)))
    pen = ImageDraw.Draw(above)
    pen.ellipse((855, 265, 945, 355), fill=_SUN)
    for number, (colour, rise, often) in enumerate(_HILLS):
        line = [(x, _SHORE - rise * _share(x / WIDTH * often + number)) for x in range(0, WIDTH + 8, 8)]
        pen.polygon([(0, _SHORE), *line, (WIDTH, _SHORE)], fill=colour)
    # The lake shows what is above it, darker and less sharp.
    mirrored = above.transpose(Image.Transpose.FLIP_TOP_BOTTOM).crop((0, 0, WIDTH, HEIGHT - _SHORE))
    below = Image.blend(mirrored.filter(ImageFilter.GaussianBlur(4)), Image.new("RGB", mirrored.size, _ZENITH), 0.3)
    picture = Image.new("RGB", (WIDTH, HEIGHT))
    picture.paste(above, (0, 0))
    picture.paste(below, (0, _SHORE))
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


def _share(place: float) -> float:
    return 0.55 + 0.3 * math.sin(2.9 * place) + 0.15 * math.sin(7.3 * place + 1)
