"""Redraw one image from outside as an icon: a program of its own, from stdin to stdout, that knows nothing but Pillow.

Run as ``python -I redraw.py SMALL LARGE``, the sides of the two pictures in pixels. What a decoder does with hostile
bytes is done here, in a process without our secrets, within bounds that the kernel keeps; ``easytask.icons.sandbox``
starts it. It exits with REFUSED and a word on stdout when it will not draw, with 0 and the pictures on stdout when it
has; on stderr are only the complaints of decoders.
"""

from __future__ import annotations

import colorsys
import contextlib
import io
import os
import resource
import struct
import sys
import warnings

from PIL import Image, UnidentifiedImageError

REFUSED = 3
# Only what their own decoders in Pillow read, and no format that runs programs, such as EPS or SVG.
FORMATS = ("PNG", "JPEG", "WEBP", "GIF", "ICO", "BMP")
# So many that the worst decoder, lossless WebP, takes 35 MB for them; also for a picture inside an ICO, whose own head
# says nothing of its size.
MAX_PIXELS = 1280 * 1280
MIN_SIDE = 16
# A wide picture is a banner, and a strip of it is no icon.
MAX_RATIO = 4 / 3
# An image with a side below this is drawn at SMALL_SHARE of the picture: enlarged to all of it, it would be a blur.
SHARP_SIDE = 48
SMALL_SHARE = 0.6
# A logo on a transparent ground gets a ground and some air around it; what covers at least this much is a tile already.
TILE_COVER = 0.7
LOGO_SHARE = 0.72
# Below this alpha, of 255, nothing is seen.
VISIBLE_ALPHA = 32
PAPER, INK = (255, 255, 255), (38, 34, 29)
# The luma of a logo that would be lost on white.
LIGHT_LUMA = 190
WEBP_QUALITY = 84
# Of addresses; Pillow with its decoders takes 130 MB of them, and 21 MB of memory.
MEMORY_BYTES = 256 * 1024 * 1024
CPU_SECONDS = 4


class Refused(Exception):
    """The image is none that is drawn; the text is a Refusal."""


def main() -> int:
    """Read an image from stdin, write the icon to stdout, and return the exit status."""
    _bound_this_process()
    small, large = map(int, sys.argv[1:])
    try:
        side, colour, pictures = redraw(sys.stdin.buffer.read(), (small, large))
    except Refused as refused:
        sys.stdout.write(str(refused))
        return REFUSED
    out = sys.stdout.buffer
    out.write(struct.pack("<I7s2I", side, colour.encode(), *map(len, pictures)))
    out.writelines(pictures)
    return 0


def redraw(data: bytes, sides: tuple[int, int]) -> tuple[int, str, list[bytes]]:
    """Return the image's shorter side, its dominant colour, and a square picture of each of these sides.

    Raises Refused, or whatever a decoder raises on an image that is broken.
    """
    try:
        with Image.open(io.BytesIO(data), formats=FORMATS) as image:
            side = _check(image)
            # JPEG decodes to an eighth, a quarter or a half of its size for nothing.
            image.draft(None, (2 * sides[-1], 2 * sides[-1]))
            square = _square(image, largest=2 * sides[-1])
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as bomb:
        raise Refused("too_large") from bomb
    except UnidentifiedImageError as unknown:
        raise Refused("not_an_image") from unknown
    cover, colour = _look_at(square)
    if not cover:
        raise Refused("empty")
    return side, "#{:02x}{:02x}{:02x}".format(*colour), [_picture(square, size, cover, colour) for size in sides]


def _check(image: Image.Image) -> int:
    """Return the shorter side by what the head of the image says; nothing is decoded yet."""
    width, height = image.size
    if width * height > MAX_PIXELS:
        raise Refused("too_large")
    if min(width, height) * MAX_RATIO < max(width, height):
        raise Refused("shape")
    if min(width, height) < MIN_SIDE:
        raise Refused("too_small")
    if getattr(image, "is_animated", False):
        raise Refused("animated")
    return min(width, height)


