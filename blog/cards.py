"""Draw the picture that other sites show beside a link to ours: the title over its landscape, in the site's colour."""

from __future__ import annotations

import dataclasses
import functools
import hashlib
import io
import itertools
import re
import threading

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from PIL import Image, ImageDraw, ImageFont

from blog import scenes
from blog.models import Post
from blog.site import identity, values
from blog.site.colours import by_day, mix
from blog.typeface import woff2

# What every site that shows such pictures asks for.
WIDTH, HEIGHT = 1200, 630
_MARGIN = 80
_LINES = 3
# Font sizes from the largest; the first in which a title fits is taken.
_SIZES = (84, 72, 60, 52)
_PAPER, _INK, _SOFT, _CINNABAR = "#faf8f3", "#26221d", "#665e54", "#c8452e"
# Parts that stay on one line: a Latin word, or any other character with the mark that follows it.
_PARTS = re.compile(r"[!-~\u00a1-\u017f]+\s*|\s+|.[、。，．：；！？）》」』”’…]*", re.DOTALL)
# Of the ridges from the farthest to the nearest: how much of ink is in them.
_SHADES = (0.18, 0.44, 0.88)
# Another drawing of the same card is another picture.
_DRAWING = "2"
# Whoever asks for the cards of all posts takes one core of a process for them, and never more; one takes some 50 ms.
_turn = threading.Lock()
WAIT_SECONDS = 2


@dataclasses.dataclass(frozen=True, slots=True)
class Card:
    """What a card shows; the landscape is that of ``word``."""

    title: str
    site: str
    word: str
    colour: str

    @property
    def etag(self) -> str:
        return quote_etag(hashlib.sha256("\0".join((_DRAWING, *dataclasses.astuple(self))).encode()).hexdigest()[:20])


def post_card(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the card of a post that visitors may read."""
    post = get_object_or_404(Post.objects.published().only("title", "slug"), slug=slug)
    return _answer(request, post.title, post.slug)


def site_card(request: HttpRequest) -> HttpResponse:
    """Show the card of all other pages."""
    site = identity.of(values.current())
    return _answer(request, site.tagline or site.title, site.title)


def _answer(request: HttpRequest, title: str, word: str) -> HttpResponse:
    site = identity.of(values.current())
    card = Card(title, site.title, word, site.colour or _CINNABAR)
    headers = {"Cache-Control": "public, max-age=86400", "ETag": card.etag}
    # Whoever has it already costs no drawing.
    answer = get_conditional_response(request, etag=card.etag)
    if answer:
        return answer
    if not _turn.acquire(timeout=WAIT_SECONDS):
        return HttpResponse(status=503, headers={"Retry-After": "5"})
    try:
        return HttpResponse(draw(card), content_type="image/png", headers=headers)
    finally:
        _turn.release()


@functools.lru_cache(maxsize=256)
def draw(card: Card) -> bytes:
    """Return the card as a PNG of some 30 KB."""
    image = _landscape(card)
    pen = ImageDraw.Draw(image)
    font, lines = _fit(_readable(card.title) or card.site)
    for number, line in enumerate(lines):
        pen.text((_MARGIN, 64 + number * font.size * 1.32), line, fill=_INK, font=font)
    pen.rounded_rectangle((_MARGIN, HEIGHT - 96, _MARGIN + 44, HEIGHT - 52), 8, fill=by_day(card.colour))
    small = _font(30)
    pen.text((_MARGIN + 22, HEIGHT - 76), _readable(card.site)[:1], fill="#fffdf8", font=small, anchor="mm")
    pen.text((_MARGIN + 62, HEIGHT - 76), _cut(_readable(card.site), small, WIDTH / 2), "#fffdf8", small, anchor="lm")
    out = io.BytesIO()
    image.quantize(128, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE).save(out, "PNG")
    return out.getvalue()


def _landscape(card: Card) -> Image.Image:
    """Return the landscape, drawn twice as large because Pillow draws edges in steps."""
    scene = scenes.compose(card.word, breadth=WIDTH / HEIGHT, light=scenes.Light.DAY, side=0.78)
    size = 2 * HEIGHT
    image = Image.new("RGB", (2 * WIDTH, size), mix("#2b3038", _PAPER, 0.05))
    pen = ImageDraw.Draw(image)
    x, y, radius = (part * size for part in (scene.disc.across, scene.disc.down + 0.14, scene.disc.radius))
    pen.ellipse((x - radius, y - radius, x + radius, y + radius), fill=card.colour)
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
