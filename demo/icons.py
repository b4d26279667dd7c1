"""Draw icons for invented blogs: a motif on a coloured ground, as small sites have them; nothing is fetched for it.

Run as ``python -m demo.icons``, it prints those of the demonstration: PNGs in hexadecimal by the paths of the blogs.
"""

from __future__ import annotations

import colorsys
import functools
import io
import json
import math
import sys
from collections.abc import Callable

from PIL import Image, ImageDraw

from demo.blogs import BLOGS

SIDE = 192
# Drawn so many times larger and then made small, because Pillow draws edges in steps.
_SHARPNESS = 4
_SPAN = 100
# Blues and violets look better as night than as day.
_DARK_FROM_HUE = 205

Paint = Callable[["Canvas"], None]
MOTIFS: dict[str, Paint] = {}


class Canvas:
    """A square of a hundred units, and three colours for one hue: a ground, something light and something deep."""

    def __init__(self, hue: int, *, is_dark: bool) -> None:
        self.ground = _colour(hue, 0.30 if is_dark else 0.62, 0.52)
        self.deep = _colour(hue + 14, 0.20 if is_dark else 0.38, 0.55)
        self.light = _colour(hue - 20, 0.90, 0.70)
        self.warm = _colour(38, 0.68, 0.92)
        self._scale = SIDE * _SHARPNESS / _SPAN
        self.image = Image.new("RGB", (SIDE * _SHARPNESS,) * 2, self.ground)
        self._draw = ImageDraw.Draw(self.image)

    def area(self, *points: tuple[float, float], fill: str) -> None:
        """Fill a polygon."""
        self._draw.polygon([(x * self._scale, y * self._scale) for x, y in points], fill=fill)

    def disc(self, x: float, y: float, radius: float, fill: str, *, height: float = 1.0) -> None:
        """Fill a circle, or an ellipse whose height is a part of its width."""
        box = (x - radius, y - radius * height, x + radius, y + radius * height)
        self._draw.ellipse([value * self._scale for value in box], fill=fill)

    def half(self, x: float, y: float, radius: float, fill: str, *, is_upper: bool) -> None:
        """Fill a half of a circle."""
        box = (x - radius, y - radius, x + radius, y + radius)
        begin = 180 if is_upper else 0
        self._draw.pieslice([value * self._scale for value in box], begin, begin + 180, fill=fill)

    def bar(self, left_top: tuple[float, float], right_bottom: tuple[float, float], fill: str, radius: float) -> None:
        """Fill a rectangle with round corners."""
        box = [value * self._scale for value in (*left_top, *right_bottom)]
        self._draw.rounded_rectangle(box, radius * self._scale, fill=fill)

    def line(self, *points: tuple[float, float], fill: str, width: float) -> None:
        """Draw a line with round ends and joints."""
        self._draw.line(
            [(x * self._scale, y * self._scale) for x, y in points], fill, round(width * self._scale), "curve"
        )
        for x, y in (points[0], points[-1]):
            self.disc(x, y, width / 2, fill)


def _colour(hue: int, lightness: float, saturation: float) -> str:
    red, green, blue = colorsys.hls_to_rgb(hue % 360 / 360, lightness, saturation)
    return f"#{round(255 * red):02x}{round(255 * green):02x}{round(255 * blue):02x}"


@functools.lru_cache(maxsize=512)
def draw(motif: str, hue: int, *, is_dark: bool = False) -> bytes:
    """Return the icon as a PNG of SIDE pixels. Raises KeyError for a motif that is not in MOTIFS."""
    canvas = Canvas(hue, is_dark=is_dark)
    MOTIFS[motif](canvas)
    out = io.BytesIO()
    canvas.image.resize((SIDE, SIDE), Image.Resampling.LANCZOS).save(out, "PNG", optimize=True)
    return out.getvalue()


def _motif(paint: Paint) -> Paint:
    MOTIFS[paint.__name__] = paint
    return paint


@_motif
def mountains(on: Canvas) -> None:
    on.disc(68, 30, 12, on.warm)
    on.area((-5, 100), (34, 34), (76, 100), fill=on.light)
    on.area((30, 100), (70, 52), (112, 100), fill=on.deep)


@_motif
def bowl(on: Canvas) -> None:
    for x in (40, 60):
        on.line((x, 36), (x - 4, 28), (x + 2, 20), fill=on.light, width=5)
    on.half(50, 48, 34, on.light, is_upper=False)
    on.bar((12, 44), (88, 52), on.light, 4)
    on.bar((36, 79), (64, 86), on.light, 3)


@_motif
def film(on: Canvas) -> None:
    on.bar((16, 26), (84, 74), on.deep, 8)
    for x in (22, 36, 50, 64):
        on.bar((x + 2, 31), (x + 9, 37), on.light, 1.5)
        on.bar((x + 2, 63), (x + 9, 69), on.light, 1.5)
    on.bar((24, 42), (76, 58), on.warm, 3)


