"""Turn a page's bytes into text as a browser does, piece by piece; it does not know what the text is about.

The order is that of WHATWG HTML, 13.2.3.2: a byte order mark, the header's charset, ``<meta>``, then UTF-8.
"""

from __future__ import annotations

import re

import webencodings

from easytask.pages.start_tag import StartTag
from easytask.pages.tokenizer import TagFinder

# WHATWG HTML, 13.2.3.2: how much of a page is searched for its <meta charset>.
_SNIFFED_BYTES = 1024
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
            self._head += data
            if len(self._head) < _SNIFFED_BYTES and not last:
                return ""
            data, self._head = self._head, b""
            self._encoding = _declared_encoding(data[:_SNIFFED_BYTES])
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
        return webencodings.lookup("gb18030")
    return found


def _declared_encoding(head: bytes) -> webencodings.Encoding:
    """Return what the first usable ``<meta>`` declares ("prescan a byte stream"), else UTF-8."""
    declared = []

    def take(meta: StartTag) -> None:
        label = meta.get("charset")
        if label is None and (meta.get("http-equiv") or "").lower() == "content-type":
            content = _CONTENT_CHARSET.search(meta.get("content") or "")
            label = content[content.lastindex or 0] if content else None
        if encoding := _encoding(label or ""):
            declared.append(encoding)

    TagFinder({"meta"}, take).feed(head.decode("latin-1"), last=True)
    # A <meta> that could be read byte by byte is not in UTF-16.
    if not declared or declared[0].name.startswith("utf-16"):
        return webencodings.UTF8
    return declared[0]
