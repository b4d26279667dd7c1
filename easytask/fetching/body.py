"""Read the body of a final answer, decoded and bounded, through the reader of pages; knows no hops."""

from __future__ import annotations

import asyncio
import dataclasses

import aiohttp

from easytask.fetching.codings import Decoder, TooLong, is_packed_for_transit
from easytask.fetching.connection import PIECE_BYTES
from easytask.fetching.decompressors import Undecodable
from easytask.fetching.errors import named_problems
from easytask.fetching.visit import Visit, expiry
from easytask.verdicts.dead_marks import KINDS
from easytask.verdicts.kinds import Cause, Kind, Problem
from easytask.verdicts.records import PAGE_STATUSES, FetchResult, PageReader, PageReading, truncate_text

# Enough of any other answer to see whether a bot wall stands there.
ERROR_PAGE_BYTES = 64 * 1024
# To read less takes no longer than to wait for a turn, and a page that trickles in keeps its clock.
TURN_BYTES = 1024


class Body:
    """A final answer as far as it has been read; ``reading`` is there once it is."""

    def __init__(
        self, response: aiohttp.ClientResponse, noted: Visit, reader: PageReader | None, max_body: int
    ) -> None:
        self.url = noted.hop_url
        self.status = response.status
        self.headers = response.headers
        self.reading: PageReading | None = None
        self.frames: list[str] = []
        self.incomplete: Problem | None = None
        self.doubt: Cause | None = None
        self._response = response
        self._noted = noted
        self._exchange = noted.exchange
        self._certificate = noted.certificate
        self._reader = reader
        self._max_bytes = max_body if self.is_page else ERROR_PAGE_BYTES
        self._bytes = 0
        self._is_cut = False
        self._decoder = Decoder(response.headers.getall("Content-Encoding", ()), self._max_bytes)

    @property
    def is_page(self) -> bool:
        """Whether the status says that there is a page."""
        return self.status in PAGE_STATUSES

    @property
    def has_backlink(self) -> bool:
        """Whether our backlink was found."""
        return self.reading is not None and self.reading.backlink is not None

    @property
    def is_default_page(self) -> bool:
        """Whether a look has taken it for the page of a server without a site."""
        look = self.reading.look if self.is_page and self.reading else None
        return look is not None and any(KINDS[mark] is Kind.PLACEHOLDER for mark in look.marks)

    async def read(self) -> None:
        """Read it as far as the reader wants, and no further than allowed."""
        if self._reader is None:
            return
        self._reader.start_page(self.url, self.status, self.headers)
        try:
            while True:
                if not self._response.content.is_eof():
                    self._noted.deadline.wait_for_more()
                # The table of problems is for the network; what the reader raises is a bug of ours.
                with named_problems():
                    piece = await self._response.content.read(PIECE_BYTES)
                if not piece:
                    self.incomplete = self._exchange.broken
                    break
                if await self._has_enough_with(piece, self._reader):
                    break
        except TooLong:
            self._is_cut = True
        except Undecodable:
            # What browsers show an error for is no answer; of what came before the error we cannot tell what was lost.
            if self._decoder.decoded:
                self.doubt = Cause.RESPONSE
            else:
                self.incomplete = Problem.BAD_RESPONSE
        is_packed = is_packed_for_transit(self.headers.getall("Transfer-Encoding", ()))
        if is_packed or not self._decoder.is_known or (self.incomplete and self._exchange.unreadable):
            self.doubt = Cause.RESPONSE
        self.reading = self._reader.finish_page()

    async def _has_enough_with(self, piece: bytes, reader: PageReader) -> bool:
        if len(piece) >= TURN_BYTES:
            await self._noted.take_turn_to_read(len(piece))
        for decoded in self._decoder.feed(piece):
            if len(decoded) >= TURN_BYTES:
                # A short piece may hold much.
                self._noted.end_waiting()
            if self._bytes:
                # The others have waited. Not after the last piece: of a thousand pages that came at once, each would
                # be kept half read until all have had their turn.
                await asyncio.sleep(0)
            wanted = decoded[: self._max_bytes - self._bytes]
            self._bytes += len(wanted)
            if reader.feed(wanted):
                return True
            if len(wanted) < len(decoded):
                self._is_cut = True
                return True
        return False

    def take_frame(self, frame: Body) -> None:
        """Take what was found in a frame of this page for found on the page."""
        self.frames.append(frame.url)
        self.incomplete = self.incomplete or frame.incomplete
        self.doubt = self.doubt or frame.doubt
        if self.reading is not None and frame.has_backlink and frame.reading is not None:
            self.reading = dataclasses.replace(self.reading, backlink=frame.reading.backlink)

    def result(self, incomplete: Problem | None = None) -> FetchResult:
        """Return what was found; ``incomplete``: why the reading was ended from outside."""
        if self.reading is None and self._reader is not None:
            self.reading = self._reader.finish_page()
        reading = self.reading or PageReading()
        return self._noted.result(
            status=self.status,
            doubt=None if self.has_backlink else self.doubt,
            incomplete=None if self.has_backlink else incomplete or self.incomplete,
            challenged=self.headers.get("cf-mitigated", "").strip().lower() == "challenge",
            cut=self.is_page and (self._is_cut or reading.gave_up),
            bytes=self._bytes,
            certificate_expires=expiry(self._certificate),
            backlink=reading.backlink,
            reading=self.reading,
            frames=tuple(map(truncate_text, self.frames)),
            mended=self._exchange.mended,
            coding=truncate_text(self._decoder.name),
        )
