"""Show a post's cover: its picture, or the landscape of ``blog.scenes`` as SVG in the style sheet's colours."""

from __future__ import annotations

import functools
import itertools

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from blog.pictures import names
from blog.scenes import CARD, Light, Scene, compose

register = template.Library()

# Units of the picture's height.
HEIGHT = 180


@register.simple_tag
def scene(word: str, breadth: float = CARD) -> SafeString:
    """Return the landscape of a word: ``{% scene post.slug %}``."""
    return _svg(compose(word, breadth=breadth))


@register.simple_tag
def wide_scene(word: str) -> SafeString:
    """Return the landscape of a word for the whole width of a page, with a pale sky at the left for words."""
    return _svg(compose(word, breadth=4, ridges=4, light=Light.DAY, side=0.74))


@register.simple_tag
def cover(name: str, sizes: str) -> SafeString:
    """Return the picture of this name, cut to its place by the style sheet; whoever cannot see it has the title."""
    picture = names.read(name)
    if picture is None:
        return SafeString()
    sources = format_html(' srcset="{}" sizes="{}"', picture.srcset, sizes) if picture.srcset else ""
    return format_html(
        '<img src="{}"{} width="{}" height="{}" alt="">', picture.address, sources, picture.width, picture.height
    )


@functools.lru_cache(maxsize=256)
def _svg(seen: Scene) -> SafeString:
    width = round(HEIGHT * seen.breadth)
    across, down, radius = (f"{part * HEIGHT:.0f}" for part in (seen.disc.across, seen.disc.down, seen.disc.radius))
    parts = [
        f'<rect class="sky" width="{width}" height="{HEIGHT}"/>',
        f'<circle class="disc" cx="{across}" cy="{down}" r="{radius}"/>',
    ]
    if seen.birds:
        wings = "".join(f"M{x * HEIGHT:.0f} {y * HEIGHT:.0f}q4-5 6 0q2-5 6 0" for x, y in seen.birds)
        parts.append(f'<path class="birds" d="{wings}"/>')
    parts.extend(f'<path class="ridge" d="{_hill(line, width)}"/>' for line in seen.ridges)
    head = f'<svg class="scene {seen.light.value}" viewBox="0 0 {width} {HEIGHT}"'
    # Numbers and words of ours alone.
    return mark_safe(f'{head} preserveAspectRatio="xMidYMax slice" aria-hidden="true">{"".join(parts)}</svg>')  # noqa: S308 - see above


def _hill(line: tuple[float, ...], width: int) -> str:
    """Return a path along a line and down to the foot: through the middles of its parts, bent by its points."""
    step = width / (len(line) - 1)
    points = [(number * step, down * HEIGHT) for number, down in enumerate(line)]
    path = [f"M0 {HEIGHT}V{points[0][1]:.0f}"]
    for (x, y), (after_x, after_y) in itertools.pairwise(points[1:]):
        path.append(f"Q{x:.0f} {y:.0f} {(x + after_x) / 2:.0f} {(y + after_y) / 2:.0f}")
    path.append(f"L{width} {points[-1][1]:.0f}V{HEIGHT}z")
    return "".join(path)
