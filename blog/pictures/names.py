"""Say by a picture's name alone how large it is and in which sizes it is kept: a page needs no query for that.

``<24 hex digits>-<width>x<height>.webp`` is the picture itself, ``<the digits>-<width>.webp`` a smaller one of it; a
moving picture ends in ``-moving.webp`` and has no smaller ones.
"""

from __future__ import annotations

import dataclasses
import re

# Pixels. A column of text is 700 wide, on screens of twice the pixels 1,400, on a phone 1,200 at most.
MAX_WIDTH = 2000
SMALLER_WIDTHS = (640, 1280)
_NAME = re.compile(r"([0-9a-f]{24})-([0-9]{1,5})x([0-9]{1,5})(-moving)?\.webp", re.ASCII)
# Of any of its sizes, as a regular expression.
FILE_NAME = r"[0-9a-f]{24}-[0-9x]+(?:-moving)?\.webp"
_ADDRESS = "/pictures/"


@dataclasses.dataclass(frozen=True, slots=True)
class PictureName:
    """What a name says: the digest of the uploaded bytes, and the size in pixels."""

    digest: str
    width: int
    height: int
    is_moving: bool = False

    def __str__(self) -> str:
        return f"{self.digest}-{self.width}x{self.height}{'-moving' if self.is_moving else ''}.webp"

    @property
    def address(self) -> str:
        """Return where visitors find it, the same in every language."""
        return f"{_ADDRESS}{self}"

    @property
    def files(self) -> dict[int, str]:
        """Return the name of each size by its width, smallest first; the last is the picture itself."""
        smaller = [] if self.is_moving else [width for width in SMALLER_WIDTHS if width < self.width]
        return {width: f"{self.digest}-{width}.webp" for width in smaller} | {self.width: str(self)}

    @property
    def srcset(self) -> str:
        """Return the sizes as the attribute of an ``img``; empty when there is but one."""
        files = self.files
        if len(files) == 1:
            return ""
        return ", ".join(f"{_ADDRESS}{name} {width}w" for width, name in files.items())


def smallest(name: str) -> str:
    """Return the name of the smallest size of the picture of this name."""
    found = read(name)
    return next(iter(found.files.values())) if found else name


def read(address: str) -> PictureName | None:
    """Return what a name, or a public address on this site, says; None when it is none of ours."""
    found = _NAME.fullmatch(address.removeprefix(_ADDRESS))
    return found and PictureName(found[1], int(found[2]), int(found[3]), bool(found[4]))
