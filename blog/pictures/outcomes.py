"""What becomes of an uploaded file: a picture that is drawn anew, or the reason why there is none."""

from __future__ import annotations

import dataclasses
import enum

from django.utils.translation import gettext as _


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
            Refusal.TOO_MANY_PIXELS: _(
                "图片的像素太多了：普通 JPEG 最多 5000 万，PNG 和 GIF 2000 万，AVIF 1400 万，WebP 1000 万。请先缩小它。"
            ),
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
