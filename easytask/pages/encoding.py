"""Turn a page's bytes into text as a browser does, piece by piece; it does not know what the text is about.

The order is that of WHATWG HTML, 13.2.3.2: a byte order mark, the header's charset, ``<meta>``, then what the bytes
look like, which is UTF-8, or else GBK, the default of a Chinese browser.
"""

from __future__ import annotations

import codecs
import re

import webencodings

from easytask.pages.start_tag import StartTag
from easytask.pages.tokenizer import TagFinder

# WHATWG HTML, 13.2.3.2: how much of a page is searched for its <meta charset>; and how much when there is none. A
# browser that meets one later reads the page anew (13.2.3.5).
_SNIFFED_BYTES = 1024
_HELD_BYTES = 8 * 1024
_GB18030 = webencodings.Encoding("gb18030", codecs.lookup("gb18030"))
# No text has them.
_CONTROLS = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_CONTENT_CHARSET = re.compile(r"""charset\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s;"'][^\s;]*))""", re.IGNORECASE | re.ASCII)


class TextDecoder:
    """Decodes one page; ``charset`` is the parameter of its Content-Type."""

    def __init__(self, charset: str | None) -> None:
        self._head = b""
        self._encoding = _encoding(charset or "")
        # It looks for the byte order mark by itself.
        self._decoder = webencodings.IncrementalDecoder(self._encoding or "utf-8")

    def decode(self, data: bytes, *, last: bool) -> str:
        """Return the text of the next piece, "" as long as the encoding is not known."""
        if self._encoding is None:
            had, self._head = len(self._head), self._head + data
            if len(self._head) < _SNIFFED_BYTES and not last:
                return ""
            is_full = last or len(self._head) >= _HELD_BYTES
            if is_full or had < _SNIFFED_BYTES:
                self._encoding = _declared_encoding(self._head[: _HELD_BYTES if is_full else _SNIFFED_BYTES])
            if self._encoding is None and not is_full:
                return ""
            data, self._head = self._head, b""
            self._encoding = self._encoding or _likely_encoding(data[:_HELD_BYTES])
            self._decoder = webencodings.IncrementalDecoder(self._encoding)
        if self._encoding.name != "iso-2022-jp":
            return self._decoder.decode(data, final=last)
        # CPython's decoder of it raises on some broken escapes, depending on the cut: so it always gets the same cut.
        return "".join(self._decode_byte(data[at : at + 1], self._encoding) for at in range(len(data)))

    def _decode_byte(self, byte: bytes, encoding: webencodings.Encoding) -> str:
        try:
            return self._decoder.decode(byte)
        except UnicodeError:
            self._decoder = webencodings.IncrementalDecoder(encoding)
            return "\ufffd"


def _encoding(label: str) -> webencodings.Encoding | None:
    """Look up a label of WHATWG Encoding, 4.2; Python's own registry would also know zlib, rot13 and idna."""
    found = webencodings.lookup(label) if label.isascii() else None
    if found and found.name == "gbk":
        # GBK is decoded by gb18030's decoder (WHATWG Encoding, 10.1.1).
        return _GB18030
    return found


def _declared_encoding(head: bytes) -> webencodings.Encoding | None:
    """Return what the first usable ``<meta>`` declares ("prescan a byte stream"), None when there is none."""
    declared = []

    def take(meta: StartTag) -> None:
        label = meta.get("charset")
        if label is None and (meta.get("http-equiv") or "").lower() == "content-type":
            content = _CONTENT_CHARSET.search(meta.get("content") or "")
            label = content[content.lastindex or 0] if content else None
        if encoding := _encoding(label or ""):
            declared.append(encoding)

    TagFinder({"meta"}, take).feed(head.decode("latin-1"), last=True)
    if not declared:
        return None
    # A <meta> that could be read byte by byte is not in UTF-16.
    return webencodings.UTF8 if declared[0].name.startswith("utf-16") else declared[0]


def _likely_encoding(head: bytes) -> webencodings.Encoding:
    """Return GBK for bytes that are text in it and hardly any in UTF-8, else UTF-8.

    A page in UTF-8 may have a character that its software has cut in two.
    """
    text = codecs.getincrementaldecoder("utf-8")("replace").decode(head)
    broken = text.count("\ufffd")
    if 2 * broken <= sum(not char.isascii() for char in text) or _CONTROLS.search(head):
        return webencodings.UTF8
    try:
        codecs.getincrementaldecoder("gb18030")().decode(head)
    except UnicodeDecodeError:
        return webencodings.UTF8
    return _GB18030
