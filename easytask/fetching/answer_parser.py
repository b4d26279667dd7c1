"""Stand between aiohttp's connection and its parser: bound what comes in, mend a head, and let no read byte be lost.

aiohttp bounds each field of a head and not their sum, follows interim answers without end, and throws away what it has
of a body when the connection breaks.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable
from typing import Any

from aiohttp import http_exceptions
from aiohttp.http import HttpVersion10
from aiohttp.streams import EMPTY_PAYLOAD, StreamReader

from easytask.fetching import heads
from easytask.verdicts.kinds import Problem

# What may surround a body in chunks: sizes, extensions and trailers. A byte in a chunk of its own takes six to frame;
# uvloop hands on 256 KB at a time, of which aiohttp may keep all back for a moment.
FRAMING_BYTES_PER_BYTE = 8
MAX_FRAMING_BYTES = 512 * 1024

# Sizes of chunks that curl and browsers read and llhttp may not: with a bare line feed, or with spaces in an extension,
# which RFC 9112, 7.1.1, asks readers to take.
_ODD_CHUNK = re.compile(rb"[0-9a-f]{1,16}[ \t]*(?:\n|;[^\r\n]{1,200}\r?\n)", re.IGNORECASE)

_NOTHING: tuple[tuple[()], bool, bytes] = ((), False, b"")


@dataclasses.dataclass(slots=True)
class Exchange:
    """What came in on one request.

    ``on_first_byte`` is called when there is one, and ``heard`` says so afterwards; ``on_body`` is called for each
    piece of the body, and at its end. ``mended``: the head was one that only browsers take. ``refused`` says why no
    head could be read; ``unreadable``: it began as HTTP/1.x, and browsers might have read it, or the body. ``broken``:
    why the body ended before its end.
    """

    on_first_byte: Callable[[], None] = lambda: None
    on_body: Callable[[], None] = lambda: None
    heard: bool = False
    mended: bool = False
    refused: str = ""
    unreadable: bool = False
    broken: Problem | None = None


class AnswerParser:
    """Do for one request what ``parser`` does, within bounds; ``new_parser`` makes another for a mended head."""

    def __init__(
        self, parser: Any, new_parser: Callable[[], Any], exchange: Exchange, force_close: Callable[[], None]
    ) -> None:
        self._parser = parser
        self._new_parser = new_parser
        self._exchange = exchange
        self._force_close = force_close
        # None once the head is whole.
        self._head: heads.HeadBuffer | None = heads.HeadBuffer()
        self._payload: StreamReader | None = None
        self._received = 0
        self._has_ended = False
        self._is_http_1_0 = False

    def feed_data(self, data: bytes) -> Any:
        """Take what has come in; return what aiohttp's parser returns."""
        if self._has_ended:
            return _NOTHING
        if self._head is None:
            return self._feed_body(data)
        if data and not self._exchange.heard:
            self._exchange.heard = True
            self._exchange.on_first_byte()
        try:
            whole = self._head.take(data)
        except heads.HeadRefused as error:
            raise self._refuse(str(error)) from error
        if whole is None:
            return _NOTHING
        self._head = None
        return self._begin_body(*whole)

    def feed_eof(self) -> Any:
        """Note the end of the connection; a body that lacks its end then ends without an error, and it is noted."""
        if self._has_ended:
            return None
        self._exchange.on_body()
        try:
            return self._parser.feed_eof()
        except http_exceptions.HttpProcessingError:
            self._end_body(Problem.BROKEN_OFF)
            return None

    def pause_reading(self) -> None:
        """Hand on aiohttp's flow control."""
        self._parser.pause_reading()

    def _begin_body(self, head: bytes, rest: bytes) -> Any:
        messages, upgraded, tail = self._read_head(head)
        if upgraded:
            return messages, upgraded, tail + rest
        self._is_http_1_0 = bool(messages) and messages[-1][0].version == HttpVersion10
        payload = messages[-1][1] if messages else EMPTY_PAYLOAD
        self._payload = None if payload is EMPTY_PAYLOAD else payload
        if not rest:
            return messages, upgraded, tail
        more, upgraded, tail = self._feed_body(rest)
        return [*messages, *more], upgraded, tail

    def _read_head(self, head: bytes) -> Any:
        try:
            return self._parser.feed_data(head)
        except http_exceptions.HttpProcessingError as error:
            mended = heads.mend(head) if heads.is_http_1(head) else None
            if mended is None:
                raise self._refuse(error.message, unreadable=heads.may_be_readable(head)) from error
        self._parser = self._new_parser()
        self._exchange.mended = True
        # What follows such a head is not sure to be another answer.
        self._force_close()
        try:
            return self._parser.feed_data(mended)
        except http_exceptions.HttpProcessingError as error:
            raise self._refuse(error.message, unreadable=True) from error

    def _refuse(self, why: str, *, unreadable: bool = False) -> Exception:
        self._exchange.refused = why
        self._exchange.unreadable = unreadable
        return http_exceptions.HttpProcessingError(message=why)

    def _feed_body(self, data: bytes) -> Any:
        self._exchange.on_body()
        try:
            found = self._parser.feed_data(data)
        except http_exceptions.HttpProcessingError as error:
            if self._payload is None:
                raise self._refuse(error.message) from error
            # Browsers read no chunks in an answer of HTTP/1.0, whatever it says (RFC 9112, 6.1).
            is_odd = self._is_http_1_0 or _ODD_CHUNK.match(data) is not None
            self._exchange.unreadable = is_odd and not self._received
            self._end_body(Problem.BAD_RESPONSE)
            return _NOTHING
        self._received += len(data)
        handed_on = self._payload.total_bytes if self._payload else 0
        if self._received > MAX_FRAMING_BYTES + (1 + FRAMING_BYTES_PER_BYTE) * handed_on:
            if self._payload is None:
                raise self._refuse("no end of the head")
            self._end_body(Problem.BAD_RESPONSE)
        return found

    def _end_body(self, why: Problem) -> None:
        """End the body here, so that what has come of it can still be read."""
        self._has_ended = True
        if self._payload is not None and not self._payload.is_eof():
            self._exchange.broken = why
            self._force_close()
            self._payload.feed_eof()
