"""Say how long a post takes to read."""

from __future__ import annotations

import re

from markdown_it.token import Token

from blog.markdown.reader import CHINESE

# Silent reading of prose: 238 English words a minute (Brysbaert 2019), and as much is some 400 Chinese characters.
CHINESE_CHARACTERS_PER_MINUTE = 400
WORDS_PER_MINUTE = 240
_WORD = re.compile(r"\w+")


def minutes(tokens: list[Token]) -> int:
    """Return the minutes for the words of a post, at least one; programs are looked at rather than read."""
    parts = (part for token in tokens for part in token.children or () if part.type in ("text", "code_inline"))
    text = " ".join(part.content for part in parts)
    without, characters = CHINESE.subn(" ", text)
    words = sum(1 for _ in _WORD.finditer(without))
    return max(1, round(characters / CHINESE_CHARACTERS_PER_MINUTE + words / WORDS_PER_MINUTE))
