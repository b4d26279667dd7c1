"""Draw an uploaded picture anew, in a few sizes, so that nothing but what is seen is left of the file; no database.

Unlike the icons of friends' sites (``easytask.icons``) it is decoded in this process: it comes from the owner, and its
head tells how many pixels it would take before any is unpacked.
"""

from __future__ import annotations

import contextlib
import dataclasses
import enum
import io

from django.utils.translation import gettext as _
from PIL import Image, ImageCms, ImageOps, ImageSequence

from blog.pictures.names import MAX_WIDTH, SMALLER_WIDTHS

MAX_BYTES = 20 * 1024 * 1024
# Of the uploaded picture: a photo of a good camera has 50 million, which take 150 MB to unpack.
MAX_PIXELS = 50_000_000
# Of all frames of a moving picture together: ten seconds of 500 x 400 at 10 a second.
MAX_MOVING_PIXELS = 20_000_000
# WebP cannot hold more.
MAX_HEIGHT = 16_383
FORMATS = ("PNG", "JPEG", "WEBP", "GIF", "AVIF")
QUALITY = 82
# A drawing or screenshot has so few colours that it stays sharp and small without loss.
FEW_COLOURS = 8_192


class Refusal(enum.Enum):
    """Why a file becomes no picture."""

    TOO_MANY_BYTES = "bytes"
    TOO_MANY_PIXELS = "pixels"
    MOVES_TOO_LONG = "moves"
    SVG = "svg"
    NO_PICTURE = "no picture"

    @property
    def sentence(self) -> str:
        """Return what a person is told, in their language."""
        return {
            Refusal.TOO_MANY_BYTES: _("图片超过了 20 MB，请换一张小一些的。"),
            Refusal.TOO_MANY_PIXELS: _("图片的像素超过了 5000 万，太大了；请先缩小它。"),
            Refusal.MOVES_TOO_LONG: _("动图太长或太大了；请把它剪短、缩小，或者改成视频链接。"),
            Refusal.SVG: _("SVG 里可以藏脚本，所以不接受；请先把它存成 PNG。"),
            Refusal.NO_PICTURE: _("这不是能打开的图片；请上传 PNG、JPEG、WebP、AVIF 或 GIF。"),
        }[self]


@dataclasses.dataclass(frozen=True, slots=True)
class Drawn:
    """A picture in WebP: its size in pixels, and the content of each kept size by its width."""

    width: int
    height: int
    is_moving: bool
    contents: dict[int, bytes]


def draw(content: bytes) -> Drawn | Refusal:
    """Return the picture upright, in sRGB and no wider than MAX_WIDTH, or why there is none."""
    if len(content) > MAX_BYTES:
        return Refusal.TOO_MANY_BYTES
    if is_svg(content):
        return Refusal.SVG
    try:
        with Image.open(io.BytesIO(content), formats=FORMATS) as picture:
            return _draw(picture)
    except Image.DecompressionBombError:
        return Refusal.TOO_MANY_PIXELS
    # What Pillow raises for broken files, according to their kind.
    except (OSError, SyntaxError, ValueError, EOFError):
        return Refusal.NO_PICTURE


def _draw(picture: Image.Image) -> Drawn | Refusal:
    if picture.width * picture.height > MAX_PIXELS:
        return Refusal.TOO_MANY_PIXELS
    # A JPEG with a second picture beside the first, as phones make them, does not move.
    is_moving = getattr(picture, "is_animated", False) and picture.format in ("GIF", "WEBP", "PNG")
    return _draw_moving(picture) if is_moving else _draw_still(picture)


def is_svg(content: bytes) -> bool:
    """Return whether it is an SVG by its first characters."""
    head = content[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return head.startswith(b"<") and (b"<svg" in head or b"<?xml" in head)


def _draw_still(picture: Image.Image) -> Drawn:
    # JPEG can skip most of the work.
    picture.draft("RGB", (MAX_WIDTH, MAX_WIDTH))
    profile = picture.info.get("icc_profile")
    upright = ImageOps.exif_transpose(picture)
    if upright.mode.startswith("I"):
        # 16 bits of grey: what is converted without this is white.
        upright = upright.point(lambda value: value / 256).convert("L")
    whole = _in_srgb(_fitted(upright, MAX_WIDTH), profile)
    smaller = {width: _webp(_fitted(whole, width)) for width in SMALLER_WIDTHS if width < whole.width}
    return Drawn(whole.width, whole.height, False, smaller | {whole.width: _webp(whole)})


def _fitted(picture: Image.Image, width: int) -> Image.Image:
    """Return a copy that is no wider than this, and no higher than WebP can hold."""
    scale = min(width / picture.width, MAX_HEIGHT / picture.height, 1)
    if scale == 1:
        return picture.copy()
    size = (max(round(picture.width * scale), 1), max(round(picture.height * scale), 1))
    # Colours of a palette cannot be mixed.
    mixable = picture if picture.mode in ("L", "LA", "RGB", "RGBA", "CMYK") else picture.convert(_mode(picture))
    return mixable.resize(size, Image.Resampling.LANCZOS, reducing_gap=3.0)


def _in_srgb(picture: Image.Image, profile: bytes | None) -> Image.Image:
    """Return it with the colours that it would have been shown with: the profile goes with all else in the file."""
    if profile and picture.mode in ("RGB", "RGBA", "CMYK"):
        with contextlib.suppress(ImageCms.PyCMSError, OSError):
            its_own, srgb = ImageCms.ImageCmsProfile(io.BytesIO(profile)), ImageCms.createProfile("sRGB")
            converted = ImageCms.profileToProfile(picture, its_own, srgb, outputMode=_mode(picture))
            return converted or picture
    return picture.convert(_mode(picture))


def _mode(picture: Image.Image) -> str:
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
        if pixels > MAX_MOVING_PIXELS or frame.width > MAX_WIDTH:
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
