"""Read a robots.txt for one question: does it name our agent and forbid it an address? This knows no friend.

By Protego, which the Scrapy project keeps: of several rules the longest holds and ``*`` and ``$`` mean something, as
RFC 9309 has it. Python's own urllib.robotparser takes the first rule and reads both signs as themselves.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from protego import Protego

from easytask.verdicts.records import PageReading

# What a robots.txt calls us by; our User-Agent begins with it.
AGENT = "izone"
# RFC 9309, 2.5: at least 500 KiB are to be read.
MAX_BYTES = 512 * 1024
_NAMES_US = re.compile(rf"^\s*user-agent\s*:\s*{AGENT}\b", re.IGNORECASE | re.MULTILINE)


class RobotsReader:
    """The PageReader of a robots.txt: keeps the beginning of the last page that was answered."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []
        self._left = 0

    def start_page(self, url: str, status: int, headers: Mapping[str, str]) -> None:
        """Begin a page."""
        self._pieces, self._left = [], MAX_BYTES

    def feed(self, data: bytes) -> bool:
        """Take a piece; return True for "enough, stop reading"."""
        self._pieces.append(data[: self._left])
        self._left -= len(self._pieces[-1])
        return self._left <= 0

    def finish_page(self) -> PageReading:
        """End the page."""
        return PageReading()

    @property
    def text(self) -> str:
        """Return what was read; it is to be UTF-8."""
        return b"".join(self._pieces).decode("utf-8-sig", "replace")


def refuses(text: str, url: str) -> bool:
    """Return whether a robots.txt forbids our agent this address, by a rule that names it.

    A rule for all agents (``*``) is meant for crawlers, and does not count: we ask for the address that a friend gave.
    """
    return bool(_NAMES_US.search(text)) and not Protego.parse(text).can_fetch(url, AGENT)
