"""Read a robots.txt for one question: does it name our agent and forbid it an address? This knows no friend.

By Protego, which the Scrapy project keeps: of several rules the longest holds and ``*`` and ``$`` mean something, as
RFC 9309 has it. Python's own urllib.robotparser takes the first rule and reads both signs as themselves.
"""

from __future__ import annotations

import re

from protego import Protego

# What a robots.txt calls us by; our User-Agent begins with it.
AGENT = "izone"
# RFC 9309, 2.5: at least 500 KiB are to be read.
MAX_BYTES = 512 * 1024
_NAMES_US = re.compile(rf"^\s*user-agent\s*:\s*{AGENT}\b", re.IGNORECASE | re.MULTILINE)


def refuses(text: str, url: str) -> bool:
    """Return whether a robots.txt forbids our agent this address, by a rule that names it.

    A rule for all agents (``*``) is meant for crawlers, and does not count: we ask for the address that a friend gave.
    """
    return bool(_NAMES_US.search(text)) and not Protego.parse(text).can_fetch(url, AGENT)
