"""Split an address that somebody else has written, which may be none at all."""

from __future__ import annotations

from urllib.parse import SplitResult, urlsplit


def split(address: str) -> SplitResult:
    """Return the parts of an address; all empty for one that urlsplit refuses, as ``https://[your-domain]/``."""
    try:
        return urlsplit(address)
    except ValueError:
        return SplitResult("", "", "", "", "")
