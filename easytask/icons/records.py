"""Hold the records of what became of an image from a friend's site, which the steps of this room hand on."""

from __future__ import annotations

import dataclasses
import enum


class Refusal(enum.StrEnum):
    """Why there is no icon: the closed set of what may be wrong with an image from outside."""

    # No answer, or one that is no image at all.
    NOTHING_FETCHED = "nothing_fetched"
    # More bytes than we read.
    TOO_LONG = "too_long"
    # No format that we draw; also HTML that calls itself one.
    NOT_AN_IMAGE = "not_an_image"
    ANIMATED = "animated"
    # More pixels than we decode.
    TOO_LARGE = "too_large"
    TOO_SMALL = "too_small"
    # Too long for its height, or too high for its length.
    SHAPE = "shape"
    # Nothing to see on it.
    EMPTY = "empty"
    # It took more memory or time than it may, or the decoder broke on it.
    BROKEN = "broken"


@dataclasses.dataclass(frozen=True, slots=True)
class Drawing:
    """An icon redrawn: two square pictures in WebP, and the dominant colour as ``#rrggbb``.

    ``side`` is that of the image from outside, in pixels: a small one gives a picture of little use.
    """

    colour: str
    side: int
    small: bytes
    large: bytes
