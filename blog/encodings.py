"""Turn the bytes of a file that somebody has into text, whatever wrote it."""

from __future__ import annotations

import codecs
import re

import webencodings

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    # Before UTF-16, whose mark it begins with.
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# Without a mark these are told by the zeros beside an ASCII letter.
_ZEROS = ((re.compile(rb"[\x09-\x7e]\x00"), "utf-16-le"), (re.compile(rb"\x00[\x09-\x7e]"), "utf-16-be"))
_DECLARED = re.compile(rb"""\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']""")


class UnknownEncoding(ValueError):
    """The bytes are no text that is known here."""


def decode(data: bytes) -> tuple[str, bool]:
    """Return the text, and whether it had to be guessed that it is GBK; raise UnknownEncoding.

    GB18030, which Windows called GBK, is tried last: it is what Chinese editors and spreadsheets write, and hardly any
    text of another encoding is valid in it.
    """
    told = _told_by(data)
    for encoding in told or ["utf-8", "gb18030"]:
        try:
            text = data.decode(encoding).lstrip("\ufeff")
        except UnicodeDecodeError:
            continue
        if "\0" in text:
            break
        return text, encoding == "gb18030" and told[:1] != ["gb18030"]
    raise UnknownEncoding


def storable(text: str) -> str:
    """Return the text without what no database and no page takes: NUL, and the half letters that JSON can spell."""
    return text.replace("\0", "").encode(errors="replace").decode()


def _told_by(data: bytes) -> list[str]:
    """Return what to try by what a file says of itself; it may have been saved anew since it was declared."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return [encoding]
    for zeros, encoding in _ZEROS:
        if zeros.match(data):
            return [encoding]
    declared = _DECLARED.match(data)
    return [_codec(declared[1].decode()), "utf-8", "gb18030"] if declared else []


def _codec(label: str) -> str:
    """Return Python's name of an encoding as the web knows it; raise UnknownEncoding.

    Python knows more under such labels, which are no encodings of files, and some take very long.
    """
    encoding = webencodings.lookup(label)
    # The last two are the web's own: what nobody should decode, and bytes as they are.
    if encoding is None or encoding.name in ("replacement", "x-user-defined"):
        raise UnknownEncoding
    if encoding.name in ("utf-16le", "utf-16be"):
        # The declaration was read as ASCII, so it is wrong.
        return "utf-8"
    return "gb18030" if encoding.name == "gbk" else str(encoding.codec_info.name)
