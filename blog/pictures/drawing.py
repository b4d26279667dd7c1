"""Draw an uploaded picture anew, in a few sizes, so that nothing but what is seen is left of the file; no database.

Unlike the icons of friends' sites (``easytask.icons``) it is decoded in this process: it comes from the owner, and its
head tells how many pixels it would take before any is unpacked.
"""

from __future__ import annotations

import contextlib
import io
import math

from PIL import ExifTags, Image, ImageCms, ImageOps, ImageSequence

from blog.pictures.names import MAX_WIDTH, SMALLER_WIDTHS
from blog.pictures.outcomes import Drawn, Refusal

MAX_BYTES = 20 * 1024 * 1024
# Of the uploaded picture by its format, so that to draw it takes no more than 180 MB. Unpacked, a pixel takes 4 bytes,
# in AVIF 10 and in WebP 16, as Pillow decodes them. A JPEG is unpacked no larger than it is needed, unless it is
# progressive: then all of it is held as well, in up to 6 bytes a pixel.
MAX_PIXELS = {"JPEG": 50_000_000, "PNG": 20_000_000, "GIF": 20_000_000, "AVIF": 14_000_000, "WEBP": 10_000_000}
MAX_PROGRESSIVE_PIXELS = 12_000_000
# Of the kept picture: to encode it takes up to 9 bytes a pixel, with transparency 33. A long screenshot has as many.
MAX_KEPT_PIXELS, MAX_CLEAR_PIXELS = 10_000_000, 4_000_000
# Of a frame of a moving picture, and of all together: ten seconds of 500 x 400 at 10 a second.
MAX_FRAME_PIXELS, MAX_MOVING_PIXELS = 2_100_000, 20_000_000
# WebP cannot hold more.
MAX_HEIGHT = 16_383
FORMATS = ("PNG", "JPEG", "WEBP", "GIF", "AVIF")
QUALITY = 82
# A drawing or screenshot has so few colours that it stays sharp and small without loss.
FEW_COLOURS = 8_192
_STRIP_ROWS = 128


def draw(content: bytes) -> Drawn | Refusal:
    """Return the picture upright, in sRGB and no wider than MAX_WIDTH, or why there is none."""
    if len(content) > MAX_BYTES:
        return Refusal.TOO_MANY_BYTES
    if is_svg(content):
        return Refusal.SVG
    try:
        drawn = _unpacked(content)
    except Image.DecompressionBombError:
        return Refusal.TOO_MANY_PIXELS
    # What Pillow raises for broken files, according to their kind.
    except (OSError, SyntaxError, ValueError, EOFError):
        return Refusal.NO_PICTURE
    return _encoded(drawn) if isinstance(drawn, Image.Image) else drawn


def _unpacked(content: bytes) -> Image.Image | Drawn | Refusal:
    """Return a still picture as it is to be kept, and nothing more of its file; a moving one is ready."""
    with Image.open(io.BytesIO(content), formats=FORMATS) as picture:
        # A JPEG with a second picture beside the first, as phones make them, does not move.
        is_moving = getattr(picture, "is_animated", False) and picture.format in ("GIF", "WEBP", "PNG")
        if not _is_small_enough(picture):
            return Refusal.TOO_MANY_PIXELS
        return _draw_moving(picture) if is_moving else _prepared(picture)


def _is_small_enough(picture: Image.Image) -> bool:
    # MPO is a JPEG with more behind it.
    kind = "JPEG" if picture.format == "MPO" else str(picture.format)
    most = MAX_PROGRESSIVE_PIXELS if "progressive" in picture.info else MAX_PIXELS[kind]
    return picture.width * picture.height <= most


