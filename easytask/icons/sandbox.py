"""Have an image from outside redrawn by a process of its own, bounded in memory and time; this one decodes nothing.

A process for each image costs 40 ms and 17 MB, and whatever an image does to a decoder happens to that image alone. A
pool of them would be faster and would have to be watched; an icon is redrawn once a week.
"""

from __future__ import annotations

import re
import struct
import subprocess
import sys
from pathlib import Path

from easytask.icons.records import Drawing, Refusal

# An image at the bounds of redraw takes 0.3 s of a core that it does not have to itself.
SECONDS = 10.0
_PROGRAM = Path(__file__).with_name("redraw.py")
_HEAD = struct.Struct("<I7s2I")
_COLOUR = re.compile(rb"#[0-9a-f]{6}")
_REFUSED = 3


def redraw(data: bytes, sides: tuple[int, int]) -> Drawing | Refusal:
    """Return the image as an icon of two sides, in pixels, or why it is none; it takes SECONDS at most."""
    command = [sys.executable, "-I", str(_PROGRAM), *map(str, sides)]
    try:
        # Without our environment: its secrets are not for a process that hostile bytes may take over.
        done = subprocess.run(command, input=data, capture_output=True, timeout=SECONDS, env={}, check=False)  # noqa: S603 - our own program
    except subprocess.TimeoutExpired:
        return Refusal.BROKEN
    try:
        if done.returncode == _REFUSED:
            return Refusal(done.stdout.decode())
        return Refusal.BROKEN if done.returncode else _read_drawing(done.stdout)
    except (ValueError, struct.error):
        # Not what our program says: whoever has taken it over gets no word in.
        return Refusal.BROKEN


def _read_drawing(data: bytes) -> Drawing:
    side, colour, small, large = _HEAD.unpack_from(data)
    pictures = data[_HEAD.size :]
    if not _COLOUR.fullmatch(colour) or len(pictures) != small + large:
        raise ValueError("not two pictures and a colour")
    return Drawing(colour.decode(), side, pictures[:small], pictures[small:])
