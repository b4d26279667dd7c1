"""Decode the body of an answer piece by piece, as its Content-Encoding says; knows neither network nor pages.

Not by aiohttp, which knows one coding at a time, hands on what it does not know, and loses with an error what was
decoded before it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from easytask.fetching.decompressors import Brotli, Decompressor, Deflate, Gzip, Zstd

# curl's limit of codings on top of one another.
MAX_CODINGS = 5
# A layer below the last one is the page in a packed form, and that is rarely longer than the page.
BYTES_PER_DECODED_BYTE = 2

_DECOMPRESSORS: dict[str, type[Decompressor]] = {
    "gzip": Gzip,
    "x-gzip": Gzip,
    "deflate": Deflate,
    "br": Brotli,
    "zstd": Zstd,
}


class TooLong(Exception):
    """Some layer of the codings is longer than may be read."""


class Decoder:
    """Undo the codings named in ``headers``, the values of Content-Encoding; ``limit`` is how long a page may be.

    ``is_known`` is False when there is a coding that we cannot undo; the data is then handed on as it is, which is
    what browsers do with names that nobody knows.
    """

    def __init__(self, headers: Iterable[str], limit: int) -> None:
        names = [name for header in headers for part in header.split(",") if (name := part.strip().lower())]
        self.name = ", ".join(names)
        names = [name for name in names if name != "identity"]
        self.is_known = len(names) <= MAX_CODINGS and all(name in _DECOMPRESSORS for name in names)
        self._layers = [_DECOMPRESSORS[name]() for name in reversed(names)] if self.is_known else []
        self._limit = BYTES_PER_DECODED_BYTE * limit
        # How much went into each layer; the last number counts what came out.
        self._counts = [0] * (len(self._layers) + 1)

    @property
    def decoded(self) -> int:
        """How many bytes have been handed out."""
        return self._counts[-1]

    def feed(self, data: bytes) -> Iterator[bytes]:
        """Yield what ``data`` decodes to, in pieces of about PIECE_BYTES; raise Undecodable or TooLong.

        What is not taken out of the iterator is not decoded.
        """
        return self._undo(0, data)

    def _undo(self, number: int, data: bytes) -> Iterator[bytes]:
        self._counts[number] += len(data)
        if number == len(self._layers):
            yield data
            return
        if self._counts[number] > self._limit:
            raise TooLong
        for piece in self._layers[number].decode(data):
            yield from self._undo(number + 1, piece)


def is_packed_for_transit(headers: Iterable[str]) -> bool:
    """Return whether a transfer coding besides chunks is named in ``headers``, the values of Transfer-Encoding.

    curl undoes it, and browsers show what comes as it is. Nobody asks for one, and names that mean nothing are common.
    """
    return any(part.strip().lower() in _DECOMPRESSORS for header in headers for part in header.split(","))
