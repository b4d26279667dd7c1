"""Make of the owner's colour one that can be read on each ground of our pages, by day and by night (WCAG 2, 1.4.3)."""

from __future__ import annotations

import functools
import re

# The least contrast of text, with a little more than the 4.5 that is asked for: browsers round.
CONTRAST = 4.6
# The darkest ground of a page by day and the lightest by night, as blog.css has them.
DAY, NIGHT = "#f2eee5", "#26231e"
_COLOUR = re.compile("#?([0-9a-f]{6})", re.ASCII | re.IGNORECASE)

Channels = tuple[int, int, int]


def parse(text: str) -> str:
    """Return a colour as ``#rrggbb``; raise ValueError."""
    found = _COLOUR.fullmatch(text.strip())
    if found is None:
        raise ValueError(text)
    return f"#{found[1].lower()}"


def by_day(colour: str) -> str:
    """Return the colour, as much darker as text needs."""
    return _towards("#000000", colour, ground=DAY)


def by_night(colour: str) -> str:
    """Return the colour, as much lighter as text needs."""
    return _towards("#ffffff", colour, ground=NIGHT)


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours, from 1 to 21."""
    darker, lighter = sorted(map(_luminance, (one, other)))
    return (lighter + 0.05) / (darker + 0.05)


def mix(one: str, other: str, share: float) -> str:
    """Return the colour between two, with this ``share`` of the first."""
    pairs = zip(channels(one), channels(other), strict=True)
    return "#" + "".join(f"{round(first * share + second * (1 - share)):02x}" for first, second in pairs)


def channels(colour: str) -> Channels:
    """Return red, green and blue, each up to 255."""
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


@functools.lru_cache(maxsize=64)
def _towards(end: str, colour: str, *, ground: str) -> str:
    steps = (mix(end, colour, number / 50) for number in range(51))
    return next(found for found in steps if contrast(found, ground) >= CONTRAST)


def _luminance(colour: str) -> float:
    red, green, blue = (
        share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4
        for share in (channel / 255 for channel in channels(colour))
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
