"""Undo one content coding piece by piece, as browsers do; this knows no header and no limit of a page.

Browsers neither check a gzip's checksum nor read what follows its end. What was decoded before an error is handed out,
which the libraries lose.
"""

from __future__ import annotations

import contextlib
import sys
import zlib
from abc import ABC, abstractmethod
from collections.abc import Iterator
from typing import Any

PIECE_BYTES = 64 * 1024
# Of several zstd frames in a row, which pzstd makes.
MAX_FRAMES = 16
# RFC 9659: no more than 8 MiB of window may be asked of a client.
_ZSTD_WINDOW_LOG = 23


class Undecodable(Exception):
    """The data is not what its coding says."""


class Decompressor(ABC):
    """Undoes one coding of one answer."""

    @abstractmethod
    def decode(self, data: bytes) -> Iterator[bytes]:
        """Yield the pieces that ``data`` decodes to; raise Undecodable."""


class _Inflate(Decompressor):
    """Undo a deflate stream (RFC 1951) after the header that ``_skip_header`` finds."""

    def __init__(self) -> None:
        self._inflater: Any = zlib.decompressobj(-zlib.MAX_WBITS)
        self._head = b""
        self._in_head = True

    def _skip_header(self, data: bytes) -> int | None:
        """Return how long the header at the beginning of ``data`` is, None while that is not known."""
        return 0

    def decode(self, data: bytes) -> Iterator[bytes]:
        if self._in_head:
            self._head += data
            length = self._skip_header(self._head)
            if length is None:
                if len(self._head) > PIECE_BYTES:
                    raise Undecodable
                return
            data, self._head, self._in_head = self._head[length:], b"", False
        # One more call when a piece is full: more may wait inside.
        full = False
        while (data or full) and not self._inflater.eof:
            before = self._inflater.copy()
            try:
                piece = self._inflater.decompress(data, PIECE_BYTES)
            except zlib.error:
                yield from self._rescue(before, data)
                raise Undecodable from None
            data, full = self._inflater.unconsumed_tail, len(piece) == PIECE_BYTES
            if piece:
                yield piece

    def _rescue(self, inflater: Any, data: bytes) -> Iterator[bytes]:
        """Yield what comes before the error, which zlib's call has lost; byte by byte it is not."""
        rescued = bytearray()
        try:
            for at in range(len(data)):
                rescued += inflater.decompress(data[at : at + 1])
        except zlib.error:
            pass
        if rescued:
            yield bytes(rescued)


class Gzip(_Inflate):
    """RFC 1952."""

    def _skip_header(self, data: bytes) -> int | None:
        if not b"\x1f\x8b\x08".startswith(data[:3]):
            raise Undecodable
        if len(data) < 10:
            return None
        flags, at = data[3], 10
        if flags & 4:
            if len(data) < at + 2:
                return None
            at += 2 + int.from_bytes(data[at : at + 2], "little")
        for flag in (8, 16):
            if flags & flag:
                end = data.find(b"\0", at)
                if end < 0:
                    return None
                at = end + 1
        at += 2 if flags & 2 else 0
        return at if len(data) >= at else None


class Deflate(_Inflate):
    """RFC 1950, or without its header, which some servers leave out and browsers do not miss."""

    def _skip_header(self, data: bytes) -> int | None:
        if len(data) < 2:
            return None
        is_zlib = data[0] & 15 == 8 and int.from_bytes(data[:2], "big") % 31 == 0 and not data[1] & 32
        return 2 if is_zlib else 0


class _Replayed(Decompressor):
    """A coding whose library loses with an error what it has decoded in the same call.

    What went in is kept, packed as it is; after an error it goes in once more, the last of it byte by byte.
    """

    SLICE_BYTES = 4096

    def __init__(self) -> None:
        self._given = bytearray()
        self._handed_out = 0
        self._has_ended = False
        self._begin()

    @abstractmethod
    def _begin(self) -> None:
        """Make a new decompressor."""

    @abstractmethod
    def _steps(self, data: bytes) -> Iterator[bytes]:
        """Yield what ``data`` decodes to; raise Undecodable."""

    @property
    @abstractmethod
    def _is_over(self) -> bool:
        """Whether what follows is no part of the page."""

    def decode(self, data: bytes) -> Iterator[bytes]:
        for start in range(0, len(data), self.SLICE_BYTES):
            if self._has_ended:
                return
            given = data[start : start + self.SLICE_BYTES]
            try:
                for piece in self._steps(given):
                    self._handed_out += len(piece)
                    yield piece
            except Undecodable:
                yield from self._replay(given)
                if not self._is_over:
                    raise
                self._has_ended = True
            self._given += given

    def _replay(self, last: bytes) -> Iterator[bytes]:
        """Yield what comes before the error in ``last``, without what is handed out already.

        How much a library hands out with each call differs with the cuts, so it is counted from the beginning.
        """
        self._begin()
        decoded = 0
        with contextlib.suppress(Undecodable):
            for given in (bytes(self._given), *(last[at : at + 1] for at in range(len(last)))):
                for piece in self._steps(given):
                    if fresh := piece[max(0, self._handed_out - decoded) :]:
                        yield fresh
                    decoded += len(piece)
                if self._is_over or decoded > self._handed_out + 2 * PIECE_BYTES:
                    return


class Brotli(_Replayed):
    """RFC 7932."""

    def _begin(self) -> None:
        # Pages come in it only unasked: its import waits until then.
        import brotli

        self._error = brotli.error
        self._decompressor = brotli.Decompressor()
        self._is_finished = False

    @property
    def _is_over(self) -> bool:
        return self._is_finished

    def _steps(self, data: bytes) -> Iterator[bytes]:
        while not self._is_over:
            try:
                piece = self._decompressor.process(data, output_buffer_limit=PIECE_BYTES)
            except self._error:
                raise Undecodable from None
            # It must not be asked after an error.
            self._is_finished = self._decompressor.is_finished()
            if piece:
                yield piece
            data = b""
            if self._decompressor.can_accept_more_data():
                return


class Zstd(_Replayed):
    """RFC 8878."""

    def _begin(self) -> None:
        # As with brotli.
        if sys.version_info >= (3, 14):
            from compression import zstd
        else:
            from backports import zstd

        self._zstd = zstd
        self._frames = 0
        self._begin_frame()

    def _begin_frame(self) -> None:
        self._frames += 1
        options = {int(self._zstd.DecompressionParameter.window_log_max): _ZSTD_WINDOW_LOG}
        self._decompressor = self._zstd.ZstdDecompressor(options=options)
        self._is_frame_empty = True

    @property
    def _is_over(self) -> bool:
        """Whether so many frames have come, or after a whole one nothing that is a frame."""
        if self._decompressor.eof:
            return self._frames >= MAX_FRAMES
        return self._frames > 1 and self._is_frame_empty

    def _steps(self, data: bytes) -> Iterator[bytes]:
        while True:
            if self._decompressor.eof:
                if not data or self._is_over:
                    return
                self._begin_frame()
            try:
                piece = self._decompressor.decompress(data, max_length=PIECE_BYTES)
            except self._zstd.ZstdError:
                raise Undecodable from None
            if piece:
                self._is_frame_empty = False
                yield piece
            data = self._decompressor.unused_data if self._decompressor.eof else b""
            if not data and (self._decompressor.needs_input or self._decompressor.eof):
                return
