"""Turn a file's bytes into text, also when they are not UTF-8; this guesses no further than Chinese blogs need."""

from __future__ import annotations

import codecs

_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))


class UnknownEncoding(ValueError):
    """The bytes are no text that is known here."""


def storable(text: str) -> str:
    """Return the text without what no database and no page takes: NUL, and the half letters that JSON can spell."""
    return text.replace("\0", "").encode(errors="replace").decode()


def decode(content: bytes) -> tuple[str, bool]:
    """Return the text, and whether it had to be guessed that it is GBK; raise UnknownEncoding.

    A mark at the beginning wins, then UTF-8, then GB18030, which Windows called GBK.
    """
    mark, encoding = next((pair for pair in _MARKS if content.startswith(pair[0])), (b"", ""))
    for name in [encoding] if encoding else ["utf-8", "gb18030"]:
        try:
            text = content[len(mark) :].decode(name)
        except UnicodeDecodeError:
            continue
        if "\0" in text:
            break
        return text, name == "gb18030"
    raise UnknownEncoding