@_motif
def cloud(on: Canvas) -> None:
    for x, y, radius in ((34, 56, 17), (52, 46, 22), (69, 57, 15)):
        on.disc(x, y, radius, on.light)
    on.bar((30, 54), (72, 72), on.light, 8)


@_motif
def rings(on: Canvas) -> None:
    for number, radius in enumerate((38, 30, 22, 14, 6)):
        on.disc(50 + number, 50 - number / 2, radius, on.deep if number % 2 else on.light, height=0.94)


@_motif
def boat(on: Canvas) -> None:
    on.area((48, 18), (48, 60), (20, 60), fill=on.light)
    on.area((54, 28), (54, 60), (76, 60), fill=on.light)
    on.area((16, 65), (84, 65), (72, 80), (28, 80), fill=on.deep)


@_motif
def stars(on: Canvas) -> None:
    places = ((18, 36), (34, 30), (48, 40), (60, 50), (62, 68), (82, 72), (84, 52))
    on.line(*places, (60, 50), fill=on.deep, width=1.6)
    for number, (x, y) in enumerate(places):
        on.disc(x, y, 5.5 if number % 3 == 0 else 4, on.light)


@_motif
def goose(on: Canvas) -> None:
    on.disc(74, 28, 11, on.warm)
    on.line((10, 44), (30, 52), (44, 66), fill=on.light, width=6)
    on.line((44, 66), (56, 50), (78, 46), fill=on.light, width=6)
    on.line((20, 70), (32, 74), (40, 82), (48, 73), (60, 70), fill=on.deep, width=4)


@_motif
def cup(on: Canvas) -> None:
    on.disc(72, 52, 15, on.light)
    on.disc(72, 52, 8, on.ground)
    on.bar((24, 34), (72, 78), on.light, 12)
    on.bar((24, 34), (72, 42), on.deep, 4)


@_motif
def leaf(on: Canvas) -> None:
    along = [number / 24 for number in range(25)]
    edge = [(22 + 58 * t - 19 * math.sin(math.pi * t), 80 - 58 * t - 19 * math.sin(math.pi * t)) for t in along]
    other = [(22 + 58 * t + 19 * math.sin(math.pi * t), 80 - 58 * t + 19 * math.sin(math.pi * t)) for t in along]
    on.area(*edge, *reversed(other), fill=on.light)
    on.line((16, 86), (64, 38), fill=on.deep, width=4)


@_motif
def book(on: Canvas) -> None:
    on.area((50, 32), (20, 24), (20, 70), (50, 78), fill=on.light)
    on.area((50, 32), (80, 24), (80, 70), (50, 78), fill=on.light)
    on.line((50, 34), (50, 76), fill=on.ground, width=3)
    on.area((62, 28.5), (70, 26.5), (70, 46), (66, 42), (62, 48), fill=on.warm)


@_motif
def prompt(on: Canvas) -> None:
    on.line((26, 34), (44, 50), (26, 66), fill=on.light, width=9)
    on.bar((50, 62), (76, 70), on.warm, 4)


@_motif
def cat(on: Canvas) -> None:
    on.area((24, 20), (24, 56), (50, 42), fill=on.deep)
    on.area((76, 20), (76, 56), (50, 42), fill=on.deep)
    on.disc(50, 56, 30, on.deep, height=0.88)
    for x in (38, 62):
        on.disc(x, 52, 5.5, on.warm)
        on.disc(x, 52, 2, on.deep, height=2)
    on.area((46, 62), (54, 62), (50, 67), fill=on.light)


@_motif
def moon(on: Canvas) -> None:
    on.disc(48, 50, 28, on.light)
    on.disc(60, 42, 24, on.ground)
    on.disc(72, 66, 3.5, on.light)
    on.disc(78, 48, 2.5, on.light)


@_motif
def waves(on: Canvas) -> None:
    for row, colour in enumerate((on.light, on.warm, on.deep)):
        points = [(x, 36 + 15 * row + 5 * math.sin((x + 14 * row) / 8)) for x in range(12, 89, 2)]
        on.line(*points, fill=colour, width=6)


@_motif
def face(on: Canvas) -> None:
    on.disc(50, 98, 36, on.deep)
    on.disc(50, 46, 23, on.light)
    on.half(50, 42, 25, on.deep, is_upper=True)
    for x in (42, 58):
        on.disc(x, 48, 2.6, on.deep)


if __name__ == "__main__":
    icons = {blog.path: draw(blog.motif, blog.hue, is_dark=blog.hue > _DARK_FROM_HUE) for blog in BLOGS}
    json.dump({path: icon.hex() for path, icon in icons.items()}, sys.stdout)
