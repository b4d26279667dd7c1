"""Read the words that a piece of markup shows, and weigh them; where the piece begins and ends is for others to say."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence

# What stands after a tag; a ``>`` in that may stand in a text or in a value, and ends it no more than in a browser.
_TEXT = re.compile(r">([^<]++)")


def words_in(markup: str) -> list[str]:
    """Return the words between the tags; one that the piece cuts in two is two."""
    text = " ".join(_TEXT.findall(f">{markup}"))
    return html.unescape(text).split() if "&" in text else text.split()


def weight(words: Sequence[str]) -> int:
    """Return the bytes of words in UTF-8, in which one Chinese letter weighs as much as three Latin ones."""
    return len("".join(words).encode("utf-8", "replace"))
