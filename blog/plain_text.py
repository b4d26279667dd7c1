"""Make text from outside safe where nothing escapes it: terminals, mails, chats and XML, of which this knows none."""

from __future__ import annotations

import re
import unicodedata

# They join letters and emoji, and turn nothing.
_JOINERS = "\u200c\u200d"
# Control, surrogate and format characters (among them the bidi marks), and the two separators of lines.
_UNPRINTED = {"Cc", "Cs", "Cf", "Zl", "Zp"}
# XML 1.0, section 2.2: a single one of these characters makes the whole document unreadable.
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def plain(text: str) -> str:
    """Return the text on one line, without what a terminal obeys, what turns the reading direction or hides."""
    words = "".join(" " if sign.isspace() else sign for sign in text).split(" ")
    return " ".join(filter(None, ("".join(filter(_is_shown, word)) for word in words)))


def for_xml(text: str) -> str:
    """Return the text without the characters that no XML may hold; it is still to be escaped."""
    return _NOT_IN_XML.sub("", text)


def _is_shown(sign: str) -> bool:
    return sign in _JOINERS or unicodedata.category(sign) not in _UNPRINTED
