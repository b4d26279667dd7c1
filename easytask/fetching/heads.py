"""Find the head of an HTTP/1.x answer in the bytes that come in, and mend one that browsers take and llhttp refuses.

Pure: it knows neither connections nor aiohttp. What may be mended is what browsers read over: a space before a colon,
a line without one, odd spaces in the status line, the same length told twice, lengths beside chunks. A length that is
no number, or two that differ, stay refused: a client must discard such an answer (RFC 9112, 6.3).
"""

from __future__ import annotations

import re

# Chromium's limit of a whole head; here it also holds for all interim answers before it together.
MAX_HEAD_BYTES = 256 * 1024
MAX_FIELDS = 1024
# Rails sends an interim answer (1xx) for each script and style sheet of a page; browsers take any number of them.
MAX_INTERIM_ANSWERS = 100

_END = re.compile(rb"\n\r?\n")
_INTERIM = re.compile(rb"http/1\.\d[ \t]+1(?!01)\d\d(?!\d)", re.IGNORECASE)
_STATUS_LINE = re.compile(rb"http/1\.(\d)[ \t]*[ \t]([1-9]\d\d)(?!\d)[ \t]*(.*)", re.IGNORECASE)
_BAD_STATUS = re.compile(rb"http/1\.\d[ \t]+(?![1-9]\d\d(?!\d))\d", re.IGNORECASE)
# RFC 9110, 5.6.2.
_TOKEN = re.compile(rb"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_CONTROLS = bytes.maketrans(bytes([*range(9), *range(10, 32), 127]), b" " * 32)
# Read as framing and written anew, or known to make aiohttp refuse the head.
_WRITTEN_ANEW = frozenset({b"content-length", b"transfer-encoding", b"sec-websocket-key1"})


class HeadRefused(Exception):
    """The head is longer than any client takes; the text says how."""


class HeadBuffer:
    """Collect the head of an answer from the pieces in which it comes; interim answers are passed over."""

    def __init__(self) -> None:
        self._data = bytearray()
        self._searched = 0
        self._passed_over = self._interim = 0

    def take(self, data: bytes) -> tuple[bytes, bytes] | None:
        """Return the head and what has come after it, None as long as it is not whole; raise HeadRefused.

        What does not begin as an answer of HTTP is handed out at once.
        """
        self._data += data
        while self._data:
            self._skip_blank_lines()
            if not b"http/".startswith(self._data[:5].lower()):
                return self._hand_out(len(self._data))
            found = _END.search(self._data, self._searched)
            end = found.end() if found else len(self._data)
            if self._passed_over + end > MAX_HEAD_BYTES:
                raise HeadRefused("head too large")
            if not found:
                self._searched = max(0, end - 2)
                return None
            # 101 is final for who has not asked to switch protocols.
            if not _INTERIM.match(self._data):
                return self._hand_out(end)
            self._pass_over(end)
            self._interim += 1
            if self._interim > MAX_INTERIM_ANSWERS:
                raise HeadRefused("too many interim answers")
        return None

    def _skip_blank_lines(self) -> None:
        """Skip what llhttp and browsers skip before an answer."""
        if self._data[0] in b"\r\n":
            self._pass_over(len(self._data) - len(self._data.lstrip(b"\r\n")))

    def _pass_over(self, length: int) -> None:
        del self._data[:length]
        self._passed_over += length
        self._searched = 0

    def _hand_out(self, end: int) -> tuple[bytes, bytes]:
        return bytes(self._data[:end]), bytes(self._data[end:])


def is_http_1(data: bytes) -> bool:
    """Return whether ``data`` begins as an answer of HTTP/1.x."""
    return data[:7].lower() == b"http/1."


def may_be_readable(head: bytes) -> bool:
    """Return whether a browser may read a head of HTTP/1.x that we cannot.

    Not when its status or its length is told wrongly; a status line without a number is a 200 to browsers.
    """
    status, *lines = _lines(head)
    return is_http_1(head) and not _BAD_STATUS.match(status) and _framing(_fields(lines)) is not None


def mend(head: bytes) -> bytes | None:
    """Return the head as llhttp takes it, read as browsers read it; None when there is no sure way to read it."""
    lines = _lines(head)
    status = _STATUS_LINE.fullmatch(lines[0].translate(_CONTROLS))
    if status is None:
        return None
    fields = _fields(lines[1:])
    framing = _framing(fields)
    if framing is None:
        return None
    mended = [b"HTTP/1.%b %b %b" % status.groups(), *framing]
    mended += [b"%b: %b" % field for field in fields if field[0].lower() not in _WRITTEN_ANEW]
    return b"\r\n".join(mended[:MAX_FIELDS]) + b"\r\n\r\n"


def _lines(head: bytes) -> list[bytes]:
    return [line.removesuffix(b"\r") for line in head.rstrip(b"\r\n").split(b"\n")]


def _fields(lines: list[bytes]) -> list[tuple[bytes, bytes]]:
    """Return the names and values of the lines that have both; folded lines are joined."""
    joined: list[bytes] = []
    for line in lines:
        if line[:1] in (b" ", b"\t") and joined:
            joined[-1] += line
        else:
            joined.append(line)
    fields = []
    for line in joined:
        name, colon, value = line.partition(b":")
        if colon and _TOKEN.fullmatch(name.strip()):
            fields.append((name.strip(), value.translate(_CONTROLS).strip()))
    return fields


def _framing(fields: list[tuple[bytes, bytes]]) -> list[bytes] | None:
    """Return the lines that say how long the body is; None when its length is told wrongly or in two ways."""
    if b"chunked" in _parts(fields, b"transfer-encoding"):
        # It outranks a length (RFC 9112, 6.3).
        return [b"Transfer-Encoding: chunked"]
    lengths = _parts(fields, b"content-length")
    if len(lengths) > 1 or not all(length.isdigit() and len(length) < 19 for length in lengths):
        return None
    return [b"Content-Length: %b" % length for length in lengths]


def _parts(fields: list[tuple[bytes, bytes]], name: bytes) -> set[bytes]:
    """Return the different parts of all fields of a name, which may each hold a list."""
    return {part.strip().lower() for key, value in fields if key.lower() == name for part in value.split(b",")}
