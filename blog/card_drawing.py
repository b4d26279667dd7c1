"""Draw the title of a page over its landscape, in the site's colour, with Pillow; this knows no request and no row."""

from __future__ import annotations

import functools
import io
import itertools
import re

from PIL import Image, ImageDraw, ImageFont

from blog import scenes
from blog.site.colours import by_day, mix
from blog.typeface import woff2

# What every site that shows such pictures asks for.
WIDTH, HEIGHT = 1200, 630
_MARGIN = 80
_LINES = 3
# Font sizes from the largest; the first in which a title fits is taken.
_SIZES = (84, 72, 60, 52)
_PAPER, _INK = "#faf8f3", "#26221d"
# Parts that stay on one line: a Latin word, or any other character with the mark that follows it.
_PARTS = re.compile(r"[!-~\u00a1-\u017f]+\s*|\s+|.[、。，．：；！？）》」』”’…]*", re.DOTALL)
# Of the ridges from the farthest to the nearest: how much of ink is in them.
_SHADES = (0.18, 0.44, 0.88)


def draw(title: str, *, site: str, word: str, colour: str) -> bytes:
    """Return the card as a PNG of some 30 KB; the landscape is that of ``word``."""
    image = _landscape(word, colour)
    pen = ImageDraw.Draw(image)
    font, lines = _fit(_readable(title) or site)
    for number, line in enumerate(lines):
        pen.text((_MARGIN, 64 + number * font.size * 1.32), line, fill=_INK, font=font)
    pen.rounded_rectangle((_MARGIN, HEIGHT - 96, _MARGIN + 44, HEIGHT - 52), 8, fill=by_day(colour))
    small = _font(30)
    pen.text((_MARGIN + 22, HEIGHT - 76), _readable(site)[:1], fill="#fffdf8", font=small, anchor="mm")
    pen.text((_MARGIN + 62, HEIGHT - 76), _cut(_readable(site), small, WIDTH / 2), "#fffdf8", small, anchor="lm")
    out = io.BytesIO()
    image.quantize(128, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE).save(out, "PNG")
    return out.getvalue()


def _landscape(word: str, colour: str) -> Image.Image:
    """Return the landscape, drawn twice as large because Pillow draws edges in steps."""
    scene = scenes.compose(word, breadth=WIDTH / HEIGHT, light=scenes.Light.DAY, side=0.78)
    size = 2 * HEIGHT
    image = Image.new("RGB", (2 * WIDTH, size), mix("#2b3038", _PAPER, 0.05))
    pen = ImageDraw.Draw(image)
    x, y, radius = (part * size for part in (scene.disc.across, scene.disc.down + 0.14, scene.disc.radius))
    pen.ellipse((x - radius, y - radius, x + radius, y + radius), fill=colour)
    for number, line in enumerate(scene.ridges):
        smooth = _smooth(line)
        # The nearest one is the ground on which the site's name stands.
        lowest = size - (2 * 112 if number == len(scene.ridges) - 1 else 0)
        step = 2 * WIDTH / (len(smooth) - 1)
        points = [(place * step, min((0.2 + 0.8 * down) * size, lowest)) for place, down in enumerate(smooth)]
        pen.polygon([(0, size), *points, (2 * WIDTH, size)], fill=mix("#2b3038", _PAPER, _SHADES[number]))
    return image.reduce(2)


def _smooth(line: tuple[float, ...]) -> list[float]:
    """Return a line of many points that is bent where the given one has corners (Chaikin's algorithm)."""
    points = list(line)
    for _ in range(3):
        cut = ((0.75 * one + 0.25 * other, 0.25 * one + 0.75 * other) for one, other in itertools.pairwise(points))
        points = [points[0], *itertools.chain.from_iterable(cut), points[-1]]
    return points


def _fit(title: str) -> tuple[ImageFont.FreeTypeFont, list[str]]:
    """Return the largest font in which the title fits, and its lines; the last of them may be cut."""
    for size in _SIZES:
        font = _font(size)
        lines = _lines(title, font)
        if len(lines) <= _LINES - (size > _SIZES[1]):
            return font, lines
    rest = "".join(lines[_LINES - 1 :])
    return font, [*lines[: _LINES - 1], _cut(rest, font, WIDTH - 2 * _MARGIN, always=True)]


def _lines(text: str, font: ImageFont.FreeTypeFont) -> list[str]:
    lines, length = [""], 0.0
    for part in _PARTS.findall(text):
        # Part by part: to measure each line anew took longer than to draw it.
        if lines[-1] and length + font.getlength(part.rstrip()) > WIDTH - 2 * _MARGIN:
            # What does not fit is not looked at.
            if len(lines) > _LINES:
                break
            lines.append("")
            length = 0.0
        shown = part if lines[-1] else part.lstrip()
        lines[-1] += shown
        length += font.getlength(shown)
    return [line.rstrip() for line in lines]


def _cut(text: str, font: ImageFont.FreeTypeFont, width: float, *, always: bool = False) -> str:
    if font.getlength(text) <= width and not always:
        return text
    while text and font.getlength(f"{text}…") > width:
        text = text[:-1]
    return f"{text}…"


def _readable(text: str) -> str:
    """Return the text without the characters that the font has no glyph for, such as emoji."""
    return " ".join("".join(character if woff2.has(character) else " " for character in text).split())


@functools.cache
def _font(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(woff2.FONT), size, layout_engine=ImageFont.Layout.BASIC)