def is_svg(content: bytes) -> bool:
    """Return whether it is an SVG by its first characters."""
    head = content[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return head.startswith(b"<") and (b"<svg" in head or b"<?xml" in head)


def _prepared(picture: Image.Image) -> Image.Image:
    """Return a copy of a still picture, upright, in sRGB and no larger than it is kept."""
    is_on_its_side = picture.getexif().get(ExifTags.Base.Orientation, 1) in (5, 6, 7, 8)
    most = MAX_CLEAR_PIXELS if _mode(picture) == "RGBA" else MAX_KEPT_PIXELS
    size = _fitting(picture.size[::-1] if is_on_its_side else picture.size, MAX_WIDTH, most)
    size = size[::-1] if is_on_its_side else size
    # A JPEG is unpacked at half its width, a quarter or an eighth, whichever is not below this.
    is_too_much = picture.width * picture.height > MAX_PIXELS["PNG"]
    picture.draft("RGB", (min(size[0], picture.width // 2) if is_too_much else size[0], 1))
    profile = picture.info.get("icc_profile")
    if picture.mode.startswith("I"):
        # 16 bits of grey: what is converted without this is white.
        picture = picture.point(lambda value: value / 256).convert("L")
    small = _resized(picture, size)
    # After the rest, and in place: it is another copy.
    ImageOps.exif_transpose(small, in_place=True)
    return _in_srgb(small, profile)


def _encoded(whole: Image.Image) -> Drawn:
    widths = [width for width in SMALLER_WIDTHS if width < whole.width]
    smaller = {width: _webp(_resized(whole, _fitting(whole.size, width, MAX_KEPT_PIXELS))) for width in widths}
    return Drawn(whole.width, whole.height, False, smaller | {whole.width: _webp(whole)})


def _fitting(size: tuple[int, int], most_width: int, most_pixels: int) -> tuple[int, int]:
    """Return the size of a picture that is no larger than this."""
    width, height = size
    scale = min(most_width / width, MAX_HEIGHT / height, math.sqrt(most_pixels / (width * height)), 1)
    return max(round(width * scale), 1), max(round(height * scale), 1)


def _resized(picture: Image.Image, size: tuple[int, int]) -> Image.Image:
    """Return a copy of this size, made strip by strip: to resize the whole takes a second one of all that it holds."""
    if picture.size == size:
        return picture.copy()
    width, height = size
    # Colours of a palette cannot be mixed.
    is_mixable = picture.mode in ("L", "LA", "CMYK") and "transparency" not in picture.info
    mode = picture.mode if is_mixable else _mode(picture)
    small = Image.new(mode, size)
    small.info = {name: value for name, value in picture.info.items() if name != "transparency"}
    scale = picture.height / height
    # What Lanczos looks at beyond the rows that it makes.
    around = math.ceil(3 * max(scale, 1)) + 1
    for first in range(0, height, _STRIP_ROWS):
        last = min(first + _STRIP_ROWS, height)
        top, bottom = max(int(first * scale) - around, 0), min(math.ceil(last * scale) + around, picture.height)
        strip = picture.crop((0, top, picture.width, bottom)).convert(mode)
        box = (0, first * scale - top, picture.width, min(last * scale, picture.height) - top)
        small.paste(strip.resize((width, last - first), Image.Resampling.LANCZOS, box), (0, first))
    return small


def _in_srgb(picture: Image.Image, profile: bytes | None) -> Image.Image:
    """Return it with the colours that it would have been shown with: the profile goes with all else in the file."""
    if profile and picture.mode in ("RGB", "RGBA", "CMYK"):
        with contextlib.suppress(ImageCms.PyCMSError, OSError):
            its_own, srgb = ImageCms.ImageCmsProfile(io.BytesIO(profile)), ImageCms.createProfile("sRGB")
            converted = ImageCms.profileToProfile(picture, its_own, srgb, outputMode=_mode(picture))
            return converted or picture
    return picture if picture.mode == _mode(picture) else picture.convert(_mode(picture))


def _mode(picture: Image.Image) -> str:
    if picture.mode == "RGBA":
        # Screenshots have a channel in which nothing is transparent.
        return "RGBA" if picture.getchannel("A").getextrema() != (255, 255) else "RGB"
    return "RGBA" if picture.has_transparency_data else "RGB"


def _webp(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    is_drawing = picture.getcolors(FEW_COLOURS) is not None
    picture.save(out, "WEBP", quality=QUALITY, lossless=is_drawing, method=4, exif=b"", icc_profile=b"", xmp=b"")
    return out.getvalue()


def _draw_moving(picture: Image.Image) -> Drawn | Refusal:
    frames, durations = [], []
    pixels = 0
    for frame in ImageSequence.Iterator(picture):
        pixels += frame.width * frame.height
        if pixels > MAX_MOVING_PIXELS or frame.width * frame.height > MAX_FRAME_PIXELS or frame.width > MAX_WIDTH:
            return Refusal.MOVES_TOO_LONG
        frames.append(frame.convert("RGBA"))
        durations.append(int(frame.info.get("duration", 100)))
    out = io.BytesIO()
    frames[0].save(
        out,
        "WEBP",
        save_all=True,
        append_images=frames[1:],
        duration=durations,
        loop=picture.info.get("loop", 1),
        quality=70,
        method=2,
    )
    return Drawn(picture.width, picture.height, True, {picture.width: out.getvalue()})
