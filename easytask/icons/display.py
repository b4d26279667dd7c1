"""Say how a friend's icon is shown, wherever it is: by its two pictures, by a letter in its stead, and by a tint.

Pages may not carry styles of their own, so a colour becomes one of TINTS classes, ``tint-0`` to ``tint-23``, hues that
icons.css knows. All have one lightness there, so that text stays readable whatever the icon looks like.
"""

from __future__ import annotations

import dataclasses
import functools
import math
import zlib

from django.db.models import QuerySet
from django.urls import reverse

from blog.models import FriendLink
from easytask.models import FriendIcon

TINTS = 24
# Of OKLab: below it, a colour has no hue that anybody would see.
GREY_CHROMA = 0.03


@dataclasses.dataclass(frozen=True, slots=True)
class IconView:
    """What a template needs; ``small`` and ``large`` are addresses, empty when the ``monogram`` stands in."""

    small: str
    large: str
    tint: str
    monogram: str


def with_icons(friends: QuerySet[FriendLink]) -> QuerySet[FriendLink]:
    """Let the rows come with what ``icon_of`` needs, in the same query and without the pictures themselves."""
    return friends.select_related("icon").defer("icon__small", "icon__large")


def icon_of(friend: FriendLink) -> IconView:
    """Return how the friend's icon is shown; without ``with_icons`` it takes a query."""
    icon: FriendIcon | None = getattr(friend, "icon", None)
    if icon is None or not icon.digest or icon.link != friend.link:
        hue = zlib.crc32(friend.host.encode()) % TINTS
        return IconView("", "", f"tint-{hue}", friend.monogram)
    small, large = (address_of(icon.digest, side) for side in FriendIcon.SIDES.values())
    return IconView(small, large, tint_of(icon.colour), friend.monogram)


def address_of(digest: str, side: int) -> str:
    """Return the path of a picture."""
    return reverse("friend_icon", args=[digest, side])


@functools.lru_cache(maxsize=4096)
def tint_of(colour: str) -> str:
    """Return the class of the hue of a colour as ``#rrggbb``, empty for one without."""
    linear = [_linear(int(colour[at : at + 2], 16) / 255) for at in (1, 3, 5)]
    # OKLab, by its author's own figures: https://bottosson.github.io/posts/oklab/.
    long, medium, short = (
        math.cbrt(sum(map(float.__mul__, row, linear)))
        for row in (
            (0.4122214708, 0.5363325363, 0.0514459929),
            (0.2119034982, 0.6806995451, 0.1073969566),
            (0.0883024619, 0.2817188376, 0.6299787005),
        )
    )
    green_red = 1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short
    blue_yellow = 0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short
    if math.hypot(green_red, blue_yellow) < GREY_CHROMA:
        return ""
    turn = math.atan2(blue_yellow, green_red) / math.tau % 1
    return f"tint-{round(turn * TINTS) % TINTS}"


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4
