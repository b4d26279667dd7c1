"""Turn the bytes of a file into text, whatever wrote it; refuse what is too long before anything looks inside."""

from __future__ import annotations

import codecs
import re

import webencodings

from easytask.exchange.records import Fault, Unreadable

# Of 10,000 friends with all their fields in YAML, the longest format, it takes four.
MAX_BYTES = 8 * 1024 * 1024
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# Without a mark these are told by the zeros beside an ASCII letter.
_ZEROS = ((re.compile(rb"[\x09-\x7e]\x00"), "utf-16-le"), (re.compile(rb"\x00[\x09-\x7e]"), "utf-16-be"))
_DECLARED = re.compile(rb"""<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']""")


def decode(data: bytes) -> str:
    """Return the text of a file, its lines ended by line feeds; raise Unreadable.

    GB18030 is tried last: it is what Chinese editors and spreadsheets write, and hardly any text of another encoding is
    valid in it.
    """
    if len(data) > MAX_BYTES:
        raise Unreadable(Fault.TOO_LARGE)
    text = _decode(data).lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip():
        raise Unreadable(Fault.EMPTY)
    if "\0" in text:
        raise Unreadable(Fault.ENCODING)
    return text


def _decode(data: bytes) -> str:
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _strict(data[len(mark) :], encoding)
    for zeros, encoding in _ZEROS:
        if zeros.match(data):
            return _strict(data, encoding)
    declared = _DECLARED.match(data.lstrip())
    if declared:
        return _strict(data, _codec(declared[1].decode()))
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return _strict(data, "gb18030")


def _codec(label: str) -> str:
    """Return Python's name of an encoding as the web knows it; raise Unreadable.

    Python knows more under such labels, which are no encodings of files, and some take very long.
    """
    encoding = webencodings.lookup(label)
    # The last two are the web's own: what nobody should decode, and bytes as they are.
    if encoding is None or encoding.name in ("replacement", "x-user-defined"):
        raise Unreadable(Fault.ENCODING)
    if encoding.name in ("utf-16le", "utf-16be"):
        # The declaration was read as ASCII, so it is wrong.
        return "utf-8"
    return "gb18030" if encoding.name == "gbk" else str(encoding.codec_info.name)


def _strict(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise Unreadable(Fault.ENCODING) from error