def _square(image: Image.Image, *, largest: int) -> Image.Image:
    """Decode the image and return the square in its middle, in RGBA."""
    image.load()
    # An ICO may hold something else than its head says.
    _check(image)
    # Reduced before it is converted, or a large one would be in memory twice.
    if image.mode in ("L", "LA", "RGB", "RGBA") and (factor := min(image.size) // largest) > 1:
        image = image.reduce(factor)
    if image.mode.startswith("I"):
        # 16 bits of grey: what is converted without this is white.
        image = image.point(lambda value: value / 256).convert("L")
    whole = image.convert("RGBA")
    side = min(whole.size)
    left, top = (whole.width - side) // 2, (whole.height - side) // 2
    return whole.crop((left, top, left + side, top + side))


def _look_at(square: Image.Image) -> tuple[float, tuple[int, int, int]]:
    """Return which share of the square is seen, and its dominant colour: the most frequent one, vivid before grey."""
    little = square.resize((48, 48), Image.Resampling.BOX)
    pixels = [(red, green, blue) for red, green, blue, alpha in _pixels(little) if alpha >= VISIBLE_ALPHA]
    if not pixels:
        return 0.0, PAPER
    row = Image.new("RGB", (len(pixels), 1))
    row.putdata(pixels)
    few = row.quantize(8, method=Image.Quantize.MEDIANCUT)
    palette = few.getpalette() or []
    found = []
    for number, count in enumerate(few.histogram()[:8]):
        if not count:
            continue
        red, green, blue = palette[3 * number : 3 * number + 3]
        _, lightness, saturation = colorsys.rgb_to_hls(red / 255, green / 255, blue / 255)
        # Near white and near black no hue is seen, whatever the saturation says.
        vividness = saturation * (1 - abs(2 * lightness - 1))
        found.append((count * (0.04 + vividness), (red, green, blue)))
    return len(pixels) / (little.width * little.height), max(found)[1]


def _picture(square: Image.Image, size: int, cover: float, colour: tuple[int, int, int]) -> bytes:
    """Return the square as an opaque picture of this side, so that it looks the same on any page."""
    is_whole = cover > 0.995
    share = 1.0 if is_whole or cover >= TILE_COVER else LOGO_SHARE
    if square.width < SHARP_SIDE:
        share = SMALL_SHARE
    side = round(size * share)
    # Premultiplied, or the colour of what is transparent would shine through at the edges.
    drawn = square.convert("RGBa").resize((side, side), Image.Resampling.LANCZOS).convert("RGBA")
    # What is a tile already lies on its own colour, a logo on whichever of white and ink it stands out from.
    is_tile = not is_whole and cover >= TILE_COVER and square.width >= SHARP_SIDE
    ground = Image.new("RGBA", (size, size), colour if is_tile else _ground(square))
    at = (size - side) // 2
    ground.alpha_composite(drawn, (at, at))
    out = io.BytesIO()
    ground.convert("RGB").save(out, "WEBP", quality=WEBP_QUALITY, method=6)
    return out.getvalue()


def _ground(square: Image.Image) -> tuple[int, int, int]:
    """Return what stands out from what is seen: paper, or ink below a light logo."""
    pixels = _pixels(square.resize((32, 32), Image.Resampling.BOX))
    lumas = [
        (299 * red + 587 * green + 114 * blue) / 1000 for red, green, blue, alpha in pixels if alpha >= VISIBLE_ALPHA
    ]
    is_opaque = len(lumas) == len(pixels)
    return INK if sum(lumas) > LIGHT_LUMA * len(lumas) and not is_opaque else PAPER


def _pixels(image: Image.Image) -> list[tuple[int, int, int, int]]:
    data = image.tobytes()
    return [tuple(data[at : at + 4]) for at in range(0, len(data), 4)]  # type: ignore[misc]  # RGBA has four


def _bound_this_process() -> None:
    Image.MAX_IMAGE_PIXELS = MAX_PIXELS
    # Pillow only warns up to twice as many.
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    # A check that runs meanwhile comes first.
    os.nice(10)
    for what, limit in ((resource.RLIMIT_AS, MEMORY_BYTES), (resource.RLIMIT_CPU, CPU_SECONDS)):
        # Where the system knows no such bound, the parent's clock and the caps above remain.
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(what, (limit, limit))


if __name__ == "__main__":
    sys.exit(main())
