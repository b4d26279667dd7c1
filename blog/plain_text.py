"""Make text from outside safe where nothing escapes it: terminals, mails and chats, of which this knows none."""

from __future__ import annotations

import unicodedata

# They join letters and emoji, and turn nothing.
_JOINERS = "\u200c\u200d"
# Control, surrogate and format characters (among them the bidi marks), and the two separators of lines.
_UNPRINTED = {"Cc", "Cs", "Cf", "Zl", "Zp"}


def plain(text: str) -> str:
    """Return the text on one line, without what a terminal obeys, what turns the reading direction or hides."""
    words = "".join(" " if sign.isspace() else sign for sign in text).split(" ")
    return " ".join(filter(None, ("".join(filter(_is_shown, word)) for word in words)))


def _is_shown(sign: str) -> bool:
    return sign in _JOINERS or unicodedata.category(sign) not in _UNPRINTED
